# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that tools write, broken by a seed: the same seed breaks them the same way.

Used for the readers alone (`test_readers_fuzz`) and through the import screen's door
(`ap_base/tests/test_import_fuzz`), which loads this file by its path.
"""

import io
import random
import zipfile
from datetime import date

import openpyxl
import xlwt

ROWS = [
    ["Date", "Journal", "Reference", "Account", "Label", "Debit", "Credit"],
    [date(2026, 10, 31), "OD", "FZ-1", "606400", "Fournitures é", 12.5, None],
    [date(2026, 10, 31), "OD", "FZ-1", "408100", "Fournitures é", None, 12.5],
    [date(2026, 10, 31), "OD", "FZ-2", "606400", '"Vis" ; 3/4', 1234.56, None],
    [date(2026, 10, 31), "OD", "FZ-2", "408100", "x" * 40, None, 1234.56],
]
NASTY = (
    b"\x00", b"\xff\xfe", b'"', b"\r", b";;;;", b"9" * 40, b"1E999", b"NaN", b"-",
    b"\xed\xa0\x80", b"0206", b"99/99/9999", b"=1+1", b"\xe2\x80\xae", b"sep=,\n",
    b"<!DOCTYPE a>", b"&#xD800;", b"&#0;", b'r="ZZZZ9"', b's="77"', b"1" * 5000,
)  # fmt: skip


def csv_text():
    """Return the rows as a French tool writes them."""

    def shown(cell):
        if isinstance(cell, date):
            return f"{cell:%d/%m/%Y}"
        if isinstance(cell, float):
            return f"{cell:.2f}".replace(".", ",")
        text = "" if cell is None else cell
        return f'"{text.replace(chr(34), chr(34) * 2)}"' if ";" in text else text

    return "\r\n".join(";".join(map(shown, row)) for row in ROWS) + "\r\n"


def xlsx():
    """Return the rows as a workbook."""
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xls():
    """Return the rows as a workbook of Excel 97."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Export")
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for place, row in enumerate(ROWS):
        for column, cell in enumerate(row):
            style = (day,) if isinstance(cell, date) else ()
            sheet.write(place, column, cell, *style)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def broken(content, chance):
    """Return the bytes with one to four faults."""
    data = bytearray(content)
    for _time in range(chance.randint(1, 4)):
        place = chance.randrange(len(data) + 1)
        size = chance.choice((1, 1, 2, 7, 40))
        kind = chance.randrange(6)
        if kind == 0 and place < len(data):
            data[place] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del data[place : place + size]
        elif kind == 2:
            data[place:place] = data[place : place + size]
        elif kind == 3:
            data[place:place] = chance.choice(NASTY)
        elif kind == 4:
            data[place : place + size] = chance.choice(NASTY)
        elif chance.random() < 0.3:
            del data[place:]
    return bytes(data)


def broken_inside(content, chance):
    """Return the workbook with one part of it broken, and packed again."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w") as new,
    ):
        names = [name for name in old.namelist() if name.endswith(".xml")]
        chosen = chance.choice(["xl/worksheets/sheet1.xml", *names])
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, broken(part, chance) if name == chosen else part)
    return stream.getvalue()


def files(count, seed=7):
    """Yield that many (name, bytes): CSV of three encodings, XLSX twice, XLS."""
    chance = random.Random(seed)
    text, book, old = csv_text(), xlsx(), xls()
    makers = (
        ("csv", lambda: broken(text.encode(), chance)),
        ("csv", lambda: broken(text.encode("cp1252"), chance)),
        ("csv", lambda: broken(text.encode("utf-16"), chance)),
        ("xlsx", lambda: broken(book, chance)),
        ("xlsx", lambda: broken_inside(book, chance)),
        ("xls", lambda: broken(old, chance)),
    )
    for number in range(count):
        suffix, make = makers[number % len(makers)]
        yield f"fuzz-{seed}-{number}.{suffix}", make()
