# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills whose lines are imputed at a click, and entries that Odoo makes by itself."""

from odoo import models

from .ap_entry import BULK_DAY
from .res_company import FOLLOWS_ENTRY


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_ap_propose_imputation(self):
        """Propose the distributions of all lines of these documents."""
        return self.line_ids.action_ap_accept_imputation()

    def write(self, vals):
        result = super().write(vals)
        if "partner_id" in vals:  # importers may name the supplier after the lines
            self.line_ids._ap_impute_new()
        return result

    def _post(self, soft=True):
        self._ap_impute_by_rules()
        return super()._post(soft)

    def _ap_impute_by_rules(self):
        """What nobody typed (exchange differences, bank entries) gets what the rules
        say of required axes; nothing is learned at that moment. Entries of the bulk
        writer carry the distribution of their source."""
        if BULK_DAY.is_open:
            return
        for company, moves in self.grouped("company_id").items():
            if not company.ap_analytic_auto:
                continue
            lines = moves.line_ids
            missing = [line for line, _move, _breach in lines._ap_breaches(company)]
            if missing:
                short = lines.browse(dict.fromkeys(missing))
                engine = self.env["ap.analytic.proposal"]
                short._ap_apply_proposals(engine.propose(short, learn=False))

    def button_draft(self):
        """Whether an entry may be reset is stated by the accounting lock dates; what it
        had on the axes goes with it."""
        own = self.with_context(ap_analytic_follows=FOLLOWS_ENTRY)
        return super(AccountMove, own).button_draft()
