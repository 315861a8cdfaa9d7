# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class StockMove(models.Model):
    """Transfers notify the position that it changed."""

    _inherit = "stock.move"

    def write(self, vals):
        dated = "date" in vals
        if dated:
            self._notify_position()
        result = super().write(vals)
        if dated or vals.get("state") == "done":
            self._notify_position()
        return result

    def _notify_position(self):
        """Notify from which day on the receipts of order lines are others."""
        done = self.filtered(
            lambda move: move.state == "done" and move.purchase_line_id
        )
        positions = self.env["ap.order.position"]
        for company, moves in done.grouped("company_id").items():
            days = {move: company._company_day(move.date) for move in moves}
            positions._receipts_changed(company, days)
        orders = done.purchase_line_id.order_id
        self.env["ap.changed"]._note(orders, None, "ap.receipt")

    def _ap_received_quantity(self) -> dict[int, float]:
        """Per transfer: what came in, in the unit of the order line; sent back: negative."""
        return {
            move.id: move.product_uom._compute_quantity(
                -move.quantity if move._is_purchase_return() else move.quantity,
                move.purchase_line_id.product_uom_id,
                round=False,
            )
            for move in self
        }
