# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models


class ApLoanTranche(models.Model):
    """An amount lent on a day, where a loan is paid out in several parts."""

    _name = "ap.loan.tranche"
    _inherit = ["ap.loan.part"]
    _description = "Tranche of a loan"
    _order = "loan_id, date, id"

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

    @api.constrains("date", "amount")
    def _check_terms(self):
        self.loan_id._check_terms()

    def _running_refusal(self, loan):
        """What is lent belongs to the contract: it stays once the loan runs."""
        return self.env._(
            "%(loan)s is running: new money is a rescheduling (button Event).", loan=loan.name
        )
