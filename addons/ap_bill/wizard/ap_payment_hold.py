# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command, fields, models


class ApPaymentHold(models.TransientModel):
    """Hold the payment of one or many bills, for one reason."""

    _name = "ap.payment.hold"
    _description = "Hold payments"

    move_ids = fields.Many2many(
        "account.move",
        string="Bills",
        required=True,
        default=lambda self: [Command.set(self.env.context.get("active_ids") or [])],
    )
    reason = fields.Text(required=True)

    def action_hold(self):
        """Hold the payment of the bills for the reason given; closes the wizard."""
        self.ensure_one()
        self.move_ids.action_hold_payment(self.reason)
        return {"type": "ir.actions.act_window_close"}
