# SPDX-License-Identifier: AGPL-3.0-or-later
"""The card of a supplier: each number and its payment terms, right, wrong or not known.

A `Check` is one row of the card; what is wrong is a finding as well. Nothing is refused:
a wrong number is kept as typed and named.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from . import bank_identifiers, identifiers, terms
from .identifiers import Result
from .law import Law

RIGHT, WRONG, UNKNOWN = "right", "wrong", "unknown"
# Where companies are in the French register: the mainland and the overseas departments.
REGISTERED = frozenset({"FR", "GP", "MQ", "GF", "RE", "YT", "BL", "MF", "PM"})
IBAN_LIKE = 15  # the shortest IBAN has as many signs


@dataclass(frozen=True, slots=True)
class Supplier:
    """What was typed on the card. ``country``: ISO code, "" if not known."""

    registry: str = ""
    vat: str = ""
    rcs: str = ""
    country: str = ""
    regime: str = "normal"
    sole_trader: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """``code``: what is stated; ``reference``: code of the article."""

    subject: str
    status: str
    code: str
    values: tuple[tuple[str, object], ...] = ()
    reference: str = ""


def check_numbers(supplier: Supplier) -> list[Check]:
    """Return what is known of the numbers and of their agreement.

    >>> good = Supplier("73282932000074", "FR44732829320", country="FR")
    >>> [(c.subject, c.status, c.code) for c in check_numbers(good)]
    [('siret', 'right', 'ok'), ('vat', 'right', 'ok'), ('rcs', 'unknown', 'empty'), ('agreement', 'right', 'agree')]
    >>> bad = Supplier("73282932000074", "FR40303265045", country="FR")
    >>> [(c.code, dict(c.values)["kind"]) for c in check_numbers(bad)[3:]]
    [('siret_vat', 'siret_vat')]
    """
    checks = [_registry(supplier), _vat(supplier), _rcs(supplier)]
    found = [check for check in checks if check]
    return found + _agreement(supplier, found)


def _registry(supplier: Supplier) -> Check | None:
    """A SIRET; a SIREN alone is right, but names no establishment."""
    if supplier.country not in REGISTERED | {"MC", ""}:
        return None
    result = identifiers.siret(supplier.registry)
    if result.reason == identifiers.EMPTY:
        if supplier.country not in REGISTERED:
            return None
        return Check("siret", UNKNOWN, "empty", (), "invoice.siren")
    if not supplier.country and not result.valid and result.reason != "siren_given":
        return None  # the number of another country, for all we know
    if result.reason == "siren_given":
        values = (("number", result.normalised),)
        return Check("siret", UNKNOWN, "siren_given", values, "invoice.siren")
    return _of_result("siret", result, supplier.registry, "invoice.siren")


def _vat(supplier: Supplier) -> Check | None:
    """A VAT number; who charges no VAT need not have one."""
    result = identifiers.vat(supplier.vat, supplier.country)
    if result.reason == identifiers.EMPTY or supplier.vat.strip() == "/":
        if supplier.regime != "normal" or supplier.country not in REGISTERED:
            return None
        usual = identifiers.vat_of_siren(identifiers.siret(supplier.registry).part("siren"))
        code = "usual" if usual else "empty"
        values = (("usual", usual),)
        return Check("vat", UNKNOWN, code, values, "invoice.seller_vat")
    if result.reason == identifiers.COUNTRY:
        values = (("number", supplier.vat),)
        return Check("vat", UNKNOWN, "country", values, "invoice.seller_vat")
    return _of_result("vat", result, supplier.vat, "invoice.seller_vat")


def _rcs(supplier: Supplier) -> Check | None:
    if supplier.country not in REGISTERED and not supplier.rcs:
        return None
    result = identifiers.rcs(supplier.rcs)
    if result.reason == identifiers.EMPTY:
        if supplier.sole_trader:
            return None
        return Check("rcs", UNKNOWN, "empty", (), "invoice.company")
    return _of_result("rcs", result, supplier.rcs, "invoice.company")


def _of_result(subject: str, result: Result, typed: str, reference: str) -> Check:
    number = result.normalised if result.valid else typed
    values = (("kind", subject), ("number", number), ("reason", result.reason))
    if result.valid:
        return Check(subject, RIGHT, "ok", values, reference)
    return Check(subject, WRONG, result.reason, values, reference)


def _agreement(supplier: Supplier, found: list[Check]) -> list[Check]:
    """A VAT group has a number of its own: with a VAT number it is a question."""
    numbers = {"siret": supplier.registry, "vat": supplier.vat, "rcs": supplier.rcs}
    if identifiers.siren(supplier.registry).valid:
        numbers["siren"] = numbers.pop("siret")
    apart = identifiers.agreement(**numbers)
    if not apart:
        named = [check for check in found if check.status == RIGHT]
        both = len(named) > 1
        return [Check("agreement", RIGHT, "agree")] if both else []
    return [
        Check("agreement", WRONG, pair.replace("siren", "siret"), (("kind", pair),))
        for pair in apart
    ]


def check_bank(text: str) -> Check:
    """Return what is known of an account number; abroad not all are IBAN.

    >>> check_bank("FR14 2004 1010 0505 0001 3M02 606").code
    'ok_rib'
    >>> check_bank("FR7630006000011234567890188").code
    'checksum'
    >>> check_bank("123-456").status
    'unknown'
    """
    result = bank_identifiers.iban(text)
    number = result.normalised
    values = (("number", text), ("reason", result.reason))
    if not result.valid and not (number[:2].isalpha() and len(number) >= IBAN_LIKE):
        if bank_identifiers.rib(text).valid:
            return Check("bank", UNKNOWN, "rib", values)
        return Check("bank", UNKNOWN, "no_iban", values)
    if not result.valid:
        return Check("bank", WRONG, result.reason, values)
    if "rib_key" in result.warnings:
        key = bank_identifiers.rib_key(*(result.part(p) for p in ("bank", "branch", "account")))
        return Check("bank", WRONG, "rib_key", (*values, ("key", key)))
    french = number[:2] in bank_identifiers.RIB_COUNTRIES
    return Check("bank", RIGHT, "ok_rib" if french else "ok", values)


def check_terms(law: Law, case: str, dates: Iterable[tuple[date, date]]) -> Check:
    """Return the worst of (day of the bill, due date) pairs against the legal cap.

    `case`: what was agreed, "" if nobody stated. ``default`` counts from the receipt: the
    bill's day stands for it.

    >>> check_terms(Law(), "net", []).code
    'none'
    """
    worst, worst_pair = None, None
    ranks = {terms.OK: 0, terms.UNKNOWN: 1, terms.ONLY_IF_END_OF_MONTH: 2, terms.TOO_LATE: 3}
    for issue, due in dates:
        found = terms.check_due_date(law, due, issue, case, issue)
        rank = ranks[found.status], found.excess_days, (due - issue).days
        if worst is None or rank > worst[0]:
            worst, worst_pair = (rank, found), (issue, due)
    if worst is None:
        return Check("terms", RIGHT, "none", (), "terms.agreed")
    found, (issue, due) = worst[1], worst_pair
    values = (
        ("issue", issue), ("due", due), ("days", (due - issue).days),
        ("excess", found.excess_days), ("latest", found.latest),
    )  # fmt: skip
    status = {terms.OK: RIGHT, terms.TOO_LATE: WRONG}.get(found.status, UNKNOWN)
    reference = terms.REFERENCES.get(found.case, "terms.agreed")
    return Check("terms", status, found.status, values, reference)
