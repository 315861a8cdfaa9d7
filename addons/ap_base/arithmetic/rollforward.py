# SPDX-License-Identifier: AGPL-3.0-or-later
"""The roll-forward of a balance: opening + new - reversed = closing.

The proof that an auditor asks of 408, 486 or 1648: what was there, what came, what
went, what is left.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .exceptions import PeriodError
from .money import ZERO


@dataclass(frozen=True, slots=True)
class Movement:
    """An amount that enters a balance one day and may leave it on another.

    ``key``: what it is, a line or a supplier. ``date_in``: the first day that closes
    with it. ``date_out``: the first day that closes without it, the day of its
    reversal; None while it stays. Raises `PeriodError` if it leaves before it enters.
    """

    key: object
    date_in: date
    date_out: date | None
    amount: Decimal

    def __post_init__(self) -> None:
        """Refuse a movement that leaves before it enters."""
        if self.date_out is not None and self.date_out < self.date_in:
            raise PeriodError(self.date_in, self.date_out)


@dataclass(frozen=True, slots=True)
class RollForward:
    """Four sums of which the last follows from the others.

    ``opening``: balance before the first day. ``new``: entered from the first to the
    last day. ``reversed``: left from the first to the last day. ``closing``: balance
    after the last day.
    """

    opening: Decimal
    new: Decimal
    reversed: Decimal
    closing: Decimal


def roll_forward(
    movements: Iterable[Movement], date_from: date, date_to: date
) -> RollForward:
    """Return the sums of the movements between two days, both included.

    Each sum is counted by itself: that they tie is a proof, not a definition. Raises
    `PeriodError` if the last day comes before the first.

    >>> december = Movement("FNP", date(2026, 12, 31), date(2027, 1, 1), Decimal(1200))
    >>> january = Movement("FNP", date(2027, 1, 31), date(2027, 2, 1), Decimal(900))
    >>> roll = roll_forward(
    ...     [december, january], date(2027, 1, 1), date(2027, 1, 31))
    >>> [str(roll.opening), str(roll.new), str(roll.reversed), str(roll.closing)]
    ['1200', '900', '1200', '900']
    """
    if date_to < date_from:
        raise PeriodError(date_from, date_to)
    opening = new = gone = closing = ZERO
    for movement in movements:
        amount = movement.amount
        start, end = movement.date_in, movement.date_out
        if start < date_from and (end is None or end >= date_from):
            opening += amount
        if date_from <= start <= date_to:
            new += amount
        if end is not None and date_from <= end <= date_to:
            gone += amount
        if start <= date_to and (end is None or end > date_to):
            closing += amount
    return RollForward(opening, new, gone, closing)


@dataclass(frozen=True, slots=True)
class Posting:
    """An amount that was booked on the account for good, positive = more of it.

    ``is_new``: it brings something to the account; else it takes back, or corrects,
    what was brought before.
    """

    key: object
    day: date
    amount: Decimal
    is_new: bool


def roll_postings(
    postings: Iterable[Posting], date_from: date, date_to: date
) -> RollForward:
    """Return the sums of postings between two days, both included.

    Raises `PeriodError` if the last day comes before the first.

    >>> bill = Posting("rent", date(2026, 3, 15), Decimal(12000), True)
    >>> march = Posting("rent", date(2026, 3, 31), Decimal("-558.90"), False)
    >>> april = Posting("rent", date(2026, 4, 30), Decimal("-986.31"), False)
    >>> roll = roll_postings(
    ...     [bill, march, april], date(2026, 4, 1), date(2026, 4, 30))
    >>> [str(roll.opening), str(roll.new), str(roll.reversed), str(roll.closing)]
    ['11441.10', '0', '986.31', '10454.79']
    """
    if date_to < date_from:
        raise PeriodError(date_from, date_to)
    opening = new = gone = closing = ZERO
    for posting in postings:
        amount, day = posting.amount, posting.day
        if day < date_from:
            opening += amount
        elif day <= date_to and posting.is_new:
            new += amount
        elif day <= date_to:
            gone -= amount
        if day <= date_to:
            closing += amount
    return RollForward(opening, new, gone, closing)


def sum_rolls(rolls: Iterable[RollForward]) -> RollForward:
    """Return the four sums of several roll-forwards.

    >>> one = RollForward(Decimal(1), Decimal(2), Decimal(1), Decimal(2))
    >>> sum_rolls([one, one]).closing
    Decimal('4')
    """
    opening = new = gone = closing = ZERO
    for roll in rolls:
        opening += roll.opening
        new += roll.new
        gone += roll.reversed
        closing += roll.closing
    return RollForward(opening, new, gone, closing)
