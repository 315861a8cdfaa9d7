# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class ApReceipt(models.Model):
    """Receipts let the bills that wait for them be compared again."""

    _inherit = "ap.receipt"

    def _tell_position(self, cause="received"):
        result = super()._tell_position(cause)
        self.env["ap.match"]._orders_changed(self.purchase_line_id.order_id)
        return result
