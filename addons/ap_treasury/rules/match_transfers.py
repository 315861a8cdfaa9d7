# SPDX-License-Identifier: AGPL-3.0-or-later
"""Transfers between our own accounts: both sides in this run, or one booked before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from .match_evidence import AMOUNT, DUE, Evidence, account_in
from .match_index import Index, compact
from .match_values import (
    TRANSFER,
    ZERO,
    Allocation,
    BankLine,
    Key,
    OpenItem,
    Proposal,
    Reason,
)

OWN_ACCOUNT, INTERNAL_WORDS, OWN_NAME, PAIRED = 300, 240, 200, 100


class Transfers:
    """Lines of several of our journals that may be the two sides of a transfer."""

    def __init__(self, lines: Iterable[BankLine]) -> None:
        self.by_amount: dict[tuple, list[BankLine]] = defaultdict(list)
        for line in lines:
            self.by_amount[line.currency, line.amount].append(line)

    def answers(
        self, evidence: Evidence, index: Index, evidence_of: Mapping[Key, Evidence]
    ) -> list[Proposal]:
        """Return the other side of a transfer, or that it is to be waited for."""
        points, reasons = _internal(evidence, index)
        if not points:
            return []
        found = [
            one
            for other in self._others(evidence.line, index)
            if (one := _pair(evidence, evidence_of[other.key], index))
        ]
        found += [
            _on_its_way(evidence, item, index) for item in _items(evidence.line, index)
        ]
        if not found:
            every = (*reasons, Reason("other_side_awaited"))
            found.append(Proposal(TRANSFER, AMOUNT + points - DUE, every, False))
        return found

    def _others(self, line: BankLine, index: Index) -> list[BankLine]:
        days = index.policy.transfer_days
        return [
            other
            for other in self.by_amount.get((line.currency, -line.amount), ())
            if other.journal != line.journal
            and abs((other.day - line.day).days) <= days
        ]


def _pair(evidence: Evidence, other: Evidence, index: Index) -> Proposal | None:
    """Return two lines as one transfer, if both look like one."""
    points, reasons = _internal(evidence, index)
    theirs, why = _internal(other, index)
    if not theirs or not _accounts_agree(evidence.line, other.line, index):
        return None
    total = AMOUNT + PAIRED + points + theirs // 2
    every = (Reason("opposite_amount", (other.line.day,)), *reasons, *why)
    key, journal = other.line.key, other.line.journal
    return Proposal(TRANSFER, total, every, True, True, (), (), (key,), journal)


def _items(line: BankLine, index: Index) -> list[OpenItem]:
    """Return the transfers on their way that this line may end."""
    days = index.policy.transfer_days
    return [
        item
        for item in index.transit.get((line.currency, line.amount), ())
        if item.journal != line.journal and abs((item.day - line.day).days) <= days
    ]


def _on_its_way(evidence: Evidence, item: OpenItem, index: Index) -> Proposal:
    """Return the end of a transfer whose first side is booked already."""
    points, reasons = _internal(evidence, index)
    named = index.world.accounts.get(compact(evidence.line.iban))
    if named is not None and named != item.journal:
        points -= OWN_ACCOUNT
    every = (Reason("on_its_way", (item.day,)), *reasons)
    total = AMOUNT + PAIRED + points + DUE
    allocations = (Allocation(item.key, item.amount, ZERO),)
    return Proposal(
        TRANSFER, total, every, True, True, allocations, source=item.journal
    )


def _internal(evidence: Evidence, index: Index) -> tuple[int, list[Reason]]:
    """Return what speaks for a transfer between our own accounts."""
    line = evidence.line
    accounts = index.world.accounts
    iban = compact(line.iban) if compact(line.iban) in accounts else ""
    iban = iban or account_in(evidence.label.text, accounts)
    if iban and accounts[iban] != line.journal:
        return OWN_ACCOUNT, [Reason("own_account", (iban,))]
    if evidence.kind("internal"):
        return INTERNAL_WORDS, [Reason("internal_words")]
    text = f" {evidence.label.text} "
    named = any(f" {name} " in text for name in index.own if name)
    if named and not evidence.named:
        return OWN_NAME, [Reason("own_name")]
    return 0, []


def _accounts_agree(line: BankLine, other: BankLine, index: Index) -> bool:
    """Say whether neither side names another account of ours than the other's."""
    accounts = index.world.accounts
    for one, two in ((line, other), (other, line)):
        journal = accounts.get(compact(one.iban)) if one.iban else None
        if journal is not None and journal != two.journal:
            return False
    return True
