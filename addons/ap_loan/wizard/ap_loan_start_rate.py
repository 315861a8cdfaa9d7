# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class ApLoanStartRate(models.TransientModel):
    _name = "ap.loan.start.rate"
    _description = "Step of the rate of a new loan"
    _order = "date_start, id"

    start_id = fields.Many2one("ap.loan.start", required=True, ondelete="cascade")
    date_start = fields.Date(string="From", required=True)
    percent = fields.Float(string="Yearly rate (%)", digits=(9, 6), required=True)
