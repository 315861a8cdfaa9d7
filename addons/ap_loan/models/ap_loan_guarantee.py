# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models

KINDS = [
    ("mortgage", "Mortgage"),
    ("pledge", "Pledge"),
    ("surety", "Surety"),
    ("guarantee", "Guarantee of a fund or bank"),
    ("holdback", "Holdback"),
    ("other", "Other"),
]


class ApLoanGuarantee(models.Model):
    """What secures a loan: it is shown in the notes as long as it lasts."""

    _name = "ap.loan.guarantee"
    _inherit = ["ap.guarded"]
    _description = "Guarantee of a loan"
    _order = "loan_id, date_end, id"

    loan_id = fields.Many2one("ap.loan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="loan_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="loan_id.currency_id")
    kind = fields.Selection(KINDS, required=True, default="pledge")
    name = fields.Char(string="What", required=True)
    partner_id = fields.Many2one("res.partner", string="Given by")
    amount = fields.Monetary()
    date_end = fields.Date(string="Until")

    _amount_positive = models.Constraint(
        "CHECK(amount IS NULL OR amount >= 0)", "A guarantee is not below zero."
    )
