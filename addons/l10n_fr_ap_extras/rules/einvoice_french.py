# SPDX-License-Identifier: AGPL-3.0-or-later
"""The French rules of structured invoices (BR-FR), on values as they are written.

Numbers and meaning are those of the rules that FNFE-MPE publishes with XP Z12-012
(V1.4.0, Apache-2.0); the code is ours. Lists of codes are rows of data. A remark carries
the number of the rule and the business term, so that a supplier's platform understands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from odoo.addons.ap_einvoice.rules.einvoice import (
    AFTER_ADVANCE,
    PAID,
    ROUTING,
    SELF_BILLED,
    SIREN_SCHEME,
    SIRET_SCHEME,
    EInvoice,
    Party,
)

from .remarks import WARNING, Remark, remark

VAT_GROUP_SCHEME = "0231"
TERMS_OF_PAYMENT = ("PMT", "PMD", "AAB")  # indemnity, penalties, discount
UNIQUE_NOTES = (*TERMS_OF_PAYMENT, "TXD")
BOTH_WAYS = ("B9", "S9", "M9")
ADVANCES = ("386", "500", "503")
CREDITS = ("261", "381", "396", "502", "503")
CORRECTIONS = ("384", "471", "472", "473")
GLOBAL_REBATE = "262"
NUMBER = re.compile(r"[A-Za-z0-9+\-_/]+")
ADDRESS = re.compile(r"[A-Za-z0-9\-_.]+")
SIREN = re.compile(r"\d{9}")
AMOUNT = re.compile(r"-?\d{1,19}(\.\d{1,2})?")
QUANTITY = re.compile(r"-?\d{1,19}(\.\d{1,4})?")
PRICE = re.compile(r"\d{1,19}(\.\d{1,6})?")
PERCENT = re.compile(r"\d{1,4}(\.\d{1,2})?")


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes that the rules admit: name of the list → codes."""

    lists: Mapping[str, frozenset[str]]

    def admit(self, name: str, code: str) -> bool:
        """Return whether the list holds the code."""
        return code in self.lists.get(name, ())


def codes_from_rows(rows: Iterable[Mapping]) -> Codes:
    """Return the lists of rows of text or of records read.

    >>> codes_from_rows([{"list": "category", "code": "S"}]).admit("category", "S")
    True
    """
    lists: dict[str, set[str]] = {}
    for row in rows:
        lists.setdefault(row["list"], set()).add(str(row["code"]))
    return Codes({name: frozenset(codes) for name, codes in lists.items()})


def check(invoice: EInvoice, codes: Codes, reference: str = "") -> list[Remark]:
    """Return the French rules that the invoice breaks; `reference`: cited with each."""
    rules = (_numbers, _days, _notes, _parties, _tax, _attachments, _kinds, _forms)
    return [
        remark(rule, WARNING, reference, field=term, value=value)
        for check_rules in rules
        for rule, term, value in check_rules(invoice, codes)
    ]


def _numbers(invoice: EInvoice, codes: Codes) -> Iterator[tuple]:
    """BR-FR-01, 02: length and signs of numbers."""
    earlier = [("BT-25", number) for number, _day in invoice.references]
    for term, number in [("BT-1", invoice.number), *earlier]:
        if len(number) > 35:
            yield "BR-FR-01", term, number
        if not NUMBER.fullmatch(number):
            yield "BR-FR-02", term, number


def _days(invoice: EInvoice, codes: Codes) -> Iterator[tuple]:
    """BR-FR-03: days of this century; BR-FR-CO-07: due after issue."""
    terms = {
        "BT-2": invoice.issue, "BT-9": invoice.due, "BT-72": invoice.supply,
        "BT-73": invoice.period[0], "BT-74": invoice.period[1],
    }  # fmt: skip
    for term, text in terms.items():
        if (text or term == "BT-2") and _day(text) is None:
            yield "BR-FR-03", term, text
    for _number, text in invoice.references:
        if text and _day(text) is None:
            yield "BR-FR-03", "BT-26", text
    issue, due = _day(invoice.issue), _day(invoice.due)
    free = invoice.type in ADVANCES or invoice.process in PAID
    if issue and due and due < issue and not free:
        yield "BR-FR-CO-07", "BT-9", invoice.due


