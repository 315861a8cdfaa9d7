# SPDX-License-Identifier: AGPL-3.0-or-later
"""An empty file to fill in and import: headers, examples, and what each column holds."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import xlsxwriter

from .xlsx import OPTIONS, sheet_names

MOST_WIDE, LEAST_WIDE = 60, 12


class TemplateColumn(NamedTuple):
    """A column of the file, and what the reader should know of it."""

    header: str
    notes: tuple[str, ...] = ()


class Template(NamedTuple):
    """The file: ``blank_rows`` above the headers, which ``headed`` False leaves out.

    ``rows``: cells of the examples. ``note_heads``: what the notes of a column are;
    ``data_sheet`` and ``note_sheet``: names of the sheets of a workbook.
    """

    columns: tuple[TemplateColumn, ...]
    rows: tuple[tuple, ...]
    note_heads: tuple[str, ...]
    data_sheet: str
    note_sheet: str
    blank_rows: int = 0
    headed: bool = True


class CsvStyle(NamedTuple):
    """How a CSV file writes days and amounts."""

    delimiter: str = ";"
    encoding: str = "utf-8-sig"
    decimal: str = ","
    day: str = "%d/%m/%Y"


def to_csv(template: Template, style: CsvStyle) -> bytes:
    """Return the file as CSV."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=style.delimiter, lineterminator="\r\n")
    for _row in range(template.blank_rows):
        writer.writerow([])
    if template.headed:
        writer.writerow([column.header for column in template.columns])
    for row in template.rows:
        writer.writerow([_as_text(cell, style) for cell in row])
    return text.getvalue().encode(style.encoding, "replace")


def _as_text(cell: object, style: CsvStyle) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.strftime(style.day)
    if isinstance(cell, Decimal):
        return format(cell, "f").replace(".", style.decimal)
    return str(cell)


def to_xlsx(template: Template) -> bytes:
    """Return the file as a workbook, with a second sheet on its columns."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, OPTIONS)
    names = sheet_names([template.data_sheet, template.note_sheet])
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    amount = book.add_format({"num_format": "#,##0.00"})
    sheet = book.add_worksheet(names[0])
    at = template.blank_rows
    if template.headed:
        sheet.write_row(at, 0, [column.header for column in template.columns], head)
        at += 1
        sheet.freeze_panes(at, 0)
    for number, row in enumerate(template.rows, at):
        for place, cell in enumerate(row):
            _write_cell(sheet, number, place, cell, day, amount)
    _fit(sheet, [[c.header for c in template.columns], *template.rows])
    notes = book.add_worksheet(names[1])
    notes.write_row(0, 0, template.note_heads, head)
    for number, column in enumerate(template.columns, 1):
        notes.write_row(number, 0, [column.header, *column.notes])
    _fit(notes, [template.note_heads, *([c.header, *c.notes] for c in template.columns)])
    book.close()
    return buffer.getvalue()


def _write_cell(sheet, row: int, place: int, cell: object, day, amount) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(row, place, cell, day)
    elif isinstance(cell, Decimal):
        sheet.write_number(row, place, cell, amount)
    elif cell is not None:
        sheet.write_string(row, place, str(cell))


def _fit(sheet, rows: Sequence[Sequence]) -> None:
    """Make the columns as wide as their texts, within reason."""
    width = max(map(len, rows), default=0)
    for place in range(width):
        longest = max((len(str(row[place])) for row in rows if place < len(row)), default=0)
        sheet.set_column(place, place, min(max(longest + 2, LEAST_WIDE), MOST_WIDE))
