# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a bill in the books says something else than its e-invoice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .einvoice_numbers import ZERO
from .einvoice_summary import bare

HALF_CENT = Decimal("0.005")
# What changes the amount that is paid, or whom it is paid to: payment waits for a person.
OF_PAYMENT = frozenset(
    {"empty", "total", "type", "currency", "supplier", "payable", "prepaid"}
)


@dataclass(frozen=True, slots=True)
class BillFigures:
    """What either side states; None or "" where it states nothing.

    ``rates``: {rate: (base, VAT)}, None if not stated. ``nets``: amounts of the lines.
    ``settled``: of the bill, what was paid before it or set off against it.
    ``days``: to pay by; ``instalments``: (day, amount), empty for one day or where the
    amounts are not written. ``vat_accounts``: VAT in ``vat_currency``.
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
    prepaid: Decimal | None = None
    amount_due: Decimal | None = None
    settled: Decimal = ZERO
    instalments: tuple[tuple[date, Decimal], ...] = ()
    days: tuple[date, ...] = ()
    vat_currency: str = ""
    vat_accounts: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """``code``: number, issue, due, type, currency, supplier, untaxed, vat, total, base,
    rate_vat, lines, payable, prepaid, days, vat_accounts, or empty; ``rate``: of base and
    rate_vat. ``of_payment``: whether it changes what is paid, or to whom.
    """

    code: str
    expected: object
    got: object
    rate: Decimal | None = None

    @property
    def of_payment(self) -> bool:
        """Whether the payment waits for it."""
        return self.code in OF_PAYMENT


def differences(invoice: BillFigures, bill: BillFigures, tolerance=HALF_CENT) -> list[Difference]:
    """Return what the bill states otherwise; an e-invoice that is silent is not doubted.

    >>> one = BillFigures(number="FA-1", total=Decimal(120))
    >>> [found.code for found in differences(one, BillFigures(number="fa1", total=Decimal(96)))]
    ['total']
    >>> [found.code for found in differences(one, BillFigures(number="fa1", total=ZERO))]
    ['empty']
    """
    if invoice.total and not bill.nets and not bill.total:
        return [Difference("empty", invoice.total, ZERO)]
    found = list(_head(invoice, bill))
    if not any(one.code == "currency" for one in found):
        found += _sums(invoice, bill, tolerance)
        found += _payment(invoice, bill, tolerance)
    return found


def _head(invoice: BillFigures, bill: BillFigures) -> Iterator[Difference]:
    if invoice.number and bare(invoice.number) != bare(bill.number):
        yield Difference("number", invoice.number, bill.number)
    if invoice.issue and invoice.issue != bill.issue:
        yield Difference("issue", invoice.issue, bill.issue)
    if invoice.due and invoice.due != bill.due and not invoice.days[1:]:
        yield Difference("due", invoice.due, bill.due)
    if invoice.credit != bill.credit:
        yield Difference("type", invoice.credit, bill.credit)
    if invoice.currency and invoice.currency != bill.currency:
        yield Difference("currency", invoice.currency, bill.currency)
    if not _same_party(invoice, bill):
        stated = invoice.siren or invoice.vat_number
        yield Difference(
            "supplier",
            " ".join(filter(None, (invoice.seller, stated))),
            " ".join(filter(None, (bill.seller, bill.siren or bill.vat_number))),
        )


def _same_party(invoice: BillFigures, bill: BillFigures) -> bool:
    """Whether SIREN or VAT number are the same, as far as both sides state them."""
    pairs = [(invoice.siren, bill.siren), (invoice.vat_number, bill.vat_number)]
    both = [(one, other) for one, other in pairs if one and other]
    if not both:
        return not (invoice.siren or invoice.vat_number) or bool(bill.seller)
    return any(one == other for one, other in both)


def _sums(invoice: BillFigures, bill: BillFigures, tolerance) -> Iterator[Difference]:
    """Totals, then what explains them: rates, or else the sum of VAT; lines."""
    rounding = abs(invoice.rounding)
    by_rate = []
    if _rates_read(invoice) and bill.rates is not None:
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
    stated = invoice.vat_accounts, bill.vat_accounts
    same_currency = None not in stated and invoice.vat_currency == bill.vat_currency
    if same_currency and abs(stated[0] - stated[1]) > tolerance:
        yield Difference("vat_accounts", *stated)


def _payment(invoice: BillFigures, bill: BillFigures, tolerance) -> Iterator[Difference]:
    """What is left to pay, and when, where the e-invoice says it apart."""
    due, prepaid, total = invoice.amount_due, invoice.prepaid or ZERO, bill.total or ZERO
    left = total - prepaid if due is None else due
    if prepaid and bill.settled < prepaid - tolerance:
        yield Difference("prepaid", left, total - bill.settled)
    elif not _explained(total - prepaid - left, prepaid, bill.settled, tolerance):
        wrong_total = invoice.total is not None and (
            abs(invoice.total - total) > tolerance + abs(invoice.rounding)
        )
        if not wrong_total:
            yield Difference("payable", left, total - prepaid)
    if invoice.days[1:]:
        yield from _instalments(invoice, bill)


def _explained(gap: Decimal, prepaid: Decimal, settled: Decimal, tolerance) -> bool:
    """Whether the bill asks for what is due, or for more by what was set off against it:
    MINIMUM cannot say what was paid before, only what is left."""
    return abs(gap) <= tolerance or (not prepaid and ZERO < gap <= settled + tolerance)


def _instalments(invoice: BillFigures, bill: BillFigures) -> Iterator[Difference]:
    """Days and amounts, or the days alone where the e-invoice writes no amounts."""
    if not invoice.instalments:
        if set(invoice.days) != set(bill.days):
            yield Difference("days", sorted(invoice.days), sorted(bill.days))
    elif invoice.instalments != bill.instalments:
        got = bill.instalments or tuple((one, bill.total) for one in bill.days)
        yield Difference("days", list(invoice.instalments), list(got))


def _rates_read(invoice: BillFigures) -> bool:
    """Whether the VAT summary holds the total: some files leave it empty."""
    bases = sum((base for base, _vat in (invoice.rates or {}).values()), ZERO)
    return bool(invoice.rates) and (bool(bases) or not invoice.untaxed)


def _by_rate(invoice, bill, tolerance) -> list[Difference]:
    """Base of each rate, or else its VAT. What is without VAT is reported only when nothing
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
