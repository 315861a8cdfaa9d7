# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models


class ApLoanRate(models.Model):
    """A step of the rate that a contract fixes in advance."""

    _name = "ap.loan.rate"
    _inherit = ["ap.loan.part"]
    _description = "Step of the rate of a loan"
    _order = "loan_id, date_start, id"

    date_start = fields.Date(string="From", required=True)
    percent = fields.Float(string="Yearly rate (%)", digits=(9, 6), required=True)

    @api.constrains("date_start", "percent")
    def _check_terms(self):
        self.loan_id._check_terms()

    def _running_refusal(self, loan):
        """Another rate of a loan that runs is an event of it."""
        return self.env._(
            "%(loan)s is running: a new rate is an event (button Event).", loan=loan.name
        )
