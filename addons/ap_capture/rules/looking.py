# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the value of a label stands: behind it, right of it, or below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from .page import Box, Cell, Line, Page
from .words import Label, Words, labels_of

AFTER, RIGHT, BELOW = "after", "right", "below"
MOST_RIGHT, MOST_BELOW = 4, 4
FAR_BELOW = 7.0  # heights of the label


RATE = re.compile(r"(?<![\d.,])-?\d{1,2}(?:[.,]\d{1,3})?\s?%")  # « TVA 20 % » names no amount


class Place(NamedTuple):
    """A part of a cell where the value of a label may stand."""

    cell: Cell
    start: int
    end: int
    way: str

    @property
    def text(self) -> str:
        """Return the text there."""
        return self.cell.text[self.start : self.end]

    def box(self, start: int, end: int) -> Box:
        """Return the rectangle around characters of `text`."""
        return self.cell.box_of(self.start + start, self.start + end)


class Sheet:
    """A page with its labels, and what stands around them."""

    def __init__(self, page: Page, words: Words) -> None:
        self.page, self.words = page, words
        self.labels = labels_of(page, words)
        self.by_cell: dict[Cell, list[Label]] = {}
        for label in self.labels:
            self.by_cell.setdefault(label.cell, []).append(label)

    @cached_property
    def line_of(self) -> dict[Cell, int]:
        """Return the number of the line of each cell."""
        return {
            cell: number
            for number, line in enumerate(self.page.lines)
            for cell in line.cells
        }

    def line(self, cell: Cell) -> Line:
        """Return the line of a cell."""
        return self.page.lines[self.line_of[cell]]

    def starts_with_label(self, cell: Cell, fields: Sequence[str] = ()) -> bool:
        """Say whether a cell begins with a label (of these fields)."""
        return any(
            label.start <= 1 and (not fields or label.field in fields)
            for label in self.by_cell.get(cell, ())
        )

    def places(self, label: Label, below: bool = True) -> Iterator[Place]:
        """Yield where the value of a label may stand, the likeliest first."""
        text = label.cell.text
        others = [o.start for o in self.by_cell[label.cell] if o.start >= label.end]
        end = min(others, default=len(text))
        if text[label.end : end].strip(" :.-–"):
            yield Place(label.cell, label.end, end, AFTER)
        if not any(map(str.isdigit, RATE.sub("", text[label.end :]))):
            yield from self._right(label)
        if below:
            yield from self._below(label)

    def _right(self, label: Label) -> Iterator[Place]:
        cells = self.line(label.cell).cells
        here = cells.index(label.cell)
        for cell in cells[here + 1 : here + 1 + MOST_RIGHT]:
            if self.starts_with_label(cell):
                return
            yield Place(cell, 0, len(cell.text), RIGHT)

    def _below(self, label: Label) -> Iterator[Place]:
        box = label.cell.box_of(label.start, label.end)
        height, found = max(box.height, 4), 0
        for line in self.page.lines[self.line_of[label.cell] + 1 :]:
            if line.box.top - box.bottom > FAR_BELOW * height:
                return
            for cell in line.cells:
                if cell.box.shares_columns(box):
                    found += 1
                    yield Place(cell, 0, len(cell.text), BELOW)
            if found >= MOST_BELOW:
                return
