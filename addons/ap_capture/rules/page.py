# SPDX-License-Identifier: AGPL-3.0-or-later
"""A page as a reader sees it: words with their boxes, in lines and cells.

Coordinates are points (1/72 inch) from the upper left corner of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

WIDE = 1.1  # a gap of that many heights parts two cells
NARROW = 0.12  # one of less than that is no blank
SPACED = 5  # so many letters in a row, each alone, are a word printed with spaces
OVERLAP = 0.5  # words are on a line when they share that part of their height


class Box(NamedTuple):
    """A rectangle: left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        """Return how high it is."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Return where its middle is, from the top."""
        return (self.top + self.bottom) / 2

    def joined(self, other: Box) -> Box:
        """Return the rectangle around both.

        >>> Box(0, 0, 10, 5).joined(Box(20, 1, 30, 6))
        Box(left=0, top=0, right=30, bottom=6)
        """
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def shares_columns(self, other: Box) -> bool:
        """Say whether one stands above or below the other."""
        return self.left < other.right and other.left < self.right


class Word(NamedTuple):
    """Letters without a blank between."""

    text: str
    box: Box


@dataclass(frozen=True, eq=False)
class Cell:
    """Words of one line that no wide gap parts: what a reader sees as one text."""

    page: int
    words: tuple[Word, ...]

    @cached_property
    def text(self) -> str:
        """Return the words with one blank between."""
        return " ".join(word.text for word in self.words)

    @cached_property
    def box(self) -> Box:
        """Return the rectangle around the words."""
        return _around(word.box for word in self.words)

    def box_of(self, start: int, end: int) -> Box:
        """Return the rectangle around the characters of `text` from start to end (not
        included), in whole words."""
        boxes, place = [], 0
        for word in self.words:
            if place < end and place + len(word.text) > start:
                boxes.append(word.box)
            place += len(word.text) + 1
        return _around(boxes) if boxes else self.box


@dataclass(frozen=True, eq=False)
class Line:
    """The cells of a line, from left to right."""

    cells: tuple[Cell, ...]

    @cached_property
    def text(self) -> str:
        """Return its cells with two blanks between."""
        return "  ".join(cell.text for cell in self.cells)

    @cached_property
    def box(self) -> Box:
        """Return the rectangle around its cells."""
        return _around(cell.box for cell in self.cells)


@dataclass(frozen=True, eq=False)
class Page:
    """A page: its number (from 1), its size and its lines from above."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Return the cells of all lines, in reading order."""
        return tuple(cell for line in self.lines for cell in line.cells)


def _around(boxes: Iterable[Box]) -> Box:
    first, *others = boxes
    for box in others:
        first = first.joined(box)
    return first


def page_of(number: int, width: float, height: float, words: Iterable[Word]) -> Page:
    """Return the page of these words, in any order.

    >>> def word(text, left, top):
    ...     return Word(text, Box(left, top, left + 6 * len(text), top + 10))
    >>> words = [word("12,00", 200, 10), word("HT", 40, 10.5), word("Total", 5, 10), word("TTC", 5, 25)]
    >>> [line.text for line in page_of(1, 300, 100, words).lines]
    ['Total HT  12,00', 'TTC']
    """
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda one: (one.box.middle, one.box.left)):
        line = next((one for one in reversed(lines[-6:]) if _on(one, word)), None)
        if line is None:
            lines.append([word])
        else:
            line.append(word)
    lines.sort(key=lambda line: min(word.box.top for word in line))
    return Page(number, width, height, tuple(_line(number, line) for line in lines))


def _on(line: Sequence[Word], word: Word) -> bool:
    """Say whether the word stands on the line: beside the nearest of its words."""
    near = min(line, key=lambda one: abs(one.box.left - word.box.right))
    shared = min(near.box.bottom, word.box.bottom) - max(near.box.top, word.box.top)
    least = min(near.box.height, word.box.height)
    return shared > OVERLAP * least if least > 0 else near.box.middle == word.box.middle


def _line(page: int, words: list[Word]) -> Line:
    words = sorted(words, key=lambda word: word.box.left)
    cells: list[list[Word]] = [[words[0]]]
    for word in words[1:]:
        last = cells[-1][-1].box
        gap, height = word.box.left - last.right, max(last.height, word.box.height, 1)
        if gap > WIDE * height:
            cells.append([word])
        elif gap < NARROW * height and gap > -height:
            cells[-1][-1] = Word(cells[-1][-1].text + word.text, last.joined(word.box))
        else:
            cells[-1].append(word)
    return Line(tuple(Cell(page, tuple(_unspaced(cell))) for cell in cells))


def _unspaced(words: list[Word]) -> Iterator[Word]:
    """Yield the words, letters that are printed apart joined: F A C T U R E is one word."""
    run: list[Word] = []
    for word in [*words, None]:
        if word is not None and len(word.text) == 1 and word.text.isalpha():
            run.append(word)
            continue
        if len(run) >= SPACED:
            yield Word("".join(one.text for one in run), _around(one.box for one in run))
        else:
            yield from run
        run = []
        if word is not None:
            yield word
