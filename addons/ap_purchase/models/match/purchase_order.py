# SPDX-License-Identifier: AGPL-3.0-or-later
"""Order lines and orders know what matching shared among them, and tell what changes."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .account_move import READERS

# What of an order line decides whether a bill matches it.
# What was agreed on: a bill that is off it waits.
AGREED = frozenset({"product_qty", "price_unit", "discount", "product_uom_id", "tax_ids"})


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    ap_shared_ids = fields.One2many(
        "ap.match.line",
        "purchase_line_id",
        domain=[("shared", "=", True)],
        string="Parts of bill lines",
        groups=READERS,
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
        self._ap_refuse_freeing(vals)
        result = super().write(vals)
        self._ap_note_change(vals)
        return result

    def _ap_refuse_freeing(self, vals):
        """An order made equal to a bill frees its payment: that is accepting what differs,
        and takes a limit that allows it. Receipts are recorded, not accepted."""
        names = AGREED & vals.keys()
        if not names or self.env.su:
            return
        changed = self.filtered(
            lambda line: line.state == "purchase" and line._ap_would_change(vals, names)
        )
        waiting = changed and self.env["ap.match"].sudo().search(
            [
                ("line_ids.purchase_line_id", "in", changed.ids),
                ("state", "=", "exception"),
                ("bill_state", "in", ("draft", "posted")),
            ]
        )
        for match in waiting or ():
            differences = match.difference_ids.filtered(lambda one: one.state == "open")
            if not match._may_accept(self.env.user, differences):
                raise UserError(
                    self.env._(
                        "%(bill)s waits for this order line, and what differs is beyond "
                        "your limit: changing the order now would free its payment. Let "
                        "somebody who may accept the difference on the bill do it.",
                        bill=match.display_name,
                    )
                )

    def _ap_would_change(self, vals, names) -> bool:
        """Whether one of these values is another than the line has."""
        self.ensure_one()
        for name in names:
            field = self._fields[name]
            if field.type == "many2many":
                return True
            if field.convert_to_write(self[name], self) != (vals[name] or 0):
                return True
        return False

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._ap_note_change()
        return lines

    def _ap_note_change(self, names=None):
        """A change of lines is one of their order: bills wait for it."""
        self.env["ap.changed"]._note(self.order_id, names, "purchase.order.line")


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
        self.env["ap.changed"]._note(self, vals)
        return result
