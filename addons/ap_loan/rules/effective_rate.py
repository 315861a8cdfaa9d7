# SPDX-License-Identifier: AGPL-3.0-or-later
"""The effective rate of a loan, costs included: TEG and TAEG.

The rate of a period is the one at which all flows cancel. The TEG of a business loan is
proportional (that rate × periods of the year), the TAEG of a consumer's compounds it
(C. conso L314-1 s., CMF L313-4). The loan of 100,000.00 at 3.60 % over 60 months, with
500.00 of fees withheld and 25.00 of insurance a month, costs 0.36334 % a month:
TEG 4.36 %, TAEG 4.45 %.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction

from .day_count import MONTHS_PER_YEAR, months_between
from .exceptions import NoRateError
from .schedule import Schedule

DIGITS = 34
CLOSE = Decimal("1e-16")
LOWEST = Decimal("-0.99")
HIGHEST = Decimal(10)  # a thousand percent a period
ROUNDS = 200
DAYS_PER_YEAR = 365

Flow = tuple[Fraction, Decimal]


@dataclass(frozen=True, slots=True)
class UpfrontFee:
    """A cost paid apart from the rows: file fees, guarantee, broker."""

    day: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class EffectiveRates:
    """In percent, not rounded: of a period, TEG (proportional), TAEG (compound)."""

    period_percent: Decimal
    teg_percent: Decimal
    taeg_percent: Decimal


def period_rate(flows: Sequence[Flow]) -> Decimal:
    """Return the rate per unit of time at which the flows are worth zero at time 0.

    A flow is (time, amount), received or paid by its sign. Where several rates do, the
    one nearest to zero. Raises `NoRateError`: ``one_sided`` if all flows have the same
    sign, ``no_root`` if no rate from −99 % to 1,000 % does.

    >>> rate = period_rate([(Fraction(0), Decimal(8000)),
    ...                     *((Fraction(k), Decimal(-200)) for k in range(1, 49))])
    >>> round(rate, 9)
    Decimal('0.007701472')
    """
    amounts = [amount for _time, amount in flows]
    if not any(a > 0 for a in amounts) or not any(a < 0 for a in amounts):
        raise NoRateError("one_sided", flows=len(amounts))

    def worth(rate: Decimal) -> Decimal:
        return _present_value(flows, rate)

    with localcontext() as context:
        context.prec = DIGITS
        return _root(worth, *_bracket(worth))


def effective_rates(
    schedule: Schedule,
    fees: Sequence[UpfrontFee] = (),
    period_months: int = 1,
) -> EffectiveRates:
    """Return the effective rates of a loan as seen by the borrower; raises as above.

    Time is in months of the contract, days left over in 1/365 of a year.
    """
    start = schedule.drawn_on
    flows: dict[Fraction, Decimal] = {}
    moves = [(tranche.day, tranche.amount) for tranche in schedule.tranches]
    moves += [(fee.day, -fee.amount) for fee in fees]
    moves += [(row.date, -row.debit) for row in schedule.rows]
    for day, amount in moves:
        time = _periods(start, day, period_months)
        flows[time] = flows.get(time, Decimal(0)) + amount
    rate = period_rate(sorted(flows.items()))
    a_year = Decimal(MONTHS_PER_YEAR) / period_months
    return EffectiveRates(
        rate * 100, rate * a_year * 100, ((1 + rate) ** a_year - 1) * 100
    )


def _periods(start: date, day: date, period_months: int) -> Fraction:
    """Return the time from the first money, in periods; before it, below zero."""
    if day < start:
        return -_periods(day, start, period_months)
    months, days, _length = months_between(start, day)
    years = Fraction(months, MONTHS_PER_YEAR) + Fraction(days, DAYS_PER_YEAR)
    return years * MONTHS_PER_YEAR / period_months


def _present_value(flows: Sequence[Flow], rate: Decimal) -> Decimal:
    """Return the worth at time 0; whole times by repeated products, which is quick."""
    discount = 1 / (1 + rate)
    power, reached, total = Decimal(1), 0, Decimal(0)
    for time, amount in flows:
        if time.denominator == 1:
            if time < reached:
                power, reached = Decimal(1), 0
            power *= discount ** int(time - reached)
            reached = int(time)
            total += amount * power
        else:
            total += amount * discount ** (Decimal(time.numerator) / time.denominator)
    return total


def _bracket(worth: Callable[[Decimal], Decimal]) -> tuple[Decimal, Decimal]:
    """Return two rates of opposite worth, the pair nearest to zero."""
    at_zero = worth(Decimal(0))
    low = high = Decimal(0)
    for size in range(1, 31):
        reach = Decimal("0.001") * Decimal("1.4") ** size
        next_high, next_low = min(reach, HIGHEST), max(-reach, LOWEST)
        if at_zero * worth(next_high) <= 0:
            return high, next_high
        if at_zero * worth(next_low) <= 0:
            return next_low, low
        high, low = next_high, next_low
    raise NoRateError("no_root", lowest=LOWEST, highest=HIGHEST)


def _root(worth: Callable[[Decimal], Decimal], low: Decimal, high: Decimal) -> Decimal:
    """Return the root between two rates: false position, Illinois' variant, bounded."""
    at_low, at_high = worth(low), worth(high)
    for _round in range(ROUNDS):
        if not at_low or not at_high or abs(high - low) < CLOSE:
            break
        middle = high - at_high * (high - low) / (at_high - at_low)
        at_middle = worth(middle)
        if abs(at_middle) < CLOSE:
            return middle
        if at_middle * at_high < 0:
            low, at_low = high, at_high
        else:
            at_low /= 2
        high, at_high = middle, at_middle
    return low if not at_low else high
