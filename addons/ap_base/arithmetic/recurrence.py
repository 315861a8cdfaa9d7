# SPDX-License-Identifier: AGPL-3.0-or-later
"""Suppliers that bill regularly: their rhythm, their usual amount, the missing months.

Months are ranks (`calendar.month_number`), so that they can be counted. A bill with a
service period pays the months of the service; a bill without one pays the period whose
end (in arrears) or beginning (in advance) is nearest: billed on the 2nd in arrears, the
month before. Twelve bills of 1,480.00 and none in October: October misses 1,480.00. A
quarter of 3,000.00 billed in arrears misses 1,000.00 after its first month, 2,000.00
after its second. Several contracts, and months billed in part: `contracts`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from statistics import median, median_low

from .exceptions import UnitError
from .money import CENT, ZERO, round_quotient

INTERVALS = (1, 2, 3, 6, 12)
LEAST_BILLED = 3  # periods with a bill before anything is believed
LEAST_REGULAR = Fraction(4, 5)  # of the periods between the first and the last
STEADY = 10  # the last amounts are within a tenth of the usual one
SEVERAL = 3  # bills a month, from which each is of the month of its date
LAST = 3  # how many amounts make the usual one


@dataclass(frozen=True, slots=True)
class Billed:
    """What one supplier billed on one account, untaxed, in company currency.

    ``month``: rank of the bill's month; ``first`` and ``last``: months of the service,
    or None; ``bills``: how many bills it sums, 0 for a credit note; ``fresh``: came
    after the closing before (or waits in draft), so that it may pay what that closing
    accrued; ``early``, ``late``: dated in the first, or the last days of its month;
    ``day``: its day as a number (`date.toordinal`), 0 unknown.
    """

    month: int
    amount: Decimal
    first: int | None = None
    last: int | None = None
    bills: int = 1
    fresh: bool = False
    early: bool = False
    late: bool = False
    day: int = 0

    @property
    def is_dated(self) -> bool:
        """Whether the months of the service are known."""
        return self.first is not None and self.last is not None


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every how many months a supplier bills; one period begins at ``anchor``.

    Raises `UnitError` for an interval that is not 1, 2, 3, 6 or 12.
    """

    interval: int
    anchor: int
    in_advance: bool = False

    def __post_init__(self) -> None:
        """Refuse intervals that no contract has."""
        if self.interval not in INTERVALS:
            raise UnitError(Decimal(self.interval), "is no interval in months")

    def period(self, month: int) -> range:
        """Return the months of the period that holds the month.

        >>> Rhythm(3, 24312).period(24313)  # October to December 2026
        range(24312, 24315)
        """
        first = month - (month - self.anchor) % self.interval
        return range(first, first + self.interval)

    def paid_by(self, bill: Billed) -> range:
        """Return the months that a bill pays.

        A bill of the first month of a quarter billed in arrears pays the quarter
        before: it is late by one month, or early by two.

        >>> Rhythm(3, 24312).paid_by(Billed(24312, Decimal(3000)))
        range(24309, 24312)
        >>> Rhythm(3, 24312).paid_by(Billed(24314, Decimal(3000)))
        range(24312, 24315)

        A bill of the 2nd of a month, billed in arrears, pays the month before:

        >>> Rhythm(1, 24312).paid_by(Billed(24312, Decimal(1000), early=True))
        range(24311, 24312)
        """
        if bill.first is not None and bill.last is not None:
            return range(bill.first, bill.last + 1)
        own = self.period(bill.month)
        if self.interval == 1:
            shift = bill.late if self.in_advance else -bill.early
            return range(own.start + shift, own.stop + shift)
        if self.in_advance:
            after, before = bill.month - own.start, own.stop - bill.month
            shift = self.interval if before < after else 0
        else:
            early, late = own.stop - 1 - bill.month, bill.month - own.start + 1
            shift = 0 if early < late else -self.interval
        return range(own.start + shift, own.stop + shift)


