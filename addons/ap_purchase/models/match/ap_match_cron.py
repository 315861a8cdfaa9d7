# SPDX-License-Identifier: AGPL-3.0-or-later
"""By itself: compare what waits each night, post what matches."""

import logging

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

BATCH = 500
POST_BATCH = 20

# Drafts, and what is posted but waits for something.
_WAITING = """
SELECT m.id FROM account_move m
  LEFT JOIN ap_match t ON t.move_id = m.id
 WHERE m.move_type IN ('in_invoice', 'in_refund', 'in_receipt')
   AND m.commercial_partner_id IS NOT NULL AND COALESCE(t.decision, '') <> 'rejected'
   AND (m.state = 'draft' OR m.state = 'posted' AND t.state = 'exception')
   AND m.company_id = %s
 ORDER BY m.id
"""


class ApMatch(models.Model):
    _inherit = "ap.match"

    @api.model
    def _cron_match(self):
        """Compare drafts and waiting bills again, company by company, in batches."""
        self.env.flush_all()
        # pylint: disable=no-search-all
        companies = self.env["res.company"].search([])  # few by nature
        batches = []
        for company in companies:
            query = SQL(_WAITING, company.id)
            ids = [row[0] for row in self.env.execute_query(query)]
            batches += [ids[i : i + BATCH] for i in range(0, len(ids), BATCH)]
        self.env["ir.cron"]._commit_progress(remaining=len(batches))
        for ids in batches:
            self._match(self.env["account.move"].browse(ids))
            if not self.env["ir.cron"]._commit_progress(1):
                return

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
        if "policy_id" not in self._fields:
            return self.browse()
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
        self.move_id.lock_for_update()
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
