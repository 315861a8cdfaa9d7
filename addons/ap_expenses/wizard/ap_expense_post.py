# SPDX-License-Identifier: AGPL-3.0-or-later
"""The entries of a tool are shown, then posted."""

from odoo import api, fields, models

from ..models import booking, entry_table


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
            tool, found = wizard.tool_id, []
            if tool and wizard.date_to:
                found = booking.drafts(tool._origin or tool, wizard.date_to)
            counts = {"liability": 0, "settlement": 0}
            for draft in found:
                counts[draft.step] += len(draft.expenses)
            wizard.liability_count = counts["liability"]
            wizard.settlement_count = counts["settlement"]
            wizard.entry_count = len(found)
            wizard.preview = found and entry_table.of_drafts(tool, found)

    def action_book(self):
        """Post what was shown; the entries follow."""
        self.ensure_one()
        tool = self.tool_id
        result = self.env["ap.expense"].book(tool.company_id.id, tool.code, self.date_to)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Entries of %(tool)s", tool=tool.name),
            "res_model": "account.move",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", result["move_ids"])],
        }
