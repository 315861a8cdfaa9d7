# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class ApLoanStartTranche(models.TransientModel):
    _name = "ap.loan.start.tranche"
    _description = "Tranche of a new loan"
    _order = "date, id"

    start_id = fields.Many2one("ap.loan.start", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="start_id.currency_id")
    date = fields.Date(required=True)
    amount = fields.Monetary(required=True)
