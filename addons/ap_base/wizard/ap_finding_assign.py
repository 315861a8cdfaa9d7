# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command, fields, models


class ApFindingAssign(models.TransientModel):
    """Give one or many findings to a person."""

    _name = "ap.finding.assign"
    _description = "Assign findings"

    finding_ids = fields.Many2many(
        "ap.finding",
        required=True,
        default=lambda self: [Command.set(self.env.context.get("active_ids") or [])],
    )
    user_id = fields.Many2one(
        "res.users",
        string="Assign to",
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref("ap_base.group_apprentice").ids),
            ("company_ids", "in", self.env.companies.ids),
        ],
        help="Empty: to nobody.",
        default=lambda self: self.env.user,
    )

    def action_assign(self):
        """Assign the findings to the person chosen, until the day given; closes the wizard."""
        self.ensure_one()
        self.finding_ids.assign(self.user_id.id)
        return {"type": "ir.actions.act_window_close"}
