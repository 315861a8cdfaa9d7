# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command, fields, models


class ApFindingWaive(models.TransientModel):
    """Waive one or many findings for one reason."""

    _name = "ap.finding.waive"
    _description = "Waive findings"

    finding_ids = fields.Many2many(
        "ap.finding", default=lambda self: self._default_finding_ids(), required=True
    )
    finding_count = fields.Integer(compute="_compute_finding_count")
    reason = fields.Text(required=True)

    def _default_finding_ids(self):
        """The selected findings that are still open."""
        ids = self.env.context.get("active_ids") or []
        found = self.env["ap.finding"].browse(ids)
        return [Command.set(found.filtered(lambda f: f.state != "resolved").ids)]

    def _compute_finding_count(self):
        for wizard in self:
            wizard.finding_count = len(wizard.finding_ids)

    def action_waive(self):
        """Let the findings pass for the reason given; refused as `ap.finding.waive` does."""
        self.ensure_one()
        self.finding_ids.waive(self.reason)
        return {"type": "ir.actions.act_window_close"}
