# SPDX-License-Identifier: AGPL-3.0-or-later
"""Working days: the days of a team's week that are no public holiday.

A working week is the set of its weekdays, Monday being 0. Holidays are given by the
caller, who knows the country and the year; only Easter is computed here, because the
movable holidays of a calendar are counted from it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from .calendar import month_end
from .exceptions import PeriodError

MONDAY_TO_FRIDAY = frozenset(range(5))
_ONE_DAY = timedelta(days=1)
_LONGEST_REST = 366  # days without work after which a calendar must be wrong


def easter(year: int) -> date:
    """Return Easter Sunday of the year in the Gregorian calendar.

    By the rule of the council of Nicaea as computed by Meeus, *Astronomical
    Algorithms*, chapter 8. Ascension is 39 days later, Whit Monday 50.

    >>> easter(2026), easter(2027)
    (datetime.date(2026, 4, 5), datetime.date(2027, 3, 28))
    """
    golden = year % 19
    century, of_century = divmod(year, 100)
    leap, rest = divmod(century, 4)
    proemptosis = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - proemptosis + 15) % 30
    quarter, odd = divmod(of_century, 4)
    sunday = (32 + 2 * rest + 2 * quarter - epact - odd) % 7
    late = (golden + 11 * epact + 22 * sunday) // 451
    month, day = divmod(epact + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def is_working(
    day: date, week: Collection[int] = MONDAY_TO_FRIDAY, holidays: Collection[date] = ()
) -> bool:
    """Return whether people work on that day.

    >>> is_working(date(2026, 11, 2)), is_working(date(2026, 11, 1))
    (True, False)
    """
    return day.weekday() in week and day not in holidays


def working_day(
    reference: date,
    offset: int,
    week: Collection[int] = MONDAY_TO_FRIDAY,
    holidays: Collection[date] = (),
) -> date:
    """Return the working day that accountants call J+``offset`` after a month-end.

    J is the last working day of the month of ``reference``, J+1 the first working day
    after it, J-1 the working day before it. October 2026 ends on a Saturday, and 11
    November is a holiday in France:

    >>> [working_day(date(2026, 10, 31), n).isoformat() for n in (-2, 0, 1)]
    ['2026-10-28', '2026-10-30', '2026-11-02']
    >>> working_day(date(2026, 10, 31), 8, holidays={date(2026, 11, 11)})
    datetime.date(2026, 11, 12)

    Raises `PeriodError` where a whole year has no working day.
    """
    end = month_end(reference)
    day = _nearest(end, -1, week, holidays)
    if offset > 0:
        day = end
    step = 1 if offset > 0 else -1
    for _turn in range(abs(offset)):
        day = _nearest(day + step * _ONE_DAY, step, week, holidays)
    return day


def working_days_after(
    start: date,
    end: date,
    week: Collection[int] = MONDAY_TO_FRIDAY,
    holidays: Collection[date] = (),
) -> int:
    """Return how many working days there are after ``start`` up to ``end``, included.

    It is the length of a closing: from the last day of the month to the day it closed.
    0 where the end is not after the start.

    >>> working_days_after(date(2026, 10, 31), date(2026, 11, 6))
    5
    """
    days = max(end.toordinal() - start.toordinal(), 0)
    return sum(
        is_working(start + (n + 1) * _ONE_DAY, week, holidays) for n in range(days)
    )


def _nearest(
    day: date, step: int, week: Collection[int], holidays: Collection[date]
) -> date:
    """Return the day itself if it is a working day, else the next one that way."""
    for away in range(_LONGEST_REST):
        found = day + away * step * _ONE_DAY
        if is_working(found, week, holidays):
            return found
    raise PeriodError(day, None, "no working day within a year")
