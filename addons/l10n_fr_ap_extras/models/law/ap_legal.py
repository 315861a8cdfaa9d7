# SPDX-License-Identifier: AGPL-3.0-or-later
"""Texts, articles and figures of the law."""

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ...rules import law as rules

DATES = "CHECK(valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to)"
DATES_ERROR = "The validity must end after it starts."

UNITS = [
    ("percent", "%"),
    ("EUR", "€"),
    ("EUR incl. VAT", "€ incl. VAT"),
    ("day", "days"),
    ("year", "years"),
    ("factor", "times"),
    ("flag", "1: in force"),
]


class ApLegalText(models.Model):
    """How the articles of a text are cited; a recodification is one more row."""

    _name = "ap.legal.text"
    _inherit = ["ap.dated.law"]
    _description = "Legal text"
    _order = "code, valid_from"
    _rec_name = "code"

    code = fields.Char(required=True, index=True)
    name = fields.Char(string="Text", translate=True)
    pattern = fields.Char(
        string="Cited as", required=True, help="%s is the number of the article."
    )

    _dates_in_order = models.Constraint(DATES, DATES_ERROR)

    @api.constrains("pattern")
    def _check_pattern(self):
        for text in self:
            if text.pattern.replace("%%", "").count("%") != 1 or "%s" not in text.pattern:
                raise ValidationError(
                    self.env._(
                        "“%(pattern)s” must hold %%s once, for the number of the article.",
                        pattern=text.pattern,
                    )
                )


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


class ApLegalValue(models.Model):
    """An amount, a rate or a number of days that the law sets."""

    _name = "ap.legal.value"
    _inherit = ["ap.cited.law"]
    _description = "Legal threshold or rate"
    _order = "code, valid_from, value"
    _rec_name = "code"

    code = fields.Char(required=True, index=True)
    name = fields.Char(string="Threshold or rate", translate=True)
    value = fields.Float(digits=(16, 6), required=True)
    unit = fields.Selection(UNITS)

    _dates_in_order = models.Constraint(DATES, DATES_ERROR)
