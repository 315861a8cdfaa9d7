# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models

from odoo.addons.ap_base.arithmetic.money import to_decimal

from ..rules.control_policy import Limit

PER = [
    ("expense", "Expense"),
    ("person", "Person at the table"),
    ("day", "Employee and day"),
    ("month", "Employee and month"),
    ("year", "Employee and year"),
]


class ApExpenseLimit(models.Model):
    """What the company's policy allows, from a day on. The narrowest row holds."""

    _name = "ap.expense.limit"
    _description = "Limit of the expense policy"
    _order = "company_id, nature_id, category, date_from desc, id"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    nature_id = fields.Many2one(
        "ap.expense.nature", ondelete="cascade", help="Empty: any nature."
    )
    category = fields.Char(help="As the tool writes it. Empty: any category.")
    grade = fields.Char(help="The job title of the employee. Empty: everybody.")
    city = fields.Char(help="Empty: any city.")
    country_id = fields.Many2one("res.country", help="Empty: any country.")
    per = fields.Selection(PER, required=True, default="expense", string="For each")
    amount = fields.Monetary(required=True)
    date_from = fields.Date(string="From", help="Empty: always.")
    date_to = fields.Date(string="To", help="Included. Empty: until further notice.")
    reference = fields.Char(string="Where the policy says so")

    _dates_in_order = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "The limit ends before it begins.",
    )
    _amount_positive = models.Constraint(
        "CHECK(amount >= 0)", "A limit is not negative."
    )

    def _rows(self, company) -> list[Limit]:
        """The limits of a company."""
        return [
            Limit(
                one.date_from or None, one.date_to or None, one.nature_id.code or "",
                one.category or "", one.grade or "", one.city or "",
                one.country_id.code or "", one.per, to_decimal(one.amount),
                one.reference or "",
            )
            for one in self.sudo().search([("company_id", "=", company.id)])
        ]  # fmt: skip
