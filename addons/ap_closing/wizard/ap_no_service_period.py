# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command, fields, models


class ApNoServicePeriod(models.TransientModel):
    """One reason why bill lines have no service period."""

    _name = "ap.no.service.period"
    _description = "No service period"

    line_ids = fields.Many2many(
        "account.move.line", default=lambda self: self._default_line_ids()
    )
    line_count = fields.Integer(string="Lines", compute="_compute_line_count")
    reason = fields.Char(required=True)

    def _default_line_ids(self):
        return [Command.set(self.env.context.get("active_ids") or [])]

    def _compute_line_count(self):
        for wizard in self:
            wizard.line_count = len(wizard.line_ids)

    def action_confirm(self):
        """Note that these lines have no service period, and why; closes the wizard."""
        self.ensure_one()
        self.line_ids.set_no_service_period(self.reason)
        return {"type": "ir.actions.act_window_close"}
