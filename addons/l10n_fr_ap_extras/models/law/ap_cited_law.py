# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows that name their article by its code: shown as it is cited today."""

from odoo import api, fields, models


class ApCitedLaw(models.AbstractModel):
    """Rows that name their article by its code: shown as it is cited today."""

    _name = "ap.cited.law"
    _inherit = ["ap.dated.law"]
    _description = "Row of law with its article"

    reference_code = fields.Char(
        string="Code of the article", help="Code of the article."
    )
    cited = fields.Char(string="Article", compute="_compute_cited")

    @api.depends("reference_code")
    def _compute_cited(self):
        law = self.env["ap.legal.reference"]._ap_law()
        today = fields.Date.context_today(self)
        for row in self:
            code = row.reference_code
            row.cited = law.cite(code, today) if code else False
