# SPDX-License-Identifier: AGPL-3.0-or-later
"""The text of a bank's PDF: each column is what its figures prove."""

from dataclasses import replace
from decimal import Decimal

import pytest
from ap_loan.formats.printed_table import NAMES, PrintedTableError, read
from ap_loan.rules.building import build
from ap_loan.rules.terms import Insurance, InsuranceKind, Mode
from loan_builders import loan

PREMIUM = Insurance(InsuranceKind.PER_ROW, Decimal("25.00"))
FALLING = Insurance(InsuranceKind.REMAINING, Decimal("0.30"))
ORDERS = [
    ("opening", "interest", "principal", "payment", "closing"),
    ("payment", "principal", "interest", "closing"),
    ("closing", "debit", "insurance", "interest", "principal"),
    ("opening", "debit", "interest", "insurance", "principal", "closing"),
]
WORDS = {
    "opening": "Opening", "interest": "Interest", "principal": "Principal",
    "payment": "Payment", "debit": "Payment", "insurance": "Insurance",
    "closing": "Closing",
}  # fmt: skip


def _french(amount):
    return f"{amount:,.2f}".replace(",", " ").replace(".", ",")


def _english(amount):
    return f"{amount:,.2f}"


def _text(table, order, shown):
    lines = ["Banque du Nord  TABLEAU D'AMORTISSEMENT  édité le 02/01/2026"]
    for row in table.rows:
        amounts = " ".join(shown(getattr(row, name)) for name in order)
        lines.append(f"{row.number} {row.date:%d/%m/%Y} {amounts}")
    lines.append("Total 9 419,36 100 000,00")
    return "\n".join(lines)


@pytest.mark.parametrize("shown", [_french, _english])
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("mode", [Mode.CONSTANT_PAYMENT, Mode.CONSTANT_PRINCIPAL])
def test_columns_in_any_order_and_writing(mode, order, shown):
    insurance = PREMIUM if "insurance" in order else Insurance()
    table = build(replace(loan(), mode=mode, insurance=insurance))
    header, *rows = read(_text(table, order, shown))
    assert header == list(NAMES)
    assert len(rows) == 60
    for row, printed in zip(table.rows, rows, strict=True):
        values = dict(zip(header, printed, strict=True))
        assert values["Due date"] == f"{row.date:%d/%m/%Y}"
        for name in order:
            assert Decimal(values[WORDS[name]]) == getattr(row, name), name


def test_insurance_that_falls_is_not_taken_for_interest():
    table = build(replace(loan(), insurance=FALLING))
    order = ("opening", "debit", "insurance", "interest", "principal", "closing")
    header, first, *_rest = read(_text(table, order, _french))
    values = dict(zip(header, first, strict=True))
    assert (values["Interest"], values["Insurance"]) == ("300.00", "25.00")


def test_a_text_without_a_table_is_refused_and_an_uneven_line_named():
    with pytest.raises(PrintedTableError, match="no_rows"):
        read("Conditions générales du 02/01/2026\nArticle 1")
    table = build(loan())
    text = _text(table, ORDERS[0], _french).splitlines()
    text[5] = text[5].rsplit(" ", 2)[0]
    with pytest.raises(PrintedTableError, match="uneven: line 6"):
        read("\n".join(text))
    noise = "\n".join(f"{i} 1{i}/02/2026 {i},10 {i * 7},20 {i * i},30" for i in range(1, 9))
    with pytest.raises(PrintedTableError, match="no_columns"):
        read(noise)
