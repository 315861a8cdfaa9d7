# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from . import changed_months


class PurchaseOrder(models.Model):
    """Orders that change mark the months in which they were received."""

    _inherit = "purchase.order"

    def write(self, vals):
        result = super().write(vals)
        if changed_months.OF_ORDERS & vals.keys():
            changed_months.mark_order_lines(self.order_line)
        return result
