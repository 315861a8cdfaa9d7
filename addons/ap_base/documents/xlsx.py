# SPDX-License-Identifier: AGPL-3.0-or-later
"""A document as a workbook that an auditor can work in.

Real numbers and days with formats, a frozen heading, filters, totals as formulas. Texts
are written as texts: a label that begins with = + - or @ stays a label.
"""

import io
import re
from collections.abc import Iterable
from datetime import date

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from .document import DAY, PERCENT, TEXT, Column, Document, Figures, Section, Table

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
# What XML cannot hold: control characters of pasted texts.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
LONGEST_NAME = 31
LONGEST_CELL = 32767
NARROWEST, WIDEST = 10, 60
SAMPLE = 500  # rows that say how wide a column is
TITLE_ROWS = 3
FIRST_FROZEN = 14  # headings further down are not frozen: they would fill the screen
INK, LINE = "#1F3A5F", "#B8C4D2"
SUBTOTAL = 109  # a sum that leaves out the rows hidden by a filter


def to_xlsx(document: Document) -> bytes:
    """Return the workbook: one sheet per section."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, OPTIONS)
    book.set_properties(
        {"title": document.title, "company": document.company, "comments": document.subtitle}
    )
    writer = _Writer(book, document)
    names = sheet_names(section.sheet or section.title for section in document.sections)
    for name, section in zip(names, document.sections, strict=True):
        writer.write_section(name, section)
    book.close()
    return buffer.getvalue()


def sheet_names(titles: Iterable[str]) -> list[str]:
    """Names that a workbook takes: short, without its own signs, each once.

    >>> sheet_names(["Accruals: 408/4084", "accruals: 408/4084", "", "'=A1'"])
    ['Accruals 408 4084', 'accruals 408 4084 (2)', 'Sheet', '=A1']
    """
    taken: set[str] = set()
    names = []
    for title in titles:
        plain = " ".join(FORBIDDEN.sub(" ", title).split()).strip("'") or "Sheet"
        name, turn = plain[:LONGEST_NAME].rstrip(), 2
        while name.lower() in taken:
            mark = f" ({turn})"
            name = plain[: LONGEST_NAME - len(mark)].rstrip() + mark
            turn += 1
        taken.add(name.lower())
        names.append(name)
    return names


class _Writer:
    """One workbook while it is written; formats are made once."""

    def __init__(self, book, document: Document):
        self.book, self.document, self.language = book, document, document.language
        self.formats: dict[tuple, object] = {}
        self.sheet = None

    def write_section(self, name: str, section: Section) -> None:
        """One sheet: its title, then its blocks one below the other."""
        self.sheet = self.book.add_worksheet(name)
        self.sheet.hide_gridlines(2)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self._text(0, 0, section.title, self._format(bold=True, font_size=14, font_color=INK))
        beside = (self.document.title, self.document.company, self.document.subtitle)
        self._text(1, 0, " – ".join(filter(None, beside)), self._format(font_color="#666666"))
        tables = section.tables
        row = TITLE_ROWS
        for block in section.blocks:
            if isinstance(block, Table):
                row = self._table(row, block, alone=len(tables) == 1)
            elif isinstance(block, Figures):
                row = self._figures(row, block)
            else:
                look = {"warning": {"bold": True, "font_color": "#B00020"}}
                self._text(row, 0, block.text, self._format(**look.get(block.style, {})))
                row += 2
        self._widths(section)

    def _table(self, row: int, table: Table, alone: bool) -> int:
        """The table from that row on; the first free row below it."""
        if table.title:
            self._text(row, 0, table.title, self._format(bold=True))
            row += 1
        for place, column in enumerate(table.columns):
            self._text(row, place, column.title, self._heading(column))
        first = row + 1
        for offset, cells in enumerate(table.rows):
            for place, (column, value) in enumerate(
                zip(table.columns, cells, strict=True)
            ):
                self._cell(first + offset, place, value, column)
        last = row + len(table.rows)
        if alone:
            if first <= FIRST_FROZEN:
                self.sheet.freeze_panes(first, 0)
            self.sheet.repeat_rows(row)
        if alone and table.rows:
            self.sheet.autofilter(row, 0, last, len(table.columns) - 1)
        if table.rows and table.totals():
            self._totals(last + 1, (first, last), table)
            last += 1
        return last + 2

    def _totals(self, row: int, span: tuple[int, int], table: Table) -> None:
        totals = table.totals()
        for place, column in enumerate(table.columns):
            look = self._format(bold=True, top=1, num_format=self._pattern(column))
            if place in totals:
                letter = xl_col_to_name(place)
                cells = f"{letter}{span[0] + 1}:{letter}{span[1] + 1}"
                formula = f"=SUBTOTAL({SUBTOTAL},{cells})"
                self.sheet.write_formula(row, place, formula, look, float(totals[place]))
            else:
                self._text(row, place, "" if place else self.language.total, look)

    def _figures(self, row: int, block: Figures) -> int:
        for label, value in block.rows:
            self._text(row, 0, label, self._format(bold=True, valign="top"))
            kind = DAY if isinstance(value, date) else TEXT
            if not isinstance(value, str | date | None):
                kind = "amount"
            self._cell(row, 1, value, Column("", kind, digits=block.digits), align="left")
            row += 1
        return row + 1

    def _cell(self, row: int, place: int, value, column: Column, **look) -> None:
        """One value as what it is."""
        look = self._format(
            num_format=self._pattern(column), valign="top",
            text_wrap=column.kind == TEXT, **look,
        )  # fmt: skip
        if value is None or value is False or value == "":
            self.sheet.write_blank(row, place, None, look)
        elif isinstance(value, date):
            self.sheet.write_datetime(row, place, value, look)
        elif isinstance(value, str):
            self._text(row, place, value, look)
        else:
            share = 100 if column.kind == PERCENT else 1
            self.sheet.write_number(row, place, float(value) / share, look)

    def _text(self, row: int, place: int, text: str, look) -> None:
        self.sheet.write_string(row, place, UNWRITABLE.sub(" ", text)[:LONGEST_CELL], look)

    def _heading(self, column: Column):
        return self._format(
            bold=True, font_color="#FFFFFF", bg_color=INK, text_wrap=True, valign="vcenter",
            align="right" if column.is_figure else "left", bottom=1, bottom_color=LINE,
        )  # fmt: skip

    def _pattern(self, column: Column) -> str:
        if column.kind == DAY:
            known = {"%d": "dd", "%m": "mm", "%Y": "yyyy", "%y": "yy", "%b": "mmm"}
            pattern = self.language.day
            for sign, code in known.items():
                pattern = pattern.replace(sign, code)
            return "yyyy-mm-dd" if "%" in pattern else pattern
        if column.kind == TEXT:
            return "@"
        decimals = f".{'0' * column.digits}" if column.digits else ""
        return f"#,##0{decimals}" + ("%" if column.kind == PERCENT else "")

    def _widths(self, section: Section) -> None:
        """Columns as wide as what they hold, within reason."""
        widths: dict[int, int] = {}
        for block in section.blocks:
            if isinstance(block, Figures):
                for place in (0, 1):
                    longest = max(len(str(row[place] or "")) for row in block.rows)
                    widths[place] = max(widths.get(place, 0), longest + 2)
        for table in section.tables:
            for place, column in enumerate(table.columns):
                shown = [self.language.shown(row[place], column) for row in table.rows[:SAMPLE]]
                words = max(map(len, column.title.split()), default=0) + 3
                longest = max((len(text) for text in shown), default=0) + 2
                widths[place] = max(widths.get(place, 0), words, longest)
        for place, width in widths.items():
            self.sheet.set_column(place, place, min(max(width, NARROWEST), WIDEST))

    def _format(self, **look):
        key = tuple(sorted(look.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(look)
        return self.formats[key]
