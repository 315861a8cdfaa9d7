# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bank lines of a statement: entries, or the transactions that make them up.

The amount of an entry is what moved. Its transactions take its place only where they
make sense of it; what they leave is a line of its own, never dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from .figures import joined
from .statement import ZERO, Detail, Entry, Facts, Statement

WHOLE, PART, CHARGES, REST = "whole", "part", "charges", "rest"


@dataclass(frozen=True, slots=True)
class BookedLine:
    """A line of the bank journal. ``role``: the whole entry, a transaction of it, the
    charges the bank took, or the rest that the transactions do not explain."""

    entry: Entry
    amount: Decimal
    facts: Facts
    role: str = WHOLE

    @property
    def label(self) -> str:
        """Return what the bank wrote, in one text."""
        text = (self.entry.label, self.facts.remittance)
        return joined(*text) or self.facts.name or self.entry.code("ofx")


def booked_lines(statement: Statement) -> Iterator[BookedLine]:
    """Yield the lines of the booked entries; their sum is the statement's total."""
    for entry in statement.entries:
        yield from split(entry)


def split(entry: Entry) -> list[BookedLine]:
    """Return the lines of an entry; their sum is its amount.

    Transactions without amounts, in another currency, or that each repeat the whole
    amount do not split it.
    """
    if not _splits(entry):
        return [BookedLine(entry, entry.amount, entry.facts)]
    found = [
        BookedLine(entry, one.amount, _own(entry, one), PART) for one in entry.details
    ]
    rest = entry.amount - sum((line.amount for line in found), ZERO)
    if rest:
        charges = sum((one.charges for one in entry.details), ZERO)
        role = CHARGES if charges and rest == -charges else REST
        about = replace(entry.facts, remittance="", end_to_end="", name="")
        found.append(BookedLine(entry, rest, about, role))
    return found


def _splits(entry: Entry) -> bool:
    details = entry.details
    amounts = [one.amount for one in details]
    if not details or any(not amount for amount in amounts):
        return False
    if len(details) == 1:
        gap = entry.amount - amounts[0]
        return bool(gap) and gap == -details[0].charges
    repeated = all(abs(amount) == abs(entry.amount) for amount in amounts)
    same_side = sum(amounts, ZERO) * entry.amount > 0
    return same_side and not repeated


def _own(entry: Entry, detail: Detail) -> Facts:
    """Return what is known of a transaction, with the order it belongs to."""
    facts = detail.facts
    return replace(facts, batch=facts.batch or entry.facts.batch)
