# SPDX-License-Identifier: AGPL-3.0-or-later
"""Several lines that pay one item together: each names it, their sum is what is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from .match_evidence import REFERENCE
from .match_index import Index
from .match_values import (
    GROUP,
    ITEMS,
    ZERO,
    Allocation,
    BankLine,
    Key,
    Proposal,
    Reason,
)

MOST_LINES = 12


def grouped(
    lines: Sequence[BankLine], answers: Mapping[Key, Sequence[Proposal]], index: Index
) -> dict[Key, Proposal]:
    """Return for each line of a whole group the answer of the group."""
    parts: dict[Key, list[tuple[BankLine, Proposal]]] = defaultdict(list)
    for line in lines:
        named = [one for one in answers[line.key] if _is_part(one)]
        if len(named) == 1 and not any(
            one.exact and one.sure for one in answers[line.key]
        ):
            parts[named[0].allocations[0].item].append((line, named[0]))
    found: dict[Key, Proposal] = {}
    for key, members in parts.items():
        item = index.items[key]
        total = sum((line.amount for line, _one in members), ZERO)
        if 1 < len(members) <= MOST_LINES and total == item.amount:
            found.update(_answers(members, item.key, item.amount))
    return found


def _is_part(one: Proposal) -> bool:
    """Say whether an answer is a part payment of one item that a reference names."""
    whole = len(one.allocations) == 1 and not one.rest
    return one.kind == ITEMS and not one.exact and one.sure and whole


def _answers(members, item: Key, amount) -> dict[Key, Proposal]:
    """Return the answer of each line: its amount of the item, of which nothing is left
    once all lines are there."""
    keys = [line.key for line, _one in members]
    reasons = (Reason("sum_of_lines", (len(keys), amount)),)
    return {
        line.key: Proposal(
            GROUP,
            one.score + REFERENCE // 2,
            reasons + one.reasons,
            True,
            True,
            (Allocation(item, line.amount, ZERO),),
            (),
            tuple(key for key in keys if key != line.key),
        )
        for line, one in members
    }
