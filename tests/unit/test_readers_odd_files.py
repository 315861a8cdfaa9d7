# SPDX-License-Identifier: AGPL-3.0-or-later
"""Usual files of other tools, odd ones, and what the database could not keep."""

import io
import tracemalloc
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from ap_base.readers import (
    Formula,
    TableOptions,
    parse_date,
    parse_decimal,
    parse_integer,
    read_table,
)
from ap_base.readers.errors import (
    BadCharacterError,
    DamagedFileError,
    NotAnAmountError,
    TooLargeError,
    TooManyDigitsError,
)


def _saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _book(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book


def _with_part(content, name, change):
    """The workbook with one part of it changed."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w") as new,
    ):
        for info in old.infolist():
            part = old.read(info)
            new.writestr(info, change(part) if info.filename == name else part)
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


# CSV --------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["sep=;", "SEP=;", '"sep=;"', "sep=;;;"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_line_that_says_the_delimiter_is_no_row(line, end):
    text = f"{line}{end}Date;Débit{end}31/10/2026;12,50{end}"
    rows = [["Date", "Débit"], ["31/10/2026", "12,50"]]
    assert read_table(text.encode()) == rows
    assert read_table(text.encode("utf-8-sig")) == rows


def test_the_line_decides_where_the_rows_leave_doubt():
    assert read_table(b"sep=|\na,b|c,d\n1,5|2,5\n")[1] == ["1,5", "2,5"]


def test_wide_text_without_its_mark():
    rows = [["Date", "Montant"], ["31/10/2026", "12,50"]]
    text = "\n".join(";".join(row) for row in rows)
    assert read_table(text.encode("utf-16-le")) == rows
    assert read_table(text.encode("utf-16-be")) == rows


@pytest.mark.parametrize("rows", [1, 2000])
def test_a_nul_is_refused_wherever_it_stands(rows):
    """Beyond the first 4 KB too, and in text of two bytes a sign."""
    text = "a;b\n" + "x;y\n" * rows + "x;y\x00z\n"
    for encoding in ("utf-8", "utf-16"):
        content = text.encode(encoding)
        if encoding == "utf-8" and rows == 1:
            continue  # at the start of a file it is a binary
        with pytest.raises(BadCharacterError) as refusal:
            read_table(content)
        assert refusal.value.details["row"] == rows + 2


def test_columns_at_the_far_end_are_left_out():
    wide = b"a;b" + b";" * 20_000 + b"z\n1;2\n"
    assert [len(row) for row in read_table(wide)] == [512, 2]


# Workbooks --------------------------------------------------------------------------


def test_a_stray_cell_in_the_last_column_costs_nothing():
    """Each row would have 16,384 cells: 2,000 rows took some 260 MB."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"constant_memory": True})
    sheet = book.add_worksheet()
    for row in range(2000):
        sheet.write_row(row, 0, [row, "x"])
        sheet.write_string(row, 16_383, " ")
    book.close()
    tracemalloc.start()
    table = read_table(stream.getvalue())
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [len(row) for row in table] == [2] * 2000
    assert peak < 60_000_000


def test_a_stray_cell_in_the_last_row_is_no_million_of_rows():
    book = _book(["Date", "Debit"], ["31/10/2026", 1])
    book.active.cell(40_000, 1, " ")
    assert len(read_table(_saved(book), options=TableOptions(max_rows=10))) == 2


def test_rows_beyond_the_end_of_a_sheet_are_refused():
    content = _with_part(
        _saved(_book(["a"], ["b"])),
        SHEET,
        lambda part: part.replace(b'<row r="2"', b'<row r="99999999999"'),
    )
    with pytest.raises((TooLargeError, DamagedFileError)):
        read_table(content, options=TableOptions(max_rows=5))


def test_too_many_cells_are_refused():
    with pytest.raises(TooLargeError) as refusal:
        read_table(b"a;b\n1;2\n", options=TableOptions(max_cells=3))
    assert refusal.value.details["unit"] == "cells"


def test_workbooks_of_1904_count_from_their_own_day():
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"date_1904": True})
    sheet = book.add_worksheet()
    sheet.write_column(0, 0, ["Date", 44_864])
    sheet.write_datetime(
        2, 0, date(2026, 10, 31), book.add_format({"num_format": "dd/mm/yyyy"})
    )
    book.close()
    table = read_table(stream.getvalue())
    days = [parse_date(row[0], (), table.first_day) for row in table[1:]]
    assert days == [date(2026, 10, 31)] * 2


