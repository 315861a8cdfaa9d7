# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of a sheet (CSV, XLSX) as a statement, once a profile has named its columns.

The import engine reads cells; here stands what is particular to banks: one signed
column or two, which sign a debit column has, the balance printed on each row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from . import chain
from .errors import StatementError
from .statement import ZERO, Account, Balance, Entry, Facts, Statement

DEBIT_MARKS = frozenset(("D", "DEBIT", "DÉBIT", "DR", "DBIT", "-", "S"))
CREDIT_MARKS = frozenset(("C", "CREDIT", "CRÉDIT", "CR", "CRDT", "+", "H"))


class SheetRow(NamedTuple):
    """A row as its profile names the columns. ``day``: the booking date. Of ``amount``
    (signed, or with a ``mark``), ``debit`` and ``credit`` some are there."""

    row: int
    day: date
    label: str
    amount: Decimal | None = None
    debit: Decimal | None = None
    credit: Decimal | None = None
    mark: str = ""
    balance: Decimal | None = None
    value_day: date | None = None
    reference: str = ""
    name: str = ""
    iban: str = ""
    currency: str = ""
    original: Decimal | None = None
    original_currency: str = ""
    fee: Decimal | None = None


def minus_debits(rows: Sequence[SheetRow]) -> bool:
    """Say whether the debit column writes what went out with a minus: no row has it
    without. In any other file a minus there takes a debit back."""
    debits = [row.debit for row in rows if row.debit]
    return bool(debits) and all(debit < 0 for debit in debits)


def signed_amount(row: SheetRow, inverse: bool = False, minus: bool = False) -> Decimal:
    """Return the amount of a row, positive for money received.

    ``inverse``: the file of a card shows what was spent as positive. ``minus``: see
    `minus_debits`. Raises `StatementError` where both columns are filled, or none.

    >>> day, out = date(2026, 4, 1), Decimal("120.00")
    >>> signed_amount(SheetRow(2, day, "A", debit=-out), minus=True)
    Decimal('-120.00')
    >>> signed_amount(SheetRow(2, day, "A", debit=out, credit=Decimal(0)))
    Decimal('-120.00')
    >>> signed_amount(SheetRow(2, day, "A", amount=out, mark="D"))
    Decimal('-120.00')
    """
    if row.amount is not None:
        found = _marked(row) if row.mark else row.amount
    elif row.debit and row.credit:
        raise StatementError("amount", row.row, "debit", f"{row.debit} {row.credit}")
    elif row.debit is None and row.credit is None:
        raise StatementError("missing", row.row, "amount")
    else:
        debit = row.debit or ZERO
        found = row.credit or (debit if minus else -debit)
    return -found if inverse else found


def _marked(row: SheetRow) -> Decimal:
    """Return the amount of a row with a column D/C; a minus under it takes back."""
    mark = row.mark.strip().upper()
    if mark in DEBIT_MARKS:
        return -abs(row.amount)
    if mark in CREDIT_MARKS:
        return abs(row.amount)
    raise StatementError("sign", row.row, "mark", row.mark)


def statement(
    rows: Sequence[SheetRow], account: Account, currency: str, inverse: bool = False
) -> tuple[Statement, tuple[chain.Gap, ...]]:
    """Return the rows as a statement, and where its printed balances do not follow.

    Balances come from the rows; a fee in a column of its own is an entry of its own.
    Raises `StatementError`.
    """
    entries, printed = [], []
    minus = minus_debits(rows)
    for row in rows:
        amount = signed_amount(row, inverse, minus)
        entries.append(_entry(row, amount, row.label))
        if row.fee:
            entries.append(_entry(row, row.fee, row.label))
        total = amount + (row.fee or ZERO)
        printed.append(chain.Row(row.day, total, row.balance, row.row))
    gaps = chain.running_gaps(printed)
    opening = chain.opening_of_rows(printed)
    days = sorted(row.day for row in rows)
    balances = {}
    if opening is not None:
        total = sum((row.amount for row in printed), ZERO)
        missing = sum((gap.amount for gap in gaps), ZERO)
        closing = Balance(opening.amount + total + missing, days[-1], currency)
        balances = {"opening": replace(opening, currency=currency), "closing": closing}
    found = Statement(
        "sheet",
        account,
        currency,
        start=days[0] if days else None,
        end=days[-1] if days else None,
        entries=tuple(entries),
        **balances,
    )
    return found, gaps


def _entry(row: SheetRow, amount: Decimal, label: str) -> Entry:
    facts = Facts(
        name=row.name,
        iban=row.iban,
        reference=row.reference,
        original=row.original or None,
        original_currency=row.original_currency if row.original else "",
    )
    return Entry(
        row.day,
        amount,
        row.currency,
        label,
        value_day=row.value_day,
        facts=facts,
        ident=row.reference,
        row=row.row,
    )
