# SPDX-License-Identifier: AGPL-3.0-or-later
"""By itself: compare what waits each night, post what matches."""

from functools import partial

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, groupby

from ..in_turn import do_in_turn

BATCH = 500
POST_BATCH = 20
GO_ON_AFTER = "ap_purchase.match_cron_after"  # company and bill of a night cut short

# Drafts, and what is posted but waits for something.
_WAITING = """
SELECT m.company_id, m.id FROM account_move m
  LEFT JOIN ap_match t ON t.move_id = m.id
 WHERE m.move_type IN ('in_invoice', 'in_refund', 'in_receipt')
   AND m.commercial_partner_id IS NOT NULL AND COALESCE(t.decision, '') <> 'rejected'
   AND (m.state = 'draft' OR m.state = 'posted' AND t.state = 'exception')
   AND (m.company_id, m.id) > (%s, %s)
 ORDER BY m.company_id, m.id
"""


class ApMatch(models.Model):
    _inherit = "ap.match"

    @api.model
    def _cron_match(self):
        """Compare drafts and waiting bills again, company by company, in batches.

        The failure of a batch leaves the others done. When time is short the next call
        goes on where this one stopped.
        """
        self.env.flush_all()
        parameters = self.env["ir.config_parameter"].sudo()
        after = parameters.get_param(GO_ON_AFTER, "0,0").split(",")
        batches = self._waiting_batches(*map(int, after))
        done = do_in_turn(
            self.env,
            [
                (f"Bills {ids} of company {company}", partial(self._match_ids, ids))
                for company, ids in batches
            ],
        )
        if done < len(batches):
            company, ids = batches[done - 1]
            parameters.set_param(GO_ON_AFTER, f"{company},{ids[-1]}")
        elif any(map(int, after)):
            parameters.set_param(GO_ON_AFTER, False)

    def _match_ids(self, ids) -> None:
        self._match(self.env["account.move"].browse(ids))

    def _waiting_batches(self, company, bill) -> list[tuple]:
        """Return company and ids of each batch of what waits beyond that bill."""
        rows = self.env.execute_query(SQL(_WAITING, company, bill))
        batches = []
        for company_id, group in groupby(rows, lambda row: row[0]):
            ids = [row[1] for row in group]
            batches += [
                (company_id, ids[start : start + BATCH])
                for start in range(0, len(ids), BATCH)
            ]
        return batches

    @api.model
    def _cron_post(self):
        """Post the drafts that match, where the policy lets them post by themselves."""
        ids = self._to_post().ids
        self.env["ir.cron"]._commit_progress(remaining=len(ids))
        for start in range(0, len(ids), POST_BATCH):
            batch = ids[start : start + POST_BATCH]
            for match in self.browse(batch):
                match._post_by_itself()
            if not self.env["ir.cron"]._commit_progress(len(batch)):
                return

    @api.model
    def _to_post(self):
        """Return the matches of drafts that may be posted by themselves."""
        found = self.search(
            [
                ("state", "=", "matched"),
                ("decision", "in", ("none", "accepted")),
                ("bill_state", "=", "draft"),
                ("policy_id.auto_post", "=", True),
            ]
        )
        return found.filtered(lambda match: match._may_post())

    def _may_post(self) -> bool:
        """Say whether nothing speaks against posting: no finding, no lock, all dated."""
        bill = self.move_id
        if bill.state != "draft" or not bill.invoice_date or bill.auto_post != "no":
            return False
        if bill.ap_finding_severity in ("warning", "blocking"):
            return False
        return not bill._get_violated_lock_dates(bill.date, bill._affect_tax_report())

    def _post_by_itself(self) -> bool:
        """Post the bill; what stands in the way is said on it, and it stays a draft."""
        self.ensure_one()
        if not self.move_id.try_lock_for_update():
            return False  # somebody works on it: the next run takes it
        if self.state != "matched" or not self._may_post():
            return False
        try:
            with self.env.cr.savepoint():
                self.move_id.action_post()
        except UserError as error:
            self.move_id.message_post(
                body=self.env._("Not posted by itself: %(reason)s", reason=str(error))
            )
            return False
        self._log([(self.move_id.id, "posted", self.state, self.state, {}, None)])
        return True
