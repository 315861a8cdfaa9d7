# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts found, balances that follow each other, lines that are there already."""

import doctest
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
import statement_files as files
from ap_treasury.rules import accounts, chain, line_keys, reading, sheet_rows
from ap_treasury.rules.accounts import Journal, find_journal
from ap_treasury.rules.bank_reconciliation import (
    BANK,
    CheckPoint,
    Movement,
    point_gaps,
)
from ap_treasury.rules.chain import Gap, Span, check_statements
from ap_treasury.rules.errors import StatementError
from ap_treasury.rules.line_keys import LineFacts, compare
from ap_treasury.rules.sheet_rows import SheetRow
from ap_treasury.rules.statement import Account, Balance, Entry, Statement
from hypothesis import given
from hypothesis import strategies as st

D = Decimal
OURS = Account(bank="11222", branch="00001", number="01234567890")


@pytest.mark.parametrize("module", [accounts, chain, line_keys, sheet_rows])
def test_examples(module):
    assert doctest.testmod(module).failed == 0


# Accounts


@pytest.mark.parametrize(
    "number",
    [files.IBAN, "FR76 1122 2000 0101 2345 6789 030", "11222 00001 01234567890 30"],
)
@pytest.mark.parametrize(
    "account",
    [OURS, Account(iban=files.IBAN), Account(bank="11222", branch="00001", number="1234567890"),
     Account(bank="11222", branch="00001", number="0123456789030"), Account(number=files.IBAN),
     Account(bank="11222", number="11222 00001 01234567890 30")],
)  # fmt: skip
def test_an_account_is_found_however_it_is_written(account, number):
    journals = [Journal(7, number), Journal(8, "FR1420041010050500013M02606")]
    found = find_journal(account, "EUR", journals)
    assert (found.state, found.keys) == ("found", (7,))


def test_an_account_typed_without_its_key():
    assert find_journal(OURS, "EUR", [Journal(7, "11222-00001-01234567890")]).keys == (
        7,
    )


def test_a_part_of_a_number_finds_nothing():
    others = [Journal(1, "FR7611222000011234567890123"), Journal(2, "01234567890123")]
    assert find_journal(OURS, "EUR", others).state == "unknown"
    assert (
        find_journal(Account(number="4567890"), "EUR", [Journal(1, files.IBAN)]).keys
        == ()
    )


def test_a_bare_number_counts_where_it_is_the_whole_number():
    found = find_journal(Account(number="1234567890"), "EUR", [Journal(1, files.IBAN)])
    assert found.keys == (1,)


def test_one_number_in_two_currencies():
    journals = [Journal(1, files.IBAN, "EUR"), Journal(2, files.IBAN, "USD")]
    assert find_journal(OURS, "USD", journals).keys == (2,)
    assert find_journal(OURS, "GBP", journals).state == "several"


def test_the_iban_of_a_file_without_one():
    assert find_journal(OURS, "EUR", []).iban == files.IBAN
    german = Account(bank="37040044", number="532013000")
    assert find_journal(german, "EUR", [Journal(3, "DE89370400440532013000")]).keys == (
        3,
    )


# Balances


def statement(start, end, opening, *amounts, closing=None, kind="statement"):
    entries = tuple(
        Entry(end, D(amount), "EUR", f"L{n}") for n, amount in enumerate(amounts)
    )
    total = D(opening) + sum(map(D, amounts))
    return Statement(
        "camt", OURS, "EUR", start=start, end=end, kind=kind, entries=entries,
        opening=Balance(D(opening), start, "EUR"),
        closing=Balance(D(closing) if closing else total, end, "EUR"),
    )  # fmt: skip


def day(number, month=10):
    return date(2026, month, number)


FIRST = statement(day(1), day(1), "1000.00", "-50.00")
SECOND = statement(day(2), day(2), "950.00", "70.00")


def codes(statements, stored=()):
    return [(one.code, one.statement) for one in check_statements(statements, stored)]


def test_statements_that_follow_have_nothing_to_be_seen():
    assert codes([FIRST, SECOND]) == []
    assert codes([SECOND], [Span(day(1), day(1), D(1000), D(950))]) == []


def test_a_quiet_week_is_no_gap():
    later = statement(day(12), day(12), "950.00", "1.00")
    assert codes([FIRST, later]) == []


def test_what_is_missing_is_named_with_its_days():
    later = statement(day(6), day(6), "900.00", "10.00")
    (gap,) = check_statements([FIRST, later])
    assert (gap.code, gap.statement, gap.value("amount")) == ("gap", 1, D("-50.00"))
    assert gap.value("days") == (day(2), day(5))  # the 3rd and 4th are a weekend
    (gap,) = check_statements([FIRST, later], holidays=frozenset([day(5)]))
    assert gap.value("days") == (day(2),)


