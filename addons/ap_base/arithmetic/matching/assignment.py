# SPDX-License-Identifier: AGPL-3.0-or-later
"""The best assignment of rows to columns, over all of them together.

Rows are bill lines, columns order lines; what a pair is worth is a whole number. The
total is the greatest there is: rows are added one by one along shortest augmenting
paths with potentials, on the pairs that exist only.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

Worth = Mapping[Hashable, Mapping[Hashable, int]]


class _Alone(NamedTuple):
    """The column that every row has for itself: it stays without a partner."""

    row: Hashable


def assign(worth: Worth) -> dict[Hashable, Hashable]:
    """Return the column of each row that gets one; the sum of worths is the greatest.

    Worths are above zero. The result depends on the order of rows and columns in the
    mappings only where totals are equal: give them sorted.

    >>> assign({"a": {"x": 9, "y": 8}, "b": {"x": 7}})
    {'a': 'y', 'b': 'x'}
    """
    top = max((v for row in worth.values() for v in row.values()), default=0)
    price: dict[Hashable, int] = {}
    owner: dict[Hashable, Hashable] = {}
    column_of: dict[Hashable, Hashable] = {}
    for row in worth:
        _augment(row, (worth, top), price, owner, column_of)
    taken = ((row, column_of[row]) for row in worth)
    return {row: col for row, col in taken if not isinstance(col, _Alone)}


def _augment(
    start: Hashable,
    problem: tuple[Worth, int],
    price: dict[Hashable, int],
    owner: dict[Hashable, Hashable],
    column_of: dict[Hashable, Hashable],
) -> None:
    """Give the row a column along the cheapest path, moving others as needed."""
    worth, top = problem
    distance: dict[Hashable, int] = {}
    came_from: dict[Hashable, Hashable] = {}
    done: dict[Hashable, int] = {}
    heap: list[tuple[int, int, Hashable]] = []
    tick = count()
    row, base = start, 0
    while True:
        for column, cost in _costs(worth[row], row, top):
            far = base + cost - price.get(column, 0)
            if column not in done and far < distance.get(column, far + 1):
                distance[column], came_from[column] = far, row
                heappush(heap, (far, next(tick), column))
        base, column = _nearest(heap, done)
        done[column] = base
        if column not in owner:
            break
        row = owner[column]
        own = dict(_costs(worth[row], row, top))[column]
        base -= own - price.get(column, 0)
    end = done[column]
    for other, far in done.items():
        price[other] = price.get(other, 0) + far - end
    while True:
        row = came_from[column]
        owner[column], previous = row, column_of.get(row)
        column_of[row] = column
        if row == start:
            return
        column = previous


def _costs(
    row_worth: Mapping[Hashable, int], row: Hashable, top: int
) -> list[tuple[Hashable, int]]:
    costs = [(column, top - value) for column, value in row_worth.items()]
    return [*costs, (_Alone(row), top)]


def _nearest(
    heap: list[tuple[int, int, Hashable]], done: Mapping[Hashable, int]
) -> tuple[int, Hashable]:
    while True:
        far, _tick, column = heappop(heap)
        if column not in done:
            return far, column


def components(worth: Worth) -> list[list[Hashable]]:
    """Return the rows that compete for columns, group by group.

    >>> components({"a": {"x": 1}, "b": {"y": 1}, "c": {"x": 1}})
    [['a', 'c'], ['b']]
    """
    leader: dict[Hashable, Hashable] = {}

    def find(node: Hashable) -> Hashable:
        while leader.setdefault(node, node) != node:
            leader[node] = node = leader[leader[node]]
        return node

    for row, columns in worth.items():
        for column in columns:
            leader[find(("c", column))] = find(("r", row))
    groups: dict[Hashable, list[Hashable]] = {}
    for row in worth:
        groups.setdefault(find(("r", row)), []).append(row)
    return list(groups.values())


def best(worth: Worth) -> dict[Hashable, Hashable]:
    """Return the assignment of `assign`, found group by group."""
    result: dict[Hashable, Hashable] = {}
    for rows in components(worth):
        if len(rows) == 1:
            columns = worth[rows[0]]
            if columns:
                result[rows[0]] = max(columns, key=columns.__getitem__)
        else:
            result |= assign({row: worth[row] for row in rows})
    return result


def total(worth: Worth, chosen: Mapping[Hashable, Hashable]) -> int:
    """Return the worth of an assignment."""
    return sum(worth[row][column] for row, column in chosen.items())


def margin(
    worth: Worth, chosen: Mapping[Hashable, Hashable], row: Hashable, same: frozenset
) -> int:
    """Return what is lost when the row may have none of the columns in ``same``.

    The smaller the loss, the less sure is its column. Staying alone counts as worth
    zero.
    """
    rows = next(group for group in components(worth) if row in group)
    part = {one: dict(worth[one]) for one in rows}
    before = sum(worth[one][chosen[one]] for one in rows if one in chosen)
    part[row] = {c: v for c, v in part[row].items() if c not in same}
    return before - total(part, best(part))


def subset(
    amounts: Sequence[int], target: int, limit: int = 4096
) -> tuple[tuple[int, ...], bool] | None:
    """Return the positions of the amounts that sum to the target, and if only they do.

    None when there is no such subset, or when the search would go through more than
    ``limit`` sums. Amounts and target are whole cents of one sign.

    >>> subset([400, 350, 250, 99], 1000)
    ((0, 1, 2), True)
    >>> subset([500, 500], 500)
    ((0,), False)
    """
    sums: dict[int, tuple[int, int]] = {0: (0, 1)}
    for index, amount in enumerate(amounts):
        for value, (mask, ways) in list(sums.items()):
            reached = value + amount
            if not amount or abs(reached) > abs(target):
                continue
            known = sums.get(reached)
            fresh = (mask | 1 << index, ways)
            sums[reached] = (known[0], known[1] + ways) if known else fresh
        if len(sums) > limit:
            return None
    if not target or target not in sums:
        return None
    mask, ways = sums[target]
    return tuple(i for i in range(len(amounts)) if mask >> i & 1), ways == 1
