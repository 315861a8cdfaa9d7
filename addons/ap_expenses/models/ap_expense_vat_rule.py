# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date
from decimal import Decimal

from odoo import fields, models

from odoo.addons.ap_base.arithmetic.money import to_decimal


class ApExpenseVatRule(models.Model):
    """How much of the VAT of a nature is recovered in a country, from a day on."""

    _name = "ap.expense.vat.rule"
    _description = "VAT recovered of expenses"
    _order = "nature_id, country_id, date_from desc, id"

    nature_id = fields.Many2one(
        "ap.expense.nature", required=True, index=True, ondelete="cascade"
    )
    country_id = fields.Many2one(
        "res.country", required=True, help="Of the company's taxes."
    )
    date_from = fields.Date(string="From", help="Empty: always.")
    date_to = fields.Date(string="To", help="Included. Empty: until further notice.")
    percent = fields.Float(string="Recovered (%)", digits=(5, 2), required=True)
    reference = fields.Char(string="Legal reference", required=True)

    _percent_share = models.Constraint(
        "CHECK(percent BETWEEN 0 AND 100)", "The share recovered is between 0 and 100 %."
    )
    _dates_in_order = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "The rule ends before it begins.",
    )

    def _percents(self, country) -> dict[int, list[tuple[date, date, Decimal]]]:
        """The rules of a country by nature: (first day, last day, percent)."""
        found: dict = {}
        for rule in self.sudo().search([("country_id", "=", country.id)]):
            spans = found.setdefault(rule.nature_id.id, [])
            first, last = rule.date_from or date.min, rule.date_to or date.max
            spans.append((first, last, to_decimal(rule.percent)))
        return found
