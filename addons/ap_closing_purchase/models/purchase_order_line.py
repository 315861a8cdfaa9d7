# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from . import changed_orders


class PurchaseOrderLine(models.Model):
    """Order lines that change mark the months in which they were received."""

    _inherit = "purchase.order.line"

    def _ap_change_facts(self) -> dict:
        """Per order line: order and product, supplier, day of the order, amount."""
        return {
            line.id: (
                f"{line.order_id.name} – {line.product_id.display_name or line.name}",
                line.partner_id.commercial_partner_id.id,
                (line.order_id.date_approve or line.order_id.date_order).date(),
                line.price_subtotal,
                line.currency_id.id,
            )
            for line in self
        }

    def write(self, vals):
        if not changed_orders.OF_ORDER_LINES & vals.keys():
            return super().write(vals)
        changed_orders.mark_order_lines(self)
        result = super().write(vals)
        changed_orders.mark_order_lines(self)
        return result

    def _prepare_account_move_line(self, move=False):
        values = super()._prepare_account_move_line(move=move)
        values["deferred_start_date"] = self.service_start_date
        values["deferred_end_date"] = self.service_end_date
        return values
