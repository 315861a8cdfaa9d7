# SPDX-License-Identifier: AGPL-3.0-or-later
"""All loans at a day: schedule, ledger, accrued interest, and when it falls due."""

from odoo import api, fields, models

from ..models import positions


class ApLoanPosition(models.TransientModel):
    """Where a loan stood at the end of a day; made when somebody asks, cleaned up later.

    Amounts are in the loan's currency, debts positive.
    """

    _name = "ap.loan.position"
    _description = "Loan at a date"
    _inherit = ["ap.report"]
    _order = "company_id, loan_id"
    _rec_name = "loan_id"

    loan_id = fields.Many2one("ap.loan", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True)
    currency_id = fields.Many2one("res.currency", required=True)
    partner_id = fields.Many2one("res.partner", string="Lender")
    date = fields.Date(required=True)
    principal = fields.Monetary(string="Lent")
    scheduled = fields.Monetary(string="By the schedule")
    ledger = fields.Monetary(string="In the ledger")
    difference = fields.Monetary()
    accrued_interest = fields.Monetary()
    accrued_ledger = fields.Monetary(string="On 1648")
    exchange_difference = fields.Monetary(
        string="Latent exchange loss",
        currency_field="company_currency_id",
        help="Capital at the rate of the day less what it came in at; a gain is negative.",
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of the company"
    )
    due_1y = fields.Monetary(string="Within 1 year")
    due_5y = fields.Monetary(string="1 to 5 years")
    due_later = fields.Monetary(string="Over 5 years")
    interest_paid = fields.Monetary()
    insurance_paid = fields.Monetary()
    fees_paid = fields.Monetary(string="Fees")
    causes = fields.Text(string="Why they differ")

    @api.model
    def _at(self, company, day, loans=None):
        """The rows of these loans (none: all of the company) at the end of the day, with
        the rights of who asks."""
        loans = loans or self.env["ap.loan"].search(
            [("company_id", "=", company.id), ("state", "!=", "draft")]
        )
        return self.create([_values(one) for one in positions.at_date(loans, day)])

    def action_open_loan(self):
        """The loan of the row."""
        self.ensure_one()
        return self.loan_id.get_formview_action()

    def _report_title(self):
        return self.env._("Loans at a date")

    def _report_fields(self):
        return [
            "loan_id", "partner_id", "date", "principal", "scheduled", "ledger", "difference",
            "accrued_interest", "accrued_ledger", "exchange_difference", "due_1y", "due_5y",
            "due_later",
            "interest_paid", "insurance_paid", "fees_paid", "causes",
        ]  # fmt: skip

    def _report_unprinted(self):
        return {
            "date", "exchange_difference", "interest_paid", "insurance_paid", "fees_paid",
            "causes",
        }  # fmt: skip


def _values(position) -> dict:
    loan, bands = position.loan, position.bands
    amounts = {
        "scheduled": position.scheduled,
        "ledger": position.ledger,
        "difference": position.difference,
        "accrued_interest": position.accrued,
        "accrued_ledger": position.accrued_ledger,
        "exchange_difference": position.exchange_difference,
        "due_1y": bands.within_1_year,
        "due_5y": bands.within_5_years,
        "due_later": bands.later,
        "interest_paid": position.paid.get("interest", 0),
        "insurance_paid": position.paid.get("insurance", 0),
        "fees_paid": position.paid.get("fees", 0),
    }
    return {
        "loan_id": loan.id,
        "company_id": loan.company_id.id,
        "currency_id": loan.currency_id.id,
        "partner_id": loan.partner_id.id,
        "date": position.day,
        "principal": loan.principal,
        "causes": "\n".join(positions.causes(position)),
        **{name: float(amount) for name, amount in amounts.items()},
    }
