# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError


class ApLoanRate(models.Model):
    """A step of the rate that a contract fixes in advance."""

    _name = "ap.loan.rate"
    _inherit = ["ap.guarded"]
    _description = "Step of the rate of a loan"
    _order = "loan_id, date_start, id"

    loan_id = fields.Many2one("ap.loan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="loan_id.company_id", store=True, index=True)
    date_start = fields.Date(string="From", required=True)
    percent = fields.Float(string="Yearly rate (%)", digits=(9, 6), required=True)

    @api.model
    def _ap_fixed_fields(self):
        return super()._ap_fixed_fields() | {"loan_id"}

    @api.constrains("date_start", "percent")
    def _check_terms(self):
        self.loan_id._check_terms()

    @api.model_create_multi
    def create(self, vals_list):
        rates = super().create(vals_list)
        rates._refuse_running()
        return rates

    def write(self, vals):
        self._refuse_running()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_of_drafts(self):
        self._refuse_running()

    def _refuse_running(self):
        """Another rate of a loan that runs is an event of it."""
        running = self.loan_id.filtered(lambda loan: loan.state != "draft")
        if running and not self.env.su:
            raise UserError(
                self.env._(
                    "%(loan)s is running: a new rate is an event (button Event).",
                    loan=running[0].name,
                )
            )
