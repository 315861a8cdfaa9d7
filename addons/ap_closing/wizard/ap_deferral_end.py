# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class ApDeferralEnd(models.TransientModel):
    _name = "ap.deferral.end"
    _description = "End deferrals early"

    deferral_ids = fields.Many2many(
        "ap.deferral", default=lambda self: self.env.context.get("active_ids")
    )
    date = fields.Date(string="Last day of the service", required=True)
    reason = fields.Char(required=True)

    def action_end(self):
        """What is still aside becomes a cost of the open month."""
        self.ensure_one()
        self.deferral_ids.action_end_early(self.date, self.reason)
        return {"type": "ir.actions.act_window_close"}
