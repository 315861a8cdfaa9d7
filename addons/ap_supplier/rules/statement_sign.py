# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who owes whom on a supplier's list: understood from what proves it, or asked once.

Proofs, from the surest: documents that our ledger holds with the same number and amount;
the words of the documents (a bill is owed, a payment is not); what was answered for the
supplier before. A list that proves nothing, or two things, is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from odoo.addons.ap_base.arithmetic.bill_numbers import bill_number_key

from .statement_rows import CREDIT_MARKS, RawLine, Reading
from .statement_values import (
    BILL,
    CREDIT_NOTE,
    OPENING,
    OTHER,
    PAYMENT,
    Item,
    Line,
)

AS_WRITTEN, INVERTED, BY_KIND = "as_written", "inverted", "by_kind"
DIRECTIONS = (AS_WRITTEN, INVERTED, BY_KIND)
FEWEST = Decimal("0.9")  # of what speaks must speak for one direction


@dataclass(frozen=True, slots=True)
class Direction:
    """How a written amount becomes what we owe; ``why``: what proved it.

    ``as_written``: a debit, or a positive amount, is owed. ``inverted``: the contrary.
    ``by_kind``: amounts have no sign, the kind of document says it.
    """

    code: str
    why: str


def written_amount(line: RawLine) -> Decimal:
    """Return the amount of a row as written: debit less credit, or the one column.

    >>> from decimal import Decimal as D
    >>> written_amount(RawLine(2, None, "", "", "", {"debit": D(0), "credit": D(5)}))
    Decimal('-5')
    """
    found = line.amounts
    if "open" in found:
        return _marked(line, found["open"])
    if "debit" in found or "credit" in found:
        debit, credit = found.get("debit"), found.get("credit")
        return (debit or Decimal(0)) - (credit or Decimal(0))
    return _marked(line, found.get("amount", Decimal(0)) - _paid(line))


def _paid(line: RawLine) -> Decimal:
    paid = line.amounts.get("paid", Decimal(0))
    return paid if paid * line.amounts.get("amount", paid) > 0 else -paid


def _marked(line: RawLine, amount: Decimal) -> Decimal:
    return -amount if line.mark in CREDIT_MARKS and amount > 0 else amount


def find_direction(
    reading: Reading, items: Iterable[Item] = (), known: str = ""
) -> Direction | None:
    """Return the direction of a list; None where a person has to say it.

    ``known``: what was answered for this supplier's lists before. Without any proof two
    columns of a list are the supplier's own account, where a debit is owed, only if the
    answer is remembered: a copy of our account looks the same.

    >>> from decimal import Decimal as D
    >>> rows = (RawLine(2, None, "FA-1", "", "bill", {"credit": D(100)}),
    ...         RawLine(3, None, "", "Virement", "payment", {"debit": D(40)}))
    >>> find_direction(Reading(rows)).code
    'inverted'
    """
    lines = [line for line in reading.lines if written_amount(line)]
    ledger = _ledger_votes(lines, items)
    words = [_word_vote(line) for line in lines]
    unsigned = _is_unsigned(reading, lines)
    if unsigned and any(kind in (PAYMENT, CREDIT_NOTE) for kind in map(_kind, lines)):
        return Direction(BY_KIND, "words")
    for votes, why in ((ledger, "ledger"), (words, "words")):
        code = _elected([vote for vote in votes if vote])
        if code:
            return Direction(code, why)
        if code is None:
            return Direction(known, "answered") if known else None
    if known:
        return Direction(known, "answered")
    return Direction(AS_WRITTEN, "empty") if not lines else None


def _kind(line: RawLine) -> str:
    return line.kind


def _is_unsigned(reading: Reading, lines: Sequence[RawLine]) -> bool:
    """Say whether one column holds all amounts, none with a minus or a mark."""
    if {"debit", "credit", "mark"} & reading.roles:
        return False
    return all(written_amount(line) >= 0 for line in lines)


def _elected(votes: Sequence[int]) -> str | None:
    """Return the direction most speak for; "" where none speaks, None where they quarrel."""
    if not votes:
        return ""
    share = Decimal(sum(vote > 0 for vote in votes)) / len(votes)
    if share >= FEWEST:
        return AS_WRITTEN
    return INVERTED if share <= 1 - FEWEST else None


def _word_vote(line: RawLine) -> int:
    """Return 1 where the words of a line agree with its amount as written, -1 if not."""
    owed = {BILL: 1, CREDIT_NOTE: -1, PAYMENT: -1}.get(line.kind, 0)
    return owed if written_amount(line) > 0 else -owed


def _ledger_votes(lines: Sequence[RawLine], items: Iterable[Item]) -> list[int]:
    """Return a vote of each line whose number and amount our ledger holds."""
    known: dict[tuple[str, Decimal], set[int]] = {}
    for item in items:
        for number in item.numbers:
            key = (bill_number_key(number), abs(item.amount))
            known.setdefault(key, set()).add(1 if item.amount > 0 else -1)
    votes = []
    for line in lines:
        key, amount = bill_number_key(line.number), written_amount(line)
        signs = known.get((key, abs(amount)), set()) if key else set()
        if len(signs) == 1:
            votes.append(signs.pop() * (1 if amount > 0 else -1))
    return votes


def to_lines(reading: Reading, direction: Direction) -> list[Line]:
    """Return the lines of a list as what we owe; its opening balance is one of them."""
    signed = signing(direction)
    opening = [line for line in reading.stated if line.kind == OPENING][:1]
    lines = []
    for raw in (*opening, *reading.lines):
        amount = signed(raw)
        if amount:
            lines.append(_line(raw, amount, signed))
    return lines


def _line(raw: RawLine, amount: Decimal, signed: Callable) -> Line:
    kind = raw.kind if raw.kind != OTHER else (BILL if amount > 0 else OTHER)
    if kind == BILL and amount < 0:
        kind = CREDIT_NOTE
    whole = raw.amounts.get("amount") if "open" in raw.amounts else None
    numbers = tuple(one for one in (raw.number, raw.reference) if bill_number_key(one))
    return Line(
        raw.row,
        amount,
        raw.day,
        numbers,
        raw.label,
        kind,
        raw.currency,
        raw.due,
        whole and abs(whole) * (1 if amount > 0 else -1),
    )


def signing(direction: Direction) -> Callable[[RawLine], Decimal]:
    """Return what gives the amount of a row as what we owe."""

    def signed(raw: RawLine) -> Decimal:
        amount = written_amount(raw)
        if direction.code == INVERTED:
            return -amount
        if direction.code == BY_KIND and raw.kind in (PAYMENT, CREDIT_NOTE):
            return -abs(amount)
        return amount

    return signed


def stated_balance(reading: Reading, direction: Direction) -> Decimal | None:
    """Return the balance that the list itself states, the last of them; None: none.

    A total of two columns is the same as a balance.
    """
    signed = signing(direction)
    for kind in ("closing", "total"):
        found = [line for line in reading.stated if line.kind == kind]
        if found:
            return signed(found[-1])
    return None
