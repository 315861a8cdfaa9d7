# SPDX-License-Identifier: AGPL-3.0-or-later
"""A supplier's list as a table of fixed columns, for the import engine.

Row numbers stay those of the file. What is no row of the list is blank; the names of the
columns become a row of the kind ``header``, with the day of the list and its signature.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from odoo.addons.ap_base.readers.dates import FIRST_DAY_1900, parse_date
from odoo.addons.ap_base.readers.errors import ReaderError

from .statement_header import Layout, find_layout, signature
from .statement_rows import RawLine, Reading, Unread, read_rows
from .statement_values import BILL, CREDIT_NOTE, OPENING, OTHER, PAYMENT
from .statement_words import balance_kind, document_kind

COLUMNS = ("kind", "day", "due", "number", "reference", "label", "debit", "credit",
           "amount", "open", "paid", "mark", "currency")  # fmt: skip
AMOUNTS = ("debit", "credit", "amount", "open", "paid")
HEADER, CLOSING, TOTAL = "header", "closing", "total"
KINDS = frozenset((BILL, CREDIT_NOTE, PAYMENT, OPENING, OTHER, HEADER, CLOSING, TOTAL))
_DAY = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2}"
_STATED = re.compile(
    rf"\b(?:au|le|at|of|to|date)\b[^\d]{{0,12}}({_DAY})", re.IGNORECASE
)


def canonical(
    rows: Sequence[Sequence[object]], first_day: date = FIRST_DAY_1900
) -> list[list[object]]:
    """Return the list under `COLUMNS`. Raises `StatementError`.

    >>> found = canonical([["Relevé au 31/10/2026"], ["Date", "Facture", "Montant"],
    ...                    ["02/10/2026", "FA-1", "12,50"]])
    >>> found[0], found[1][:2], found[2][3], found[2][8]
    ([], ['header', datetime.date(2026, 10, 31)], 'FA-1', Decimal('12.50'))
    """
    layout = find_layout(rows)
    reading = read_rows(rows, layout, first_day)
    table: list[list[object]] = [[] for _row in rows]
    for line in (*reading.lines, *reading.stated):
        table[line.row - 1] = _cells(line)
    for unread in reading.unread:
        table[unread.row - 1] = _unread(unread, rows, layout)
    if layout.head:
        values = {
            "kind": HEADER,
            "day": stated_day(rows, layout),
            "label": signature(rows, layout)[:500],
            "currency": layout.currency,
        }
        table[layout.head - 1] = [values.get(name) for name in COLUMNS]
    return table


def _cells(line: RawLine) -> list[object]:
    values = {
        "kind": line.kind,
        "day": line.day,
        "due": line.due,
        "number": line.number,
        "reference": line.reference,
        "label": line.label,
        "mark": line.mark,
        "currency": line.currency,
        **{name: line.amounts.get(name) for name in AMOUNTS},
    }
    return [values[name] or None for name in COLUMNS]


def _unread(unread: Unread, rows, layout: Layout) -> list[object]:
    """Return the cells of a row that cannot be read, for the engine to refuse."""
    row = rows[unread.row - 1]
    cells: dict[str, object] = {"kind": OTHER}
    at = layout.places.get("number")
    if at is not None and at < len(row):
        cells["number"] = str(row[at] or "")[:500]
    if unread.value:
        cells[unread.role] = unread.value
    return [cells.get(name) for name in COLUMNS]


def stated_day(rows: Sequence[Sequence[object]], layout: Layout) -> date | None:
    """Return the day at which the list was made, where it says so: last of its balances,
    else above its columns.

    >>> stated_day([["Du 01/09/2026 au 30/09/2026"], ["Date", "Débit"]], Layout(2))
    datetime.date(2026, 9, 30)
    """
    below = [row for row in rows[layout.head :] if any(map(_closes, row))]
    for found in (reversed(below), rows[: max(layout.head - 1, 0)]):
        for row in found:
            days = _STATED.findall(" ".join(str(cell) for cell in row if cell))
            if days and (day := _parsed(days[-1])):
                return day
    return None


def _closes(cell: object) -> bool:
    return isinstance(cell, str) and balance_kind(cell) == CLOSING


def _parsed(text: str) -> date | None:
    try:
        return parse_date(text, ("dd/mm/yyyy", "mm/dd/yyyy"))
    except ReaderError:
        return None


def reading_of(rows: Iterable[tuple[int, Mapping[str, object]]]) -> Reading:
    """Return the reading that values of rows hold, each with its number: those of
    `canonical`, or of columns that a person has named."""
    lines, stated, roles = [], [], set()
    for number, values in rows:
        line = raw_line(number, values)
        if line.kind == HEADER:
            continue
        aside = line.kind in (OPENING, CLOSING, TOTAL)
        (stated if aside else lines).append(line)
        roles |= set(line.amounts) | ({"mark"} if line.mark else set())
    return Reading(tuple(lines), tuple(stated), (), frozenset(roles))


def raw_line(number: int, values: Mapping[str, object]) -> RawLine:
    """Return a row as its columns say it, out of its values."""

    def text(name: str) -> str:
        return str(values.get(name) or "").strip()

    kind = text("kind")
    if kind not in KINDS:
        kind = _kind(kind, text("label"), text("number"))
    amounts = {
        name: value
        for name in AMOUNTS
        if isinstance(value := values.get(name), Decimal) and value
    }
    return RawLine(
        number,
        values.get("day") or None,
        text("number"),
        text("label"),
        kind,
        amounts,
        text("reference"),
        text("currency").upper()[:3],
        values.get("due") or None,
        text("mark").casefold(),
    )


def _kind(kind: str, label: str, number: str) -> str:
    stated = next(filter(None, map(balance_kind, (kind, label))), "")
    return stated or document_kind(kind, label, number)


def day_of(rows: Iterable[tuple[int, Mapping[str, object]]]) -> date | None:
    """Return the day of the list: as stated, else the last of its documents."""
    rows = list(rows)
    for _number, values in rows:
        if values.get("kind") == HEADER and values.get("day"):
            return values["day"]
    days = [values["day"] for _number, values in rows if values.get("day")]
    return max(days, default=None)
