# SPDX-License-Identifier: AGPL-3.0-or-later
"""One door for every tabular file: the content says what it is, not its name."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal

from . import csv_file, xls_file, xlsx_file
from .csv_file import wide_encoding
from .errors import BadCharacterError, EmptyFileError, TooLargeError, WrongTypeError
from .options import AUTO, TableOptions
from .reader import Reader, pick_reader
from .sheets import Formula, Table

Cell = str | int | bool | Decimal | date | datetime | Formula | None

_MAGIC = (
    (b"PK\x03\x04", "xlsx"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"\x1f\x8b", "archive"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
)

def _detects(code: str) -> Callable[[bytes, str], bool]:
    return lambda content, _filename: detect_format(content) == code


def table_readers(labels: dict[str, str], nouns: dict[str, str]) -> list[Reader]:
    """Return the readers of CSV, XLS and XLSX, named in the reader's language."""
    reads = {"csv": csv_file.read, "xls": xls_file.read, "xlsx": xlsx_file.read}
    return [
        Reader(code, labels[code], nouns[code], _detects(code), read)
        for code, read in reads.items()
    ]


def detect_format(content: bytes) -> str:
    """Return csv, xls or xlsx, or the name of something that is no table.

    >>> detect_format(b"date;amount"), detect_format(b"%PDF-1.7"), detect_format(b"<html>")
    ('csv', 'pdf', 'html')
    """
    for magic, name in _MAGIC:
        if content.startswith(magic):
            return name
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table")):
        return "html"
    if start.startswith(b"<?xml"):
        return "xml"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or wide_encoding(content):
        return "csv"
    return "binary" if b"\x00" in content[:4096] else "csv"


_CODES = {code: code for code in ("csv", "xls", "xlsx")}
TABLES = tuple(table_readers(_CODES, _CODES))


def read_table(
    content: bytes,
    filename: str = "",
    options: TableOptions | None = None,
    readers: Sequence[Reader] = TABLES,
) -> Table:
    """Return the rows of the file, each as a list of cells, blank ends cut off.

    The content chooses among the ``readers``, of which ``options.format`` may demand one.

    Blank rows inside stay, so that the row numbers are those a person sees. Numbers of
    workbooks come as `Decimal` with the 15 digits that a workbook keeps, CSV cells as
    text, formulas without a value as `Formula`. Raises a `ReaderError`.

    >>> read_table("Date;Montant\\n31/10/2026;1 234,56\\n".encode())
    [['Date', 'Montant'], ['31/10/2026', '1 234,56']]
    """
    options = options or TableOptions()
    if not content.strip():
        raise EmptyFileError(filename=filename)
    if len(content) > options.max_bytes:
        raise TooLargeError(limit=options.max_bytes // 1_000_000, unit="MB")
    reader = pick_reader(content, filename, readers)
    if not reader or options.format not in (AUTO, reader.code):
        found = reader.code if reader else detect_format(content)
        wanted = options.format
        if wanted == AUTO:
            wanted = ", ".join(known.code for known in readers)
        raise WrongTypeError(filename=filename, expected=wanted, found=found)
    rows = reader.read(content, options)
    while rows and _is_blank(rows[-1]):
        rows.pop()
    if not rows:
        raise EmptyFileError(filename=filename)
    if sum(map(len, rows)) > options.max_cells:
        raise TooLargeError(limit=options.max_cells, unit="cells")
    if reader.code != "csv":  # which checked its text as a whole
        _check_characters(rows)
    return rows


def _check_characters(rows: Table) -> None:
    """Refuse what no database keeps: NUL, and halves of signs."""
    for number, row in enumerate(rows, 1):
        for cell in row:
            if isinstance(cell, str) and not _is_storable(cell):
                raise BadCharacterError(row=number)


def _is_storable(text: str) -> bool:
    if "\x00" in text:
        return False
    return text.isascii() or not any("\ud800" <= c <= "\udfff" for c in text)


def _is_blank(row: list[Cell]) -> bool:
    return all(cell is None or cell == "" for cell in row)
