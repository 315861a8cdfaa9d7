# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a year did to the instalments of bills: unpaid at its end, paid in it, how late.

C. com. L441-14 and D441-6: two tables, bands of days as data. Days late are the day of
payment (or the closing date) less the due date. See `terms` for what lateness costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .law import Law
from .terms import penalty_of_payments

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What settled a part of an instalment; ``paid``: with money, not by a credit note."""

    day: date
    amount: Decimal
    paid: bool = True


@dataclass(frozen=True, slots=True)
class Instalment:
    """An amount that a bill made due on a day, VAT included."""

    due: date
    amount: Decimal
    settlements: tuple[Settlement, ...] = ()


@dataclass(frozen=True, slots=True)
class YearOf:
    """An instalment in a period.

    ``unpaid`` at its last day, ``unpaid_days`` late then (below one: not due yet).
    ``paid`` in it, the last payment ``paid_days`` late on ``paid_on``. ``interest`` and
    ``indemnity`` are those of the period; ``complete`` unless a rate is not known.
    """

    unpaid: Decimal
    unpaid_days: int
    paid: Decimal
    paid_days: int
    paid_on: date | None
    interest: Decimal
    indemnity: Decimal
    complete: bool


def year_of(law: Law, item: Instalment, start: date, end: date) -> YearOf | None:
    """Return what the days from `start` to `end` did; None if nothing was open or paid.

    >>> item = Instalment(date(2026, 8, 31), Decimal(1200),
    ...                   (Settlement(date(2026, 10, 15), Decimal(1200)),))
    >>> found = year_of(Law(), item, date(2026, 1, 1), date(2026, 12, 31))
    >>> found.unpaid, found.paid, found.paid_days
    (Decimal('0'), Decimal('1200'), 45)
    """
    settled = [one for one in item.settlements if one.day <= end]
    unpaid = item.amount - sum((one.amount for one in settled), ZERO)
    paid = [one for one in settled if one.paid and one.day >= start]
    if unpaid <= 0 and not paid:
        return None
    last = max((one.day for one in paid), default=None)
    interest, indemnity, complete = _cost(law, item, start, end)
    return YearOf(
        unpaid=max(unpaid, ZERO),
        unpaid_days=(end - item.due).days,
        paid=sum((one.amount for one in paid), ZERO),
        paid_days=(last - item.due).days if last else 0,
        paid_on=last,
        interest=interest,
        indemnity=indemnity,
        complete=complete,
    )


def _cost(law: Law, item: Instalment, start: date, end: date):
    """Interest and indemnity up to the end, less those of the time before."""
    if item.due >= end or all(one.day <= item.due for one in item.settlements):
        settled = sum((one.amount for one in item.settlements), ZERO)
        if item.due >= end or settled >= item.amount:
            return ZERO, ZERO, True
    payments = [(one.day, one.amount) for one in item.settlements]
    now = penalty_of_payments(law, item.amount, item.due, payments, end)
    before = penalty_of_payments(
        law, item.amount, item.due, payments, start - timedelta(days=1)
    )
    interest, indemnity = now.interest - before.interest, now.indemnity - before.indemnity
    return interest, indemnity, now.complete


def band_of(bands: Sequence[tuple[int, int | None, int]], days: int) -> int | None:
    """Return the id of the band (first day, last day or None, id) that holds the days.

    Days below zero are in the band that starts at zero: due, or not yet.

    >>> bands = [(0, 0, 10), (1, 30, 11), (91, None, 12)]
    >>> [band_of(bands, days) for days in (-5, 0, 1, 30, 31, 400)]
    [10, 10, 11, 11, None, 12]
    """
    for first, last, band in bands:
        if first <= max(days, 0) and (last is None or max(days, 0) <= last):
            return band
    return None


def days_payable(payables: Decimal, purchases: Decimal, days: int = 365) -> Decimal | None:
    """Return payables / purchases × days, to the tenth; None without purchases.

    >>> days_payable(Decimal("12000"), Decimal("73000")), days_payable(ZERO, ZERO)
    (Decimal('60.0'), None)
    """
    if not purchases:
        return None
    return (payables / purchases * days).quantize(Decimal("0.1"))
