# SPDX-License-Identifier: AGPL-3.0-or-later
"""A deposit matched with its final bill ends the wait for what was paid before; a debit
matched with a bill that its supplier collects ends the hold of transfers."""

from odoo import api, models

from ..rules.einvoice_means import collected

CONTROLS = ("einvoice_amount", "einvoice_means", "paid_on_hold")


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._ap_check_prepaid()
        return partials

    def unlink(self):
        bills = self._ap_prepaid_bills()
        result = super().unlink()
        self._ap_check_bills(bills)
        return result

    def _ap_check_prepaid(self):
        self._ap_check_bills(self._ap_prepaid_bills())

    def _ap_prepaid_bills(self):
        """Bills whose e-invoice says that something was paid before, or is collected."""
        bills = self.sudo().credit_move_id.move_id.filtered(
            lambda move: move.is_purchase_document(include_receipts=True)
        )
        return bills.filtered(
            lambda move: any(map(_of_payment, move.sudo().ap_document_ids))
        )

    def _ap_check_bills(self, bills):
        for company, moves in bills.grouped("company_id").items():
            engine = self.env["ap.control"].sudo()
            for code in CONTROLS:  # the second reads what the first found
                engine.check(company.id, [code], "account.move", moves.ids)


def _of_payment(document) -> bool:
    """Whether what was matched with the bill changes what its e-invoice asks for."""
    means = (document.data or {}).get("means") or ()
    return bool(document.amount_prepaid or collected(means)[0])
