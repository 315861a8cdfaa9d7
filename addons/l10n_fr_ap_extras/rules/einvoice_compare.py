# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a bill in the books says something else than its e-invoice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .einvoice_summary import ZERO, bare

HALF_CENT = Decimal("0.005")


@dataclass(frozen=True, slots=True)
class Told:
    """What either side tells; None or "" where it tells nothing.

    ``rates``: {rate: (base, VAT)}, None if not told. ``nets``: amounts of the lines.
    """

    number: str = ""
    issue: date | None = None
    due: date | None = None
    credit: bool = False
    currency: str = ""
    siren: str = ""
    vat_number: str = ""
    seller: str = ""
    untaxed: Decimal | None = None
    vat: Decimal | None = None
    total: Decimal | None = None
    rounding: Decimal = ZERO
    rates: dict[Decimal, tuple[Decimal, Decimal]] | None = None
    nets: tuple[Decimal, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Difference:
    """``code``: number, issue, due, type, currency, supplier, untaxed, vat, total, base,
    rate_vat, lines, or empty; ``rate``: of base and rate_vat.
    """

    code: str
    expected: object
    got: object
    rate: Decimal | None = None


def differences(invoice: Told, bill: Told, tolerance=HALF_CENT) -> list[Difference]:
    """Return what the bill tells otherwise; an e-invoice that is silent is not doubted.

    >>> one = Told(number="FA-1", total=Decimal(120))
    >>> [found.code for found in differences(one, Told(number="fa1", total=Decimal(96)))]
    ['total']
    >>> [found.code for found in differences(one, Told(number="fa1", total=ZERO))]
    ['empty']
    """
    if invoice.total and not bill.nets and not bill.total:
        return [Difference("empty", invoice.total, ZERO)]
    found = list(_head(invoice, bill))
    if not any(one.code == "currency" for one in found):
        found += _sums(invoice, bill, tolerance)
    return found


def _head(invoice: Told, bill: Told) -> Iterator[Difference]:
    if invoice.number and bare(invoice.number) != bare(bill.number):
        yield Difference("number", invoice.number, bill.number)
    if invoice.issue and invoice.issue != bill.issue:
        yield Difference("issue", invoice.issue, bill.issue)
    if invoice.due and invoice.due != bill.due:
        yield Difference("due", invoice.due, bill.due)
    if invoice.credit != bill.credit:
        yield Difference("type", invoice.credit, bill.credit)
    if invoice.currency and invoice.currency != bill.currency:
        yield Difference("currency", invoice.currency, bill.currency)
    if not _same_party(invoice, bill):
        told = invoice.siren or invoice.vat_number
        yield Difference(
            "supplier",
            " ".join(filter(None, (invoice.seller, told))),
            " ".join(filter(None, (bill.seller, bill.siren or bill.vat_number))),
        )


def _same_party(invoice: Told, bill: Told) -> bool:
    """Whether SIREN or VAT number are the same, as far as both sides tell them."""
    pairs = [(invoice.siren, bill.siren), (invoice.vat_number, bill.vat_number)]
    both = [(one, other) for one, other in pairs if one and other]
    if not both:
        return not (invoice.siren or invoice.vat_number) or bool(bill.seller)
    return any(one == other for one, other in both)


def _sums(invoice: Told, bill: Told, tolerance) -> Iterator[Difference]:
    """Totals, then what explains them: rates, or else the sum of VAT; lines."""
    rounding = abs(invoice.rounding)
    by_rate = []
    if _rates_told(invoice) and bill.rates is not None:
        by_rate = list(_by_rate(invoice.rates, bill.rates, tolerance + rounding))
    for name in ("untaxed", "vat", "total"):
        expected, got = getattr(invoice, name), getattr(bill, name) or ZERO
        room = tolerance + (ZERO if name == "vat" else rounding)
        explained = name == "vat" and by_rate
        if expected is not None and abs(expected - got) > room and not explained:
            yield Difference(name, expected, got)
    yield from by_rate
    same_number = len(invoice.nets) == len(bill.nets)
    if same_number and _far(invoice.nets, bill.nets, tolerance):
        yield Difference("lines", sorted(invoice.nets), sorted(bill.nets))


def _rates_told(invoice: Told) -> bool:
    """Whether the VAT summary holds the total: some files leave it empty."""
    bases = sum((base for base, _vat in (invoice.rates or {}).values()), ZERO)
    return bool(invoice.rates) and (bool(bases) or not invoice.untaxed)


def _by_rate(invoice, bill, tolerance) -> list[Difference]:
    """Base of each rate, or else its VAT. What is without VAT is told only when nothing
    else is: it is mostly what another rate lacks."""
    found = []
    for rate in sorted(set(invoice) | set(bill), reverse=True):
        (base, vat) = invoice.get(rate, (ZERO, ZERO))
        (got_base, got_vat) = bill.get(rate, (ZERO, ZERO))
        if abs(base - got_base) > tolerance:
            found += (
                [Difference("base", base, got_base, rate)] if rate or not found else []
            )
        elif abs(vat - got_vat) > tolerance:
            found.append(Difference("rate_vat", vat, got_vat, rate))
    return found


def _far(one, other, tolerance) -> bool:
    pairs = zip(sorted(one), sorted(other), strict=True)
    return any(abs(left - right) > tolerance for left, right in pairs)
