# SPDX-License-Identifier: AGPL-3.0-or-later
"""The report of foreign purchases as the file that platforms take (flux 10.1, role BY).

DGFiP, external specifications 3.2, annexes 6 and 7; rules by their codes (G1.05, G2.19 …).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from lxml import etree

PROFILE = "urn.cpro.gouv.fr:1p0:ereporting"
SIREN, UNION, ELSEWHERE, PLATFORM = "0002", "0223", "0227", "0238"
INITIAL, CORRECTION = "IN", "RE"
BILLS, CREDITS = "380", frozenset({"261", "381", "396", "502", "503"})
MOST_NUMBER, MOST_ID, MOST_NAME, MOST_REPORT = 35, 18, 16, 50
_ALLOWED = re.compile(r"[^A-Za-z0-9 +_/-]")
CENT = Decimal("0.01")
WORDS = {"K": "Intra-community supply", "AE": "Reverse charge"}


@dataclass(frozen=True, slots=True)
class Share:
    """What of a bill is under one category of VAT, in its currency, never negative."""

    category: str
    base: Decimal
    exemption: str = ""
    tax: Decimal = Decimal(0)
    rate: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Seller:
    """Who sold; ``number``: its VAT number, "" for none."""

    name: str
    country: str
    number: str = ""
    in_union: bool = False

    @property
    def identifier(self) -> tuple[str, str]:
        """(scheme, identifier), G2.19: of the Union its VAT number, elsewhere the country
        and the beginning of the name.

        >>> Seller("Bäcker GmbH", "DE", "DE123456788", True).identifier
        ('0223', 'DE123456788')
        >>> Seller("Acme Tools & Sons Incorporated", "US").identifier
        ('0227', 'USAcme Tools & Son')
        """
        if self.in_union:
            return UNION, self.number[:MOST_ID]
        return ELSEWHERE, f"{self.country}{self.name[:MOST_NAME]}".strip()


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill as it is reported; ``frame``: B1 goods, S1 services, M1 both (G1.02);
    ``refers``: number and day of the bills that a credit note corrects."""

    number: str
    day: date
    seller: Seller
    currency: str
    shares: tuple[Share, ...]
    kind: str = BILLS
    frame: str = "B1"
    due: date | None = None
    delivered: date | None = None
    refers: tuple[tuple[str, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All purchases of a period. ``sender``: number and name of the platform."""

    number: str
    created: datetime
    start: date
    end: date
    siren: str
    name: str
    vat: str
    sender: tuple[str, str]
    bills: tuple[Bill, ...]
    kind: str = INITIAL


def number_of(text: str) -> str:
    """The number of a bill as reports may write it (G1.05).

    >>> number_of("  RE#2026.14  "), number_of("F 1"), len(number_of("9" * 50))
    ('RE-2026-14', 'F 1', 35)
    """
    return " ".join(_ALLOWED.sub("-", text).split())[:MOST_NUMBER].strip()


def problems(report: Report) -> list[tuple[str, str]]:
    """Return (code, number of the bill) of what the tax office would reject."""
    found = []
    if not re.fullmatch(r"\d{9}", report.siren):
        found.append(("siren", ""))
    if not re.fullmatch(r"[A-Za-z0-9]{4}", report.sender[0]):
        found.append(("sender", ""))
    if not report.vat:
        found.append(("buyer_vat", ""))
    if report.created.date() <= report.end:
        found.append(("too_early", ""))
    for bill in report.bills:
        found += [(code, bill.number) for code in _problems_of(bill)]
    keys = Counter(
        (bill.number, bill.day.year, bill.seller.identifier[1]) for bill in report.bills
    )
    found += [("twice", number) for (number, *_rest), count in keys.items() if count > 1]
    return found


def _problems_of(bill: Bill):
    if not bill.number:
        yield "number"
    if len(bill.seller.country) != 2:
        yield "country"
    if bill.seller.in_union and not bill.seller.number:
        yield "seller_vat"
    if bill.kind in CREDITS and not bill.refers:
        yield "refers"
    if not bill.shares:
        yield "shares"


def write(report: Report) -> bytes:
    """Return the report as XML."""
    root = etree.Element("Report")
    _put_head(_put(root, "ReportDocument"), report)
    body = _put(root, "TransactionsReport")
    period = _put(body, "ReportPeriod")
    _put(period, "StartDate", _day(report.start))
    _put(period, "EndDate", _day(report.end))
    for bill in report.bills:
        _put_bill(_put(body, "Invoice"), bill, report)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _put(parent, name, text=None, **attributes):
    node = etree.SubElement(parent, name, attributes)
    node.text = text
    return node


def _day(day: date) -> str:
    return day.strftime("%Y%m%d")


def _money(amount: Decimal) -> str:
    return f"{amount.quantize(CENT):f}"


def _put_head(head, report: Report):
    _put(head, "Id", report.number[:MOST_REPORT])
    moment = _put(head, "IssueDateTime")
    _put(moment, "DateTimeString", report.created.strftime("%Y%m%d%H%M%S"))
    _put(head, "TypeCode", report.kind)
    for name, scheme, (number, title), role in (
        ("Sender", PLATFORM, report.sender, "WK"),
        ("Issuer", SIREN, (report.siren, report.name), "BY"),
    ):
        party = _put(head, name)
        _put(party, "Id", number, schemeId=scheme)
        _put(party, "Name", title)
        _put(party, "RoleCode", role)


def _put_bill(node, bill: Bill, report: Report):
    _put(node, "ID", bill.number)
    _put(node, "IssueDate", _day(bill.day))
    _put(node, "TypeCode", bill.kind)
    _put(node, "CurrencyCode", bill.currency)
    if bill.due:
        _put(node, "DueDate", _day(bill.due))
    process = _put(node, "BusinessProcess")
    _put(process, "ID", bill.frame)
    _put(process, "TypeID", PROFILE)
    for number, day in bill.refers:
        earlier = _put(node, "ReferencedDocument")
        _put(earlier, "ID", number)
        _put(earlier, "IssueDate", _day(day))
    _put_party(node, "Seller", bill.seller.identifier, bill.seller.number, bill.seller.country)
    _put_party(node, "Buyer", (SIREN, report.siren), report.vat, "FR")
    if bill.delivered:
        _put(_put(node, "Delivery"), "Date", _day(bill.delivered))
    total = _put(node, "MonetaryTotal")
    _put(total, "TaxExclusiveAmount", _money(sum(share.base for share in bill.shares)))
    # What the supplier charges: under reverse charge nothing, in whatever currency.
    _put(total, "TaxAmount", _money(Decimal(0)), CurrencyCode="EUR")
    for share in bill.shares:
        _put_share(_put(node, "TaxSubTotal"), share)


def _put_party(node, name, identifier, vat, country):
    party, (scheme, number) = _put(node, name), identifier
    _put(party, "CompanyId", number, schemeId=scheme)
    if vat:
        _put(party, "TaxRegistrationId", vat, qualifyingId="VAT")
    _put(_put(party, "PostalAddress"), "CountryId", country)


def _put_share(node, share: Share):
    _put(node, "TaxableAmount", _money(share.base))
    _put(node, "TaxAmount", _money(share.tax))
    category = _put(node, "TaxCategory")
    _put(category, "Code", share.category)
    _put(category, "Percent", _money(share.rate))
    if share.exemption:
        _put(category, "TaxExemptionReason", WORDS.get(share.category, share.exemption))
        _put(category, "TaxExemptionReasonCode", share.exemption)


def total_of(bills: Sequence[Bill]) -> dict[str, Decimal]:
    """What the bills sum to, by currency; credit notes count against.

    >>> total_of([])
    {}
    """
    found: Counter = Counter()
    for bill in bills:
        sign = -1 if bill.kind in CREDITS else 1
        found[bill.currency] += sign * sum(share.base for share in bill.shares)
    return dict(found)
