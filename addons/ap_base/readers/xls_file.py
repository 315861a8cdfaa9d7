# SPDX-License-Identifier: AGPL-3.0-or-later
"""Workbooks of Excel 97 to 2003."""

from datetime import datetime

import xlrd

from .errors import DamagedFileError, TooLargeError
from .options import TableOptions
from .sheets import clean_number, pick_sheet


def read(content: bytes, options: TableOptions) -> list[list]:
    """Return the rows of one sheet; dates as dates, numbers as Decimal."""
    try:
        book = xlrd.open_workbook(file_contents=content, on_demand=True)
    except Exception as error:  # xlrd raises whatever its parser stumbles over
        raise DamagedFileError(reason=str(error)) from None
    names = book.sheet_names()
    sheet = book.sheet_by_name(pick_sheet(names, options.sheet))
    if sheet.nrows > options.max_rows:
        raise TooLargeError(limit=options.max_rows, unit="rows")
    return [
        [_cell(cell, book.datemode) for cell in sheet.row(number)]
        for number in range(sheet.nrows)
    ]


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
