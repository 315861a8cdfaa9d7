# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statements again, out of the rows that the import engine has cleaned.

Rows of statement files bear the columns of `import_rows`; rows of sheets have a day, a
label and amounts as a profile names them, and become the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from . import chain
from .import_rows import points_of
from .sheet_rows import SheetRow, minus_debits, signed_amount
from .statement import STATEMENT, ZERO, Account, Balance, Entry, Statement

Values = Mapping[str, object]
SHEET = "sheet"


class SheetResult(NamedTuple):
    """Rows of a sheet as rows of statement files, and the gaps of its balances."""

    rows: list[dict[str, object]]
    gaps: tuple[chain.Gap, ...]


def account_of(written: str, iban: str = "") -> Account:
    """Return the account that a row names: by its IBAN, else as its file wrote it.

    >>> account_of("30003 01234 01234567890").branch
    '01234'
    >>> account_of("37040044 532013000").bank, account_of("532013000").number
    ('37040044', '532013000')
    """
    if iban:
        return Account(iban=iban)
    parts = written.split()
    if len(parts) == 3:
        return Account(bank=parts[0], branch=parts[1], number=parts[2])
    if len(parts) == 2:
        return Account(bank=parts[0], number=parts[1])
    return Account(number=written.strip())


def statement_of(rows: Sequence[Values]) -> Statement:
    """Return the statement that rows make: its balances, and its entries with day,
    amount, currency and label. The rows are those of one statement."""
    head = rows[0]
    currency = str(head.get("statement_currency") or "")
    entries = tuple(_entry(row) for row in rows if row.get("day"))
    days = sorted(entry.day for entry in entries)
    start = head.get("start") or (days[0] if days else None)
    end = head.get("end") or (days[-1] if days else head.get("closing_day"))
    return Statement(
        str(head.get("format") or SHEET),
        account_of(str(head.get("account") or ""), str(head.get("account_iban") or "")),
        currency,
        str(head.get("number") or ""),
        str(head.get("kind") or STATEMENT),
        start or end,
        end,
        _balance(head.get("opening"), None, currency),
        _balance(head.get("closing"), head.get("closing_day") or end, currency),
        entries,
        check_points=points_of(str(head.get("points") or "")),
    )


def _entry(row: Values) -> Entry:
    return Entry(
        row["day"],
        row["amount"],
        str(row.get("currency") or ""),
        str(row.get("label") or ""),
    )


def _balance(amount, day, currency: str) -> Balance | None:
    return None if amount is None else Balance(amount, day, currency)


def sheet_row(number: int, values: Values) -> SheetRow:
    """Return a row of a sheet as the profile named its columns."""
    text = {name: str(values.get(name) or "") for name in ("label", "mark", "currency")}
    amounts = {name: values.get(name) for name in ("amount", "debit", "credit", "balance")}
    return SheetRow(number, values["day"], **text, **amounts)


def of_sheet(rows: Sequence[SheetRow], values: Sequence[Values]) -> SheetResult:
    """Return the rows of a sheet with the columns of statement files filled in.

    ``values``: what the engine read of each row; it comes back with the signed amount
    and the balances. Raises `StatementError` where an amount cannot be told.
    """
    minus = minus_debits(rows)
    amounts = [signed_amount(row, False, minus) for row in rows]
    printed = [
        chain.Row(row.day, amount, row.balance, row.row)
        for row, amount in zip(rows, amounts, strict=True)
    ]
    gaps, opening = chain.running_gaps(printed), chain.opening_of_rows(printed)
    head = _sheet_head(rows, amounts, opening, gaps)
    found = [
        {**one, **head, "amount": amount}
        for one, amount in zip(values, amounts, strict=True)
    ]
    return SheetResult(found, gaps)


def _sheet_head(rows, amounts, opening, gaps) -> dict[str, object]:
    days = sorted(row.day for row in rows)
    head: dict[str, object] = {
        "statement": 0, "format": SHEET, "kind": STATEMENT,
        "start": days[0], "end": days[-1], "closing_day": days[-1],
    }  # fmt: skip
    if opening is None:
        return {**head, "opening": None, "closing": None}
    missing = sum((gap.amount for gap in gaps), ZERO)
    total = sum(amounts, ZERO)
    return {**head, "opening": opening.amount, "closing": opening.amount + total + missing}
