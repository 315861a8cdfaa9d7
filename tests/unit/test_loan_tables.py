# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bank's own table: read, remarked, compared with ours, the cause found."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_DOWN

import pytest
from ap_loan.rules.building import build
from ap_loan.rules.comparison import Cause, compare
from ap_loan.rules.day_count import DayCount
from ap_loan.rules.exceptions import TableError
from ap_loan.rules.rates import Conversion, fixed
from ap_loan.rules.schedule import RowKind, Schedule
from ap_loan.rules.table import BankRow, as_values, from_values, read_table, remarks
from ap_loan.rules.terms import (
    BrokenPeriod,
    Deferral,
    Insurance,
    InsuranceKind,
    Mode,
    PaymentRounding,
    Tranche,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from loan_builders import DRAWN, D, build_or_leave, column, loan
from loan_builders import loans as drawn_loans

NAMES = ("opening", "interest", "principal", "payment", "closing", "insurance", "fees")
INSURED = loan(insurance=Insurance(InsuranceKind.INITIAL, D("0.30")))


def _printed(table, *names, includes=False):
    """Return the rows as a bank prints them: those columns only."""
    rows = []
    for row in table.rows:
        values = {name: getattr(row, name) for name in names}
        if includes:
            values["payment"] = row.debit
        rows.append(BankRow(row.date, row.number, **values))
    return rows


def _with_row(table, rank, **values):
    rows = list(table.rows)
    rows[rank] = replace(rows[rank], **values)
    return Schedule(tuple(rows), table.tranches)


# Reading ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "names",
    [
        NAMES,
        ("interest", "principal"),
        ("interest", "payment"),
        ("principal", "payment"),
        ("interest", "closing"),
        ("payment", "closing"),
        ("interest", "payment", "closing", "opening"),
    ],
)
def test_missing_columns_are_derived(names):
    table = build(loan())
    read = read_table(_printed(table, *names), table.tranches)
    assert read == table
    assert remarks(read) == []


@pytest.mark.parametrize("includes", [True, False])
def test_whether_the_payment_holds_the_insurance_is_found_out(includes):
    table = build(INSURED)
    read = read_table(_printed(table, *NAMES, includes=includes), table.tranches)
    assert column(read, "payment") == column(table, "payment")
    assert (read.rows[0].payment, read.rows[0].debit) == (D("1823.66"), D("1848.66"))


def test_a_table_without_the_interest_is_refused():
    table = build(loan())
    for names in (("payment",), ("interest",), ("opening",), ("closing",)):
        with pytest.raises(TableError, match="column_missing: row=1"):
            read_table(_printed(table, *names), table.tranches)
    with pytest.raises(TableError, match="empty"):
        read_table([], table.tranches)
    with pytest.raises(TableError, match="no_tranche"):
        read_table(_printed(table, "interest"), ())


def test_interest_added_to_the_capital_is_no_contradiction():
    """Banks print capital 0 and payment 0 there, and a closing that rises."""
    table = build(loan(deferral=Deferral.TOTAL, deferral_rows=6))
    rows = [
        replace(row, principal=D(0)) if row.principal < 0 else row
        for row in _printed(table, *NAMES)
    ]
    read = read_table(rows, table.tranches)
    assert remarks(read) == []
    assert column(read, "principal") == column(table, "principal")


def test_a_table_with_two_tranches_and_a_broken_row():
    tranches = (
        Tranche(date(2026, 1, 5), D(60000)),
        Tranche(date(2026, 3, 25), D(40000)),
    )
    terms = loan(
        tranches=tranches, drawn=date(2026, 1, 5), first_date=date(2026, 2, 15),
        broken_period=BrokenPeriod.OWN_ROW, deferral=Deferral.PARTIAL, deferral_rows=4,
    )  # fmt: skip
    table = build(terms)
    read = read_table(_printed(table, "interest", "principal"), tranches)
    assert read.rows[0].kind == RowKind.BROKEN
    assert column(read, "closing") == column(table, "closing")
    assert remarks(read) == []


@given(drawn_loans())
def test_a_table_survives_export_and_import(terms):
    table = build_or_leave(terms)
    assert from_values(as_values(table), terms.tranches) == table


# Remarks ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rank", "values", "codes"),
    [
        (3, {"closing": D("93000.00")}, "closing_does_not_follow opening_not_closing"),
        (3, {"payment": D("1823.67")}, "payment_does_not_add_up"),
        (3, {"opening": D("1.00")}, "opening_not_closing closing_does_not_follow"),
        (3, {"date": date(2026, 4, 15)}, "date_not_after"),
        (3, {"number": 9}, "number_not_next number_not_next"),
        (
            3,
            {"interest": D("-5.00"), "payment": D("1532.57")},
            "payment_does_not_add_up interest_negative",
        ),
        (59, {"principal": D("1800.00"), "closing": D("17.97")}, None),
    ],
)
def test_a_table_that_contradicts_itself_says_where(rank, values, codes):
    found = [one.code for one in remarks(_with_row(build(loan()), rank, **values))]
    if codes is None:
        codes = "payment_does_not_add_up capital_not_lent not_closed"
    assert found == codes.split()


def test_a_remark_names_both_figures():
    table = _with_row(build(loan()), 1, closing=D("96948.21"))
    first, second = remarks(table)
    assert (first.number, first.stated, first.expected) == (
        2,
        D("96948.21"),
        D("96948.11"),
    )
    assert (second.number, second.stated, second.expected) == (
        3,
        D("96948.11"),
        D("96948.21"),
    )


# Comparing ----------------------------------------------------------------------


def test_equal_tables_do_not_differ():
    found = compare(loan(), build(loan()))
    assert (found.first, found.cause, found.differing_rows) == (None, Cause.NONE, 0)