@dataclass(frozen=True, slots=True)
class Pattern:
    """What the bills of a supplier on an account have in common.

    ``amount``: usual amount of a period, the median of the last three. ``regularity``:
    share of the periods that have a bill. ``bills`` came for ``months`` months.
    ``last``: the last amounts, the latest last. ``steady``: one bill a period and the
    last amounts within a tenth of the usual one. ``usual``: how many bills a period
    has. ``guessed``: which month a bill of the first days pays, nothing says.
    """

    rhythm: Rhythm
    amount: Decimal
    regularity: Fraction
    bills: int
    months: int
    first: int
    last_month: int
    last: tuple[Decimal, ...]
    steady: bool
    usual: int = 1
    guessed: bool = False


def learn(
    bills: Sequence[Billed], until: int, same_month: bool | None = None
) -> Pattern | None:
    """Return what recurs in the bills, or None when too little does.

    ``same_month``: whether monthly bills of the first days pay the month of their date,
    where their words say so; None, nothing is known: they pay the month before.

    Needs bills in three periods at least, in 80 % of the periods between the first and
    the last, and a last one that is not older than two intervals at ``until``.

    >>> rent = [Billed(24300 + rank, Decimal("1480.00")) for rank in range(12)]
    >>> found = learn(rent, 24312)
    >>> found.rhythm.interval, found.amount, found.bills, found.steady
    (1, Decimal('1480.00'), 12, True)
    """
    interval = _interval(bills)
    if interval is None:
        return None
    bills = _by_month(bills)
    rhythm, guessed = _rhythm(bills, interval), interval == 1 and _come_early(bills)
    if guessed and same_month:
        rhythm = Rhythm(1, rhythm.anchor, in_advance=True)
    amounts, counts = _by_period(bills, rhythm)
    paid = sorted(start for start, amount in amounts.items() if amount > 0)
    if len(paid) < LEAST_BILLED:
        return None
    months, end = paid[-1] - paid[0] + interval, paid[-1] + interval - 1
    regularity = Fraction(len(paid) * interval, months)
    if regularity < LEAST_REGULAR or until - end > 2 * interval:
        return None
    last = tuple(amounts[start] for start in paid[-LAST:])
    each = [counts[start] for start in paid[-LAST:]]
    return Pattern(
        rhythm, median(last), regularity, sum(map(counts.get, paid)), months, paid[0],
        end, last, steady=_is_steady(last) and set(each) == {1},
        usual=max(median_low(each), 1), guessed=guessed and same_month is None,
    )  # fmt: skip


def in_their_month(bills: Iterable[Billed]) -> list[Billed]:
    """Return the bills as of the month of their date: those of a week, say.

    >>> in_their_month([Billed(1, Decimal(5), early=True)])[0].early
    False
    """
    return [replace(bill, early=False, late=False) for bill in bills]


def missing_months(
    rhythm: Rhythm,
    month: int,
    bills: Iterable[Billed],
    since: int,
    waiting: Collection[int] = (),
    skipped: Collection[int] = (),
) -> tuple[int, ...]:
    """Return the months up to ``month`` that no bill has paid yet, oldest first.

    Those are the unpaid months in a row that end with it, none before ``since``, and
    the months ``waiting`` since the closing before accrued them. A fresh bill without
    dates pays what waits first. ``skipped`` months are not expected any more.

    >>> monthly = Rhythm(1, 24300)
    >>> missing_months(monthly, 24312, [Billed(24311, Decimal(1480))], 24300)
    (24312,)

    The bill of October, dated 4 November, leaves November without one:

    >>> late = [Billed(24313, Decimal(1480), fresh=True)]
    >>> missing_months(monthly, 24313, late, 24300, waiting=[24312])
    (24313,)
    """
    paid, due, _served = served(
        rhythm, month, list(bills), set(waiting), set(skipped)
    )
    missing = set(due)
    last = month
    while last >= since and last not in paid:
        missing.add(last)
        last -= 1
    return tuple(sorted(missing))


def expected(amount: Decimal, interval: int, months: int, step: Decimal = CENT) -> Decimal:
    """Return what so many months of a period cost, rounded once.

    >>> expected(Decimal("1000.00"), 3, 1), expected(Decimal("1000.00"), 3, 3)
    (Decimal('333.33'), Decimal('1000.00'))
    """
    return round_quotient(amount * months, Decimal(interval), step) if months else ZERO


