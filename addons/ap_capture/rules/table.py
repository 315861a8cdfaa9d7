# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lines of a bill's table, where it is clear: their amounts are what is taxed.

A head names the columns; below it each line with an amount in its column is a line of the
bill. They count only where their amounts add up to the untaxed amount, of each rate apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from .page import Box, Cell, Line, Page
from .values import amounts_in, percents_in
from .words import Words, spans

ZERO, CENT, ONE = Decimal(0), Decimal("0.01"), Decimal(1)
COLUMNS = ("text", "quantity", "price", "amount", "rate")
MOST_HEADS, LEAST_COLUMNS = 4, 3
MOST_ROWS = 200
BESIDE = 14.0  # points that an amount may end beside its head
LONGEST = 240


class Column(NamedTuple):
    """A column by its head."""

    field: str
    box: Box


@dataclass(frozen=True)
class Row:
    """A line of a bill; ``quantity`` × ``price`` is the amount."""

    text: str
    quantity: Decimal
    price: Decimal
    amount: Decimal
    percent: Decimal | None
    page: int
    box: Box


def rows_of(pages: Sequence[Page], words: Words, untaxed: Decimal, rates: Sequence) -> tuple[Row, ...]:
    """Return the lines of the bill, () where its table is not clear.

    `rates`: the (percent, base, tax) that the totals have.
    """
    for place, (page, number, heads) in enumerate(_heads(pages, words)):
        for amount in [head for head in heads if head.field == "amount"][::-1]:
            rows = _rows(pages, words, (page, number), heads, amount, untaxed)
            taxed = _with_rates(rows, rates)
            if taxed:
                return taxed
        if place >= MOST_HEADS:
            break
    return ()


def _heads(pages: Sequence[Page], words: Words) -> Iterator[tuple[int, int, list[Column]]]:
    """Yield (page, line, columns) of the lines that look like the head of a table."""
    for place, page in enumerate(pages):
        for number, line in enumerate(page.lines):
            columns = _columns(line, words)
            fields = {column.field for column in columns}
            if {"text", "amount"} <= fields and len(line.cells) > 1 and _text_first(columns):
                yield place, number, columns


def _text_first(columns: Sequence[Column]) -> bool:
    """Say whether the description stands left of all figures, as in tables of goods."""
    texts = [column.box.left for column in columns if column.field == "text"]
    others = [column.box.left for column in columns if column.field in ("price", "amount", "rate")]
    return min(texts) < min(others)


def _columns(line: Line, words: Words) -> list[Column]:
    if any(one.cents for cell in line.cells for one in amounts_in(cell.text)):
        return []
    return [
        Column(name, cell.box_of(start, end))
        for cell in line.cells
        for start, end, phrase in spans(cell.text, words)
        for name, _weight in words.phrases[phrase]
        if name in COLUMNS
    ]


def _rows(pages, words: Words, head: tuple[int, int], heads, amount: Column, untaxed: Decimal) -> list[Row]:
    """Return the rows below a head until their amounts are the untaxed amount; [] if never."""
    rows, sum_ = [], ZERO
    for page, line in _below(pages, head):
        if _columns(line, words) and len(_columns(line, words)) >= LEAST_COLUMNS:
            continue  # the head again, on the next page
        value = _in_column(line, amount.box)
        if value is None:
            if rows and _goes_on(line, heads, rows[-1]):
                rows[-1] = replace(rows[-1], text=f"{rows[-1].text} {line.cells[0].text}"[:LONGEST])
            continue
        if _stops(line, words):
            continue
        rows.append(_row(page, line, heads, value))
        sum_ += value
        if sum_ == untaxed:
            return rows
        if len(rows) > MOST_ROWS:
            return []
    return []


def _below(pages: Sequence[Page], head: tuple[int, int]) -> Iterator[tuple[int, Line]]:
    place, number = head
    for page in pages[place:]:
        start = number + 1 if page is pages[place] else 0
        for line in page.lines[start:]:
            yield page.number, line


def _in_column(line: Line, column: Box) -> Decimal | None:
    """Return the amount that a line has in a column: it ends or begins there, or is below."""
    for cell in reversed(line.cells):
        for one in reversed(list(amounts_in(cell.text))):
            box = cell.box_of(one.start, one.end)
            if one.cents and (abs(box.right - column.right) < BESIDE or box.shares_columns(column)):
                return one.value
    return None


def _stops(line: Line, words: Words) -> bool:
    """Say whether a line is a sum, and no line of the bill."""
    first = line.cells[0].text
    found = [
        (start, end)
        for start, end, phrase in spans(first, words)
        if any(name == "stop" for name, _weight in words.phrases[phrase])
    ]
    return any(start <= 1 and end - start >= 0.5 * len(first.rstrip(" :.")) for start, end in found)


def _row(page: int, line: Line, heads: Sequence[Column], amount: Decimal) -> Row:
    text = _text(line, heads)
    quantity, price = (_number_below(line, heads, field) for field in ("quantity", "price"))
    if not quantity or price is None or (quantity * price).quantize(CENT) != amount:
        quantity, price = ONE, amount
    return Row(text, quantity, price, amount, _percent(line, heads), page, line.box)


def _text(line: Line, heads: Sequence[Column]) -> str:
    """Return the description: what stands below its head."""
    named = [column.box for column in heads if column.field == "text"]
    there = [
        cell.text
        for cell in line.cells
        for box in named
        if cell.box.shares_columns(box) and _is_text(cell) and cell.box.left < box.left + 10 * box.height
    ]
    return " ".join(dict.fromkeys(there))[:LONGEST]


def _is_text(cell: Cell) -> bool:
    return sum(map(str.isalpha, cell.text)) > 2


def _number_below(line: Line, heads: Sequence[Column], field: str) -> Decimal | None:
    for column in heads:
        if column.field != field:
            continue
        for cell in line.cells:
            near = cell.box.shares_columns(column.box) or abs(cell.box.right - column.box.right) < BESIDE
            if not near or _is_text(cell):
                continue
            found = next(iter(amounts_in(cell.text)), None)
            if found is not None:
                return found.value
    return None


def _percent(line: Line, heads: Sequence[Column]) -> Decimal | None:
    """Return the rate that a line says: with its sign, or below the head of the rates."""
    said = {percent for percent, _start, _end in percents_in(line.text)}
    if len(said) == 1:
        return said.pop()
    return _number_below(line, heads, "rate")


def _goes_on(line: Line, heads: Sequence[Column], last: Row) -> bool:
    """Say whether a line is more of the description above: one text, close below it."""
    if len(line.cells) != 1 or not _is_text(line.cells[0]):
        return False
    named = [column.box for column in heads if column.field == "text"]
    close = 0 <= line.box.top - last.box.bottom < 1.2 * last.box.height
    return close and any(line.box.shares_columns(box) for box in named)


def _with_rates(rows: Sequence[Row], rates: Sequence) -> tuple[Row, ...]:
    """Return the rows with their rates, () where they do not add up to what each rate taxes."""
    if not rows or not all(row.text for row in rows):
        return ()  # rows without a text are those of taxes
    if len(rates) == 1:
        return tuple(replace(row, percent=rates[0][0]) for row in rows)
    bases = {percent: base for percent, base, _tax in rates}
    sums: dict[Decimal, Decimal] = {}
    for row in rows:
        if row.percent is None:
            return ()
        sums[row.percent] = sums.get(row.percent, ZERO) + row.amount
    return tuple(rows) if sums == bases else ()
