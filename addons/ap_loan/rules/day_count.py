# SPDX-License-Identifier: AGPL-3.0-or-later
"""The part of a year between two days, as loan contracts count it.

The first day is excluded and the last included: money lent on the 15th bears its first
interest on the 16th. On 100,000.00 at 3.60 % the 31 days after 15/03 cost 300.00 in
months of 30 days, 310.00 by the banker's year, 305.75 by the civil year.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import Enum
from fractions import Fraction

from odoo.addons.ap_base.arithmetic.calendar import (
    add_months,
    days_30_360,
    month_end,
    month_number,
    next_day,
)

from .exceptions import TermsError

MONTHS_PER_YEAR = 12


class DayCount(str, Enum):
    """How the time between two days is counted; a member equals its stored value.

    THIRTY_360: months of 30 days (*mois normalisés*). EXACT_360: actual days over 360
    (*année bancaire*). EXACT_365: actual days over 365, leap years too. EXACT_EXACT:
    actual days over those of their own civil year. MONTHS: whole months as twelfths,
    the days of a broken month as a part of that month.
    """

    THIRTY_360 = "30/360"
    EXACT_360 = "exact/360"
    EXACT_365 = "exact/365"
    EXACT_EXACT = "exact/exact"
    MONTHS = "months"


def year_fraction(start: date, end: date, basis: DayCount) -> Fraction:
    """Return the years from ``start``, excluded, to ``end``, included; exact.

    Zero if they are the same day. Raises `TermsError` if the end comes before the
    start (``dates_reversed``) or the basis is none (``day_count_unknown``).

    >>> [str(year_fraction(date(2026, 3, 15), date(2026, 3, 31), basis))
    ...  for basis in DayCount]
    ['1/24', '2/45', '16/365', '16/365', '4/93']
    """
    measure = _MEASURES.get(basis)
    if measure is None:
        raise TermsError("day_count_unknown", basis=basis)
    if end < start:
        raise TermsError("dates_reversed", start=start, end=end)
    return measure(start, end) if end > start else Fraction(0)


def months_between(start: date, end: date) -> tuple[int, int, int]:
    """Return whole months, days left over and the length of the month they are in.

    A month is over on the same day of the next one, or the evening before when that
    evening ends a calendar month: from 1 March to 31 December there are ten months, as
    a closing counts them. From one month end to another there are whole months only.

    >>> months_between(date(2026, 3, 1), date(2026, 12, 31))
    (10, 0, 31)
    >>> months_between(date(2026, 3, 15), date(2026, 3, 31))
    (0, 16, 31)
    >>> months_between(date(2026, 2, 28), date(2026, 3, 31))
    (1, 0, 30)
    """
    months = month_number(end) - month_number(start)
    if end == month_end(end) and start.day == 1:
        return months + 1, 0, 31
    if end == month_end(end) and start == month_end(start):
        return months, 0, 30
    if add_months(start, months) > end:
        months -= 1
    reached, following = add_months(start, months), add_months(start, months + 1)
    return months, (end - reached).days, (following - reached).days


def _thirty_360(start: date, end: date) -> Fraction:
    return Fraction(days_30_360(next_day(start), end), 360)


def _exact_360(start: date, end: date) -> Fraction:
    return Fraction((end - start).days, 360)


def _exact_365(start: date, end: date) -> Fraction:
    return Fraction((end - start).days, 365)


def _exact_exact(start: date, end: date) -> Fraction:
    """Each civil year on its own: a day of a leap year weighs 1/366."""
    total = Fraction(0)
    for year in range(start.year, end.year + 1):
        first = max(start, date(year - 1, 12, 31)) if year > 1 else start
        last = min(end, date(year, 12, 31))
        total += Fraction((last - first).days, days_of_year(year))
    return total


def days_of_year(year: int) -> int:
    """Return 365, or 366 in a leap year."""
    return date(year, 12, 31).timetuple().tm_yday


def _months(start: date, end: date) -> Fraction:
    months, days, length = months_between(start, end)
    return (months + Fraction(days, length)) / MONTHS_PER_YEAR


_MEASURES: dict[DayCount, Callable[[date, date], Fraction]] = {
    DayCount.THIRTY_360: _thirty_360,
    DayCount.EXACT_360: _exact_360,
    DayCount.EXACT_365: _exact_365,
    DayCount.EXACT_EXACT: _exact_exact,
    DayCount.MONTHS: _months,
}
