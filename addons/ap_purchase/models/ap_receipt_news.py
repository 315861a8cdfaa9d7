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
        self._tell_position()
        return super().unlink()

    def _tell_position(self):
        positions = self.env["ap.order.position"]
        for company, receipts in self.grouped("company_id").items():
            positions._receipts_changed(company, min(receipts.mapped("date")))
