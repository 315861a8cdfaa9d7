# SPDX-License-Identifier: AGPL-3.0-or-later
"""Until when a request is answered: hours of work, not of nights, weekends and holidays."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta

from odoo.addons.ap_base.arithmetic.working_days import MONDAY_TO_FRIDAY, is_working

_LONGEST = 400  # days; a calendar without any work is wrong


def deadline(
    start: datetime,
    hours: float,
    opens: float = 9.0,
    closes: float = 17.0,
    week: Collection[int] = MONDAY_TO_FRIDAY,
    holidays: Collection = (),
) -> datetime:
    """Return when that many hours of work have passed since `start` (local time).

    Friday at 16:00, four hours: one on Friday, three on Monday.

    >>> deadline(datetime(2026, 11, 27, 16), 4)
    datetime.datetime(2026, 11, 30, 12, 0)
    >>> from datetime import date
    >>> deadline(datetime(2026, 11, 10, 20), 8, holidays={date(2026, 11, 11)})
    datetime.datetime(2026, 11, 12, 17, 0)

    Raises `ValueError` where nobody ever works.
    """
    if closes <= opens:
        raise ValueError("the office closes before it opens")
    left, day = timedelta(hours=hours), start.date()
    for _turn in range(_LONGEST):
        if is_working(day, week, holidays):
            first = max(_at(day, opens), start)
            room = max(_at(day, closes) - first, timedelta(0))
            if room and left <= room:
                return first + left
            left -= room
        day += timedelta(days=1)
    raise ValueError("no work within a year")


def _at(day, hours: float) -> datetime:
    return datetime.combine(day, time()) + timedelta(hours=hours)
