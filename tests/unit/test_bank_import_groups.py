# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows that the engine has cleaned are statements again."""

from datetime import date
from decimal import Decimal as D

import pytest

from odoo.addons.ap_treasury.rules import chain, import_groups, import_rows
from odoo.addons.ap_treasury.rules.errors import StatementError
from odoo.addons.ap_treasury.rules.statement import Account, Balance, Entry, Statement

IBAN = "FR7611222000010123456789030"
DAY = date(2026, 10, 1)


def statement(**changes) -> Statement:
    """Return a statement that adds up: 1,000.00 − 50.00 + 20.00 = 970.00."""
    values = {
        "format": "camt",
        "account": Account(iban=IBAN),
        "currency": "EUR",
        "number": "10",
        "start": DAY,
        "end": date(2026, 10, 2),
        "opening": Balance(D("1000.00"), DAY, "EUR"),
        "closing": Balance(D("970.00"), date(2026, 10, 2), "EUR"),
        "entries": (
            Entry(DAY, D("-50.00"), "EUR", "PRLV SEPA OPERATEUR"),
            Entry(date(2026, 10, 2), D("20.00"), "EUR", "VIR CLIENT"),
        ),
    }
    return Statement(**{**values, **changes})


def rows_of(*statements) -> list[dict]:
    """Return the rows of a file as values by column, as the engine keeps them."""
    names, *rows = import_rows.table(statements)
    return [dict(zip(names, row, strict=True)) for row in rows]


def test_a_statement_comes_back_with_balances_days_and_entries():
    found = import_groups.statement_of(rows_of(statement()))
    assert (found.opening.amount, found.closing.amount) == (D("1000.00"), D("970.00"))
    assert (found.start, found.end, found.total) == (DAY, date(2026, 10, 2), D("-30.00"))
    assert (found.account.iban, found.difference) == (IBAN, 0)
    assert not chain.check_statements([found])


def test_a_statement_without_lines_keeps_its_balances():
    empty = statement(entries=(), closing=Balance(D("1000.00"), DAY, "EUR"))
    found = import_groups.statement_of(rows_of(empty))
    assert (found.entries, found.closing.amount) == ((), D("1000.00"))
    assert not chain.check_statements([found])


def test_what_does_not_add_up_is_still_known_after_the_rows():
    wrong = statement(closing=Balance(D("975.00"), date(2026, 10, 2), "EUR"))
    [problem] = chain.check_statements([import_groups.statement_of(rows_of(wrong))])
    assert (problem.code, problem.value("difference")) == ("does_not_add_up", D("5.00"))


def test_a_later_closing_balance_says_nothing_about_the_opening():
    """OFX: the balance of the day of the export, after the last movement."""
    later = statement(opening=None, closing=Balance(D("1.00"), date(2026, 10, 9), "EUR"))
    found = import_groups.statement_of(rows_of(later))
    assert chain.implied_opening(found) is None


def sheet(*rows):
    """Return rows of a sheet: (day, debit, credit, balance)."""
    values = [
        {"day": date(2026, 3, day), "debit": debit, "credit": credit,
         "balance": balance, "label": f"L{number}"}
        for number, (day, debit, credit, balance) in enumerate(rows)
    ]  # fmt: skip
    typed = [import_groups.sheet_row(n, one) for n, one in enumerate(values, 2)]
    return import_groups.of_sheet(typed, values)


def test_a_sheet_with_two_columns_becomes_signed_amounts_and_balances():
    found = sheet((3, D("50.00"), None, D("950.00")), (4, None, D("20.00"), D("970.00")))
    assert [row["amount"] for row in found.rows] == [D("-50.00"), D("20.00")]
    whole = import_groups.statement_of(found.rows)
    assert (whole.opening.amount, whole.closing.amount) == (D("1000.00"), D("970.00"))
    assert not found.gaps
    assert not chain.check_statements([whole])


def test_a_row_that_is_missing_in_a_sheet_is_seen_by_its_balances():
    found = sheet((3, D("50.00"), None, D("950.00")), (4, None, D("20.00"), D("900.00")))
    [gap] = found.gaps
    assert (gap.before, gap.after, gap.amount) == (2, 3, D("-70.00"))
    [problem] = chain.check_statements([import_groups.statement_of(found.rows)])
    assert problem.value("difference") == D("-70.00")


def test_a_sheet_without_balances_has_none():
    found = sheet((3, D("50.00"), None, None))
    assert import_groups.statement_of(found.rows).closing is None


def test_a_row_with_debit_and_credit_is_refused():
    with pytest.raises(StatementError) as refusal:
        sheet((3, D("50.00"), D("20.00"), None))
    assert (refusal.value.code, refusal.value.row) == ("amount", 2)
