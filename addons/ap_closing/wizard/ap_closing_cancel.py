# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class ApClosingCancel(models.TransientModel):
    _name = "ap.closing.cancel"
    _description = "Cancel a posted run"

    run_id = fields.Many2one("ap.closing.run", required=True, ondelete="cascade")
    reason = fields.Char(required=True)

    def action_cancel(self):
        """Reverse the run's entries on the same days; nothing is deleted."""
        self.ensure_one()
        self.run_id.action_cancel(self.reason)
        return {"type": "ir.actions.act_window_close"}
