# SPDX-License-Identifier: AGPL-3.0-or-later
"""The text of a printed list, its places on the page kept, as a table.

Texts apart by two blanks and more are cells. Each goes to the column whose name stands
over it: amounts end where their name ends or near it, texts begin near it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .statement_words import column_role

_CELL = re.compile(r"\S+(?: \S+)*")
_AMOUNT = re.compile(r"\(?-?[\d\s.,'’]*\d[.,]\d{2}\)?-?(?:\s?(?:€|EUR|[DC]R?))?")
_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2}")
# 02/04/2026 FA-12 Facture 1 180,00: cells that one blank parts.
_LOOSE = re.compile(
    rf"^\s*(?P<day>{_DAY.pattern})\s+(?P<text>.*?)\s*"
    rf"(?P<amounts>(?:(?<!\S)-?(?:\d{{1,3}}(?:[ .]\d{{3}})+|\d+),\d{{2}}\s*)+)$"
)
_ONE_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:[ .]\d{3})+|\d+),\d{2}")


class Cell(NamedTuple):
    """A text with where it begins and ends on its line."""

    start: int
    end: int
    text: str


def to_table(text: str) -> list[list[str]]:
    """Return the lines of a text as rows, row numbers those of the lines.

    >>> to_table('''Date        Facture      Débit    Crédit
    ... 02/04/2026  FA-12     1 180,00
    ... 05/04/2026  AV-3                 80,00''')[1:]
    [['02/04/2026', 'FA-12', '1 180,00', ''], ['05/04/2026', 'AV-3', '', '80,00']]
    """
    lines = [list(_cells(line)) for line in text.splitlines()]
    heads = [number for number, cells in enumerate(lines) if _is_head(cells)]
    if not heads:
        return [_loose(line) for line in text.splitlines()]
    rows: list[list[str]] = []
    columns: Sequence[Cell] = lines[heads[0]]
    width = len(columns)
    for number, cells in enumerate(lines):
        if number in heads and len(cells) == width:
            columns = cells  # the next page is laid out a little differently
        if number in heads or number < heads[0]:
            rows.append([cell.text for cell in cells])
        else:
            rows.append(_row(cells, columns))
    return rows


def _cells(line: str):
    for found in _CELL.finditer(line.expandtabs()):
        yield Cell(found.start(), found.end(), found[0])


def _is_head(cells: Sequence[Cell]) -> bool:
    roles = {column_role(cell.text) for cell in cells} - {""}
    amounts = {"debit", "credit", "amount", "open", "balance"}
    return len(roles) >= 3 and bool(roles & amounts) and bool(roles & {"day", "number"})


def _row(cells: Sequence[Cell], columns: Sequence[Cell]) -> list[str]:
    """Return the cells of a line under their columns; two in one are joined."""
    row = [""] * len(columns)
    for cell in cells:
        at = _column(cell, columns)
        row[at] = f"{row[at]} {cell.text}".strip()
    return row


def _column(cell: Cell, columns: Sequence[Cell]) -> int:
    """Return the column of a cell: amounts by their right end, texts by overlap, else by
    where they begin."""
    if _AMOUNT.fullmatch(cell.text):
        money = [
            at
            for at, column in enumerate(columns)
            if column_role(column.text)
            in ("debit", "credit", "amount", "open", "balance", "running", "paid", "")
        ]
        near = money or range(len(columns))
        return min(near, key=lambda at: abs(columns[at].end - cell.end))
    overlaps = [
        min(cell.end, column.end) - max(cell.start, column.start) for column in columns
    ]
    best = max(range(len(columns)), key=lambda at: overlaps[at])
    if overlaps[best] > 0:
        return best
    return min(
        range(len(columns)),
        key=lambda at: min(
            abs(columns[at].start - cell.start), abs(columns[at].end - cell.end)
        ),
    )


def _loose(line: str) -> list[str]:
    """Return a line without columns: day, number, text and amounts where it has them."""
    found = _LOOSE.match(line)
    if not found:
        return [cell.text for cell in _cells(line)]
    words = found["text"].split()
    number = next((word for word in words if any(map(str.isdigit, word))), "")
    text = " ".join(word for word in words if word != number)
    return [found["day"], number, text, *_ONE_AMOUNT.findall(found["amounts"])]
