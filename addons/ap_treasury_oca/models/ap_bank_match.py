# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class ApBankMatch(models.Model):
    _inherit = "ap.bank.match"

    def action_by_hand(self):
        """The line on the reconciliation screen of the module: our proposal is filled in,
        and can be changed."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_reconcile_oca.action_bank_statement_line_reconcile"
        )
        form = "account_reconcile_oca.bank_statement_line_form_reconcile_view"
        line = self.statement_line_id
        return {
            **action,
            "domain": [("id", "=", line.id)],
            "context": {"default_journal_id": line.journal_id.id, "view_ref": form},
        }
