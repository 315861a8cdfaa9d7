# SPDX-License-Identifier: AGPL-3.0-or-later
"""The entries of a tool are shown, then posted."""

from odoo import api, fields, models

from ..models import booking, booking_job, entry_table

SHOWN = 60  # entries of many that are shown before a job books them


class ApExpensePost(models.TransientModel):
    _name = "ap.expense.post"
    _description = "Book expenses"

    tool_id = fields.Many2one("ap.expense.tool", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="tool_id.company_id")
    date_to = fields.Date(string="Up to", required=True)
    liability_count = fields.Integer(string="Expenses", compute="_compute_preview")
    settlement_count = fields.Integer(string="Payments", compute="_compute_preview")
    entry_count = fields.Integer(string="Entries", compute="_compute_preview")
    review_count = fields.Integer(related="tool_id.review_count")
    is_long = fields.Boolean(compute="_compute_preview")
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.model
    def default_get(self, names):
        values = super().default_get(names)
        tool = self.env["ap.expense.tool"].browse(values.get("tool_id"))
        if "date_to" in names and tool:
            values.setdefault("date_to", tool.company_id._company_today())
        return values

    @api.depends("tool_id", "date_to")
    @api.depends_context("lang")
    def _compute_preview(self):
        for wizard in self:
            tool, day, found = wizard.tool_id._origin, wizard.date_to, []
            counts = dict.fromkeys(booking.STEPS, 0)
            if tool and day:
                counts = {step: booking.count(tool, day, step) for step in booking.STEPS}
            wizard.is_long = sum(counts.values()) >= booking_job.LONG
            if any(counts.values()):
                shown = booking.part(tool, day) if wizard.is_long else day
                found = booking.drafts(tool, shown)
            wizard.liability_count = counts[booking.LIABILITY]
            wizard.settlement_count = counts[booking.SETTLEMENT]
            wizard.entry_count = len(found)
            if wizard.is_long:
                found = found[:SHOWN]
            wizard.preview = found and entry_table.of_drafts(tool, found)

    def action_book(self):
        """Post what was shown; the entries follow. Many are left to a job, whose progress
        is shown."""
        self.ensure_one()
        tool = self.tool_id
        if self.is_long:
            jobs = self.env["ap.expense.booking"]
            job = jobs.browse(jobs.start(tool.company_id.id, tool.code, self.date_to))
            return booking_job.screen(job)
        result = self.env["ap.expense"].book(tool.company_id.id, tool.code, self.date_to)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Entries of %(tool)s", tool=tool.name),
            "res_model": "account.move",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", result["move_ids"])],
        }
