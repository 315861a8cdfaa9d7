# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models


class ApKpiTargetLine(models.TransientModel):
    """A company of the question, and the target that holds in it now."""

    _name = "ap.kpi.target.line"
    _description = "Target of a company"
    _order = "id"

    question_id = fields.Many2one("ap.kpi.target", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", string="Record of the company", required=True)
    # The record of a company that is not switched on cannot be read; its name may be.
    name = fields.Char(related="company_id.name", string="Company")
    now_text = fields.Char(compute="_compute_now_text", string="Target now")
    chosen = fields.Boolean(string="Set here", default=True)

    @api.depends("question_id.kpi_id", "company_id")
    @api.depends_context("lang")
    def _compute_now_text(self):
        kpis, companies = self.question_id.kpi_id, self.company_id
        known = self.env["ap.desk.score"]._targets(kpis, companies) if kpis else {}
        for line in self:
            kpi = line.question_id.kpi_id
            target = known.get((kpi.id, line.company_id.id))
            line.now_text = self.env._("no target") if target is None else kpi._in_words(target)
