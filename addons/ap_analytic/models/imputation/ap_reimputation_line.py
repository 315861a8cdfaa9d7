# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a re-imputation will change: line by line, and in sum for each axis."""

from odoo import api, fields, models

from odoo.addons.ap_base.models.words import in_a_row


class ApReimputationLine(models.Model):
    """Written by the preview, by COPY."""

    _name = "ap.reimputation.line"
    _inherit = ["ap.report"]
    _description = "Line to impute anew"
    _order = "date, move_line_id, id"
    _rec_name = "label"

    reimputation_id = fields.Many2one(
        "ap.reimputation", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    move_line_id = fields.Many2one(
        "account.move.line", string="Line", index="btree_not_null", ondelete="set null"
    )
    move_id = fields.Many2one("account.move", string="Entry", ondelete="set null")
    date = fields.Date(string="Accounting date")
    account_id = fields.Many2one("account.account", ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Supplier", ondelete="cascade")
    label = fields.Char()
    balance = fields.Monetary(string="Amount")
    old_distribution = fields.Json()
    new_distribution = fields.Json()
    why = fields.Json()
    old_why = fields.Json()
    version_ids = fields.Json()
    problem = fields.Json(string="Axes that break")
    old_text = fields.Char(string="Now", compute="_compute_texts")
    new_text = fields.Char(string="Then", compute="_compute_texts")
    problem_text = fields.Char(string="Problem", compute="_compute_problem_text")
    has_problem = fields.Boolean()

    @api.depends_context("lang")
    @api.depends("old_distribution", "new_distribution")
    def _compute_texts(self):
        words = self.env["account.move.line"]._ap_distribution_texts
        old = words(self.mapped("old_distribution"))
        new = words(self.mapped("new_distribution"))
        for line, before, after in zip(self, old, new, strict=True):
            line.old_text = before
            line.new_text = after

    @api.depends_context("lang")
    @api.depends("problem")
    def _compute_problem_text(self):
        ids = {plan for line in self for plan, _kind, _share in line.problem or ()}
        plans = self.env["account.analytic.plan"].sudo().browse(ids).exists()
        names = {plan.id: plan.name for plan in plans}
        for line in self:
            words = [
                self._problem_words(names.get(plan, "?"), kind, share)
                for plan, kind, share in line.problem or ()
            ]
            line.problem_text = in_a_row(self.env, words)

    def _problem_words(self, axis, kind, share):
        if kind == "forbidden":
            return self.env._("%(axis)s: not allowed here", axis=axis)
        if kind == "excess":
            return self.env._("%(axis)s: %(share)s %% too much", axis=axis, share=share)
        return self.env._("%(axis)s: %(share)s %% missing", axis=axis, share=share)

    def _report_title(self):
        return self.env._("Lines of the re-imputation")

    def _report_fields(self):
        return [
            "date", "move_id", "partner_id", "account_id", "label", "balance", "old_text",
            "new_text", "problem_text",
        ]  # fmt: skip

    def action_open_entry(self):
        """The entry of the line."""
        self.ensure_one()
        return self.move_id.get_formview_action()
