# SPDX-License-Identifier: AGPL-3.0-or-later
"""Documents, read again by other programs than those that wrote them."""

import io
import time
from datetime import date
from decimal import Decimal

import openpyxl
import pypdf
import pytest
from ap_base.documents.document import (
    AMOUNT,
    DAY,
    INTEGER,
    PERCENT,
    Column,
    Document,
    Figures,
    Language,
    Paragraph,
    Section,
    Table,
)
from ap_base.documents.pdf import to_pdf
from ap_base.documents.xlsx import sheet_names, to_xlsx

FRENCH = Language(
    decimal=",", thousands="\N{NO-BREAK SPACE}", day="%d/%m/%Y", code="fr",
    page="Page %(page)s sur %(pages)s", left_out="… et %(count)s autres lignes dans le classeur",
)  # fmt: skip
COLUMNS = (
    Column("Supplier"),
    Column("Since", DAY),
    Column("Age (days)", INTEGER),
    Column("Share", PERCENT),
    Column("Amount", AMOUNT, total=True),
)
ROWS = (
    ("Nordlys SAS", date(2026, 10, 5), 26, Decimal("12.5"), Decimal("1234.56")),
    ("=cmd|' /C calc'!A0", date(2026, 9, 30), 31, Decimal(50), Decimal("-200.10")),
    ("Őrség & Łódź <fils> – Петров", None, None, None, Decimal("0.10")),
)


def _document(*sections, language=FRENCH):
    return Document(
        "Dossier de clôture", "Bérénice SA", date(2026, 10, 31), sections, language=language
    )


def _book(*sections, **options):
    content = to_xlsx(_document(*sections))
    return openpyxl.load_workbook(io.BytesIO(content), **options)


def _pages(*sections, language=FRENCH):
    reader = pypdf.PdfReader(io.BytesIO(to_pdf(_document(*sections, language=language))))
    return reader.pages


def _text(*sections, **options):
    found = "\n".join(page.extract_text() for page in _pages(*sections, **options))
    return found.replace("\N{NO-BREAK SPACE}", " ")


LIST = Section("Charges: 408/4084", (Table(COLUMNS, ROWS),), sheet="FNP")


# The workbook -----------------------------------------------------------------


def test_figures_and_days_are_values():
    sheet = _book(LIST)["FNP"]
    name, since, *figures = [cell.value for cell in sheet[5]]
    assert (name, since.date()) == ("Nordlys SAS", date(2026, 10, 5))
    assert figures == [26, 0.125, 1234.56]
    assert sheet["E5"].number_format == "#,##0.00"
    assert sheet["D5"].number_format == "#,##0.00%"
    assert sheet["B5"].number_format == "dd/mm/yyyy"
    assert sheet["A5"].data_type == "s"


def test_a_label_is_never_a_formula():
    odd = ["=1+1", "+33 1 23", "-5", "@SUM(A1)", "http://nowhere.example", "0012"]
    table = Table((Column("=Label"),), [(text,) for text in odd])
    sheet = _book(Section("=Odd", (Paragraph("=1+2"), table)))["=Odd"]
    texts = {cell.value: cell.data_type for row in sheet for cell in row if cell.value}
    assert {texts[text] for text in [*odd, "=Label", "=1+2"]} == {"s"}
    assert not sheet._hyperlinks


def test_totals_are_formulas_with_their_value():
    total = _book(LIST)["FNP"]["E8"]
    assert total.value == "=SUBTOTAL(109,E5:E7)"
    assert _book(LIST, data_only=True)["FNP"]["E8"].value == 1034.56


def test_heading_is_frozen_and_filtered():
    sheet = _book(LIST)["FNP"]
    assert sheet.freeze_panes == "A5"
    assert sheet.auto_filter.ref == "A4:E7"
    assert sheet.column_dimensions["A"].width > 20


def test_an_empty_table_is_a_table():
    sheet = _book(Section("Nothing", (Table(COLUMNS, ()),)))["Nothing"]
    assert [cell.value for cell in sheet[4]] == [column.title for column in COLUMNS]
    assert sheet.auto_filter.ref is None
    assert "Supplier" in _text(Section("Nothing", (Table(COLUMNS, ()),)))


def test_sheet_names_are_safe_and_differ():
    assert sheet_names(["a/b", "A?B", "x" * 40, "x" * 40, "'q'"]) == [
        "a b", "A B (2)", "x" * 31, "x" * 27 + " (2)", "q",
    ]  # fmt: skip


