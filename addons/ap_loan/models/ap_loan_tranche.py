# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError


class ApLoanTranche(models.Model):
    """An amount lent on a day, where a loan is paid out in several parts."""

    _name = "ap.loan.tranche"
    _inherit = ["ap.guarded"]
    _description = "Tranche of a loan"
    _order = "loan_id, date, id"

    loan_id = fields.Many2one("ap.loan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="loan_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="loan_id.currency_id")
    date = fields.Date(required=True)
    amount = fields.Monetary(required=True)
    move_id = fields.Many2one(
        "account.move", string="Entry", readonly=True, copy=False, ondelete="restrict",
        index="btree_not_null",
    )  # fmt: skip

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | {"move_id"}

    @api.model
    def _ap_fixed_fields(self):
        return super()._ap_fixed_fields() | {"loan_id"}

    @api.constrains("date", "amount")
    def _check_terms(self):
        self.loan_id._check_terms()

    @api.model_create_multi
    def create(self, vals_list):
        tranches = super().create(vals_list)
        tranches._refuse_running()
        return tranches

    def write(self, vals):
        self._refuse_running()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_of_drafts(self):
        self._refuse_running()

    def _refuse_running(self):
        """What is lent belongs to the contract: it stays once the loan runs."""
        running = self.loan_id.filtered(lambda loan: loan.state != "draft")
        if running and not self.env.su:
            raise UserError(
                self.env._(
                    "%(loan)s is running: new money is a rescheduling (button Event).",
                    loan=running[0].name,
                )
            )
