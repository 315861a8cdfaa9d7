# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people decided on a list: documents put together by hand, and pairs that were
parted. The matching keeps to it.

Lines are named by their row in the file and items by their key: both stay the same when
the list is reconciled again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .statement_values import Reason


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: these rows and these items are one, or are not."""

    rows: tuple[int, ...]
    keys: tuple[int, ...]
    together: bool
    reason: Reason = Reason("by_hand")


@dataclass(frozen=True, slots=True)
class Decided:
    """What stands of all decisions: pairs made, and (row, key) that are never one."""

    pairs: tuple[Decision, ...] = ()
    apart: frozenset[tuple[int, int]] = frozenset()

    def parts(self, rows: Iterable[int], keys: Iterable[int]) -> bool:
        """Say whether a person parted one of these rows from one of these items."""
        if not self.apart:
            return False
        held = tuple(keys)
        return any((row, key) in self.apart for row in rows for key in held)


def standing(decisions: Iterable[Decision]) -> Decided:
    """Return what stands, in the order in which it was decided: the later word counts.

    >>> pair = Decision((2,), (7, 8), True)
    >>> len(standing([pair]).pairs), standing([pair, Decision((2,), (7, 8), False)]).pairs
    (1, ())
    >>> sorted(standing([Decision((2,), (7,), False)]).apart)
    [(2, 7)]
    >>> standing([Decision((2,), (7,), False), Decision((2,), (7,), True)]).apart
    frozenset()
    """
    pairs: list[Decision] = []
    apart: set[tuple[int, int]] = set()
    for one in decisions:
        crossed = {(row, key) for row in one.rows for key in one.keys}
        pairs = [pair for pair in pairs if not _meet(pair, one)]
        if one.together:
            apart -= crossed
            pairs.append(one)
        else:
            apart |= crossed
    return Decided(tuple(pairs), frozenset(apart))


def _meet(pair: Decision, other: Decision) -> bool:
    """Say whether two decisions are about the same row or the same item."""
    return bool(set(pair.rows) & set(other.rows) or set(pair.keys) & set(other.keys))
