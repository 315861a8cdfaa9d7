# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models


class ApMatchJoin(models.TransientModel):
    """Which bill line bills which order line."""

    _name = "ap.match.join"
    _description = "Link a bill line by hand"

    match_id = fields.Many2one("ap.match", required=True)
    move_id = fields.Many2one(related="match_id.move_id")
    company_id = fields.Many2one(related="match_id.company_id")
    partner_id = fields.Many2one(related="match_id.partner_id")
    bill_line_id = fields.Many2one("account.move.line", string="Bill line")
    purchase_line_id = fields.Many2one("purchase.order.line", string="Order line")
    quantity = fields.Float(
        digits="Product Unit", help="In the unit of the bill line. 0: all of it."
    )

    @api.onchange("match_id")
    def _onchange_match_id(self):
        """Take the only line that has no link."""
        linked = self.match_id.line_ids.bill_line_id
        free = self.match_id.bill_line_ids - linked
        if len(free) == 1:
            self.bill_line_id = free

    def action_apply(self):
        """Link them."""
        self.ensure_one()
        self.match_id.action_link(
            self.bill_line_id.id, self.purchase_line_id.id, self.quantity or None
        )
        return {"type": "ir.actions.act_window_close"}
