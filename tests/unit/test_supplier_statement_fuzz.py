# SPDX-License-Identifier: AGPL-3.0-or-later
"""Broken lists of suppliers, by the hundred: rows that add up, or a refusal by name."""

import re
from datetime import date
from io import BytesIO
from random import Random

import file_fuzzer
import pytest
from ap_base.readers import ReaderError, Table, TableOptions, read_table
from ap_supplier.formats.statement_reader import of_lists, pdf_reader
from ap_supplier.rules.statement_bridge import reconcile
from ap_supplier.rules.statement_header import StatementError
from ap_supplier.rules.statement_sign import (
    AS_WRITTEN,
    Direction,
    find_direction,
    to_lines,
)
from ap_supplier.rules.statement_table import COLUMNS, canonical, reading_of
from ap_supplier.rules.statement_text import to_table
from reportlab.pdfgen.canvas import Canvas

PRINTED = """Relevé au 31/10/2026
  Date          N° facture       Libellé                    Débit        Crédit
  05/10/2026    FA-2026-101      Vente octobre           1 200,00
  20/10/2026    AV-2026-7        Avoir retour                            100,50
                                 Solde dû                1 099,50
"""


def read_through(table):
    """Return how many lines a table has, its bridge being whole; or the refusal."""
    try:
        found = canonical(table, table.first_day)
    except StatementError as refusal:
        return refusal.code
    assert len(found) == len(table)
    rows = [
        (number, dict(zip(COLUMNS, row, strict=True)))
        for number, row in enumerate(found, 1)
        if row
    ]
    whole = [(number, values) for number, values in rows if not unread(values)]
    reading = reading_of(whole)
    direction = find_direction(reading) or Direction(AS_WRITTEN, "answered")
    lines = to_lines(reading, direction)
    assert reconcile(lines, [], date(2026, 10, 31)).unexplained == 0
    return len(lines)


def unread(values):
    """Say whether a cell was left as it stands in the file, for the engine to refuse."""
    amounts = [values[name] for name in ("debit", "credit", "amount", "open", "paid")]
    return any(isinstance(cell, str) for cell in (*amounts, values["day"], values["due"]))


@pytest.mark.parametrize("seed", range(3))
def test_broken_files_are_read_or_refused(seed):
    results = []
    for name, content in file_fuzzer.files(150, seed):
        try:
            table = read_table(content, name)
        except ReaderError as refusal:
            results.append(refusal.code)
            continue
        results.append(read_through(table))
    assert sum(isinstance(one, int) and one > 0 for one in results) > 40


@pytest.mark.parametrize("seed", range(300))
def test_broken_print_is_read_or_refused(seed):
    broken = file_fuzzer.broken(PRINTED.encode(), Random(seed)).decode(errors="replace")
    read_through(Table(to_table(broken)))


def printed():
    """Return the printed list as a PDF."""
    page = BytesIO()
    canvas = Canvas(page)
    for place, line in enumerate(PRINTED.splitlines()):
        for found in re.finditer(r"\S+(?: \S+)*", line):
            canvas.drawString(20 + 5 * found.start(), 700 - 16 * place, found[0])
    canvas.save()
    return page.getvalue()


def test_a_pdf_is_read_under_the_columns_of_a_list():
    rows = of_lists(pdf_reader("PDF", "a PDF")).read(printed(), TableOptions())
    shown = [[row[COLUMNS.index(name)] for name in ("kind", "number")] for row in rows if row]
    assert shown == [
        ["header", None],
        ["bill", "FA-2026-101"],
        ["credit_note", "AV-2026-7"],
        ["closing", None],
    ]


def test_broken_pdfs_are_read_or_refused():
    reader, whole, codes = of_lists(pdf_reader("PDF", "a PDF")), printed(), []
    for seed in range(300):
        try:
            reader.read(file_fuzzer.broken(whole, Random(seed)), TableOptions())
        except ReaderError as refusal:
            codes.append(refusal.code)
    assert ReaderError.code not in codes
    assert 0 < len(codes) < 300