def test_a_gap_to_what_is_stored():
    (gap,) = check_statements([SECOND], [Span(day(1), day(1), D(1000), D(940))])
    assert (gap.code, gap.value("amount"), gap.value("stored")) == ("gap", D(10), True)


def test_overlaps_repeats_and_wrong_order():
    week = statement(day(1), day(7), "1000.00", "-50.00", "7.00")
    assert codes([week, SECOND]) == [("overlap", 1)]
    assert codes([FIRST], [Span(day(1), day(1), D(1000), D(950))]) == [("repeated", 0)]
    assert codes([SECOND, FIRST]) == [("wrong_order", 1)]


def test_a_statement_that_does_not_add_up():
    wrong = statement(day(1), day(1), "15568.27", "-12.99", closing="15121.12")
    (problem,) = check_statements([wrong])
    assert (problem.code, problem.value("difference")) == (
        "does_not_add_up",
        D("-434.16"),
    )
    assert codes([replace(wrong, kind="interim")]) == []


def test_a_file_with_a_closing_balance_only_is_linked_by_its_lines():
    """OFX: 1,043.10 after −50.00, +120.00 and −26.90 was 1,000.00 before."""
    (found,) = reading.read(files.ofx())
    assert chain.implied_opening(found) == D("1000.00")
    before = Span(day(1, 9), day(30, 9), D("900.00"), D("1000.00"))
    assert codes([found], [before]) == [("no_balance", 0)]
    (_unknown, gap) = check_statements([found], [before._replace(closing=D("990.00"))])
    assert (gap.code, gap.value("amount")) == ("gap", D("10.00"))
    later = replace(found, closing=Balance(D("1043.10"), day(5), "EUR"))
    assert chain.implied_opening(later) is None


def test_balances_that_are_missing_or_in_another_currency():
    assert codes([replace(FIRST, opening=None)]) == [("no_balance", 0)]
    odd = replace(FIRST, check_points=(Balance(D(1), day(1), "SEK"),))
    assert codes([odd]) == [("currency", 0)]


@given(st.lists(st.integers(-10_000, 10_000), min_size=2, max_size=8), st.data())
def test_a_chain_is_whole_until_a_link_is_taken_out(amounts, data):
    balance, whole = D(0), []
    for number, cents in enumerate(amounts):
        on = day(1) + timedelta(days=number)
        whole.append(statement(on, on, balance, D(cents) / 100))
        balance += D(cents) / 100
    assert check_statements(whole) == []
    place = data.draw(st.integers(0, len(whole) - 1))
    left = whole[:place] + whole[place + 1 :]
    inner = 0 < place < len(whole) - 1
    expected = ["gap"] if inner and amounts[place] else []
    assert [problem.code for problem in check_statements(left)] == expected


def test_the_two_days_of_a_french_file_are_one_import():
    found = reading.read(files.cfonb())
    assert len(found) == 1
    assert check_statements(found) == []
    stored = [Span(day(30, 9), day(2), D("1000.00"), D("1043.10"))]
    assert [one.code for one in check_statements(found, stored)] == ["repeated"]


# Lines


def lines(*rows):
    return [
        LineFacts(day(number), D(amount), "EUR", label)
        for number, amount, label in rows
    ]


def stored(found, account="J1"):
    return dict(zip(line_keys.line_keys(account, found), found, strict=True))


def states(found, there):
    return [one.state for one in compare("J1", found, there)]


def test_a_second_import_brings_nothing_and_twins_are_two():
    twins = lines((13, "-19.99", "PRLV SEPA FREE"), (13, "-19.99", "PRLV SEPA FREE"))
    assert states(twins, {}) == ["new", "new"]
    assert [one.occurrence for one in compare("J1", twins, {})] == [1, 2]
    assert states(twins, stored(twins)) == ["known", "known"]
    assert states(twins, stored(twins[:1])) == ["known", "new"]  # the file goes on
    assert states(twins, stored(twins, "J2")) == ["alike", "alike"]


def test_the_same_movement_in_other_words_is_for_a_person():
    short = lines((1, "-120.00", "VIR SEPA FOURNISSEUR GAMMA"), (1, "-9.00", "FRAIS"))
    full = lines(
        (1, "-120.00", "VIR SEPA FOURNISSEUR GAMMA FA-88"), (2, "-9.00", "FRAIS")
    )
    assert states(full, stored(short)) == ["alike", "new"]
    upper = lines((1, "-120.00", "Vir. SEPA fournisseur GAMMA"))
    assert states(upper, stored(short)) == ["known"]


