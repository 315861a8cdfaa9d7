# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether two days are the bounds of a fiscal year.

C. com. L123-12: accounts are made at the end of each year (*exercice*). A year lasts
twelve months; the first one begins with the company and may last up to two years.
"""

from __future__ import annotations

from datetime import date

FIRST_YEAR_MONTHS = 24


def is_fiscal_year(
    start: date, end: date, year: tuple[date, date], first_entry: date | None
) -> bool:
    """Return whether the days from `start` to `end`, both included, are one year.

    `year`: the first and last day of the year that holds `end`, by the settings.
    `first_entry`: the day of the first entry ever; a year that begins before it, or on
    it, may be a first year, shorter or longer than the others.

    >>> calendar = date(2026, 1, 1), date(2026, 12, 31)
    >>> is_fiscal_year(*calendar, calendar, date(2020, 1, 1))
    True
    >>> is_fiscal_year(date(2026, 3, 1), date(2026, 12, 31), calendar, date(2020, 1, 1))
    False
    >>> is_fiscal_year(date(2025, 3, 15), date(2026, 12, 31), calendar, date(2025, 3, 20))
    True
    >>> is_fiscal_year(date(2024, 3, 15), date(2026, 12, 31), calendar, date(2025, 3, 20))
    False
    """
    if end != year[1] or start > end:
        return False
    if start == year[0]:
        return True
    is_first = first_entry is None or first_entry >= start
    return is_first and _months_between(start, end) <= FIRST_YEAR_MONTHS


def _months_between(start: date, end: date) -> int:
    """Calendar months that the days touch."""
    return 12 * (end.year - start.year) + end.month - start.month + 1
