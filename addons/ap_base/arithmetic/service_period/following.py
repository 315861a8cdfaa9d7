# SPDX-License-Identifier: AGPL-3.0-or-later
"""Periods that follow from a day and a length, or from the period before."""

from __future__ import annotations

from datetime import date, timedelta

from ..calendar import Period, add_months, contract_months, month_end, next_day


def months_from(start: date, months: int) -> Period:
    """Return so many months of a contract that starts that day.

    >>> months_from(date(2026, 3, 15), 12).end, months_from(date(2026, 1, 31), 1).end
    (datetime.date(2027, 3, 14), datetime.date(2026, 2, 28))
    """
    if start.day == 1:
        return Period(start, month_end(add_months(start, months - 1)))
    after = add_months(start, months)
    end = after - timedelta(days=1) if after.day == start.day else after
    return Period(start, end)


def following(period: Period) -> Period:
    """Return the period of the same length that starts the day after.

    Whole months are followed by as many months, other lengths by as many days.

    >>> following(Period(date(2026, 1, 1), date(2026, 3, 31))).end
    datetime.date(2026, 6, 30)
    >>> following(Period(date(2026, 2, 1), date(2026, 2, 10))).end
    datetime.date(2026, 2, 20)
    """
    start = next_day(period.end)
    months, days = contract_months(period)
    if months and not days:
        return months_from(start, months)
    return Period(start, period.end + timedelta(days=period.days))


def days_apart(period: Period, day: date) -> int:
    """Return the days between the day and the period, 0 if it is in the period."""
    return max((period.start - day).days, (day - period.end).days, 0)
