# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files as they come out of tools, and files broken on purpose."""

import doctest
import io
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
import xlwt
from ap_base.readers import (
    ReaderError,
    TableOptions,
    csv_file,
    dates,
    guess_decimal_sign,
    headers,
    parse_boolean,
    parse_date,
    parse_decimal,
    parse_integer,
    read_table,
    sheets,
    table,
    to_text,
    values,
)
from ap_base.readers.errors import (
    AmbiguousAmountError,
    DamagedFileError,
    EmptyFileError,
    EncodingError,
    MalformedCsvError,
    MissingSheetError,
    NotABooleanError,
    NotADateError,
    NotAnAmountError,
    NotAnIntegerError,
    TooLargeError,
    WrongTypeError,
)
from hypothesis import example, given
from hypothesis import strategies as st

NBSP, NARROW = "\u00a0", "\u202f"


def _xlsx(rows, title="Export", extra=()):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for name in extra:
        book.create_sheet(name).append(["nothing"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _xls(rows):
    book = xlwt.Workbook()
    sheet = book.add_sheet("Export")
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write(number, column, value, day)
            else:
                sheet.write(number, column, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


# Amounts ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1 234,56", "1234.56"),
        (f"1{NBSP}234,56", "1234.56"),
        (f"1{NARROW}234{NARROW}567,5", "1234567.5"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1'234.50", "1234.50"),
        ("1.234.567", "1234567"),
        ("(12.00)", "-12.00"),
        ("12,00-", "-12.00"),
        ("\u221212,00", "-12.00"),
        ("- 12,00 €", "-12.00"),
        ("€ 12.00", "12.00"),
        ("12.00 EUR", "12.00"),
        ("CHF 1'000.05", "1000.05"),
        ("+7", "7"),
        ("0,125", "0.125"),
        (",5", "0.5"),
        ("12,", "12"),
        (" - ", "0"),
        ("007", "7"),
    ],
)
def test_amounts_as_people_write_them(text, amount):
    assert parse_decimal(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    ["", "abc", "12,34,56", "1 23,45", "12.3.4", "--5", "(-5)", "1e5", "12 €/u", "."],
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(NotAnAmountError):
        parse_decimal(text)


@pytest.mark.parametrize("cell", [None, True, date(2026, 10, 31)])
def test_cells_that_are_no_amount_are_refused(cell):
    with pytest.raises(NotAnAmountError):
        parse_decimal(cell)


@pytest.mark.parametrize("text", ["1.234", "1,234", "-12,345 €"])
def test_a_doubtful_amount_is_refused_until_the_sign_is_known(text):
    with pytest.raises(AmbiguousAmountError):
        parse_decimal(text)
    assert parse_decimal("1.234", ",") == 1234
    assert parse_decimal("1.234", ".") == Decimal("1.234")


def test_the_column_tells_the_decimal_sign():
    assert guess_decimal_sign(["1.234", "1.234,5"]) == ","
    assert guess_decimal_sign(["1,234", "12.5", None, Decimal(3)]) == "."
    assert guess_decimal_sign(["1.234.567", "2.345"]) == ","
    assert guess_decimal_sign(["1,5", "1.5"]) == "auto"


def test_numbers_of_workbooks_need_no_sign():
    assert parse_decimal(Decimal("1.234")) == Decimal("1.234")
    assert parse_decimal(5) == 5


def _written(amount, decimal_sign, group, style):
    text = f"{abs(amount):,f}".replace(",", "_").replace(".", decimal_sign)
    text = text.replace("_", group)
    if amount < 0:
        text = {"minus": f"-{text}", "trailing": f"{text}-", "brackets": f"({text})"}[
            style
        ]
    return text


@given(
    st.decimals(-(10**9), 10**9, places=2),
    st.sampled_from([(",", " "), (",", "."), (".", ","), (".", "'"), (",", NBSP)]),
    st.sampled_from(["minus", "trailing", "brackets"]),
)
@example(Decimal("-1234567.80"), (",", "."), "brackets")
def test_written_amounts_come_back(amount, signs, style):
    decimal_sign, group = signs
    text = _written(amount, decimal_sign, group, style)
    assert parse_decimal(text) == amount
    assert parse_decimal(f"{text} €", decimal_sign) == amount


@given(st.text(max_size=12))
def test_any_text_is_an_amount_or_a_named_refusal(text):
    with suppress(NotAnAmountError, AmbiguousAmountError):
        assert parse_decimal(text).is_finite()


# Dates and the rest -------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "formats"),
    [
        ("31/10/2026", ["dd/mm/yyyy"]),
        ("31.10.26", ["dd/mm/yyyy", "dd.mm.yy"]),
        ("20261031", ["yyyymmdd"]),
        (Decimal(20261031), ["yyyymmdd"]),
        ("10/31/2026", ["%m/%d/%Y"]),
        (Decimal("46326"), []),
        (Decimal("46326.75"), []),
        ("46326", ["dd/mm/yyyy"]),
        (datetime(2026, 10, 31, 8, 30), []),  # noqa: DTZ001
        (date(2026, 10, 31), []),
    ],
)
def test_dates_as_they_come(cell, formats):
    assert parse_date(cell, formats) == date(2026, 10, 31)


@pytest.mark.parametrize("cell", ["31/02/2026", "2026", "", None, True, "soon"])
def test_what_is_no_date_is_refused(cell):
    with pytest.raises(NotADateError) as refusal:
        parse_date(cell, ["dd/mm/yyyy"])
    assert refusal.value.details["formats"] == ("dd/mm/yyyy",)


def test_whole_numbers_and_booleans():
    assert parse_integer("1 200") == 1200
    assert parse_boolean("OUI") is True
    assert parse_boolean(None) is False
    assert to_text(Decimal("0601000")) == "601000"
    with pytest.raises(NotAnIntegerError):
        parse_integer("1,5")
    with pytest.raises(NotABooleanError):
        parse_boolean("perhaps")


# CSV ------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_is_read_without_being_told_how(delimiter, encoding):
    lines = [["Société", "Montant"], ["Éts Noël", "12.50"], ["Été", "3.00"]]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    assert read_table(text.encode(encoding), "x.csv") == lines


def test_quoted_cells_keep_delimiters_and_line_breaks():
    content = b'a;b\n"x;y";"two\nlines"\n;"say ""hi"""\n\n\n'
    assert read_table(content) == [["a", "b"], ["x;y", "two\nlines"], ["", 'say "hi"']]


def test_blank_rows_inside_keep_the_numbers_right():
    assert read_table(b"a;b\n\n1;2\n;\n") == [["a", "b"], [], ["1", "2"]]


def test_decimal_commas_do_not_pass_for_delimiters():
    assert read_table(b"a;b\n1,5;2,5\n3,5;4,5\n")[1] == ["1,5", "2,5"]


def test_wrong_encoding_names_the_line():
    content = "a;b\nx;y\nSociété;1\n".encode("cp1252")
    with pytest.raises(EncodingError) as refusal:
        read_table(content, options=TableOptions(encoding="utf-8"))
    assert refusal.value.details == {"encoding": "utf-8", "line": 3}


@pytest.mark.parametrize("text", ['a;b\n"open;1\n2;3\n', 'a;b\n"x"y;1\n'])
def test_broken_quotes_name_the_line(text):
    with pytest.raises(MalformedCsvError) as refusal:
        read_table(text.encode(), options=TableOptions(delimiter=";"))
    assert refusal.value.details["line"] >= 2


# Workbooks ------------------------------------------------------------------------

ROWS = [["Compte", "Date", "Débit", "Payé"], [601000, date(2026, 10, 31), 0.3, True]]
READ = [
    ["Compte", "Date", "Débit", "Payé"],
    [Decimal(601000), date(2026, 10, 31), Decimal("0.3"), True],
]


def test_xlsx_gives_typed_cells():
    assert read_table(_xlsx(ROWS), "x.xlsx") == READ


def test_xls_gives_typed_cells():
    assert read_table(_xls(ROWS), "x.xls") == READ


def test_content_decides_and_not_the_name():
    assert read_table(_xlsx(ROWS), "export.csv") == READ


def test_sheets_by_name_or_number():
    content = _xlsx(ROWS, extra=["Notes"])
    assert read_table(content, options=TableOptions(sheet="notes")) == [["nothing"]]
    assert read_table(content, options=TableOptions(sheet="1")) == READ
    with pytest.raises(MissingSheetError) as refusal:
        read_table(content, options=TableOptions(sheet="Data"))
    assert refusal.value.details["sheets"] == ("Export", "Notes")


# Refusals ---------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"  \n \n", b";;\n;;\n", _xlsx([])])
def test_an_empty_file_is_said_to_be_empty(content):
    with pytest.raises(EmptyFileError):
        read_table(content)


@pytest.mark.parametrize(
    ("content", "wanted", "found"),
    [
        (b"%PDF-1.7 ...", "auto", "pdf"),
        (b"<html><table>", "auto", "html"),
        (b"<?xml version='1.0'?><a/>", "auto", "xml"),
        (b"a;b\n1;2\n", "xlsx", "csv"),
        (_xlsx(ROWS), "csv", "xlsx"),
        (_xls(ROWS), "xlsx", "xls"),
        (b"ab\x00\x01cd", "auto", "binary"),
    ],
)
def test_a_file_of_another_kind_is_named(content, wanted, found):
    with pytest.raises(WrongTypeError) as refusal:
        read_table(content, "x", TableOptions(format=wanted))
    assert refusal.value.details["found"] == found


@pytest.mark.parametrize("content", [_xlsx(ROWS)[:-200], b"PK\x03\x04rubbish"])
def test_a_damaged_workbook_is_said_to_be_damaged(content):
    with pytest.raises(DamagedFileError):
        read_table(content)


def test_a_damaged_xls_is_said_to_be_damaged():
    with pytest.raises(DamagedFileError):
        read_table(_xls(ROWS)[:600])


@pytest.mark.parametrize("content", [b"a\n1\n2\n3\n", _xlsx([["a"], [1], [2], [3]])])
def test_too_many_rows_are_refused(content):
    with pytest.raises(TooLargeError):
        read_table(content, options=TableOptions(max_rows=3))


def test_a_workbook_that_unpacks_beyond_the_limit_is_refused():
    with pytest.raises(TooLargeError):
        read_table(_xlsx(ROWS), options=TableOptions(max_bytes=6000))


@given(st.binary(max_size=200))
def test_any_bytes_give_rows_or_a_named_refusal(content):
    with suppress(ReaderError):
        assert read_table(content)


@pytest.mark.parametrize("module", [csv_file, dates, headers, sheets, table, values])
def test_examples_in_the_readers(module):
    outcome = doctest.testmod(module)
    assert outcome.attempted
    assert not outcome.failed