def test_control_characters_do_not_break_the_file():
    table = Table((Column("Label"),), [("pasted\x0b\x01text",)])
    assert _book(Section("S", (table,)))["S"]["A5"].value == "pasted  text"


# The PDF ------------------------------------------------------------------------


def test_figures_are_in_the_readers_format():
    text = _text(LIST)
    assert "1 234,56" in text
    assert "-200,10" in text
    assert "05/10/2026" in text
    assert "1 034,56" in text
    assert "Page 1 sur 1" in text
    english = _text(LIST, language=Language())
    assert "1,234.56" in english
    assert "10/05/2026" in english
    assert "Page 1 of 1" in english


def test_any_name_and_sign_is_shown():
    text = _text(LIST)
    assert "Őrség & Łódź <fils> – Петров" in text
    money = Section("€", (Paragraph("12\N{NARROW NO-BREAK SPACE}000 € → <b>"),))
    assert "000 € → <b>" in _text(money)


def test_heading_is_repeated_on_each_page():
    table = Table(COLUMNS, ROWS * 60)
    pages = _pages(Section("Long", (table,)))
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        text = page.extract_text()
        assert "Supplier" in text
        assert f"Page {number} sur {len(pages)}" in text


def test_a_wide_table_gets_a_wide_page():
    wide = Table(tuple(Column(f"Column {n}", AMOUNT) for n in range(14)), [(Decimal(10**8),) * 14])
    upright, landscape = _pages(LIST, Section("Wide", (wide,)))
    assert upright.mediabox.height > upright.mediabox.width
    assert landscape.mediabox.width > landscape.mediabox.height


def test_a_long_label_is_wrapped_and_whole():
    label = "maintenance annuelle " * 40 + "W" * 300
    table = Table((Column("Label"), Column("Amount", AMOUNT)), [(label, Decimal(1))])
    text = _text(Section("S", (table,))).replace("\n", "").replace(" ", "")
    assert label.replace(" ", "") in text


def test_paper_says_how_many_lines_it_leaves_out():
    rows = [(f"line {number}", Decimal(number)) for number in range(1, 1001)]
    columns = (Column("Label"), Column("Amount", AMOUNT, total=True))
    table = Table(columns, rows, print_limit=3, weight=1)
    text = _text(Section("S", (table,)))
    assert "line 998" in text
    assert "line 997" not in text
    assert "… et 997 autres lignes dans le classeur" in text
    assert "500 500,00" in text  # the total is that of all lines
    assert _book(Section("S", (table,)))["S"].max_row == 4 + 1000 + 1


def test_figures_paragraphs_and_sheets_for_the_workbook_only():
    facts = Figures((("State", "Posted"), ("On", date(2026, 10, 31)), ("Cost", Decimal("-1.5"))))
    detail = Section("Detail", (Table((Column("Secret"),), [("x",)]),), in_pdf=False)
    cover = Section("Cover", (facts, Paragraph("Look here", "warning")))
    text = _text(cover, detail)
    for expected in ("Posted", "31/10/2026", "-1,50", "Look here"):
        assert expected in text
    assert "Secret" not in text
    book = _book(cover, detail)
    assert book.sheetnames == ["Cover", "Detail"]
    assert book["Cover"]["B5"].value.date() == date(2026, 10, 31)


def test_two_thousand_lines_take_seconds():
    rows = [(f"Supplier {n % 90}", date(2026, 1, 1), n, None, Decimal(n)) for n in range(2000)]
    document = _document(Section("Long", (Table(COLUMNS, rows),)))
    start = time.process_time()
    assert len(to_pdf(document)) > 20_000
    assert len(to_xlsx(document)) > 20_000
    assert time.process_time() - start < 20


# Values -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [("-0.001", 2, "0,00"), ("-1234567.895", 2, "-1 234 567,90"), ("1000", 0, "1 000")],
)
def test_numbers(value, digits, expected):
    shown = FRENCH.number(Decimal(value), digits)
    assert shown.replace("\N{NO-BREAK SPACE}", " ") == expected


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="no kind of column"):
        Column("x", "money")


def test_each_row_has_a_cell_for_each_column():
    with pytest.raises(ValueError, match="argument 2 is"):
        to_xlsx(_document(Section("S", (Table(COLUMNS, [("one",)]),))))