CAUSES = [
    ("day_count", {"day_count": DayCount.EXACT_360}, "exact/360"),
    ("day_count", {"day_count": DayCount.EXACT_365}, "exact/365"),
    ("conversion", {"conversion": Conversion.EQUIVALENT}, "equivalent"),
    ("first_period", {"drawn_earlier": None}, "first_row exact/365"),
    ("rate", {"rates": fixed(D("3.65"), DRAWN)}, "3.65"),
    ("payment", {"payment": D("1850.00")}, "1850.00"),
    (
        "rounding",
        {"payment_rounding": PaymentRounding.UP, "payment_step": D(1)},
        "nearest 1",  # 1,824.00 is both the next unit and the nearest
    ),
    ("rows", {"instalments": 48}, "48 / 60"),
    ("insurance", {"insurance": Insurance(InsuranceKind.PER_ROW, D(25))}, "per_row"),
    (
        "insurance",
        {"insurance": Insurance(InsuranceKind.REMAINING, D("0.3"))},
        "remaining",
    ),
    ("fees", {"row_fee": D(2)}, ""),
]


@pytest.mark.parametrize(("cause", "theirs", "detail"), CAUSES)
def test_the_likely_cause_is_found(cause, theirs, detail):
    ours = loan()
    if theirs == {"drawn_earlier": None}:
        # The bank counts ten days that our contract, entered in months of 30, has not.
        ours = loan(drawn=date(2026, 1, 5), first_date=date(2026, 2, 15),
                    broken_day_count=DayCount.THIRTY_360)  # fmt: skip
        theirs = {"broken_day_count": DayCount.EXACT_365}
    found = compare(ours, build(replace(ours, **theirs)))
    assert (found.cause.value, found.detail) == (cause, detail)
    assert found.first.number == 1


def test_the_first_differing_row_and_the_sums():
    bank = _with_row(build(loan()), 11, interest=D("260.00"), payment=D("1836.00"))
    found = compare(loan(), bank)
    own = build(loan()).rows[11]
    assert found.first.number == 12
    assert found.first.columns["interest"] == (D("260.00"), own.interest)
    assert found.differing_rows == 1
    assert found.sums["interest"] == D("260.00") - own.interest
    assert found.sums["principal"] == 0
    assert found.cause == Cause.UNKNOWN


def test_a_bank_that_cuts_cents_differs_by_roundings():
    """Each interest cut to the cent below: the capital drifts, and no cause but that."""
    rows, owed = [], D(100000)
    for rank, row in enumerate(build(loan()).rows, 1):
        interest = (owed * D("0.003")).quantize(D("0.01"), ROUND_DOWN)
        capital = owed if rank == 60 else D("1823.66") - interest
        rows.append(BankRow(row.date, rank, interest=interest, principal=capital))
        owed -= capital
    bank = read_table(rows, loan().tranches)
    found = compare(loan(), bank)
    assert found.cause == Cause.ROUNDING
    assert found.sums["interest"] < 0
    assert found.differing_rows > 0


def test_a_row_of_its_own_for_the_broken_days():
    """55,000.00 in fine: the bank has a row 0 of 135.62, we had it in row 1."""
    terms = loan(
        55000, 10, 3, date(2018, 1, 1), first_date=date(2019, 1, 10), mode=Mode.BULLET,
        period_months=12,
    )  # fmt: skip
    bank = build(replace(terms, broken_period=BrokenPeriod.OWN_ROW))
    found = compare(terms, bank)
    assert (found.cause, found.detail) == (Cause.FIRST_PERIOD, "own_row exact/365")
    assert found.first.number == 0
    assert found.sums["interest"] == 0


def test_a_first_interest_that_no_count_explains_is_still_the_first_period():
    bank = _with_row(build(loan()), 0, interest=D("342.17"), payment=D("1865.83"))
    found = compare(loan(), bank)
    assert (found.cause, found.detail) == (Cause.FIRST_PERIOD, "+42.17")


def test_due_dates_moved_to_the_next_working_day():
    table = build(loan())
    rows = [
        replace(
            row, date=row.date + timedelta(days=max(7 - row.date.isoweekday(), -1) + 1)
        )
        if row.date.isoweekday() > 5
        else row
        for row in table.rows
    ]
    found = compare(loan(), Schedule(tuple(rows), table.tranches))
    assert found.cause == Cause.DATES
    assert set(found.first.columns) == {"date"}


@settings(max_examples=20)  # a comparison builds a dozen tables
@given(
    st.sampled_from([c for c in DayCount if c.value.startswith("exact/3")]), st.data()
)
def test_another_day_count_is_found_whatever_the_loan(count, data):
    amount = data.draw(st.decimals(20000, 10**6, places=2))
    percent = data.draw(st.decimals("1.5", 12, places=2))
    rows = data.draw(st.integers(24, 60))
    terms = loan(amount, percent, rows)
    found = compare(terms, build(replace(terms, day_count=count)))
    assert (found.cause, found.detail) == (Cause.DAY_COUNT, count.value)


def test_a_table_of_the_rows_to_come_continues_the_row_before():
    """The bank prints rows 25 to 60: neither number nor balance before is needed, and a
    tranche lent long before is not lent again."""
    whole = build(loan())
    rest = [
        BankRow(date=row.date, interest=row.interest, principal=row.principal)
        for row in whole.rows[24:]
    ]
    first = replace(whole.tranches[0], amount=D("60000.00"))
    later = Tranche(date(2026, 3, 1), D("40000.00"))
    found = read_table(rest, (first, later), after=whole.rows[23])
    assert found.rows[0].number == 25
    assert found.rows[0].opening == D("62142.38")
    assert found.rows[0].drawn == 0
    assert found.rows[-1].closing == 0
    assert remarks(found)[0].code == "capital_not_lent"
