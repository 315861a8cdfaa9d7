# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from . import changed_orders


class PurchaseOrder(models.Model):
    """Orders that change mark the months in which they were received."""

    _inherit = "purchase.order"

    def write(self, vals):
        result = super().write(vals)
        if changed_orders.OF_ORDERS & vals.keys():
            changed_orders.mark_order_lines(self.order_line)
        return result
