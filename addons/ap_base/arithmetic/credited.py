# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which days a credit note is for, when it does not say so and its bill has a period.

What is credited was either borne already or is still aside. A credit of all of a bill
is for all of its days; a credit of the rest is for the days that are left, and so is
any smaller one. Never is more taken from what is aside than is there: a credit that is
larger than the rest is for days gone by as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from .calendar import Period, month_end, next_day
from .deferral import Terms, aside_at
from .money import ZERO

# A credit of exactly the rest of some day is for the days after it, when that day is so
# near to the credit note's own: it was written a little before or after.
NEAR_DAYS = 45
TOLERANCE = 2  # steps of rounding, when amounts of several notes are compared


def credited_period(
    bill: Terms, earlier: Sequence[Terms], credit: Decimal, day: date
) -> Period | None:
    """Return the days that a credit of the bill is for, or None when nothing fits.

    `credit` is positive, like the amount of the bill; `earlier` are the credits of the
    same bill that have their days, their amounts negative; `day` is that of the note.

    12,000.00 for 2026. All of it; the rest on 30 June, by the day of the note or by its
    amount; a smaller part, which is for what remains; more than what remains:

    >>> bill = Terms(Decimal(12000), Period(date(2026, 1, 1), date(2026, 12, 31)))
    >>> def shown(credit, day, *earlier):
    ...     found = credited_period(bill, earlier, Decimal(credit), day)
    ...     return found and f"{found.start} {found.end}"
    >>> shown("12000.00", date(2026, 6, 30))
    '2026-01-01 2026-12-31'
    >>> shown("6049.32", date(2026, 6, 30)), shown("6049.32", date(2026, 7, 15))
    ('2026-07-01 2026-12-31', '2026-07-01 2026-12-31')
    >>> shown("1000.00", date(2026, 6, 30))
    '2026-07-01 2026-12-31'
    >>> shown("8000.00", date(2026, 6, 30))
    '2026-01-01 2026-12-31'

    Once the second half is credited, the rest of the bill is for the first one:

    >>> half = Terms(Decimal("-6049.32"), Period(date(2026, 7, 1), date(2026, 12, 31)))
    >>> shown("500.00", date(2026, 3, 31), half)
    '2026-04-01 2026-06-30'
    >>> shown("5950.68", date(2026, 9, 15), half)
    '2026-01-01 2026-06-30'
    """
    before = -sum((one.amount for one in earlier), ZERO)
    if credit + before > bill.amount + TOLERANCE * bill.step:
        return None
    for period in _candidates(bill, earlier, credit, day):
        if _fits(bill, [*earlier, replace(bill, amount=-credit, period=period)], day):
            return period
    return None


def _candidates(
    bill: Terms, earlier: Sequence[Terms], credit: Decimal, day: date
) -> Iterator[Period]:
    """Periods from the likeliest to the last resort."""
    whole, free = bill.period, _last_free_day(bill, earlier)
    if credit == bill.amount:
        yield whole
    left = _left_of(bill, credit, day)
    if left:
        yield left
    start = max(whole.start, next_day(day))
    if credit <= _net(bill, earlier, day) + TOLERANCE * bill.step and start <= free:
        yield Period(start, free)
    yield whole
    if day >= whole.start:
        yield Period(whole.start, max(min(day, free), whole.start))


def _last_free_day(bill: Terms, earlier: Sequence[Terms]) -> date:
    """The last day of the service that no earlier credit has taken back."""
    if not earlier:
        return bill.period.end
    day = bill.period.end
    while day > bill.period.start:
        eve = day - timedelta(days=1)
        if _net(bill, earlier, eve) > TOLERANCE * bill.step:
            return day
        day = eve
    return bill.period.start


def _left_of(bill: Terms, credit: Decimal, day: date) -> Period | None:
    """The days after a day, near that of the note, on which exactly the credit was left.

    The shortest, where a convention leaves the same for several days.
    """
    first = max(bill.period.start, day - timedelta(days=NEAR_DAYS))
    last = min(bill.period.end, day + timedelta(days=NEAR_DAYS))
    eve = last
    while eve >= first:
        if aside_at(bill, eve) == credit and eve < bill.period.end:
            return Period(next_day(eve), bill.period.end)
        eve -= timedelta(days=1)
    return None


def _fits(bill: Terms, credits: Sequence[Terms], day: date) -> bool:
    """Whether what is aside is never below zero at a month's end from the day on."""
    end = month_end(max(bill.period.start, day))
    while end <= bill.period.end:
        if _net(bill, credits, end) < -TOLERANCE * bill.step:
            return False
        end = month_end(next_day(end))
    return True


def _net(bill: Terms, credits: Sequence[Terms], day: date) -> Decimal:
    """What is aside of the bill and of its credits together."""
    return sum((aside_at(one, day) for one in credits), aside_at(bill, day)) + ZERO
