# SPDX-License-Identifier: AGPL-3.0-or-later
"""Periods, months and days, both bounds always included.

The day of a receipt or of an entry is decided by the caller, in the company's time
zone. Nothing here knows today.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from functools import lru_cache

from .exceptions import PeriodError

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``start`` to ``end``, both included.

    Raises `PeriodError` if the end comes before the start, or if a bound is not a
    plain date (a time has no place here: its day depends on a time zone).

    >>> Period(date(2026, 3, 15), date(2027, 3, 14)).days
    365
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        """Refuse what is no period."""
        for bound in (self.start, self.end):
            if not isinstance(bound, date) or isinstance(bound, datetime):
                raise PeriodError(self.start, self.end, "a bound is not a plain date")
        if self.end < self.start:
            raise PeriodError(self.start, self.end)

    @classmethod
    def month_of(cls, day: date) -> Period:
        """Return the calendar month of the day.

        >>> Period.month_of(date(2026, 2, 10)).end
        datetime.date(2026, 2, 28)
        """
        return cls(month_start(day), month_end(day))

    @property
    def days(self) -> int:
        """Number of days, at least 1."""
        return self.end.toordinal() - self.start.toordinal() + 1

    def contains(self, day: date) -> bool:
        """Return whether the day is in the period; both bounds are."""
        return self.start <= day <= self.end

    def overlap(self, other: Period) -> Period | None:
        """Return the days that both periods have, or None if they have none.

        >>> year = Period(date(2026, 1, 1), date(2026, 12, 31))
        >>> year.overlap(Period(date(2026, 12, 31), date(2027, 1, 1))).days
        1
        """
        start = max(self.start, other.start)
        end = min(self.end, other.end)
        return Period(start, end) if start <= end else None


def days_in_common(a: Period, b: Period) -> int:
    """Return how many days are in both periods, 0 if none.

    >>> contract = Period(date(2026, 3, 15), date(2027, 3, 14))
    >>> days_in_common(contract, Period.month_of(date(2026, 3, 31)))
    17
    """
    last = min(a.end, b.end).toordinal()
    return max(last - max(a.start, b.start).toordinal() + 1, 0)


def next_day(day: date) -> date:
    """Return the day after. Raises `PeriodError` after 31 December 9999."""
    if day == date.max:
        raise PeriodError(day, None, "the calendar ends here")
    return day + _ONE_DAY


def month_start(day: date) -> date:
    """Return the first day of the day's month."""
    return day.replace(day=1)


@lru_cache(maxsize=4096)
def month_end(day: date) -> date:
    """Return the last day of the day's month.

    >>> month_end(date(2028, 2, 1))
    datetime.date(2028, 2, 29)
    """
    return day.replace(day=monthrange(day.year, day.month)[1])


def add_months(day: date, n: int) -> date:
    """Return the same day ``n`` months later (earlier if negative).

    Where that month is too short its last day stands in. Raises `PeriodError` beyond
    the years 1 to 9999.

    >>> add_months(date(2026, 1, 31), 1), add_months(date(2026, 3, 15), -12)
    (datetime.date(2026, 2, 28), datetime.date(2025, 3, 15))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    if not MINYEAR <= year <= MAXYEAR:
        raise PeriodError(day, None, f"{n} months away is outside the calendar")
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def month_number(day: date) -> int:
    """Return the rank of the day's month since year 0, to count months apart."""
    return day.year * 12 + day.month - 1


def months_touched(period: Period) -> list[Period]:
    """Return the period cut at each end of month, in order.

    The first and the last part may be incomplete months. The parts cover the period
    without gap or overlap.

    >>> [part.days for part in months_touched(
    ...     Period(date(2026, 1, 31), date(2026, 3, 1)))]
    [1, 28, 1]
    """
    parts = []
    start = period.start
    while (end := month_end(start)) < period.end:
        parts.append(Period(start, end))
        start = next_day(end)
    parts.append(Period(start, period.end))
    return parts


def days_30_360(start: date, end_included: date) -> int:
    """Return the days from ``start`` to ``end_included`` in months of 30 days.

    Both bounds are included (*mois normalisés*). The 31st counts for nothing and the
    last day of February counts for the days that it lacks, so that a whole month is
    always 30, a whole year 360, and consecutive periods add up. Counted from the day
    after a due date this is the 30/360 of loan interest. Raises `PeriodError` if the
    end comes before the start.

    >>> days_30_360(date(2026, 3, 15), date(2026, 3, 31))
    16
    >>> days_30_360(date(2026, 3, 15), date(2027, 3, 14))
    360
    >>> days_30_360(date(2026, 3, 16), date(2026, 3, 31))  # since 15/03, excluded
    15
    """
    if end_included < start:
        raise PeriodError(start, end_included)
    return _days_360_to(end_included) - _days_360_before(start)


def contract_months(period: Period) -> tuple[int, int]:
    """Return the whole months of a contract from its first day, and the days left.

    A contract month runs to the day before the same day of the next month; where that
    month has no such day, to its last day: from 31 January to 28 February is one month,
    from 29 February to 28 February of the next year twelve.

    >>> contract_months(Period(date(2026, 3, 15), date(2027, 3, 14)))
    (12, 0)
    >>> contract_months(Period(date(2026, 1, 31), date(2026, 3, 1)))
    (1, 1)
    """
    start, end = period.start, period.end
    months = month_number(end) - month_number(start)
    day_after = end.day + 1
    if end == month_end(end):
        months, day_after = months + 1, 1
    if day_after == start.day:
        return months, 0
    if day_after < start.day:
        months -= 1
    year, month = divmod(month_number(start) + months, 12)
    broken = date(year, month + 1, 1)
    whole_until = min(start.day - 1, month_end(broken).day)
    return months, end.toordinal() - broken.toordinal() + 1 - whole_until


def _days_360_before(day: date) -> int:
    """Return the days in months of 30 before the day begins."""
    return month_number(day) * 30 + min(day.day - 1, 30)


def _days_360_to(day: date) -> int:
    """Return the days in months of 30 when the day is over."""
    within = 30 if day == month_end(day) else min(day.day, 30)
    return month_number(day) * 30 + within
