# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from . import changed_months


class PurchaseOrderLine(models.Model):
    """Order lines that change mark the months in which they were received."""

    _inherit = "purchase.order.line"

    def write(self, vals):
        if not changed_months.OF_ORDER_LINES & vals.keys():
            return super().write(vals)
        changed_months.mark_order_lines(self)
        result = super().write(vals)
        changed_months.mark_order_lines(self)
        return result
