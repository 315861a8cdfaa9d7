# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models

from odoo.addons.ap_base.arithmetic.money import to_decimal

from ..rules.control_allowance import Allowance

CODES = [
    ("meal_workplace", "Meal at the workplace"),
    ("meal_outside", "Meal outside, no restaurant"),
    ("meal_restaurant", "Meal at the restaurant"),
    ("lodging", "Lodging and breakfast"),
]


class ApExpenseAllowance(models.Model):
    """Up to what a flat allowance is free of contributions, from a day on."""

    _name = "ap.expense.allowance"
    _description = "Cap of a flat allowance"
    _order = "country_id, code, zone, date_from desc, id"

    country_id = fields.Many2one("res.country", required=True, index=True)
    code = fields.Selection(CODES, string="Allowance", required=True)
    zone = fields.Char(help="As the parameters of the control name it. Empty: everywhere.")
    amount = fields.Float(digits=(10, 2), required=True, aggregator=False)
    date_from = fields.Date(string="From", help="Empty: always.")
    date_to = fields.Date(string="To", help="Included. Empty: until further notice.")
    reference = fields.Char(string="Legal reference", required=True)

    _dates_in_order = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "The cap ends before it begins.",
    )

    def _rows(self, country) -> list[Allowance]:
        """The caps of a country."""
        return [
            Allowance(
                one.date_from or None, one.date_to or None, country.code, one.code,
                one.zone or "", to_decimal(one.amount), reference=one.reference,
            )
            for one in self.sudo().search([("country_id", "=", country.id)])
        ]  # fmt: skip
