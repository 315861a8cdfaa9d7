# SPDX-License-Identifier: AGPL-3.0-or-later
"""Workbooks of Excel 97 to 2003."""

import os
from datetime import datetime

import xlrd

from .dates import FIRST_DAY_1900, FIRST_DAY_1904
from .errors import DamagedFileError, ReaderError, TooLargeError
from .options import TableOptions
from .sheets import Table, clean_number, pick_sheet


def read(content: bytes, options: TableOptions) -> Table:
    """Return the rows of one sheet; dates as dates, numbers as Decimal."""
    try:
        return _read(content, options)
    except (MemoryError, ReaderError):
        raise
    except Exception as error:  # xlrd raises whatever its parser stumbles over
        raise DamagedFileError(reason=str(error)) from None


def _read(content: bytes, options: TableOptions) -> Table:
    silent = open(os.devnull, "w")  # noqa: SIM115 - xlrd prints what it thinks of a file
    with silent:
        book = xlrd.open_workbook(file_contents=content, on_demand=True, logfile=silent)
        sheet = book.sheet_by_name(pick_sheet(book.sheet_names(), options.sheet))
    if sheet.nrows > options.max_rows:
        raise TooLargeError(limit=options.max_rows, unit="rows")
    table, room = Table(), options.max_cells
    for number in range(sheet.nrows):
        cells = sheet.row(number)[: options.max_columns]
        room -= len(cells)
        if room < 0:
            raise TooLargeError(limit=options.max_cells, unit="cells")
        table.append([_cell(cell, book.datemode) for cell in cells])
    table.first_day = FIRST_DAY_1904 if book.datemode else FIRST_DAY_1900
    return table


def _cell(cell: xlrd.sheet.Cell, datemode: int) -> object:
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return cell.value.strip()
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return clean_number(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _date(cell.value, datemode)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#ERROR")
    return None


def _date(serial: float, datemode: int) -> object:
    try:
        moment: datetime = xlrd.xldate_as_datetime(serial, datemode)
    except (ValueError, OverflowError, xlrd.XLDateError):
        return clean_number(serial)
    return moment.date() if moment.time() == datetime.min.time() else moment
