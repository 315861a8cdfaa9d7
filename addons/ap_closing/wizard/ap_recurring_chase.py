# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.tools import format_date


class ApRecurringChase(models.TransientModel):
    """Which suppliers are asked for which bills; what was asked before is marked."""

    _name = "ap.recurring.chase"
    _description = "Ask for missing bills"

    recurring_ids = fields.Many2many("ap.recurring")
    date = fields.Date(string="Missing up to", required=True)
    again = fields.Boolean(string="Ask again", help="Also those asked for this month.")
    asked_count = fields.Integer(compute="_compute_preview")
    preview = fields.Text(compute="_compute_preview")

    @api.depends("recurring_ids", "date")
    def _compute_preview(self):
        for wizard in self:
            records = wizard.recurring_ids._origin  # in a dialog they are not saved
            missing = records._missing_at(wizard.date) if wizard.date else {}
            wizard.asked_count = sum(
                1 for record in missing if record._is_asked(wizard.date)
            )
            wizard.preview = "\n".join(
                wizard._line(record, months) for record, months in missing.items()
            ) or self.env._("No bill is missing.")

    def _line(self, record, months):
        words = {
            "supplier": record.partner_id.display_name,
            "email": record.partner_id.email or self.env._("no e-mail address"),
            "months": record._months_in_words(months),
        }
        line = self.env._("%(supplier)s (%(email)s): %(months)s", **words)
        if record._is_asked(self.date):
            line += " – " + self.env._(
                "asked for on %(day)s", day=format_date(self.env, record.chased_on)
            )
        return line

    def action_chase(self):
        """Send one mail a supplier; a month is asked for once unless one says again."""
        self.ensure_one()
        found = self.recurring_ids.chase(self.date, self.again)
        labels = {
            "asked": self.env._("Asked"),
            "asked_before": self.env._("Asked before, not again"),
            "without_email": self.env._("Without e-mail address: an activity was made"),
            "nothing": self.env._("Nothing is missing"),
        }
        shown = [
            f"{labels[key]}: {', '.join(names)}" for key, names in found.items() if names
        ]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if found["asked"] else "warning",
                "message": " · ".join(shown),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
