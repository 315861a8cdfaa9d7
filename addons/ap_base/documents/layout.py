# SPDX-License-Identifier: AGPL-3.0-or-later
"""How wide the columns of a printed table are. Knows no PDF: texts are measured by a
function that it is given."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .document import AMOUNT, TEXT, Cell, Column, Language, Table

SAMPLE = 400  # rows that say how wide a column is
LONGEST = 380.0  # points that a text asks for at most, before it wraps
SHORT = 105.0  # points up to which a text stays on one line while others wrap
SHORTEST = 70.0  # points that a longer text keeps at least
KEPT = 0.4  # share of what a long text asks for that it gets at least
AFTER_FIGURES = 7.0  # more room before a text at the right of figures
BETWEEN = 4.0  # more room between figures, which are read down
EDGE = 1.0  # a hair more than measured, so that nothing wraps for rounding


class Look(NamedTuple):
    """Fonts of cells and headings, and the padding of a cell, both sides."""

    plain: str
    bold: str
    padding: float


class Shown(NamedTuple):
    """A table as printed: columns and rows that are, and how many rows are not."""

    columns: tuple[Column, ...]
    rows: Sequence[tuple]
    totals: dict[int, Decimal]
    left_out: int


Measure = Callable[[str, str], float]


def shown(table: Table) -> Shown:
    """What the PDF shows of a table."""
    places = [place for place, column in enumerate(table.columns) if column.printed]
    sums = table.totals()
    rows = table.printed_rows()
    return Shown(
        tuple(table.columns[place] for place in places),
        [tuple(row[place] for place in places) for row in rows],
        {new: sums[old] for new, old in enumerate(places) if old in sums},
        len(table.rows) - len(rows),
    )


def free(value: Cell, language: Language, digits: int) -> str:
    """A value that stands alone, as text."""
    if isinstance(value, bool):
        return ""
    kind = TEXT if isinstance(value, str | date | None) else AMOUNT
    return language.shown(value, Column("", kind, digits=digits))


def after_figures(table: Shown, place: int) -> bool:
    """Whether a column is a text at the right of figures, which end where it begins."""
    columns = table.columns
    return bool(place) and columns[place - 1].is_figure and not columns[place].is_figure


def is_wide(table: Shown, room: float, measure: Measure, look: Look) -> bool:
    """Whether the table asks for more than the room of an upright page."""
    wanted, _least = _asked(table, measure, look, Language())
    return sum(wanted) > room


def widths(
    table: Shown, room: float, measure: Measure, look: Look, language: Language
) -> list[float]:
    """One width per column, together the room: figures whole, texts share the rest."""
    wanted, least = _asked(table, measure, look, language)
    if sum(wanted) <= room:
        texts = [place for place, column in enumerate(table.columns) if column.kind == TEXT]
        texts = texts or range(len(wanted))
        spare = (room - sum(wanted)) / len(texts)
        return [
            width + (spare if place in texts else 0) for place, width in enumerate(wanted)
        ]
    if sum(least) >= room:
        return [width * room / sum(least) for width in least]
    share = (room - sum(least)) / (sum(wanted) - sum(least))
    return [
        low + share * (high - low) for high, low in zip(wanted, least, strict=True)
    ]


def _asked(table: Shown, measure: Measure, look: Look, language: Language):
    """What each column would like, and what it needs at least."""
    wanted, least = [], []
    for place, column in enumerate(table.columns):
        texts = [language.shown(row[place], column) for row in table.rows[:SAMPLE]]
        longest = max((measure(text, look.plain) for text in texts), default=0.0)
        if place in table.totals:
            total = language.shown(table.totals[place], column)
            longest = max(longest, measure(total, look.bold))
        head = max((measure(word, look.bold) for word in column.title.split()), default=0.0)
        if column.kind == TEXT:
            high = max(min(longest, LONGEST), head)
            low = max(longest if longest <= SHORT else max(SHORTEST, high * KEPT), head)
        else:
            high = low = max(longest, head) + BETWEEN
        around = look.padding + EDGE + (AFTER_FIGURES if after_figures(table, place) else 0)
        wanted.append(high + around)
        least.append(low + around)
    return wanted, least
