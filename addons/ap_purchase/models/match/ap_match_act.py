# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people do with a compared bill."""

from odoo import models


class ApMatch(models.Model):
    _inherit = "ap.match"

    def action_match(self):
        """Compare again now."""
        return True

    def action_confirm(self):
        """Take the links proposed."""
        return True

    def action_accept(self, reason, difference_ids=None):
        """Accept the differences, with a reason and within one's limit."""
        return True

    def action_undo(self, reason):
        """Take the links and the decisions back."""
        return True

    def action_link(self, bill_line_id, purchase_line_id, quantity=None):
        """Link by hand."""
        return True

    def action_unlink_line(self, line_ids):
        """Take links away by hand."""
        return True

    def action_do(self):
        """Do what is recommended for this bill."""
        self.ensure_one()
        return self.action_open_bill()

    def action_open_bill(self):
        """Show the bill."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "views": [(False, "form")],
        }

    def action_open_order(self):
        """Show the orders linked."""
        self.ensure_one()
        orders = self.line_ids.purchase_line_id.order_id
        views = (
            [(False, "form")]
            if len(orders) == 1
            else [(False, "list"), (False, "form")]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Orders"),
            "res_model": "purchase.order",
            "res_id": orders.id if len(orders) == 1 else False,
            "domain": [("id", "in", orders.ids)],
            "views": views,
        }
