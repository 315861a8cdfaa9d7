# SPDX-License-Identifier: AGPL-3.0-or-later
"""The day on which items were matched, where several were matched in one act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date


def act_dates(pairs: Sequence[tuple[int, int, date]]) -> list[date]:
    """Return for each pair of one act the day from which it counts.

    A pair is (debit item, credit item, the later of their two days). Items that one act
    matches together settle each other at the earliest on the day of the latest: the
    greatest day of all pairs that hang together by shared items.

    A credit note of 27/02 and a payment of 05/03 matched at once with one bill:

    >>> d = date
    >>> act_dates([(1, 9, d(2026, 2, 27)), (2, 9, d(2026, 3, 5)), (3, 8, d(2026, 1, 4))])
    [datetime.date(2026, 3, 5), datetime.date(2026, 3, 5), datetime.date(2026, 1, 4)]
    """
    roots = _Groups()
    for debit, credit, _day in pairs:
        roots.join(debit, credit)
    latest: dict[int, date] = {}
    for debit, _credit, day in pairs:
        root = roots.of(debit)
        latest[root] = max(day, latest.get(root, day))
    return [latest[roots.of(debit)] for debit, _credit, _day in pairs]


def balance_by_replay(
    items: Iterable[tuple[date, object, object]],
    allocations: Iterable[tuple[date, object, object, object]],
    day: date,
) -> dict:
    """Return what is open of each item at the end of the day, item by item.

    Items are (day, key, amount, credits positive), allocations (day, debit key, credit
    key, amount). Each is applied on its day and in its order: the plain way, against
    which the one statement is proved.
    """
    left: dict = {}
    events = [(when, 0, key, amount) for when, key, amount in items]
    events += [(when, 1, (one, other), amount) for when, one, other, amount in allocations]
    for when, what, key, amount in sorted(events, key=lambda event: event[:2]):
        if when > day:
            break
        if what == 0:
            left[key] = amount
            continue
        debit, credit = key
        left[debit] += amount
        left[credit] -= amount
    return {key: amount for key, amount in left.items() if amount}


class _Groups:
    """Numbers that belong together, joined two by two."""

    def __init__(self):
        self._above: dict[int, int] = {}

    def of(self, one: int) -> int:
        above = self._above
        while (parent := above.get(one, one)) != one:
            above[one] = above.get(parent, parent)
            one = parent
        return one

    def join(self, one: int, other: int) -> None:
        first, second = self.of(one), self.of(other)
        if first != second:
            self._above[second] = first
