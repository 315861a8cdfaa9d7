# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models
from odoo.exceptions import UserError


class ApClosingOverride(models.TransientModel):
    """One decision for several lines: another amount, or none, and why."""

    _name = "ap.closing.override"
    _description = "Decide the amount of closing lines"

    line_ids = fields.Many2many(
        "ap.closing.line", default=lambda self: self.env.context.get("active_ids")
    )
    line_count = fields.Integer(compute="_compute_line_count")
    decision = fields.Selection(
        [
            ("zero", "Do not accrue"),
            ("amount", "Another amount"),
            ("computed", "Back to the computed amount"),
        ],
        required=True,
        default="zero",
    )
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    amount = fields.Monetary()
    reason = fields.Char()

    def _compute_line_count(self):
        for wizard in self:
            wizard.line_count = len(wizard.line_ids)

    def action_apply(self):
        """Decide the amount of the lines for the reason given; closes the wizard."""
        self.ensure_one()
        if self.decision == "computed":
            self.line_ids.write({"is_overridden": False})
        elif not (self.reason or "").strip():
            raise UserError(self.env._("Say why the amount differs from the computed one."))
        else:
            amount = self.amount if self.decision == "amount" else 0.0
            self.line_ids.write({"override_amount": amount, "override_reason": self.reason})
        return {"type": "ir.actions.act_window_close"}
