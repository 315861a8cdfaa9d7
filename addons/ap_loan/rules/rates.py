# SPDX-License-Identifier: AGPL-3.0-or-later
"""The yearly rate of a loan from day to day: fixed, stepped or following an index.

All three become dated steps. A rate of 3.60 % is ``Decimal("3.60")``: always a yearly
rate in percent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext
from enum import Enum
from fractions import Fraction
from itertools import pairwise
from math import prod

from .day_count import DayCount, year_fraction
from .exceptions import TermsError

PRECISION = 50  # digits of what cannot be exact: powers, annuities
HUNDRED = 100


class Conversion(str, Enum):
    """How a yearly rate becomes that of a period.

    PROPORTIONAL: R × part of the year, the usage of instalment loans in France.
    EQUIVALENT: (1 + R) ^ part of the year − 1 (*taux actuariel*).
    """

    PROPORTIONAL = "proportional"
    EQUIVALENT = "equivalent"


@dataclass(frozen=True, slots=True)
class RateStep:
    """A yearly rate in percent for the days after ``start``, until the next step.

    ``is_estimated``: the index was not known when the rate was revised; the last known
    value stands in, and what is computed with it is to be reviewed.
    """

    start: date
    percent: Decimal
    is_estimated: bool = False


@dataclass(frozen=True, slots=True)
class IndexValue:
    """A published value of an index, in percent, from that day on."""

    day: date
    percent: Decimal


@dataclass(frozen=True, slots=True)
class VariableRate:
    """A rate that follows an index: value + spread, revised on the days given.

    ``index_floor``: the least the index counts for (a Euribor below zero counts as
    zero). ``floor``, ``cap``: bounds of the whole rate. ``notice_days``: the value used
    is the newest that many days before the revision.
    """

    values: tuple[IndexValue, ...]
    spread: Decimal
    revisions: tuple[date, ...]
    index_floor: Decimal | None = None
    floor: Decimal | None = None
    cap: Decimal | None = None
    notice_days: int = 0


def fixed(percent: Decimal, start: date) -> tuple[RateStep, ...]:
    """Return the steps of a rate that never changes."""
    return (RateStep(start, percent),)


def variable(rate: VariableRate) -> tuple[RateStep, ...]:
    """Return one step per revision, in order of date.

    A revision for which no value was published since the one before keeps the last
    known value and is estimated. Raises `TermsError` without a revision
    (``no_revision``), without any value at the first one (``index_unknown``), or with a
    floor above the cap (``floor_above_cap``).

    >>> steps = variable(VariableRate(
    ...     (IndexValue(date(2026, 1, 2), Decimal("-0.20")),
    ...      IndexValue(date(2026, 7, 1), Decimal("2.10"))), Decimal("1.50"),
    ...     (date(2026, 1, 15), date(2026, 7, 15), date(2027, 1, 15)),
    ...     index_floor=Decimal(0), cap=Decimal("3.50")))
    >>> [(str(step.percent), step.is_estimated) for step in steps]
    [('1.50', False), ('3.50', False), ('3.50', True)]
    """
    if not rate.revisions:
        raise TermsError("no_revision")
    if None not in (rate.floor, rate.cap) and rate.floor > rate.cap:
        raise TermsError("floor_above_cap", floor=rate.floor, cap=rate.cap)
    values = sorted(rate.values, key=lambda value: value.day)
    steps: list[RateStep] = []
    used = None
    for revision in sorted(set(rate.revisions)):
        read_on = revision - timedelta(days=rate.notice_days)
        known = [value for value in values if value.day <= read_on]
        if not known:
            raise TermsError("index_unknown", day=revision)
        estimated = known[-1] == used
        used = known[-1]
        steps.append(RateStep(revision, _bounded(rate, used.percent), estimated))
    return tuple(steps)


def _bounded(rate: VariableRate, index: Decimal) -> Decimal:
    if rate.index_floor is not None:
        index = max(index, rate.index_floor)
    percent = index + rate.spread
    if rate.floor is not None:
        percent = max(percent, rate.floor)
    return percent if rate.cap is None else min(percent, rate.cap)


def step_at(steps: Sequence[RateStep], day: date) -> RateStep:
    """Return the step whose rate the days after ``day`` bear; the first before all.

    Raises `TermsError` (``no_rate``) if there is none.
    """
    if not steps:
        raise TermsError("no_rate")
    begun = [step for step in steps if step.start <= day]
    return begun[-1] if begun else steps[0]


def growth(percent: Decimal, years: Fraction, conversion: Conversion) -> Fraction:
    """Return the interest of 1 over that part of a year, exact if proportional.

    >>> growth(Decimal("3.60"), Fraction(1, 12), Conversion.PROPORTIONAL)
    Fraction(3, 1000)
    >>> monthly = growth(Decimal("3.60"), Fraction(1, 12), Conversion.EQUIVALENT)
    >>> round(Decimal(monthly.numerator) / monthly.denominator * 100, 5)
    Decimal('0.29516')
    """
    rate = Fraction(percent) / HUNDRED
    if conversion == Conversion.PROPORTIONAL:
        return rate * years
    with localcontext() as context:
        context.prec = PRECISION
        power = Decimal(years.numerator) / years.denominator
        return Fraction((1 + percent / HUNDRED) ** power - 1)


@dataclass(frozen=True, slots=True)
class Basis:
    """How a loan's interest is computed: its rates, its day count, its conversion."""

    steps: tuple[RateStep, ...]
    day_count: DayCount = DayCount.MONTHS
    conversion: Conversion = Conversion.PROPORTIONAL

    def factor(self, start: date, end: date, years: Fraction | None = None) -> Fraction:
        """Return the interest of 1 lent from ``start``, excluded, to ``end``, included.

        ``years``: the part of a year the whole counts for, where the contract says so
        (a month is a twelfth); a rate that changes on the way shares it by days.
        """
        ones = [
            growth(step_at(self.steps, first).percent, part, self.conversion)
            for first, part in self._parts(start, end, years)
        ]
        if self.conversion == Conversion.PROPORTIONAL:
            return sum(ones, Fraction(0))
        return prod((1 + one for one in ones), start=Fraction(1)) - 1

    def _parts(
        self, start: date, end: date, years: Fraction | None
    ) -> list[tuple[date, Fraction]]:
        """Return the first day (excluded) and the years of each rate's part."""
        if end <= start:
            return []
        changes = [step.start for step in self.steps if start < step.start < end]
        bounds = list(pairwise([start, *changes, end]))
        if years is None and self.day_count != DayCount.MONTHS:
            return [(a, year_fraction(a, b, self.day_count)) for a, b in bounds]
        if years is None:
            years = year_fraction(start, end, self.day_count)
        days = (end - start).days
        return [(a, years * Fraction((b - a).days, days)) for a, b in bounds]

    def frozen_at(self, day: date) -> Basis:
        """Return the basis with the rate in force after the day kept for ever."""
        step = step_at(self.steps, day)
        return Basis((step,), self.day_count, self.conversion)
