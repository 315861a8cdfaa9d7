# SPDX-License-Identifier: AGPL-3.0-or-later
"""CSV: the encoding and the delimiter are found when they are not given."""

import csv
import io
import re
from collections import Counter

from .errors import (
    BadCharacterError,
    EncodingError,
    MalformedCsvError,
    TooLargeError,
)
from .options import AUTO, TableOptions
from .sheets import Table

DELIMITERS = (";", "\t", "|", ",")  # in the order that wins a tie
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SAMPLE_LINES = 50
_SEP_LINE = re.compile(r'^"?sep=(.)"?[;,\t|]*[ \t]*(?:\r\n|\r|\n)', re.IGNORECASE)


def read(content: bytes, options: TableOptions) -> Table:
    """Return the rows of a CSV file, cells as stripped text.

    A first line ``sep=;`` says the delimiter, as Excel takes it, and is no row.
    """
    text = decode(content, options.encoding)
    _check_characters(text)
    delimiter = options.delimiter
    stated = _SEP_LINE.match(text)
    if stated:
        text = text[stated.end() :]
    if delimiter == AUTO:
        delimiter = stated[1] if stated else guess_delimiter(text)
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    rows, room = Table(), options.max_cells
    try:
        for row in reader:
            room -= len(row)
            if room < 0:
                raise TooLargeError(limit=options.max_cells, unit="cells")
            # A quoted line break stays inside its cell; row numbers count records.
            rows.append([cell.strip() for cell in row[: options.max_columns]])
            if len(rows) > options.max_rows:
                raise TooLargeError(limit=options.max_rows, unit="rows")
    except csv.Error as error:
        raise MalformedCsvError(line=reader.line_num, reason=str(error)) from None
    return rows


def _check_characters(text: str) -> None:
    place = text.find("\x00")
    if place >= 0:
        raise BadCharacterError(row=text.count("\n", 0, place) + 1)


def decode(content: bytes, encoding: str = AUTO) -> str:
    """Return the text: by its mark, else UTF-8, else what Windows writes in the West.

    >>> decode("Société".encode("cp1252"))
    'Société'
    """
    for bom, name in _BOMS:
        if content.startswith(bom) and encoding in (AUTO, "utf-8"):
            return _decode(content, name)
    if encoding != AUTO:
        return _decode(content, encoding)
    wide = wide_encoding(content)
    if wide:
        return _decode(content, wide)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode(content, "cp1252")


def _decode(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        start = getattr(error, "start", 0)
        line = content.count(b"\n", 0, start) + 1
        raise EncodingError(encoding=encoding, line=line) from None


def wide_encoding(content: bytes) -> str:
    """Return the encoding of a text in two bytes a sign, without its mark; else "".

    >>> wide_encoding("Date;Montant".encode("utf-16-le")), wide_encoding(b"a;b")
    ('utf-16-le', '')
    """
    start = content[:4096]
    for name, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        if len(start) >= 8 and zeros.count(0) * 10 > len(zeros) * 9:
            return name
    return ""


def guess_delimiter(text: str) -> str:
    """Return the delimiter that cuts most lines into the same number of cells, > 1.

    >>> guess_delimiter("a;b;c\\n1,5;2,5;3\\n"), guess_delimiter("a,b\\n1,2\\n")
    (';', ',')
    """
    lines = [line for line in text.splitlines()[:_SAMPLE_LINES] if line.strip()]
    best, best_score = DELIMITERS[0], (0, 0)
    for delimiter in DELIMITERS:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter))
        wide = [(count, width) for width, count in widths.items() if width > 1]
        if wide and max(wide) > best_score:
            best, best_score = delimiter, max(wide)
    return best
