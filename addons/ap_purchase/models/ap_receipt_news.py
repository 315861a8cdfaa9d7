# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models


class ApReceipt(models.Model):
    """Receipts tell the position that it changed, however they came."""

    _inherit = "ap.receipt"

    @api.model_create_multi
    def create(self, vals_list):
        receipts = super().create(vals_list)
        receipts._tell_position()
        return receipts

    def write(self, vals):
        self._tell_position()
        result = super().write(vals)
        self._tell_position()
        return result

    def unlink(self):
        self._tell_position("deleted")
        return super().unlink()

    def _tell_position(self, cause="received"):
        positions = self.env["ap.order.position"]
        for company, receipts in self.grouped("company_id").items():
            days = {receipt: receipt.date for receipt in receipts}
            positions._receipts_changed(company, days, cause)

    def _ap_received_quantity(self) -> dict[int, float]:
        """Per receipt: what came in, in the unit of the order line; sent back: negative."""
        return {receipt.id: receipt.quantity for receipt in self}