def _notes(invoice: EInvoice, codes: Codes) -> Iterator[tuple]:
    """BR-FR-05, 06: terms of payment, once each; BR-FR-20, 31: treatment."""
    found = Counter(code for code, _text in invoice.notes)
    for code in TERMS_OF_PAYMENT:
        if not found[code]:
            yield "BR-FR-05", "BT-22", code
    for code in UNIQUE_NOTES:
        if found[code] > 1:
            yield "BR-FR-06", "BT-21", code
    treatments = [text for code, text in invoice.notes if code == "BAR"]
    admitted = [text for text in treatments if codes.admit("treatment", text)]
    if treatments and not admitted:
        yield "BR-FR-20", "BT-22", treatments[0]
    if len(admitted) > 1:
        yield "BR-FR-31", "BT-22", ", ".join(admitted)


def _parties(invoice: EInvoice, codes: Codes) -> Iterator[tuple]:
    """BR-FR-09 to 13, 21 to 23, 25, 32, CO-10, CO-14: who and where to."""
    seller, buyer = invoice.seller, invoice.buyer
    schemed = seller.legal_scheme == SIREN_SCHEME or invoice.syntax == "CII"
    if not schemed or not SIREN.fullmatch(seller.legal_id):
        yield "BR-FR-10", "BT-30", seller.legal_id
    domestic = invoice.note("BAR") == "B2B"
    if domestic and not SIREN.fullmatch(buyer.legal_id):
        yield "BR-FR-11", "BT-47", buyer.legal_id
    yield from _endpoints(invoice, domestic)
    for term, party in (("BT-29", seller), ("BT-46", buyer)):
        yield from _party_ids(term, party)
    for scheme, number in invoice.identifiers:
        if scheme == SIREN_SCHEME and not SIREN.fullmatch(number):
            yield "BR-FR-32", "BT-30", number
    group = any(scheme == VAT_GROUP_SCHEME for scheme, _id in seller.ids)
    if group and invoice.note("TXD") != "MEMBRE_ASSUJETTI_UNIQUE":
        yield "BR-FR-CO-14", "BT-29-1", VAT_GROUP_SCHEME


def _endpoints(invoice: EInvoice, domestic: bool) -> Iterator[tuple]:
    """BR-FR-12, 13, 21, 22, 23, 25: electronic addresses."""
    self_billed = invoice.type in SELF_BILLED
    sides = (
        ("BT-49", "BR-FR-12", "BR-FR-21", invoice.buyer, domestic and not self_billed),
        ("BT-34", "BR-FR-13", "BR-FR-22", invoice.seller, domestic and self_billed),
    )
    for term, missing, routed, party, routing in sides:
        address = party.endpoint
        if not address:
            yield missing, term, ""
            continue
        ours = address.startswith(party.legal_id or "\0")
        if routing and not (ours and party.endpoint_scheme == ROUTING):
            yield routed, term, address
        if party.endpoint_scheme == ROUTING and not ADDRESS.fullmatch(address):
            yield "BR-FR-23", term, address
        if len(address) > 125:
            yield "BR-FR-25", term, address


def _party_ids(term: str, party: Party) -> Iterator[tuple]:
    """BR-FR-09: SIRET of the SIREN; 26: length; BR-FR-CO-10: a scheme for each, once each."""
    for scheme, number in party.ids:
        if scheme == SIRET_SCHEME and not (
            re.fullmatch(r"\d{14}", number) and number.startswith(party.legal_id)
        ):
            yield "BR-FR-09", term, number
        if len(number) > 100:
            yield "BR-FR-26", term, number
    schemes = [scheme for scheme, number in party.ids if number]
    if "" in schemes:
        yield "BR-FR-CO-10", term, ""
    twice = [s for s, times in Counter(schemes).items() if s and times > 1]
    for scheme in twice:
        yield "BR-FR-CO-10", term, scheme


def _tax(invoice: EInvoice, codes: Codes) -> Iterator[tuple]:
    """BR-FR-15, 16: categories and rates; CO-12: VAT in euros."""
    groups = {
        "BT-95": invoice.allowances,
        "BT-118": invoice.rates,
        "BT-151": invoice.lines,
    }
    for term, rows in groups.items():
        for row in rows:
            if row.category and not codes.admit("vat_category", row.category):
                yield "BR-FR-15", term, row.category
            if row.rate and not codes.admit("vat_rate", _plain(row.rate)):
                yield "BR-FR-16", term, row.rate
    stated = invoice.vat_currency == "EUR" and invoice.vat_in_accounts
    if invoice.currency != "EUR" and not stated:
        yield "BR-FR-CO-12", "BT-5", invoice.currency


