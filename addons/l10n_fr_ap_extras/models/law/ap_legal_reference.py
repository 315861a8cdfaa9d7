# SPDX-License-Identifier: AGPL-3.0-or-later
"""An article, by the code under which the rules know it."""

from odoo import api, fields, models, tools

from ...rules import law as rules
from .ap_legal_text import DATES, DATES_ERROR


class ApLegalReference(models.Model):
    """An article, by the code under which the rules know it."""

    _name = "ap.legal.reference"
    _inherit = ["ap.dated.law"]
    _description = "Article of law"
    _order = "code, valid_from"
    _rec_name = "code"

    code = fields.Char(required=True, index=True)
    name = fields.Char(string="Subject", translate=True)
    text = fields.Char(
        string="Code of the text", required=True, help="Code of the legal text."
    )
    article = fields.Char(required=True)
    cited = fields.Char(string="Cited today as", compute="_compute_cited")

    _dates_in_order = models.Constraint(DATES, DATES_ERROR)

    @api.depends("code", "text", "article")
    def _compute_cited(self):
        law, today = self._ap_law(), fields.Date.context_today(self)
        for reference in self:
            reference.cited = law.cite(reference.code, today)

    @api.model
    @tools.ormcache("country_code")
    def _ap_law(self, country_code="FR"):
        """All dated law of a country, as the pure rules read it."""
        origin = ["valid_from", "valid_to", "verification", "source"]
        value = ["code", "value", "reference_code", *origin]
        reference = ["code", "text", "article", *origin]
        env = self.env
        return rules.Law(
            map(rules.value_from_row, env["ap.legal.value"]._ap_rows(value, country_code)),
            map(rules.reference_from_row, self._ap_rows(reference, country_code)),
            map(
                rules.text_from_row,
                env["ap.legal.text"]._ap_rows(["code", "pattern", *origin], country_code),
            ),
        )
