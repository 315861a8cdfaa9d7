# SPDX-License-Identifier: AGPL-3.0-or-later
"""Several contracts of one supplier on one account, and periods billed only in part.

300.00 and 700.00 a month, of which 300.00 came: 700.00 are missing, although the month
has a bill. 300.00 a month and 3,000.00 a quarter: two contracts, each with its rhythm.
What counts is bills, credit notes and contracts, not months with a bill.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import NamedTuple

from .money import CENT, ZERO, round_quotient
from .recurrence import LEAST_BILLED, Billed, Pattern, Rhythm, learn, served

APART = Decimal("1.25")  # amounts further apart are of two contracts
WEEK, FIVE_WEEKS = 7, 35
WEEKS = 12  # bills that show whether they come weekly
TOLERATED = 10  # a period short by no more than a tenth is billed in full


class Contract(NamedTuple):
    """What a supplier bills: ``amount`` every ``interval`` months, by ``bills`` bills."""

    interval: int
    amount: Decimal
    bills: int = 1

    @property
    def each(self) -> Decimal:
        """The usual amount of one bill."""
        return self.amount / max(self.bills, 1)


class Short(NamedTuple):
    """What is missing of periods that were billed in part, and their months."""

    amount: Decimal = ZERO
    months: tuple[int, ...] = ()


def contracts_in(
    bills: Sequence[Billed], until: int, same_month: bool | None = None
) -> list[Pattern]:
    """Return the rhythms in the bills of a supplier on an account, shortest first.

    One, as `recurrence.learn` finds it, unless bills of clearly different amounts come
    in different rhythms, each of them regular and steady.

    >>> monthly = [Billed(24300 + n, Decimal(300)) for n in range(12)]
    >>> quarterly = [Billed(24302 + 3 * n, Decimal(3000)) for n in range(4)]
    >>> [(one.rhythm.interval, str(one.amount))
    ...  for one in contracts_in(monthly + quarterly, 24311)]
    [(1, '300'), (3, '3000')]
    """
    whole = learn(bills, until, same_month)
    by_interval: defaultdict[int, list[Billed]] = defaultdict(list)
    for group in _by_amount(bills):
        found = learn(group, until, same_month)
        if found is None or not found.steady:
            return [whole] if whole else []
        by_interval[found.rhythm.interval] += group
    parts = [learn(by_interval[i], until, same_month) for i in sorted(by_interval)]
    if len(parts) < 2 or None in parts:
        return [whole] if whole else []
    return parts


def shared_out(
    bills: Iterable[Billed], contracts: Sequence[Contract]
) -> list[list[Billed]]:
    """Return the bills of each contract: of its length of service, else of its amount.

    >>> contracts = [Contract(1, Decimal(300)), Contract(3, Decimal(3000))]
    >>> shared_out([Billed(5, Decimal(310)), Billed(5, Decimal(2800))], contracts)[1]
    [Billed(month=5, amount=Decimal('2800'), first=None, last=None, bills=1, fresh=False, early=False, late=False, day=0)]
    """
    shares: list[list[Billed]] = [[] for _ in contracts]
    for bill in bills:
        place = min(
            range(len(contracts)), key=lambda place: _distance(bill, contracts[place])
        )
        shares[place].append(bill)
    return shares


def short_of(
    rhythm: Rhythm,
    month: int,
    bills: Sequence[Billed],
    contract: Contract,
    waiting: Collection[int] = (),
    skipped: Collection[int] = (),
    step: Decimal = CENT,
) -> Short:
    """Return what is missing of the periods that have bills, but not all of them.

    Looked at are the period that ends with ``month``, those that bills of the month
    pay, and those of which the closing before accrued something (``waiting``): what
    came too much in one makes up for another. Fewer bills than usual, or less than half
    of the amount: the rest is expected, unless it is within a tenth.

    >>> half = [Billed(24311, Decimal(300))]
    >>> short_of(Rhythm(1, 24300), 24311, half, Contract(1, Decimal(1000), 2)).amount
    Decimal('700.00')
    """
    _paid, due, pairs = served(rhythm, month, list(bills), set(waiting), set(skipped))
    sums, counts = _per_period(rhythm, pairs)
    asked = {month, *(one for one in waiting if one not in due)}
    asked.update(months.start for bill, months in pairs if bill.month == month)
    window = sorted(
        start
        for start in {rhythm.period(one).start for one in asked}
        if counts.get(start)
        and start + rhythm.interval - 1 <= month
        and not set(skipped).intersection(rhythm.period(start))
    )
    wanted = contract.amount * len(window)
    billed = sum((sums[start] for start in window), Fraction(0))
    few = sum(counts[start] for start in window) < contract.bills * len(window)
    gap = Fraction(wanted) - billed
    if gap * TOLERATED <= wanted or not (few or billed * 2 < wanted):
        return Short()
    months = tuple(one for start in window for one in rhythm.period(start))
    amount = round_quotient(Decimal(gap.numerator), Decimal(gap.denominator), step)
    return Short(amount, months)


def short_of_weeks(bills: Iterable[Billed], day: int, month: int) -> Short | None:
    """Return what weekly bills are missing at the day, None where bills are not weekly.

    ``day``: the closing date as a number, ``month``: its rank. Months have four weekly
    bills or five: counted are the weeks since the last bill, and those left out in the
    last five weeks, at the middle amount of the last four.

    >>> bills = [Billed(1, Decimal(250), day=700 + 7 * n) for n in range(10)]
    >>> short_of_weeks(bills, 777, 1)  # two weeks after the last one
    Short(amount=Decimal('500'), months=(1,))
    >>> short_of_weeks(bills[:3], 777, 1) is None
    True
    """
    last = sorted((bill for bill in bills if bill.day and bill.bills), key=_day)
    days = sorted({bill.day for bill in last})[-WEEKS:]
    gaps = [after - before for before, after in zip(days, days[1:], strict=False)]
    if len(gaps) < WEEKS // 2 or not WEEK - 1 <= median(gaps) <= WEEK + 1:
        return None
    left_out = sum(
        (gap + WEEK // 2) // WEEK - 1
        for gap, after in zip(gaps, days[1:], strict=True)
        if after > day - FIVE_WEEKS
    )
    weeks = max(left_out, 0) + max(day - days[-1], 0) // WEEK
    each = median(bill.amount for bill in last[-4:])
    return Short(each * weeks, (month,)) if weeks else Short()


def _day(bill: Billed) -> int:
    return bill.day


def _per_period(
    rhythm: Rhythm, pairs: Iterable[tuple[Billed, range]]
) -> tuple[dict[int, Fraction], dict[int, int]]:
    """What bills and credit notes brought to each period, and how many bills it has.

    A bill of several periods counts in each, for its share.
    """
    sums: defaultdict[int, Fraction] = defaultdict(Fraction)
    counts: defaultdict[int, int] = defaultdict(int)
    for bill, months in pairs:
        starts = {rhythm.period(one).start for one in months}
        for start in starts:
            inside = len(set(months).intersection(rhythm.period(start)))
            sums[start] += Fraction(bill.amount) * inside / len(months)
            counts[start] += bill.bills
    return sums, counts


def _by_amount(bills: Sequence[Billed]) -> list[list[Billed]]:
    """Bills in groups of amounts that are near to each other."""
    groups: list[list[Billed]] = []
    for bill in sorted(bills, key=lambda one: one.amount):
        if bill.amount <= 0:
            continue
        if groups and bill.amount <= groups[-1][-1].amount * APART:
            groups[-1].append(bill)
        else:
            groups.append([bill])
    enough = all(len(group) >= LEAST_BILLED for group in groups)
    return groups if enough else []


def _distance(bill: Billed, contract: Contract) -> tuple[bool, Fraction]:
    """How far a bill is from a contract: by its length, then by its amount."""
    other = False
    if bill.first is not None and bill.last is not None:
        other = bill.last - bill.first + 1 != contract.interval
    each = Fraction(contract.each) or Fraction(1)
    return other, abs(abs(Fraction(bill.amount)) - each) / each
