# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a reader gives: every row is a transaction, a fault or skipped, and counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from hashlib import sha256

from ..rules.transaction import Transaction
from .errors import Fault, cut

# Why a row is no transaction though nothing is wrong with it.
COPY = "copy"  # only repeats others: analytic copies, second taxes
REPEATED = "repeated"  # the very same row twice
NOT_ACCEPTED = "not_accepted"  # declined, pending, cancelled: no money moved
BLANK = "blank"
TOTAL = "total"  # a line of totals
LEDGER = "ledger"  # a counterpart line: the other side of the entry


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is left out on purpose."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Total:
    """A control total: what the file states and what its rows add up to."""

    code: str
    stated: Decimal
    found: Decimal

    @property
    def holds(self) -> bool:
        """Whether the two agree.

        >>> Total("record_count", Decimal(3), Decimal(2)).holds
        False
        """
        return self.stated == self.found


@dataclass(frozen=True)
class Settings:
    """What the company knows and the file does not say.

    ``currency``: the company's, ISO 4217; ``timezone``: whose day a time falls on.
    """

    currency: str = "EUR"
    timezone: str = "Europe/Paris"


@dataclass(frozen=True)
class Reading:
    """A file read. ``raws``: the filled cells of each row, by row number."""

    tool: str
    transactions: tuple[Transaction, ...] = ()
    faults: tuple[Fault, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    totals: tuple[Total, ...] = ()
    raws: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    receipts: tuple[tuple[str, int | None], ...] = ()  # name of file, row or None


def finish(reading: Reading) -> Reading:
    """Give ids to rows without one, and take the same row twice once.

    A row without an id gets one from its content and its place among its twins, so that
    the same export read again has the same ids. Two rows of one id that differ are
    faults both: which is right cannot be known.
    """
    by_key: dict[tuple, list[Transaction]] = {}
    for transaction in _with_ids(reading.transactions):
        by_key.setdefault(transaction.key, []).append(transaction)
    kept, faults, skipped = [], list(reading.faults), list(reading.skipped)
    for rows in by_key.values():
        first, others = rows[0], rows[1:]
        if all(replace(other, row=first.row) == first for other in others):
            kept.append(first)
            skipped += [Skipped(other.row, REPEATED) for other in others]
        else:
            faults += [_same_id(one) for one in rows]
    return replace(
        reading,
        transactions=tuple(kept),
        faults=tuple(sorted(faults, key=lambda fault: fault.row)),
        skipped=tuple(sorted(skipped, key=lambda one: one.row)),
    )


def _same_id(transaction: Transaction) -> Fault:
    value = " / ".join(filter(None, (transaction.external_id, transaction.line_id)))
    return Fault("same_id", transaction.row, "", cut(value))


def _with_ids(transactions: Iterable[Transaction]) -> Iterable[Transaction]:
    seen: dict[str, int] = {}
    for transaction in transactions:
        if transaction.external_id:
            yield transaction
            continue
        print_ = fingerprint(transaction)
        seen[print_] = seen.get(print_, 0) + 1
        made = f"{print_}-{seen[print_]}"
        yield replace(transaction, external_id=made)


def fingerprint(transaction: Transaction) -> str:
    """Return what the row says of the purchase, whatever id its tool gives.

    Two exports with new ids for the same rows have the same fingerprints; two coffees
    of one day have them as well, so a fingerprint counts, it does not identify.

    >>> one = Transaction("A", merchant="Café  X", gross_base=Decimal("2.50"))
    >>> other = Transaction("B", merchant="CAFÉ X", gross_base=Decimal("2.5"))
    >>> fingerprint(one) == fingerprint(other)
    True
    """
    who = transaction.employee_id or transaction.employee_email
    amounts = (transaction.gross_original, transaction.gross_base)
    said = (
        transaction.type,
        transaction.expense_date or transaction.settlement_date or "",
        (who or transaction.employee_name).casefold(),
        " ".join(transaction.merchant.casefold().split()),
        transaction.currency_original,
        *(_plain(amount) for amount in amounts),
    )
    return sha256("\x1f".join(map(str, said)).encode()).hexdigest()[:20]


def _plain(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount.normalize():f}"
