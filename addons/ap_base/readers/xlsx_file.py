# SPDX-License-Identifier: AGPL-3.0-or-later
"""Workbooks of Excel since 2007, read as a stream."""

import io
import re
import warnings
import zipfile
from datetime import date, datetime, time
from decimal import Decimal

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from .dates import FIRST_DAY_1900, FIRST_DAY_1904
from .errors import DamagedFileError, ReaderError, TooLargeError
from .options import TableOptions
from .sheets import Formula, Table, clean_number, pick_sheet

LAST_ROW = 1_048_576  # of a sheet
_CHUNK = 1 << 20
_START = 4096
_FORMULA = re.compile(rb"<f[ >/]")
_RECALCULATE = re.compile(rb'fullCalcOnLoad="(?:1|true)"')


def read(content: bytes, options: TableOptions) -> Table:
    """Return the rows of one sheet; dates as dates, numbers as Decimal.

    Formulas give the value that the workbook last showed; one that was never computed
    comes as `Formula`. Columns beyond the limit are left out; blank rows do not count.
    """
    _check_parts(content, options)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions we do not read
            return _read(content, options)
    except (MemoryError, ReaderError):
        raise
    except Exception as error:  # the library raises whatever it stumbles over
        raise DamagedFileError(reason=str(error)) from None


def _check_parts(content: bytes, options: TableOptions) -> None:
    """Refuse what unpacks to too much, and documents that define their own entities.

    A part gives no more than the size that the archive says, whatever is packed in it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            unpacked = sum(info.file_size for info in parts)
            if unpacked > min(options.max_bytes, _room(content, options)):
                raise TooLargeError(limit=options.max_bytes // 1_000_000, unit="MB")
            for info in parts:
                with archive.open(info) as part:
                    start = part.read(_START).replace(b"\x00", b"")  # or UTF-16
                    if b"<!DOCTYPE" in start:
                        raise DamagedFileError(reason="doctype")
    except ReaderError:
        raise
    except Exception as error:  # a part may be packed wrongly in many ways
        raise DamagedFileError(reason=str(error)) from None


def _room(content: bytes, options: TableOptions) -> int:
    """What a workbook of that size may unpack to."""
    return max(options.free_bytes, options.max_ratio * len(content))


def _open(content: bytes, wanted: str, values: bool) -> tuple:
    """Return the workbook and its sheet, with values or with formulas."""
    stream = io.BytesIO(content)
    book = openpyxl.load_workbook(stream, read_only=True, data_only=values)
    names = [sheet.title for sheet in book.worksheets]
    sheet = book[pick_sheet(names, wanted)]
    sheet.reset_dimensions()  # some tools write a wrong one
    return book, sheet


def _read(content: bytes, options: TableOptions) -> Table:
    book, sheet = _open(content, options.sheet, True)
    table, filled, room = Table(), 0, options.max_cells
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        cells = [_cell(value) for value in row[: options.max_columns]]
        while cells and cells[-1] in (None, ""):
            cells.pop()
        filled += bool(cells)
        room -= len(cells)
        if room < 0:
            raise TooLargeError(limit=options.max_cells, unit="cells")
        if filled > options.max_rows or number > LAST_ROW:
            raise TooLargeError(limit=options.max_rows, unit="rows")
        table.append(cells)
    old = book.epoch == CALENDAR_MAC_1904
    table.first_day = FIRST_DAY_1904 if old else FIRST_DAY_1900
    if _contains(book, sheet._worksheet_path, _FORMULA):
        again = _contains(book, book._archive.namelist(), _RECALCULATE)
        _mark_uncomputed(table, content, options, again)
    return table


def _contains(book: object, paths: str | list[str], pattern: re.Pattern) -> bool:
    """Return whether the part, or the workbook among the parts, has what is looked for."""
    if isinstance(paths, list):
        paths = next((one for one in paths if one.endswith("workbook.xml")), "")
    if not paths:
        return False
    tail = b""
    with book._archive.open(paths) as part:
        while chunk := part.read(_CHUNK):
            if pattern.search(tail + chunk):
                return True
            tail = chunk[-64:]
    return False


def _mark_uncomputed(
    table: Table, content: bytes, options: TableOptions, again: bool
) -> None:
    """Put the formulas without a value into the table.

    Where the workbook asks to be computed when it is opened, nought is no value: tools
    that do not compute write it.
    """
    _book, sheet = _open(content, options.sheet, False)
    for cells, row in zip(table, sheet.iter_rows(values_only=True), strict=False):
        for place, text in enumerate(row[: options.max_columns]):
            if not _is_formula(text):
                continue
            known = cells[place] if place < len(cells) else None
            nought = again and isinstance(known, Decimal) and not known
            if known in (None, "") or nought:
                cells += [None] * (place + 1 - len(cells))
                cells[place] = Formula(str(getattr(text, "text", text)))


def _is_formula(value: object) -> bool:
    """Return whether a cell read without values is a formula; arrays are objects."""
    if isinstance(value, str):
        return value.startswith("=")
    return type(value).__name__ in ("ArrayFormula", "DataTableFormula")


def _cell(value: object) -> object:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool | None):
        return value
    if isinstance(value, datetime):
        return value.date() if value.time() == time.min else value
    if isinstance(value, date):
        return value
    if isinstance(value, int | float):
        return clean_number(value)
    return str(value)
