# SPDX-License-Identifier: AGPL-3.0-or-later
"""Order lines and orders know what matching shared among them, and tell what changes."""

from odoo import api, fields, models

# What of an order line decides whether a bill matches it.
WATCHED = frozenset(
    {
        "product_qty", "price_unit", "discount", "product_uom_id", "tax_ids", "name",
        "product_id", "qty_received", "qty_received_manual", "analytic_distribution",
    }
)  # fmt: skip
WATCHED_OF_ORDERS = frozenset(
    {"state", "partner_id", "partner_ref", "name", "currency_id", "user_id"}
)


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    ap_shared_ids = fields.One2many(
        "ap.match.line",
        "purchase_line_id",
        domain=[("shared", "=", True)],
        string="Parts of bill lines",
    )

    def _prepare_qty_invoiced(self):
        """Count of a shared bill line what matching gave to each order line."""
        result = super()._prepare_qty_invoiced()
        for line in self.sudo():
            for part in line.ap_shared_ids:
                if self._ap_counts(part.bill_line_id.move_id):
                    result[line] += part.order_quantity
            for bill_line in line.invoice_lines:
                move = bill_line.move_id
                if not bill_line.ap_shared_ids or not self._ap_counts(move):
                    continue
                sign = -1 if move.move_type == "in_refund" else 1
                result[line] -= sign * bill_line.product_uom_id._compute_quantity(
                    bill_line.quantity, line.product_uom_id
                )
        return result

    def _ap_counts(self, move) -> bool:
        """Say whether Odoo counts the bill as billed, as `_prepare_qty_invoiced` does."""
        if move.state == "cancel" and move.payment_state != "invoicing_legacy":
            return False
        if move.move_type not in ("in_invoice", "in_refund"):
            return False
        day = self.env.context.get("accrual_entry_date")
        return not day or bool(move.invoice_date and str(move.invoice_date) <= str(day))

    def write(self, vals):
        result = super().write(vals)
        if WATCHED & vals.keys():
            self._ap_tell_matching()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._ap_tell_matching()
        return lines

    def _ap_tell_matching(self):
        """Let the bills that wait for these lines be compared again."""
        self.env["ap.match"]._orders_changed(self.order_id)


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    @api.depends("order_line.invoice_lines.move_id")
    def _compute_invoice(self):
        """Bills that bill several orders by one line are bills of each."""
        result = super()._compute_invoice()
        for order in self:
            parts = order.sudo().order_line.ap_shared_ids
            if parts:
                order.invoice_ids |= parts.bill_line_id.move_id
                order.invoice_count = len(order.invoice_ids)
        return result

    def write(self, vals):
        result = super().write(vals)
        if WATCHED_OF_ORDERS & vals.keys():
            self.env["ap.match"]._orders_changed(self)
        return result
