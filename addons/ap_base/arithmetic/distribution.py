# SPDX-License-Identifier: AGPL-3.0-or-later
"""Analytic shares of several axes put together, and amounts cut by them, to the cent.

A distribution maps combinations to shares in percent: a combination is a tuple of
account numbers, one of each axis it speaks of. Each axis sums on its own, so rounding
cell by cell would break some axis: cells are rounded so that every row and every
column keeps its sum.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from .allocation import allocate
from .exceptions import AllocationError
from .money import CENT, HUNDRED, ZERO, round_share, whole_steps

Distribution = Mapping[tuple[int, ...], Decimal]


def combine(
    parts: Sequence[Distribution], step: Decimal = CENT
) -> dict[tuple[int, ...], Decimal]:
    """Return one distribution that says on each axis what the parts stated.

    Parts speak of different axes. Two of the same total are crossed: each account
    keeps its share exactly. Parts of another total stay beside each other. Raises
    `AllocationError` for a share below zero.

    >>> combine([{(1,): Decimal(60), (2,): Decimal(40)}, {(8,): Decimal(100)}])
    {(1, 8): Decimal('60.00'), (2, 8): Decimal('40.00')}
    """
    crossed: list[dict] = []
    for part in parts:
        part = _in_steps(part, step)
        if not part:
            continue
        total = sum(part.values())
        same = next((one for one in crossed if sum(one.values()) == total), None)
        if same is None:
            crossed.append(part)
        else:
            crossed[crossed.index(same)] = _cross(same, part)
    return {key: count * step for one in crossed for key, count in one.items()}


def amounts(
    balance: Decimal,
    shares: Distribution,
    plans: Mapping[int, int],
    step: Decimal = CENT,
) -> dict[tuple[int, ...], Decimal]:
    """Return the part of an amount that each combination gets.

    `plans` states the axis of each account. On every axis the amounts run up as the
    shares do, so that an axis of 100 percent sums to the amount exactly. (Three axes
    that are crossed two by two only cannot always be: then the axis met last may be
    one step off.) Raises `AllocationError` for a share below zero.

    >>> thirds = {(1,): Decimal("33.33"), (2,): Decimal("33.33"), (3,): Decimal("33.34")}
    >>> list(amounts(Decimal(100), thirds, {1: 9, 2: 9, 3: 9}, Decimal(1)).values())
    [Decimal('33'), Decimal('34'), Decimal('33')]
    """
    groups: dict[frozenset[int], dict] = {}
    for key, share in shares.items():
        axes = frozenset(plans[account] for account in key)
        groups.setdefault(axes, {})[key] = share
    done: dict[int, tuple[Decimal, Decimal]] = {}
    parts: dict[tuple[int, ...], Decimal] = {}
    for axes in sorted(groups, key=len, reverse=True):
        group = groups[axes]
        share = sum(group.values(), ZERO)
        before, booked = max(
            (done.get(axis, (ZERO, ZERO)) for axis in axes), default=(ZERO, ZERO)
        )
        top, bottom = ((before + share) / HUNDRED).as_integer_ratio()
        target = round_share(balance, top, bottom, step) - booked
        parts |= _cut(target, group, step)
        for axis in axes:
            seen, sum_ = done.get(axis, (ZERO, ZERO))
            done[axis] = (seen + share, sum_ + target)
    return {key: parts[key] for key in shares}


def _cut(target: Decimal, group: Distribution, step: Decimal) -> dict:
    if not any(group.values()):
        return dict.fromkeys(group, ZERO)
    return dict(zip(group, allocate(target, list(group.values()), step), strict=True))


def _in_steps(part: Distribution, step: Decimal) -> dict[tuple[int, ...], int]:
    """Shares as whole numbers of steps, with the sum of before; none is zero."""
    if any(share < 0 for share in part.values()):
        raise AllocationError(sum(part.values()), part.values(), "a share is below zero")
    kept = {key: share for key, share in part.items() if share}
    if not kept:
        return {}
    rounded = allocate(sum(kept.values()), list(kept.values()), step)
    counts = [whole_steps(share, 1, 1, step) for share in rounded]
    return {key: count for key, count in zip(kept, counts, strict=True) if count}


def _cross(rows: dict, columns: dict) -> dict:
    """Cells in the proportion of row and column, whose sums stay what they are.

    Each cell is rounded down or up. Which ones go up is a matching between rows and
    columns that still lack a step; it always exists, since the unrounded cells are one.
    """
    total = sum(rows.values())
    cells = {
        (row, column): divmod(rows[row] * columns[column], total)
        for row in rows
        for column in columns
    }
    lacking_rows, lacking = dict(rows), dict(columns)
    for (row, column), (whole, _rest) in cells.items():
        lacking_rows[row] -= whole
        lacking[column] -= whole
    matching = _Matching(cells, lacking)
    for row, count in lacking_rows.items():
        for _unit in range(count):
            matching.add(row, set())
    found = {
        row + column: whole + ((row, column) in matching.chosen)
        for (row, column), (whole, _rest) in cells.items()
    }
    return {key: count for key, count in found.items() if count}


class _Matching:
    """Cells to round up: at most as many in a column as it lacks."""

    def __init__(self, cells: dict, lacking: dict) -> None:
        self.lacking = lacking
        self.chosen: set = set()
        self.open: dict = {}
        for (row, column), (_whole, rest) in cells.items():
            if rest:
                self.open.setdefault(row, []).append((rest, column))
        for options in self.open.values():
            options.sort(key=lambda option: -option[0])

    def add(self, row: tuple[int, ...], seen: set) -> bool:
        """One more cell of that row, by moving cells of other rows where need be."""
        for _rest, column in self.open.get(row, ()):
            if column in seen or (row, column) in self.chosen:
                continue
            seen.add(column)
            if self.lacking[column]:
                self.lacking[column] -= 1
                self.chosen.add((row, column))
                return True
            others = [one for one, taken in self.chosen if taken == column]
            for other in others:
                if self.add(other, seen):
                    self.chosen.remove((other, column))
                    self.chosen.add((row, column))
                    return True
        return False
