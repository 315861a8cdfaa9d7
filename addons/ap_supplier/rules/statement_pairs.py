# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pairs while they are found: which lines and items are still free."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from .statement_decided import Decided
from .statement_values import Item, Line, Reason

MOST_ALIKE = 200  # items of one amount: beyond, an amount says nothing
NOTHING = Decided()


class Pair(NamedTuple):
    """Lines and items that are one; ``sure``: without a person's word."""

    lines: tuple[Line, ...]
    items: tuple[Item, ...]
    sure: bool
    reasons: tuple[Reason, ...]


class Pairs:
    """The lines and items of one list; each is in one pair at most."""

    def __init__(
        self, lines: Sequence[Line], items: Sequence[Item], decided: Decided = NOTHING
    ) -> None:
        """Keep all of them as free, but for the pairs that people made."""
        self.lines = {line.row: line for line in lines}
        self.items = {item.key: item for item in items}
        self.made: list[Pair] = []
        self.decided = decided
        for pair in decided.pairs:
            if self._are_free(pair):
                self.take(
                    [self.lines[row] for row in pair.rows],
                    [self.items[key] for key in pair.keys],
                    True,
                    pair.reason,
                )

    def _are_free(self, pair) -> bool:
        """Say whether all that a person put together is still there."""
        rows = all(row in self.lines for row in pair.rows)
        return rows and all(key in self.items for key in pair.keys)

    def may_be_one(self, lines: Sequence[Line], items: Sequence[Item]) -> bool:
        """Say whether nobody parted them."""
        return not self.decided.parts(
            [line.row for line in lines], [item.key for item in items]
        )

    def free_lines(self) -> list[Line]:
        """Return the lines in no pair."""
        return list(self.lines.values())

    def free_items(self) -> list[Item]:
        """Return the items in no pair."""
        return list(self.items.values())

    def both_free(self, line: Line, item: Item) -> bool:
        """Say whether neither is in a pair."""
        return line.row in self.lines and item.key in self.items

    def take(
        self,
        lines: Sequence[Line],
        items: Sequence[Item],
        sure: bool,
        *reasons: Reason,
    ) -> None:
        """Make a pair, unless a person parted them."""
        if not self.may_be_one(lines, items):
            return
        for line in lines:
            del self.lines[line.row]
        for item in items:
            del self.items[item.key]
        self.made.append(Pair(tuple(lines), tuple(items), sure, reasons))

    def by_amount(self) -> Iterator[tuple[Line, Item]]:
        """Yield free lines with the free items of the same amount."""
        known: dict[Decimal, list[Item]] = defaultdict(list)
        for item in self.items.values():
            for amount in {item.amount, item.residual} - {Decimal(0)}:
                known[amount].append(item)
        known = {key: its for key, its in known.items() if len(its) <= MOST_ALIKE}
        for line in self.free_lines():
            found = {
                item.key: item
                for amount in {line.amount, line.original} - {None}
                for item in known.get(amount, ())
            }
            yield from (
                (line, item)
                for item in found.values()
                if self.may_be_one((line,), (item,))
            )

    def take_only_ones(
        self, says: Callable[[Line, Item], Reason | None], sure: bool
    ) -> None:
        """Make pairs of one amount of which each side has no other."""
        partners: dict[int, list] = defaultdict(list)
        rivals: dict[int, int] = defaultdict(int)
        for line, item in self.by_amount():
            if reason := says(line, item):
                partners[line.row].append((line, item, reason))
                rivals[item.key] += 1
        for found in partners.values():
            line, item, reason = found[0]
            if len(found) == 1 and rivals[item.key] == 1:
                self.take((line,), (item,), sure, reason)


def same_amount(line: Line, item: Item) -> bool:
    """Say whether a line shows an item: all of it, or what is left of it open.

    >>> from decimal import Decimal as D
    >>> same_amount(Line(2, D(40)), Item(1, D(100), D(40)))
    True
    """
    shown = {line.amount, line.original} - {None}
    return bool(shown & ({item.amount, item.residual} - {Decimal(0)}))


def days_apart(line: Line, item: Item) -> int | None:
    """Return the days between a line and an item; None where a day is missing."""
    if line.day is None or item.day is None:
        return None
    return abs((line.day - item.day).days)
