# SPDX-License-Identifier: AGPL-3.0-or-later
"""Texts, articles and figures of the law."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

DATES = "CHECK(valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to)"
DATES_ERROR = "The validity must end after it starts."


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
