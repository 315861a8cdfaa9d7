# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person points at: the value of a field at a place of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .page import Cell, Page
from .reading import Read
from .values import amounts_in, days_in

DAYS = ("date", "due")
AMOUNTS = ("untaxed", "tax", "total", "amount")
_TOKEN = re.compile(r"[^\s:]+")
NEAR = 4.0  # points around a text that count as on it


def read_at(page: Page, x: float, y: float, field: str, american: bool = False) -> Read | None:
    """Return the value of a field where somebody points, None where no such value stands.

    >>> from .page import Box, Word, page_of
    >>> words = [Word("Facture", Box(10, 10, 50, 20)), Word("F-77", Box(54, 10, 74, 20)),
    ...          Word("1", Box(10, 40, 14, 50)), Word("234,50", Box(18, 40, 50, 50))]
    >>> page = page_of(1, 300, 100, words)
    >>> read_at(page, 60, 15, "number").value, str(read_at(page, 12, 45, "amount").value)
    ('F-77', '1234.50')
    >>> read_at(page, 60, 15, "date"), read_at(page, 200, 90, "number")
    (None, None)
    """
    cell = next((one for one in page.cells if _inside(one.box, x, y)), None)
    if cell is None:
        return None
    found = [(cell.box_of(start, end), value) for start, end, value in _values(cell, field, american)]
    if not found:
        return None
    box, value = min(found, key=lambda one: (not _inside(one[0], x, y), abs(one[0].left - x)))
    return Read(value, True, page.number, box, "pointed")


def _inside(box, x: float, y: float) -> bool:
    return box.left - NEAR <= x <= box.right + NEAR and box.top - NEAR <= y <= box.bottom + NEAR


def _values(cell: Cell, field: str, american: bool) -> Iterator[tuple[int, int, object]]:
    text = cell.text
    if field in DAYS:
        for day in days_in(text, american):
            yield day.start, day.end, day.value
    elif field in AMOUNTS:
        for one in amounts_in(text):
            yield one.start, one.end, one.value
    elif field in ("number", "order"):
        for token in _TOKEN.finditer(text):
            plain = token.group().strip(".,;()")
            if any(map(str.isalnum, plain)):
                start = token.start() + token.group().index(plain)
                yield start, start + len(plain), plain
    else:
        yield 0, len(text), text.strip(" :·•|–-")
