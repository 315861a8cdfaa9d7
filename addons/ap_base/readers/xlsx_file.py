# SPDX-License-Identifier: AGPL-3.0-or-later
"""Workbooks of Excel since 2007, read as a stream."""

import io
import warnings
import zipfile
from datetime import date, datetime, time

import openpyxl

from .errors import DamagedFileError, TooLargeError
from .options import TableOptions
from .sheets import clean_number, pick_sheet


def read(content: bytes, options: TableOptions) -> list[list]:
    """Return the rows of one sheet; dates as dates, numbers as Decimal.

    Formulas give the value that the workbook last showed.
    """
    _check_unpacked_size(content, options.max_bytes)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions we do not read
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=True
            )
            names = [sheet.title for sheet in book.worksheets]
            sheet = book[pick_sheet(names, options.sheet)]
            sheet.reset_dimensions()  # some tools write a wrong one
            return _rows(sheet, options.max_rows)
    except (KeyError, OSError, SyntaxError, TypeError, zipfile.BadZipFile) as error:
        raise DamagedFileError(reason=str(error)) from None


def _check_unpacked_size(content: bytes, limit: int) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(info.file_size for info in archive.infolist())
    except zipfile.BadZipFile as error:
        raise DamagedFileError(reason=str(error)) from None
    if size > limit:
        raise TooLargeError(limit=limit // 1_000_000, unit="MB")


def _rows(sheet: object, max_rows: int) -> list[list]:
    rows: list[list] = []
    for row in sheet.iter_rows(values_only=True):
        rows.append([_cell(value) for value in row])
        if len(rows) > max_rows:
            raise TooLargeError(limit=max_rows, unit="rows")
    return rows


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