def _attachments(invoice: EInvoice, codes: Codes) -> Iterator[tuple]:
    """BR-FR-17, 18: what an attachment is."""
    for name in filter(None, invoice.attachments):
        if not codes.admit("attachment", name):
            yield "BR-FR-17", "BT-123", name
    if invoice.attachments.count("LISIBLE") > 1:
        yield "BR-FR-18", "BT-123", "LISIBLE"


def _kinds(invoice: EInvoice, codes: Codes) -> Iterator[tuple]:
    """BR-FR-04, 08, CO-03, 04, 05, 08, 09: type and billing mode, what they ask for."""
    kind, mode = invoice.type, invoice.process
    if not codes.admit("invoice_type", kind):
        yield "BR-FR-04", "BT-3", kind
    if not codes.admit("billing_mode", mode):
        yield "BR-FR-08", "BT-23", mode
    if kind == GLOBAL_REBATE and not (invoice.contract and all(invoice.period)):
        yield "BR-FR-CO-03", "BT-3", kind
    dated = [number for number, day in invoice.references if number and day]
    if kind in CORRECTIONS and len(dated) != 1:
        yield "BR-FR-CO-04", "BT-3", kind
    by_line = invoice.lines and all(line.referenced for line in invoice.lines)
    if kind in CREDITS and not dated and not by_line:
        yield "BR-FR-CO-05", "BT-3", kind
    if mode in AFTER_ADVANCE and kind in ADVANCES:
        yield "BR-FR-CO-08", "BT-23", mode
    if mode in PAID:
        yield from _paid(invoice)


def _paid(invoice: EInvoice) -> Iterator[tuple]:
    """BR-FR-CO-09: an invoice already paid says so in its sums."""
    get = invoice.totals.get
    if _plain(get("prepaid", "")) != _plain(get("total", "")):
        yield "BR-FR-CO-09", "BT-113", get("prepaid", "")
    if _plain(get("due", "")) != "0":
        yield "BR-FR-CO-09", "BT-115", get("due", "")
    if not invoice.due:
        yield "BR-FR-CO-09", "BT-9", ""


def _forms(invoice: EInvoice, codes: Codes) -> Iterator[tuple]:
    """BR-FR-DEC-01 to 04: how amounts, quantities, prices and rates are written."""
    amounts = [*invoice.totals.values(), *(line.net for line in invoice.lines)]
    amounts += [text for row in invoice.rates for text in (row.base, row.vat)]
    amounts += [row.amount for row in invoice.allowances]
    yield from _formed("BR-FR-DEC-01", "amount", AMOUNT, amounts)
    quantities = [line.quantity for line in invoice.lines]
    yield from _formed("BR-FR-DEC-02", "BT-129", QUANTITY, quantities)
    percents = [row.rate for row in (*invoice.rates, *invoice.allowances, *invoice.lines)]
    yield from _formed("BR-FR-DEC-04", "BT-119", PERCENT, percents, 4)
    if invoice.process in BOTH_WAYS:
        return
    terms = {"BT-146": "price", "BT-147": "discount", "BT-148": "gross_price"}
    for term, name in terms.items():
        prices = [getattr(line, name) for line in invoice.lines]
        yield from _formed("BR-FR-DEC-03", term, PRICE, prices)


def _formed(rule, term, pattern, texts, most: int = 19) -> Iterator[tuple]:
    for text in filter(None, texts):
        if not pattern.fullmatch(text) or len(text.replace(".", "")) > most:
            yield rule, term, text


def _day(text: str) -> date | None:
    """Return the day of this century, None if the text is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    plain = len(text) == 10 and text[7] == "-"  # neither 20260131 nor 2026-W05-6
    return day if plain and 2000 <= day.year <= 2099 else None


def _plain(text: str) -> str:
    """Return a number without useless zeros, so that 20 and 20.00 are one.

    >>> _plain("20.00"), _plain("0.00"), _plain("5.50"), _plain(""), _plain("x")
    ('20', '0', '5.5', '', 'x')
    """
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return f"{number.normalize():f}" if number.is_finite() else text
