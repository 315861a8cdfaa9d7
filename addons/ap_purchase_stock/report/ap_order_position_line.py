# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class ApOrderPositionLine(models.TransientModel):
    _inherit = "ap.order.position.line"

    def _action_enter_receipt(self):
        """Open the transfers of the order when the warehouse receives the line."""
        line = self.purchase_line_id
        if line.qty_received_method == "stock_moves" and self.order_id.picking_ids:
            return self.order_id.action_view_picking()
        return super()._action_enter_receipt()
