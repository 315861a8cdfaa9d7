# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class ApReceipt(models.Model):
    """Receipts let the bills that wait for them be compared again."""

    _inherit = "ap.receipt"

    def _tell_position(self, cause="received"):
        result = super()._tell_position(cause)
        orders = self.purchase_line_id.order_id
        self.env["ap.changed"]._note(orders, None, "ap.receipt")
        return result
