# SPDX-License-Identifier: AGPL-3.0-or-later
"""A payment that is matched with a bill on hold is a fact to explain."""

from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._ap_find_paid_on_hold()
        return partials

    def _ap_find_paid_on_hold(self):
        """What was just matched with a bill on hold is a finding at once."""
        bills = self.sudo().credit_move_id.move_id.filtered(
            lambda move: move.move_type in ("in_invoice", "in_receipt")
        )
        held = bills and bills.filtered("ap_payment_hold")
        for company, moves in (held or bills.browse()).grouped("company_id").items():
            self.env["ap.control"].sudo().check(
                company.id, ["paid_on_hold"], "account.move", moves.ids
            )
