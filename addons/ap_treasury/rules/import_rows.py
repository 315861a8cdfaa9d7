# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statements as rows of a table, for the import engine and its dry run; facts as JSON.

A row is a bank line with the columns of its statement repeated; a statement without any
line has one row of its own, so that its balances are not lost.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .accounts import iban_of_account
from .lines import BookedLine, booked_lines
from .statement import Balance, Facts, Statement

STATEMENT_COLUMNS = (
    "statement",
    "format",
    "kind",
    "account",
    "account_iban",
    "statement_currency",
    "number",
    "start",
    "end",
    "opening",
    "closing",
    "closing_day",
    "difference",
    "points",
)
LINE_COLUMNS = (
    "row",
    "day",
    "value_day",
    "amount",
    "currency",
    "label",
    "role",
    "name",
    "iban",
    "original",
    "original_currency",
    "details",
)
COLUMNS = STATEMENT_COLUMNS + LINE_COLUMNS


class PendingCount(NamedTuple):
    """How many announced entries of a statement are in no row, and their sum."""

    statement: int
    count: int
    total: Decimal


def table(statements: Sequence[Statement]) -> list[list[object]]:
    """Return the rows of statements below a row of `COLUMNS`: days, Decimals, texts.

    The amounts of a statement's rows sum to its total.
    """
    rows: list[list[object]] = [list(COLUMNS)]
    for place, statement in enumerate(statements):
        head = _head(place, statement)
        made = [_line(line) for line in booked_lines(statement)]
        rows += [[*head, *line] for line in made or [[None] * len(LINE_COLUMNS)]]
    return rows


def pending(statements: Sequence[Statement]) -> list[PendingCount]:
    """Return the statements that announce entries: shown, never booked."""
    return [
        PendingCount(
            place, len(one.pending), sum((e.amount for e in one.pending), Decimal(0))
        )
        for place, one in enumerate(statements)
        if one.pending
    ]


def _head(place: int, one: Statement) -> list[object]:
    return [
        place,
        one.format,
        one.kind,
        one.account.written,
        iban_of_account(one.account),
        one.currency,
        one.number,
        one.start,
        one.end,
        one.opening.amount if one.opening else None,
        one.closing.amount if one.closing else None,
        one.closing.day if one.closing else None,
        one.difference,
        _points(one),
    ]


def _points(one: Statement) -> str | None:
    """Return the balances printed between the first and the last, as JSON."""
    between = [
        [balance.day.isoformat(), format(balance.amount, "f")]
        for balance in one.check_points
        if balance.day and balance not in (one.opening, one.closing)
    ]
    return json.dumps(between) if between else None


def points_of(text: str) -> tuple[Balance, ...]:
    """Return the balances out of what a row holds of them.

    >>> points_of('[["2026-10-01", "950.00"]]')[0].amount
    Decimal('950.00')
    """
    return tuple(
        Balance(Decimal(amount), date.fromisoformat(day))
        for day, amount in json.loads(text or "[]")
    )


def _line(line: BookedLine) -> list[object]:
    entry, facts = line.entry, line.facts
    return [
        entry.row,
        entry.day,
        entry.value_day,
        line.amount,
        entry.currency,
        line.label,
        line.role,
        facts.name,
        facts.iban,
        facts.original,
        facts.original_currency,
        json.dumps(details(line), ensure_ascii=False, sort_keys=True),
    ]


def details(line: BookedLine) -> dict[str, object]:
    """Return all that is known of a line as values of JSON; empty ones are left out.

    Amounts are texts, codes a mapping, unread parts a list of pairs.
    """
    entry = line.entry
    found: dict[str, object] = {
        name: _plain(value) for name, value in asdict(line.facts).items() if value
    }
    found |= {
        "codes": dict(entry.codes),
        "ident": entry.ident,
        "reversal": entry.reversal,
        "remarks": list(entry.remarks),
    }
    return {name: value for name, value in found.items() if value}


def facts_of(found: Mapping[str, object]) -> Facts:
    """Return the facts out of what `details` gave; unknown names are left out."""
    names = {one.name for one in fields(Facts)}
    values = {name: value for name, value in found.items() if name in names}
    if "kept" in values:
        values["kept"] = tuple((str(name), str(text)) for name, text in values["kept"])
    for name in ("original", "rate", "charges"):
        if name in values:
            values[name] = Decimal(values[name])
    return Facts(**values)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [list(pair) for pair in value]
    return value
