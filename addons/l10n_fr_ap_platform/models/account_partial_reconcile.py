# SPDX-License-Identifier: AGPL-3.0-or-later
"""A payment that is matched with a bill is notified to its supplier."""

from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._lifecycle_notify_paid()
        return partials

    def _lifecycle_notify_paid(self):
        """Bills matched with money that left: payment sent."""
        amounts = {}
        for partial in self.sudo():
            bill, other = partial.credit_move_id.move_id, partial.debit_move_id.move_id
            if bill.move_type != "in_invoice" or not (
                other.origin_payment_id
                or other.statement_line_id
                or other.journal_id.type in ("bank", "cash", "credit")
            ):
                continue
            paid = amounts.get(bill.id, 0.0) + partial.credit_amount_currency
            amounts[bill.id] = bill.currency_id.round(paid)
        if amounts:
            self.env["account.move"].browse(amounts)._lifecycle_paid(amounts)
