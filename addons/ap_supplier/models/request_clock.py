# SPDX-License-Identifier: AGPL-3.0-or-later
"""When people of a company work: its calendar with its leaves, without public holidays."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from ..rules.request_deadline import deadline, office_hours

WINDOW = timedelta(days=30)  # of the calendar, read at once
LONGEST = 13  # windows: a year, and the month in which it begins


def due(company, asked_on: datetime, hours: float) -> datetime:
    """The end (UTC) of that many hours of work of the company since then (UTC)."""
    start = asked_on.replace(microsecond=0)
    try:
        return deadline(start, hours, _work(company, start))
    except ValueError:  # nobody ever works by the calendar: it is not kept
        return deadline(start, hours, _office(company, start))


def _work(company, start) -> Iterator[tuple[datetime, datetime]]:
    """From when to when people work (UTC), by the calendar of the company; none without."""
    calendar = company.sudo().resource_calendar_id
    for turn in range(LONGEST if calendar.attendance_ids else 0):
        first = (start + turn * WINDOW).replace(tzinfo=timezone.utc)
        found = calendar._work_intervals_batch(first, first + WINDOW)[False]
        holidays = company._ap_holidays(first.date(), (first + WINDOW).date() + timedelta(days=1))
        yield from (
            (_utc(begins), _utc(ends))
            for begins, ends, _why in found
            if begins.date() not in holidays
        )


def _office(company, start) -> Iterator[tuple[datetime, datetime]]:
    """Nine to five in the company's zone."""
    zone = company._company_timezone()
    local = start.replace(tzinfo=timezone.utc).astimezone(zone).replace(tzinfo=None)
    around = local.date(), local.date() + LONGEST * WINDOW
    for begins, ends in office_hours(
        local, week=company._ap_working_week(), holidays=company._ap_holidays(*around)
    ):
        yield _utc(begins.replace(tzinfo=zone)), _utc(ends.replace(tzinfo=zone))


def _utc(moment) -> datetime:
    return moment.astimezone(timezone.utc).replace(tzinfo=None)
