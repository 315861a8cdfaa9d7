# SPDX-License-Identifier: AGPL-3.0-or-later
"""What corrections teach: the words, or the place, by which a supplier gives a value.

A learned label is one more word of the supplier's bills, read by the same rules as all others:
it names no value that they would not read, and totals stay behind their gate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .folding import squeezed
from .page import Box, Cell, Page
from .pointing import read_at
from .reader import Own, month_first, read_bill
from .reading import Read, Reading
from .values import amounts_in, days_in
from .words import Words

LEARNED = ("number", "date", "due", "total")
WEIGHT = 6  # louder than any label of the table
CONFIRMED = 2  # bills that say the same before it is sure
MOST_WORDS, LINES_ABOVE = 4, 3
NEAR = 6.0  # points by which a place may differ
_TAIL = re.compile(r"[^\W\d_][^\d]*$")


class Habit(NamedTuple):
    """How a supplier gives a value: behind or below the words `label`, else at `place` of a
    page. `seen`: how many bills said so; `key`: of who keeps it."""

    field: str
    label: str
    place: Box | None = None
    page: int = 1
    seen: int = 1
    key: int = 0


def learn(pages: Sequence[Page], words: Words, field: str, value) -> Habit | None:
    """Return how a value is given on these pages, None where it does not stand there or words
    that mean something else are beside it."""
    american = month_first(pages)
    nowhere = None
    for page in pages:
        for cell, start, end in _stands(page, field, value, american):
            label = _label(page, cell, start)
            if label and not _means(words, label, field):
                return Habit(field, label, None, page.number)
            if nowhere is None and not label:
                nowhere = Habit(field, "", cell.box_of(start, end), page.number)
    return nowhere


def _stands(page: Page, field: str, value, american: bool) -> Iterator[tuple[Cell, int, int]]:
    """Yield where the value stands on a page."""
    for cell in page.cells:
        if isinstance(value, date):
            found = [(day.start, day.end) for day in days_in(cell.text, american) if day.value == value]
        elif isinstance(value, Decimal):
            found = [(one.start, one.end) for one in amounts_in(cell.text) if abs(one.value) == abs(value)]
        else:
            found = [one.span() for one in re.finditer(rf"(?<!\w){re.escape(str(value))}(?!\w)", cell.text)]
        for start, end in found:
            yield cell, start, end


def _label(page: Page, cell: Cell, start: int) -> str:
    """Return the words before a value in its cell, else left of it, else above it."""
    inside = _words(cell.text[:start])
    if inside:
        return inside
    line = next(line for line in page.lines if cell in line.cells)
    left = line.cells[: line.cells.index(cell)]
    if left and _words(left[-1].text):
        return _words(left[-1].text)
    above = page.lines[: page.lines.index(line)][-LINES_ABOVE:]
    for other in (one for before in reversed(above) for one in before.cells):
        if other.box.shares_columns(cell.box):
            return _words(other.text)
    return ""


def _words(text: str) -> str:
    """Return the last words of a text, without signs and figures.

    >>> _words("Notre référence pièce n° : "), _words("12/09/2026"), _words("Lot 7 Pièce :")
    ('NOTRE REFERENCE PIECE NO', '', 'PIECE')
    """
    tail = _TAIL.search(text.strip(" :.-–#()"))
    plain = squeezed(tail.group()) if tail else ""
    last = plain.split()[-MOST_WORDS:]
    return " ".join(last) if len(plain.replace(" ", "")) > 1 else ""


def _means(words: Words, label: str, field: str) -> bool:
    """Say whether a label means another field everywhere: « échéance » is no bill's date."""
    others = {name for name, _weight in words.phrases.get(label, ())}
    return bool(others & {*LEARNED, "untaxed", "tax", "payable", "paid"} - {field})


def read_with(
    general: Reading, pages: Sequence[Page], words: Words, own: Own, habits: Iterable[Habit]
) -> tuple[Reading, dict[str, Habit]]:
    """Return the general reading of the pages with what is known of their supplier, and the
    habit by which each learned value was read. Sure is what several bills said alike."""
    habits = [habit for habit in habits if habit.field in LEARNED]
    labels = {habit.label: habit for habit in habits if habit.label}
    if not habits or general.kind not in ("bill", "credit"):
        return general, {}
    more = {label: ((habit.field, WEIGHT),) for label, habit in labels.items()}
    taught = read_bill(pages, replace(words, phrases={**words.phrases, **more}), own)
    fields, used = dict(general.fields), {}
    for habit in habits:
        read = _by(habit, taught, pages)
        if read is None or habit.field in used:
            continue
        old = fields.get(habit.field)
        if old is not None and old.value == read.value and old.sure:
            continue  # the general rules are as sure
        if habit.field == "total":  # of which the gate alone is sure
            if old is not None and old.sure:
                continue
            read = read._replace(sure=False)
        fields[habit.field], used[habit.field] = read, habit
    return general._replace(fields=fields), used


def _by(habit: Habit, taught: Reading, pages: Sequence[Page]) -> Read | None:
    """Return the value that a habit gives: behind its label, or at its place."""
    sure = habit.seen >= CONFIRMED
    if habit.label:
        read = taught.fields.get(habit.field)
        if read is None or squeezed(read.label) != habit.label:
            return None
        return read._replace(sure=sure and read.sure, why="learned")
    if habit.place is None or habit.page > len(pages):
        return None
    page, place = pages[habit.page - 1], habit.place
    read = read_at(page, place.left + 2, place.middle, habit.field, month_first(pages))
    if read is None or abs(read.box.left - place.left) > NEAR or abs(read.box.top - place.top) > NEAR:
        return None
    has_figure = not isinstance(read.value, str) or any(map(str.isdigit, read.value))
    return read._replace(sure=False, why="learned") if has_figure else None
