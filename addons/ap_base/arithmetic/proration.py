# SPDX-License-Identifier: AGPL-3.0-or-later
"""Prepaid expenses (*charges constatées d'avance*, account 486) at a date.

At a closing the part of a charge that concerns later days leaves the expense for 486
and comes back the next day ("debited at period-end by credit of the expense accounts",
https://analyse-comptable.fr/cca-mobile.html). It never touches a VAT account
(https://m.compta-online.com/comptabiliser-les-charges-constatees-avance-ou-cca-le-compte-486-ar3098);
VAT that cannot be deducted is part of the charge and of the amount spread.

No time convention is imposed: the chosen one is stored with the charge and kept
(*permanence des méthodes*). For 12,000.00 from 15 March 2026 to 14 March 2027 the
prepaid part is:

================  ==============  ==============
Convention        31 March 2026   31 Dec. 2026
================  ==============  ==============
DAYS              11,441.10       2,400.00
DAYS_360          11,466.67       2,466.67
MONTHS_PRORATED   11,451.61       2,451.61
MONTHS_STARTED    11,000.00       2,000.00
MONTHS_COMPLETED  12,000.00       3,000.00
================  ==============  ==============

The charge borne is rounded and the prepaid part is what is left of the rounded amount,
so both always sum to it. A monthly plan is made of the differences of that stock: the
stock method (post and reverse) and the release method (486 at once, then a release
each month) give the same balance at every month end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from .calendar import (
    Period,
    contract_months,
    days_30_360,
    month_end,
    month_number,
    months_touched,
)
from .exceptions import ConventionError
from .money import CENT, round_half_up, round_share


class Convention(str, Enum):
    """How time is counted when a charge is spread; a member equals its stored value.

    DAYS: actual days; the default. DAYS_360: months of 30 days.
    MONTHS_PRORATED: each month of the contract weighs the same, the first calendar
    month counts by its actual days and the last takes the rest; a contract that is no
    whole number of months weighs each calendar month by the share of it that it covers.
    MONTHS_STARTED: a month entered counts whole (*mois entamé*). MONTHS_COMPLETED: only
    contract months that are over count. For these two a broken last contract month is
    worth a whole one.
    """

    DAYS = "days"
    DAYS_360 = "days_360"
    MONTHS_PRORATED = "months_prorated"
    MONTHS_STARTED = "months_started"
    MONTHS_COMPLETED = "months_completed"


@dataclass(frozen=True, slots=True)
class PlanPart:
    """One calendar month of a plan.

    ``period``: the days of the month that the charge covers. ``amount``: what the month
    bears. ``balance``: what is still prepaid at the end of ``period``.
    """

    period: Period
    amount: Decimal
    balance: Decimal


def elapsed_share(
    period: Period, day: date, convention: Convention = Convention.DAYS
) -> Fraction:
    """Return the share of the period that is over when the day ends, from 0 to 1.

    The day itself counts as elapsed: 0 before the start, 1 from the end on. It never
    falls from one day to the next. Raises `ConventionError` for anything but a
    `Convention` or its value.

    >>> contract = Period(date(2026, 3, 15), date(2027, 3, 14))
    >>> elapsed_share(contract, date(2026, 3, 31))
    Fraction(17, 365)
    >>> elapsed_share(contract, date(2026, 12, 31), Convention.DAYS_360)
    Fraction(143, 180)
    """
    return Fraction(*_elapsed(period, day, convention))


def borne_at(
    amount: Decimal,
    period: Period,
    day: date,
    convention: Convention = Convention.DAYS,
    step: Decimal = CENT,
) -> Decimal:
    """Return the part of the amount that the period bears up to the day, included.

    Rounded to the step, halves away from zero; a refund mirrors the bill. Raises
    `ConventionError`, and `AmountError` for an amount or a step that is none.

    >>> contract = Period(date(2026, 3, 15), date(2027, 3, 14))
    >>> borne_at(Decimal("12000.00"), contract, date(2026, 3, 31))
    Decimal('558.90')
    """
    elapsed, whole = _elapsed(period, day, convention)
    return round_share(amount, elapsed, whole, step)


def prepaid_at(
    amount: Decimal,
    period: Period,
    day: date,
    convention: Convention = Convention.DAYS,
    step: Decimal = CENT,
) -> Decimal:
    """Return the part of the amount that concerns the days after the day given.

    This is the balance of 486 at a closing dated that day: the whole amount before the
    start, nothing from the last day on. With `borne_at` it sums to the rounded amount
    at every date. Raises as `borne_at` does.

    >>> contract = Period(date(2026, 3, 15), date(2027, 3, 14))
    >>> prepaid_at(Decimal("12000.00"), contract, date(2026, 3, 31))
    Decimal('11441.10')
    >>> prepaid_at(Decimal(90), Period(date(2026, 12, 1), date(2027, 2, 28)),
    ...            date(2026, 12, 31), Convention.MONTHS_STARTED)
    Decimal('60.00')
    """
    borne = borne_at(amount, period, day, convention, step)
    return round_half_up(amount, step) - borne


def monthly_plan(
    amount: Decimal,
    period: Period,
    convention: Convention = Convention.DAYS,
    step: Decimal = CENT,
) -> list[PlanPart]:
    """Return what each calendar month touched bears, and what stays prepaid after it.

    Amounts are the differences of `prepaid_at` at the month ends, and sum to the
    rounded amount. A month may bear nothing. Raises as `borne_at` does.

    >>> plan = monthly_plan(
    ...     Decimal("12000.00"), Period(date(2026, 3, 15), date(2027, 3, 14)))
    >>> [str(part.amount) for part in plan[:4]], str(plan[-1].amount)
    (['558.90', '986.31', '1019.17', '986.30'], '460.27')
    >>> str(plan[0].balance), str(plan[9].balance), str(plan[-1].balance)
    ('11441.10', '2400.00', '0.00')
    """
    before = round_half_up(amount, step)
    plan = []
    for part in months_touched(period):
        balance = prepaid_at(amount, period, part.end, convention, step)
        plan.append(PlanPart(part, before - balance, balance))
        before = balance
    return plan


def _elapsed(period: Period, day: date, convention: Convention) -> tuple[int, int]:
    """Return (elapsed, whole) in units of the convention; whole is above zero."""
    measure = _MEASURES.get(convention)
    if measure is None:
        raise ConventionError(convention)
    if day < period.start:
        return 0, 1
    if day >= period.end:
        return 1, 1
    return measure(period, day)


def _elapsed_days(period: Period, day: date) -> tuple[int, int]:
    """Count actual days."""
    return day.toordinal() - period.start.toordinal() + 1, period.days


def _elapsed_days_360(period: Period, day: date) -> tuple[int, int]:
    """Count days in months of 30."""
    whole = days_30_360(period.start, period.end)
    return days_30_360(period.start, day), whole


def _elapsed_months_started(period: Period, day: date) -> tuple[int, int]:
    """Count calendar months entered, out of the months of the contract."""
    months, days = contract_months(period)
    whole = months + (days > 0)
    started = month_number(day) - month_number(period.start) + 1
    return min(started, whole), whole


def _elapsed_months_completed(period: Period, day: date) -> tuple[int, int]:
    """Count contract months that are over, out of the months of the contract."""
    months, days = contract_months(period)
    completed, _days = contract_months(Period(period.start, day))
    return completed, months + (days > 0)


def _elapsed_months_prorated(period: Period, day: date) -> tuple[int, int]:
    """Count the first month by its actual days, then whole months, then the rest.

    Days weigh the same within a month.
    """
    start, end = period.start, period.end
    rank = month_number(day) - month_number(start)
    last_rank = month_number(end) - month_number(start)
    if last_rank == 0:
        return _elapsed_days(period, day)
    months, broken_days = contract_months(period)
    length = month_end(start).day
    first = length - start.day + 1
    # Counts below are in units of 1 / length of a month.
    before_last = first + (last_rank - 1) * length
    if broken_days:
        last_length = month_end(end).day
        whole, scale = before_last * last_length + end.day * length, last_length
    else:
        whole, scale = months * length, 1
    if rank == 0:
        return (day.day - start.day + 1) * scale, whole
    before = first + (rank - 1) * length
    if rank == last_rank and not broken_days:
        rest = whole - before
        return before * end.day + rest * day.day, whole * end.day
    days = month_end(day).day
    return (before * days + length * day.day) * scale, whole * days


_Measure = Callable[[Period, date], tuple[int, int]]
_MEASURES: dict[Convention, _Measure] = {
    Convention.DAYS: _elapsed_days,
    Convention.DAYS_360: _elapsed_days_360,
    Convention.MONTHS_PRORATED: _elapsed_months_prorated,
    Convention.MONTHS_STARTED: _elapsed_months_started,
    Convention.MONTHS_COMPLETED: _elapsed_months_completed,
}
