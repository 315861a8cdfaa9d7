# SPDX-License-Identifier: AGPL-3.0-or-later
"""Until when a request is answered: hours of work, not of nights, weekends and holidays."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, time, timedelta

from odoo.addons.ap_base.arithmetic.working_days import MONDAY_TO_FRIDAY, is_working

_LONGEST = 400  # days; a calendar without any work is wrong


def deadline(start: datetime, hours: float, work: Iterable[tuple[datetime, datetime]]) -> datetime:
    """Return when that many hours of work have passed since `start`; `work`: from when to
    when people work, in order.

    Friday at 16:00, four hours: one on Friday, three on Monday.

    >>> deadline(datetime(2026, 11, 27, 16), 4, office_hours(datetime(2026, 11, 27)))
    datetime.datetime(2026, 11, 30, 12, 0)
    >>> morning = [(datetime(2026, 11, 30, 8), datetime(2026, 11, 30, 12))]
    >>> deadline(datetime(2026, 11, 27, 16), 3, morning)
    datetime.datetime(2026, 11, 30, 11, 0)

    Raises `ValueError` where the work ends before.
    """
    left = timedelta(hours=hours)
    for begins, ends in work:
        first = max(begins, start)
        room = max(ends - first, timedelta(0))
        if room and left <= room:
            return first + left
        left -= room
    raise ValueError("no work within a year")


def office_hours(
    start: datetime,
    opens: float = 9.0,
    closes: float = 17.0,
    week: Collection[int] = MONDAY_TO_FRIDAY,
    holidays: Collection = (),
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the hours of an office from the day of `start` on, where no calendar says
    others.

    >>> from datetime import date
    >>> next(office_hours(datetime(2026, 11, 11, 20), holidays={date(2026, 11, 11)}))[0]
    datetime.datetime(2026, 11, 12, 9, 0)

    Raises `ValueError` where the office closes before it opens.
    """
    if closes <= opens:
        raise ValueError("the office closes before it opens")
    for turn in range(_LONGEST):
        day = start.date() + timedelta(days=turn)
        if is_working(day, week, holidays):
            yield _at(day, opens), _at(day, closes)


def _at(day, hours: float) -> datetime:
    return datetime.combine(day, time()) + timedelta(hours=hours)
