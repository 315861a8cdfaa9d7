# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models


class ApLoanIndex(models.Model):
    """An index that rates follow: its values are dated records with their source."""

    _name = "ap.loan.index"
    _description = "Index of loan rates"
    _order = "name, id"

    code = fields.Char(required=True, copy=False)
    name = fields.Char(required=True, translate=True)
    publisher = fields.Char(help="Who publishes it, and where.")
    active = fields.Boolean(default=True)
    value_ids = fields.One2many("ap.loan.index.value", "index_id", string="Values")
    date_last = fields.Date(string="Last value on", compute="_compute_last")
    percent_last = fields.Float(
        string="Last value (%)", digits=(9, 6), compute="_compute_last"
    )

    _code_unique = models.Constraint("UNIQUE(code)", "There is another index of that code.")

    @api.depends("value_ids.date", "value_ids.percent")
    def _compute_last(self):
        for index in self:
            last = index.value_ids.sorted("date")[-1:]
            index.date_last, index.percent_last = last.date, last.percent