def test_two_exports_of_one_bank_give_one_line():
    """Executed on 31 March, booked on 1 April; minus in the debit column, or not."""
    april = day(1, 4)
    full = SheetRow(
        2, april, "VIR SEPA GAMMA FA-88", debit=D("-120.00"), value_day=day(31, 3)
    )
    booked = SheetRow(2, april, "VIR SEPA GAMMA FA-88", debit=D("120.00"))
    made = []
    for row in (full, booked):
        found, _gaps = sheet_rows.statement([row], OURS, "EUR")
        made.append([LineFacts(e.day, e.amount, "EUR", e.label) for e in found.entries])
    assert made[0] == made[1] == lines_of(april, "-120.00", "VIR SEPA GAMMA FA-88")
    assert states(made[1], stored(made[0])) == ["known"]


def lines_of(on, amount, label):
    return [LineFacts(on, D(amount), "EUR", label)]


# Sheets


def sheet(*rows):
    return [
        SheetRow(number, day(on, 3), label, D(amount), balance=D(balance))
        for number, (on, label, amount, balance) in enumerate(rows, 2)
    ]


FILE_1 = sheet(
    (2, "VIR SEPA A", "-100.00", "900.00"),
    (3, "PRLV B", "-50.00", "850.00"),
    (5, "REMISE C", "20.00", "524.69"),
)
FILE_2 = sheet(
    (3, "PRLV B", "-50.00", "850.00"),
    (4, "VIR SEPA D", "-345.31", "504.69"),
    (5, "REMISE C", "20.00", "524.69"),
    (6, "VIR SEPA E", "-24.69", "500.00"),
)


def test_printed_balances_show_what_is_missing():
    first, gaps = sheet_rows.statement(FILE_1, OURS, "EUR")
    assert gaps == (Gap(3, 4, D("-345.31")),)
    assert (first.opening.amount, first.closing.amount) == (D(1000), D("524.69"))
    assert first.difference == D("-345.31")
    backwards, gaps = sheet_rows.statement(FILE_2[::-1], OURS, "EUR")
    assert gaps == ()
    assert (backwards.opening.amount, backwards.closing.amount) == (D(900), D(500))


def test_known_rows_are_left_out_and_move_the_opening():
    first, _gaps = sheet_rows.statement(FILE_1, OURS, "EUR")
    second, _gaps = sheet_rows.statement(FILE_2, OURS, "EUR")
    ours, theirs = (
        [LineFacts(e.day, e.amount, "EUR", e.label) for e in one.entries]
        for one in (first, second)
    )
    there = [one.state == "known" for one in compare("J1", theirs, stored(ours))]
    assert there == [True, False, True, False]
    opening = line_keys.moved_opening(second.opening.amount, theirs, there)
    new = [line.amount for line, known in zip(theirs, there, strict=True) if not known]
    assert new == [D("-345.31"), D("-24.69")]
    assert opening + sum(new) == second.closing.amount == D(500)
    every = [
        Movement(place, BANK, line.day, line.amount)
        for place, line in enumerate(
            [*ours, *(o for o, k in zip(theirs, there, strict=True) if not k)]
        )
    ]
    points = [CheckPoint(day(1, 3), D(1000)), CheckPoint(day(6, 3), D(500))]
    assert point_gaps(day(31, 3), points, every) == ()
    assert point_gaps(day(31, 3), points, every[:-1])[0].amount == D("-24.69")


def test_columns_of_debit_and_credit():
    rows = [
        SheetRow(2, day(1), "A", debit=D("50.00")),
        SheetRow(3, day(1), "B", debit=D("-5.00")),  # a debit taken back
        SheetRow(4, day(1), "C", credit=D("20.00"), debit=D(0)),
        SheetRow(5, day(1), "D", amount=D("7.00"), mark="d"),
        SheetRow(6, day(1), "E", amount=D("-7.00"), mark="C", fee=D("-0.50")),
    ]
    found, _gaps = sheet_rows.statement(rows, OURS, "EUR")
    amounts = [D("-50"), D("5"), D("20"), D("-7"), D("7"), D("-0.50")]
    assert [entry.amount for entry in found.entries] == amounts
    assert (
        sheet_rows.signed_amount(SheetRow(2, day(1), "A", amount=D(3)), inverse=True)
        == -3
    )


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (SheetRow(9, day(1), "A", debit=D(1), credit=D(2)), "amount"),
        (SheetRow(9, day(1), "A"), "missing"),
        (SheetRow(9, day(1), "A", amount=D(1), mark="?"), "sign"),
    ],
)
def test_rows_that_say_nothing_sure_are_refused(row, code):
    with pytest.raises(StatementError) as refusal:
        sheet_rows.signed_amount(row)
    assert (refusal.value.code, refusal.value.row) == (code, 9)
