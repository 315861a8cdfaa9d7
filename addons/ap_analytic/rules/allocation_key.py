# SPDX-License-Identifier: AGPL-3.0-or-later
"""Allocation keys: which version holds on a day, and which figures make its shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class Version(NamedTuple):
    """A version of a key, in force from a day to another (included)."""

    id: int
    date_from: date
    date_to: date | None


def version_on(versions: Iterable[Version], day: date) -> Version | None:
    """The version in force on the day: of those that have begun the latest, unless it
    has ended.

    >>> old = Version(1, date(2026, 1, 1), None)
    >>> new = Version(2, date(2026, 7, 1), date(2026, 9, 30))
    >>> [getattr(version_on([new, old], date(2026, month, 15)), "id", None)
    ...  for month in (6, 8, 10)]
    [1, 2, None]
    """
    begun = [one for one in versions if one.date_from <= day]
    latest = max(begun, key=lambda one: one.date_from, default=None)
    if latest is None or (latest.date_to and latest.date_to < day):
        return None
    return latest


def figures_for(
    figures: Mapping[date, Mapping[int, Decimal]], month: date
) -> tuple[date | None, dict[int, Decimal]]:
    """The figures of the driver that count for a month: its own, or else the last ones
    before it. Accounts without a figure above zero have no share.

    >>> figures_for({date(2026, 9, 1): {7: Decimal(12), 8: Decimal(0)}}, date(2026, 10, 1))
    (datetime.date(2026, 9, 1), {7: Decimal('12')})
    """
    known = max((one for one in figures if one <= month), default=None)
    if known is None:
        return None, {}
    return known, {key: value for key, value in figures[known].items() if value > 0}
