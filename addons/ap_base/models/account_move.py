# SPDX-License-Identifier: AGPL-3.0-or-later
"""A blocking finding stops posting, whoever posts and from wherever."""

import logging

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

NAMES_SHOWN = 5


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "ap.finding.mixin"]

    def _post(self, soft=True):
        self._ap_refuse_blocked()
        return super()._post(soft)

    def _ap_refuse_blocked(self):
        """Check what is to be posted, then refuse it while a blocking finding is open."""
        self._ap_check_on_post()
        blocking = (
            self.env["ap.finding"]
            .sudo()
            .search([*self._ap_finding_domain(), ("severity", "=", "blocking")])
        )
        if not blocking:
            return
        self._ap_keep_findings()
        moves = {
            move.id: move.display_name
            for move in self.browse(blocking.mapped("res_id"))
        }
        lines = [
            f"• {moves[finding.res_id]}: {finding.message}" for finding in blocking
        ]
        raise UserError(
            self.env._(
                "Nothing was posted, because of blocking findings:\n%(findings)s\n\n"
                "Mend the documents, or ask to waive the findings in AP Desk ▸ To do: "
                "%(people)s can.",
                findings="\n".join(lines),
                people=self._ap_who_waives(),
            )
        )

    def _ap_check_on_post(self):
        """Run the controls flagged for posting on these moves, once."""
        engine = self.env["ap.control"].sudo()
        if not engine.search_count([("check_on_post", "=", True)], limit=1):
            return
        day = fields.Date.context_today(self)
        self.env.flush_all()
        for company, moves in self.grouped("company_id").items():
            here = engine.with_company(company)
            controls = here._in_force(company, day, None, self._name)
            for control in controls.filtered("check_on_post"):
                control._run(company, moves.ids, day)

    def _ap_keep_findings(self):
        """The refusal undoes the transaction, and with it what was just found: find it
        again afterwards, or nobody could see or waive it."""
        registry, ids = self.env.registry, self.ids

        def find_again():
            try:
                with registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    env["account.move"].browse(ids).exists()._ap_check_on_post()
            except Exception:
                _logger.exception("Findings of refused entries could not be kept")

        self.env.cr.postrollback.add(find_again)

    def _ap_who_waives(self):
        """Names of those who can waive blocking findings of these moves."""
        heads = self.env.ref("ap_base.group_head").sudo().all_user_ids
        companies = self.company_id
        names = [
            user.name
            for user in heads
            if user.active and not user.share and companies <= user.company_ids
        ]
        shown = ", ".join(names[:NAMES_SHOWN])
        role = self.env._("Head of accounting")
        return f"{role} ({shown})" if shown else role
