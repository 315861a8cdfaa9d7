# SPDX-License-Identifier: AGPL-3.0-or-later
"""The purchase tax of a rate: the account of its VAT and its boxes in the return."""

from decimal import Decimal
from typing import NamedTuple

from odoo.addons.ap_base.arithmetic.money import to_decimal

NEAR = Decimal("0.06")  # of a rate found from two rounded amounts


class TaxPlace(NamedTuple):
    """Where the VAT of one tax is booked, for expenses or for refunds."""

    account_id: int
    repartition_id: int
    base_tags: tuple[int, ...]
    tax_tags: tuple[int, ...]


class Taxes:
    """The purchase taxes of one company whose VAT is deducted as a whole."""

    def __init__(self, company):
        self.company = company
        domain = [
            ("type_tax_use", "=", "purchase"),
            ("amount_type", "=", "percent"),
            ("country_id", "=", company.account_fiscal_country_id.id),
        ]
        taxes = company.env["account.tax"].sudo().with_company(company)
        found = taxes.search([*taxes._check_company_domain(company), *domain])
        default = company.account_purchase_tax_id
        self.known = [tax for tax in default | found if tax in found and _is_plain(tax)]
        self._places: dict = {}

    def of(self, code: str, rate: Decimal | None):
        """The tax that the tool names, else the first of that rate; none otherwise."""
        name = (code or "").strip().casefold()
        for tax in self.known:
            if name and name in ((tax.name or "").casefold(), (tax.description or "").casefold()):
                return tax
        if rate is not None:
            for tax in self.known:
                if abs(to_decimal(tax.amount) - rate) <= NEAR:
                    return tax
        return self.company.env["account.tax"]

    def nearest(self, net: Decimal, vat: Decimal):
        """The tax whose VAT of that net amount is the amount, to two cents."""
        for tax in self.known:
            if vat and abs(net * to_decimal(tax.amount) / 100 - vat) <= Decimal("0.02"):
                return tax
        return self.company.env["account.tax"]

    def place(self, tax, is_refund: bool) -> TaxPlace:
        """Where its VAT is booked; the account may be empty where a person chose a tax
        that has none."""
        key = (tax.id, is_refund)
        if key not in self._places:
            side = "refund" if is_refund else "invoice"
            lines = tax.sudo()[f"{side}_repartition_line_ids"]
            base = lines.filtered(lambda line: line.repartition_type == "base")
            part = lines.filtered(
                lambda line: line.repartition_type == "tax" and line.account_id
            )[:1]
            self._places[key] = TaxPlace(
                part.account_id.id, part.id, tuple(base.tag_ids.ids), tuple(part.tag_ids.ids)
            )
        return self._places[key]


def _is_plain(tax) -> bool:
    """Whether all of its VAT goes to one account."""
    parts = tax.invoice_repartition_line_ids.filtered(
        lambda line: line.repartition_type == "tax"
    )
    return len(parts) == 1 and parts.factor_percent == 100 and bool(parts.account_id)