@pytest.mark.parametrize("maker", ["openpyxl", "xlsxwriter"])
def test_formulas_that_were_never_computed_are_told(maker):
    if maker == "openpyxl":
        content = _saved(_book(["Debit", "Note"], ["=10+2.5", "=A2"], [7, "=x"]))
    else:
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream)
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Debit", "Note"])
        sheet.write_formula(1, 0, "=10+2.5")
        sheet.write_formula(1, 1, "=A2")
        sheet.write(2, 0, 7)
        sheet.write_formula(2, 1, "=x")
        book.close()
        content = stream.getvalue()
    assert read_table(content) == [
        ["Debit", "Note"],
        [Formula("=10+2.5"), Formula("=A2")],
        [Decimal(7), Formula("=x")],
    ]


def test_formulas_that_were_computed_are_their_value():
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Debit", "Text"])
    sheet.write_formula(1, 0, "=10+2.5", value=12.5)
    sheet.write_string(1, 1, "=no formula")
    book.close()
    assert read_table(stream.getvalue())[1] == [Decimal("12.5"), "=no formula"]


@pytest.mark.parametrize(
    "change",
    [
        lambda part: part.replace(b'<c r="A1"', b'<c s="abc" r="A1"'),
        lambda part: part.replace(b"<v>", b"<v>x", 1),
        lambda part: part.replace(b'r="A1"', b'r="1A1"'),
        lambda part: part[:-40],
        lambda _part: b"",
        lambda part: b'<!DOCTYPE x [<!ENTITY e "eeee">]>' + part,
    ],
)
def test_any_damage_of_a_workbook_is_damage(change):
    """Whatever the library raises: IndexError, ValueError, zlib.error and the rest."""
    content = _saved(_book(["a", 1], ["b", 2]))
    with pytest.raises(DamagedFileError):
        read_table(_with_part(content, SHEET, change))


def test_half_signs_are_refused():
    content = _saved(_book(["a", "b"], ["x", "HALF"]))
    half = _with_part(content, SHEET, lambda part: part.replace(b"HALF", b"&#xD800;"))
    with pytest.raises((BadCharacterError, DamagedFileError)):
        read_table(half)


# Numbers that would be rounded -----------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        "9" * 31,
        "12345678901234567,89",
        "12 345 678 901 234 567.89",
        "10000000000000",
        Decimal("1E+300"),
        Decimal("1234567890.1234567"),
        10**20,
    ],
)
def test_amounts_that_would_be_rounded_are_refused(cell):
    with pytest.raises(TooManyDigitsError) as refusal:
        parse_decimal(cell)
    assert refusal.value.details["digits"] == 15


def test_amounts_that_are_kept_whole_pass():
    assert parse_decimal("9 999 999 999 999,99") == Decimal("9999999999999.99")
    assert parse_decimal("0,000000000000001") == Decimal("1E-15")
    assert parse_decimal("100000,0000000000000000") == 100_000


def test_no_number_is_no_amount():
    with pytest.raises(NotAnAmountError):
        parse_decimal(Decimal("NaN"))
    with pytest.raises(NotAnAmountError):
        parse_decimal("NaN")


def test_whole_numbers_that_no_column_holds_are_refused():
    assert parse_integer("2147483647") == 2**31 - 1
    with pytest.raises(TooManyDigitsError):
        parse_integer("2147483648")
