# SPDX-License-Identifier: AGPL-3.0-or-later
"""One answer made of open items: its score and its reasons."""

from __future__ import annotations

from collections.abc import Container, Sequence

from .match_evidence import (
    NOBODY,
    NOT_NAMED,
    Evidence,
    date_points,
    party_points,
    references_points,
)
from .match_index import Index
from .match_values import (
    ITEMS,
    ZERO,
    Allocation,
    BankLine,
    Key,
    OpenItem,
    Proposal,
    Reason,
    Split,
)


def gap(item: OpenItem, line: BankLine) -> tuple[int, str]:
    """Return how many days an item is from its line, then its key: an order."""
    return abs((line.day - item.expected).days), str(item.key)


def item_answer(
    evidence: Evidence,
    items: Sequence[OpenItem],
    index: Index,
    points: int,
    extra: Sequence[Reason],
    splits: tuple[Split, ...] = (),
    kind: str = ITEMS,
) -> Proposal:
    """Return the answer that pays these items whole, with all that speaks for it."""
    partners = {item.partner for item in items}
    reasons, party = list(extra), 0
    if len(partners) == 1:
        party, why = party_points(evidence, items[0].partner)
        reasons += why
    named, why, sure = references_points(evidence, items)
    points, reasons = points + party + named, reasons + why
    if not party and evidence.somebody:
        points += NOBODY  # the label names somebody, and the amount comes again
        reasons.append(Reason("party_unknown"))
    others = _named_and_left(evidence, items, partners, index)
    if others:
        points, sure = points + NOT_NAMED, False
        reasons.append(Reason("names_others", others))
    dated, why = date_points(evidence, items, index)
    points, reasons = points + dated, reasons + why
    allocations = tuple(Allocation(item.key, item.amount, ZERO) for item in items)
    return Proposal(kind, points, tuple(reasons), True, sure, allocations, splits)


def _named_and_left(
    evidence: Evidence,
    items: Sequence[OpenItem],
    partners: Container[Key],
    index: Index,
) -> tuple[Key, ...]:
    """Return the items that the label names and that are not in an answer: of the same
    parties, or of any where it holds none that is named."""
    if not evidence.strong:
        return ()
    chosen = {item.key for item in items}
    some = bool(chosen & evidence.strong)
    left = (k for k in evidence.strong - chosen if k not in index.gone)
    return tuple(
        sorted(
            (k for k in left if not some or index.items[k].partner in partners), key=str
        )
    )
