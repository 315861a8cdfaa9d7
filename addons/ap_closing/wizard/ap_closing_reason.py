# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class ApClosingReason(models.TransientModel):
    """Asks for the reason of a step that leaves a trace."""

    _name = "ap.closing.reason"
    _description = "Reason of a closing step"

    step = fields.Selection(
        [
            ("waive", "Waive"),
            ("redo", "Have redone"),
            ("reopen", "Open the month again"),
        ],
        required=True,
    )
    task_ids = fields.Many2many("ap.closing.task", string="Tasks")
    closing_id = fields.Many2one("ap.closing", ondelete="cascade")
    reason = fields.Text(required=True)

    def action_apply(self):
        """Do what was asked, with the reason given; closes the wizard."""
        self.ensure_one()
        if self.step == "reopen":
            self.closing_id.action_reopen(self.reason)
        elif self.step == "waive":
            self.task_ids.action_waive(self.reason)
        else:
            self.task_ids.action_redo(self.reason)
        return {"type": "ir.actions.act_window_close"}
