# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models

from ..rules.foreign_purchases import Regime

LENGTHS = [
    ("decade", "About ten days"),
    ("month", "Month"),
    ("two_months", "Two months"),
]


class ApPurchaseReportRegime(models.Model):
    """A VAT regime: how long the periods of its reports are, and when they are due."""

    _name = "ap.purchase.report.regime"
    _description = "VAT regime and its reports"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    period = fields.Selection(LENGTHS, string="Period", required=True)
    due_day = fields.Integer(help="Of the month after the period. 0: its last day.")
    due_first = fields.Integer(
        string="First ten days due on", help="Of the same month. 0: its last day."
    )
    due_second = fields.Integer(
        string="Second ten days due on", help="Of the same month. 0: its last day."
    )
    source = fields.Char(translate=True)
    active = fields.Boolean(default=True)

    def _value(self):
        self.ensure_one()
        return Regime(self.code, self.period, self.due_day, (self.due_first, self.due_second))
