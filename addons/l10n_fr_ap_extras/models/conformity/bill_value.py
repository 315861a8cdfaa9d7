# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is known of a bill, as one value, and in the words of each rule."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from odoo.addons.ap_einvoice.models.bill_document_value import BillDocument

from ...rules import dates, einvoice_facts, mentions, vat
from ...rules.law import to_day

ZERO = Decimal(0)
REGIMES = {"margin": vat.MARGIN, "franchise": vat.FRANCHISE, "exempt": vat.EXEMPT}
CREDIT_NOTE = "381"
REVERSED = {einvoice_facts.REVERSE_CHARGE, einvoice_facts.INTRA_EU}


@dataclass(frozen=True, slots=True)
class Party:
    """The supplier or our company; texts are "" when not known."""

    name: str = ""
    country: str = ""
    siren: str = ""
    vat: str = ""
    street: str = ""


@dataclass(frozen=True, slots=True)
class BillFacts:
    """A bill with its supplier, our company, its VAT and its document.

    Amounts are positive, in the currency of the bill; ``untaxed_company`` in the
    company's. ``rates``: VAT per rate as the fields bear it, without reverse charge.
    """

    id: int
    number: str
    day: date
    issue: date | None
    due: date | None
    entry: date | None
    is_credit: bool
    partner_id: int
    currency_id: int
    currency: str
    step: Decimal
    untaxed: Decimal
    tax: Decimal
    total: Decimal
    untaxed_company: Decimal
    seller: Party
    buyer: Party
    regime: str = "normal"
    size: str = ""
    on_debits: bool = False
    sole_trader: bool = False
    is_company: bool = True
    term_case: str = ""
    order: str = ""
    lines: int = 0
    rebate: bool = False
    reverse_charge: bool = False
    rates: tuple[vat.RateLine, ...] = ()
    document: BillDocument = field(default_factory=BillDocument)

    @property
    def invoice(self):
        """The e-invoice, None without one."""
        return self.document.invoice

    @property
    def has_document(self) -> bool:
        """Whether there is an e-invoice, or a text that somebody could read."""
        return self.invoice is not None or bool(self.document.text)

    @property
    def french(self) -> bool:
        """Whether French law says what the bill bears."""
        return self.seller.country in mentions.FRENCH

    def mention_bill(self) -> mentions.Bill:
        """The bill as the rule of mentions wants it: XML before fields before text."""
        others = {
            "country": self.seller.country or "FR",
            "size": self.size,
            "untaxed": self.untaxed_company,
            "expected": self._expected(),
            "text": self.document.text,
        }
        if self.invoice is not None:
            stated = self._supplier_facts()
            return einvoice_facts.bill(self.invoice, self.day, facts=stated, **others)
        typed = {
            part: mentions.Known(value, mentions.FIELD)
            for part, value in self._typed().items()
            if value
        }
        stated = {**self._field_facts(), **self._supplier_facts()}
        return mentions.Bill(self.day, known=typed, facts=stated, **others)

    def _typed(self) -> dict[str, str]:
        """What somebody has copied from the bill into fields."""
        lines = str(self.lines or "")
        return {
            "number": self.number,
            "issue_date": self.issue.isoformat() if self.issue else "",
            "line_quantity": lines,
            "line_description": lines,
            "line_price": lines,
            "total_untaxed": str(self.untaxed) if self.lines else "",
            "vat_amount": str(self.tax) if self.tax else "",
            "vat_rate": ", ".join(
                f"{line.rate.normalize():f} %" for line in self.rates
            ),
        }

    def _expected(self) -> dict[str, str]:
        """What the text should show."""
        seller, buyer = self.seller, self.buyer
        values = {
            "seller_name": seller.name,
            "seller_address": seller.street,
            "seller_siren": seller.siren,
            "seller_vat": seller.vat,
            "buyer_name": buyer.name,
            "buyer_address": buyer.street,
            "buyer_siren": buyer.siren,
            "buyer_vat": buyer.vat,
            "order_number": self.order,
            "number": self.number,
        }
        return {part: value for part, value in values.items() if value}

    def _supplier_facts(self) -> dict[str, bool]:
        """What the supplier's card and the order settle."""
        return {
            "debits_option": self.on_debits,
            "margin": self.regime == vat.MARGIN,
            "sole_trader": self.sole_trader,
            "company": self.is_company and not self.sole_trader,
            "order_issued": bool(self.order),
        }

    def _field_facts(self) -> dict[str, bool]:
        """What the fields settle."""
        exempt = not self.tax and not self.reverse_charge and self.french
        return {
            "vat_charged": bool(self.tax),
            "reverse_charge": self.reverse_charge,
            "buyer_vat_needed": self.reverse_charge,
            "exempt": exempt and self.regime != vat.MARGIN,
            "rebate": self.rebate,
        }

    def vat_lines(self) -> list[vat.RateLine]:
        """VAT per rate, of the e-invoice, else of the fields."""
        if self.invoice is not None:
            return einvoice_facts.rate_lines(self.invoice)
        return list(self.rates)

    def tolerance(self, cents: int) -> Decimal:
        """So many cents (of the smallest amount of its currency), or one a line: suppliers
        round line by line."""
        return self.step * max(cents, self.lines)

    def regimes_of_card(self) -> set[str]:
        """The regime without VAT that the supplier's card names."""
        return {REGIMES[self.regime]} if self.regime in REGIMES else set()

    def regimes_of_einvoice(self) -> set[str]:
        """The regime of the whole e-invoice: some have lines of several."""
        if self.invoice is None or not self.invoice.rates:
            return set()
        categories = {row.category for row in self.invoice.rates}
        return {vat.REVERSE_CHARGE} if categories <= REVERSED else set()

    def lacks_reason(self) -> bool:
        """Whether an e-invoice charges no VAT, and neither it nor the card says why."""
        if self.invoice is None or not self.invoice.rates or not self.untaxed:
            return False
        silent = all(
            row.category not in vat.WITHOUT_VAT and not row.reason
            for row in self.invoice.rates
        )
        return silent and not self.charged() and not self.regimes_of_card()

    def charged(self) -> Decimal:
        """The VAT that the supplier charges."""
        if self.invoice is not None:
            return einvoice_facts.number(self.invoice.totals.get("vat")) or ZERO
        return self.tax

    def dates(self) -> dates.Dates:
        """The days of the bill; supply only where the e-invoice says it."""
        supply, kind = None, CREDIT_NOTE if self.is_credit else "380"
        if self.invoice is not None:
            kind = self.invoice.type or kind
            supply = _day(self.invoice.supply)
        return dates.Dates(self.issue, self.due, supply, None, self.entry, kind)


def _day(text: str) -> date | None:
    try:
        return to_day(text)
    except ValueError:
        return None
