# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models


class ApTestCost(models.Model):
    """What another tool knows of costs: expense claims, loans."""

    _name = "ap.test.cost"
    _description = "Cost of another tool"
    _rec_name = "label"

    label = fields.Char(required=True)
    company_id = fields.Many2one("res.company", required=True)
    partner_id = fields.Many2one("res.partner", required=True)
    account_id = fields.Many2one("account.account", required=True)
    amount = fields.Float(help="Of a claim; of a loan, the capital.")
    rate = fields.Float(help="Percent a year; of a loan.")
    date_start = fields.Date(required=True)
    date_end = fields.Date(help="Posted, or paid, on that day.")

    @api.model_create_multi
    def create(self, vals_list):
        costs = super().create(vals_list)
        self.env["ap.changed"]._note(costs)
        return costs

    def write(self, vals):
        result = super().write(vals)
        self.env["ap.changed"]._note(self, vals)
        return result
