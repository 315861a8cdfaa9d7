# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models

from odoo.addons.ap_base.arithmetic.money import to_decimal

from ..rules.control_receipt import ReceiptRule
from ..rules.control_vat import VatRate, YearlyCap

CODES = [
    ("receipt_least", "A receipt is asked for from this amount"),
    ("ticket", "A ticket is an invoice up to this net amount"),
    ("yearly_cap", "VAT is lost above this total of a beneficiary and year"),
    ("vat_rate", "Rate of VAT of the country (%)"),
]


class ApExpenseFigure(models.Model):
    """A figure of the law about expenses, from a day on. Shared by all companies."""

    _name = "ap.expense.figure"
    _description = "Legal threshold or rate of expenses"
    _order = "country_id, code, date_from desc, amount desc, id"

    code = fields.Selection(CODES, string="Figure", required=True)
    country_id = fields.Many2one("res.country", required=True)
    nature_id = fields.Many2one("ap.expense.nature", ondelete="cascade")
    amount = fields.Float(digits=(16, 2), required=True, aggregator=False)
    date_from = fields.Date(string="From", help="Empty: always.")
    date_to = fields.Date(string="To", help="Included. Empty: until further notice.")
    reference = fields.Char(string="Legal reference", required=True)

    _dates_in_order = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "The figure ends before it begins.",
    )

    def _of(self, country, code):
        return self.sudo().search([("country_id", "=", country.id), ("code", "=", code)])

    def _rates(self, country) -> list[VatRate]:
        """The rates of VAT of a country."""
        return [
            VatRate(one.date_from or None, one.date_to or None, country.code,
                    to_decimal(one.amount))
            for one in self._of(country, "vat_rate")
        ]  # fmt: skip

    def _caps(self, country) -> list[YearlyCap]:
        """The caps of a beneficiary and year, by nature."""
        return [
            YearlyCap(one.date_from or None, one.date_to or None, one.nature_id.code or "",
                      country.code, to_decimal(one.amount), one.reference)
            for one in self._of(country, "yearly_cap")
        ]  # fmt: skip

    def _receipt_rules(self, country) -> list[ReceiptRule]:
        """From which amount a receipt is asked for, and up to which a ticket will do."""
        found = [
            ReceiptRule(one.date_from or None, one.date_to or None, country.code,
                        least=to_decimal(one.amount), reference=one.reference)
            for one in self._of(country, "receipt_least")
        ]  # fmt: skip
        return found + [
            ReceiptRule(one.date_from or None, one.date_to or None, country.code,
                        ticket=to_decimal(one.amount), reference=one.reference)
            for one in self._of(country, "ticket")
        ]  # fmt: skip