def paid_share(bill: Billed, months: Collection[int], rhythm: Rhythm) -> tuple[int, Fraction]:
    """Return how many of the accrued months a later bill pays, and its amount for them.

    A bill without dates may pay a whole period: what comes first settles first, and
    that is for whoever puts the bills in their order.

    >>> quarter = Billed(24315, Decimal("3060.00"), 24312, 24314)
    >>> paid_share(quarter, [24312], Rhythm(3, 24312))
    (1, Fraction(1020, 1))
    """
    if not bill.is_dated:
        return rhythm.interval, Fraction(bill.amount)
    served = rhythm.paid_by(bill)
    common = len(set(served).intersection(months))
    return common, Fraction(bill.amount) * common / len(served)


def served(
    rhythm: Rhythm, month: int, bills: list[Billed], waiting: set[int], skipped: set[int]
) -> tuple[set[int], list[int], list[tuple[Billed, range]]]:
    """Return the months that are paid, those that still wait, and what each bill pays.

    >>> paid, due, pairs = served(Rhythm(1, 0), 9, [Billed(9, Decimal(5))], {8}, set())
    >>> sorted(paid), due, [list(months) for _bill, months in pairs]
    ([9], [8], [[9]])
    """
    paid = set(skipped)
    pairs = [(bill, rhythm.paid_by(bill)) for bill in bills if bill.is_dated]
    for bill, months in pairs:
        if bill.bills:
            paid.update(months)
    due = sorted(waiting - paid)
    for bill in sorted(bills, key=lambda one: one.month):
        if bill.is_dated:
            continue
        months = rhythm.paid_by(bill)
        if not bill.bills:  # a credit note pays nothing
            pairs.append((bill, months))
            continue
        if not bill.fresh:
            paid.update(set(months).difference(due))
            pairs.append((bill, months))
            continue
        if due and bill.month >= month and not set(months).intersection(due):
            months = rhythm.period(due[0])
        paid.update(months)
        pairs.append((bill, months))
        due = [one for one in due if one not in paid]
    return paid, due, pairs


def _by_month(bills: Sequence[Billed]) -> Sequence[Billed]:
    """The bills, of the month of their date where several come a month."""
    if len(bills) < SEVERAL * len({bill.month for bill in bills}):
        return bills
    return in_their_month(bills)


def _come_early(bills: Iterable[Billed]) -> bool:
    """Whether most bills say no service and come in the first days of a month."""
    undated = [bill.early for bill in bills if not bill.is_dated and bill.bills]
    return sum(undated) * 2 > len(undated)


def _is_steady(last: Sequence[Decimal]) -> bool:
    """Whether the amounts are within a tenth of the middle one."""
    usual = median(last)
    return all(abs(one - usual) * STEADY <= usual for one in last)


def _by_period(
    bills: Iterable[Billed], rhythm: Rhythm
) -> tuple[dict[int, Decimal], dict[int, int]]:
    """Amount and number of bills of each period, by its first month."""
    amounts: defaultdict[int, Decimal] = defaultdict(Decimal)
    counts: Counter[int] = Counter()
    for bill in bills:
        start = rhythm.period(rhythm.paid_by(bill).start).start
        amounts[start] += bill.amount
        counts[start] += bill.bills
    return amounts, counts


def _interval(bills: Sequence[Billed]) -> int | None:
    """The usual distance between bills, or the usual length of what they pay."""
    lengths = Counter(
        bill.last - bill.first + 1
        for bill in bills
        if bill.first is not None and bill.last is not None
    )
    if lengths and sum(lengths.values()) * 2 > len(bills):
        length = max(lengths, key=lambda one: (lengths[one], -one))
    else:
        months = sorted({bill.month for bill in bills})
        gaps = Counter(
            after - before for before, after in zip(months, months[1:], strict=False)
        )
        if not gaps:
            return None
        length = max(gaps, key=lambda one: (gaps[one], -one))
    return length if length in INTERVALS else None


def _rhythm(bills: Sequence[Billed], interval: int) -> Rhythm:
    """Where periods begin, from the latest bill; whether bills come before them."""
    latest = max(bills, key=lambda bill: (bill.is_dated, bill.month))
    if latest.first is None:
        return Rhythm(interval, latest.month - interval + 1)
    dated = [bill for bill in bills if bill.first is not None]
    early = sum(1 for bill in dated if bill.month <= bill.first)
    return Rhythm(interval, latest.first, interval > 1 and early * 2 > len(dated))
