# SPDX-License-Identifier: AGPL-3.0-or-later
"""An amount, a rate or a number of days that the law sets."""

from odoo import fields, models

from .ap_legal_text import DATES, DATES_ERROR

UNITS = [
    ("percent", "%"),
    ("EUR", "€"),
    ("EUR incl. VAT", "€ incl. VAT"),
    ("day", "days"),
    ("year", "years"),
    ("factor", "times"),
    ("flag", "1: in force"),
]


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
