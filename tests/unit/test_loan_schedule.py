# SPDX-License-Identifier: AGPL-3.0-or-later
"""Loan tables: the figures of the facts and of real reports, and what always holds."""

import csv
import doctest
import importlib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from ap_base.arithmetic.calendar import add_months
from ap_loan.rules.building import build
from ap_loan.rules.day_count import DayCount
from ap_loan.rules.rates import Conversion
from ap_loan.rules.schedule import due_bands
from ap_loan.rules.terms import (
    BrokenPeriod,
    Deferral,
    Insurance,
    InsuranceKind,
    Mode,
    PaymentRounding,
)
from loan_builders import DRAWN, D, column, loan

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "addons" / "ap_loan" / "rules"
SHARED = [folder / "shared" for folder in ROOT.parents]


@pytest.mark.parametrize("name", sorted(p.stem for p in RULES.glob("[a-z]*.py")))
def test_examples_of_the_rules(name):
    assert doctest.testmod(importlib.import_module(f"ap_loan.rules.{name}")).failed == 0


FACTS = """
1  2026-02-15 100000.00 300.00 1523.66 1823.66 98476.34
2  2026-03-15  98476.34 295.43 1528.23 1823.66 96948.11
3  2026-04-15  96948.11 290.84 1532.82 1823.66 95415.29
59 2030-12-15   3630.74  10.89 1812.77 1823.66  1817.97
60 2031-01-15   1817.97   5.45 1817.97 1823.42     0.00
"""
NAMES = ("opening", "interest", "principal", "payment", "closing")


@pytest.mark.parametrize("line", FACTS.split("\n")[1:-1])
def test_constant_instalments_to_the_cent(line):
    number, day, *amounts = line.split()
    row = build(loan()).rows[int(number) - 1]
    assert (row.number, str(row.date)) == (int(number), day)
    assert [getattr(row, name) for name in NAMES] == [D(amount) for amount in amounts]


def test_totals_of_the_loan():
    table = build(loan())
    assert table.total("interest") == D("9419.36")
    assert table.total("payment") == D("109419.36")
    assert table.balance_at(date(2026, 12, 31)) == D("82986.06")
    bands = due_bands(table, date(2026, 12, 31))
    assert (bands.within_1_year, bands.within_5_years, bands.later) == (
        D("19211.34"),
        D("63774.72"),
        0,
    )


MODES = [
    # mode, deferral, rows of it, first payments, last payment, interest
    (Mode.CONSTANT_PRINCIPAL, 0, "1966.67 1961.67 1956.67", "1671.47", "9150.00"),
    (Mode.BULLET, 0, "300.00 300.00 300.00", "100300.00", "18000.00"),
]


@pytest.mark.parametrize(("mode", "row", "payments", "last", "interest"), MODES)
def test_constant_capital_and_bullet(mode, row, payments, last, interest):
    table = build(loan(mode=mode))
    assert column(table, "payment", row, row + 3) == payments.split()
    assert (table.rows[-1].payment, table.total("interest")) == (D(last), D(interest))


def test_partial_deferral_pays_interest_only():
    table = build(loan(deferral=Deferral.PARTIAL, deferral_rows=6))
    assert set(column(table, "payment", 0, 6)) == {"300.00"}
    assert set(column(table, "payment", 6, -1)) == {"2008.67"}
    assert len(table.rows) == 60
    assert table.total("interest") == D("10268.18")


def test_total_deferral_adds_the_interest_to_the_capital():
    table = build(loan(deferral=Deferral.TOTAL, deferral_rows=6))
    assert set(column(table, "payment", 0, 6)) == {"0.00"}
    assert column(table, "principal", 0, 2) == ["-300.00", "-300.90"]
    assert table.rows[6].opening == D("101813.56")
    assert set(column(table, "payment", 6, -1)) == {"2045.10"}
    assert table.rows[-1].payment == D("2045.07")
    assert table.total("interest") == D("10435.37")
    assert table.total("principal") == 100000


def test_a_debt_that_will_grow_is_no_more_than_it_is_today():
    table = build(loan(deferral=Deferral.TOTAL, deferral_rows=6))
    bands = due_bands(table, date(2026, 3, 31))
    assert bands.within_1_year + bands.within_5_years + bands.later == D("100600.90")


def test_equivalent_and_in_advance():
    assert build(loan(conversion=Conversion.EQUIVALENT)).rows[0].payment == D("1821.05")
    table = build(loan(is_in_advance=True, first_date=DRAWN))
    # 1,823.656264 / 1.003 = 1,818.20
    assert column(table, "payment", 0, 2) == ["1818.20", "1818.20"]
    assert column(table, "interest", 0, 2) == ["0.00", "294.55"]
    assert (len(table.rows), table.rows[-1].date) == (60, date(2030, 12, 15))
    assert table.balance_at(DRAWN) == D("98181.80")


FIRST_PERIOD = [
    (DayCount.THIRTY_360, "300.00"),
    (DayCount.EXACT_360, "310.00"),
    (DayCount.EXACT_365, "305.75"),
    (DayCount.EXACT_EXACT, "305.75"),
    (DayCount.MONTHS, "300.00"),
]


@pytest.mark.parametrize(("count", "interest"), FIRST_PERIOD)
def test_first_period_of_31_days_by_day_count(count, interest):
    assert build(loan(day_count=count)).rows[0].interest == D(interest)


# Reports of real users ---------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "broken", "total"),
    [
        (DayCount.EXACT_365, "135.62", "16635.62"),
        (DayCount.EXACT_360, "137.50", "16637.50"),
    ],
)
def test_broken_days_in_a_row_of_their_own(count, broken, total):
    """55,000.00 in fine at 10 %, drawn 9 days before the yearly periods start."""
    terms = loan(
        55000, 10, 3, date(2018, 1, 1), first_date=date(2019, 1, 10), mode=Mode.BULLET,
        period_months=12, broken_day_count=count, broken_period=BrokenPeriod.OWN_ROW,
    )  # fmt: skip
    table = build(terms)
    assert (table.rows[0].number, table.rows[0].date) == (0, date(2018, 1, 10))
    assert (table.rows[0].interest, table.rows[0].principal) == (D(broken), 0)
    assert column(table, "interest", 1) == ["5500.00"] * 3
    assert table.rows[-1].payment == 60500
    assert table.total("interest") == D(total)


@pytest.mark.parametrize(
    ("drawn", "count", "interest"),
    [
        (date(2026, 1, 5), None, "398.63"),  # 300.00 + 10 days: 98.63
        (date(2026, 1, 5), DayCount.EXACT_360, "400.00"),
        (date(2026, 1, 25), None, "207.12"),  # 21 days only
    ],
)
def test_broken_days_with_the_first_instalment(drawn, count, interest):
    """They change the first payment, not the capital that it repays."""
    terms = loan(drawn=drawn, first_date=date(2026, 2, 15), broken_day_count=count)
    table, regular = build(terms), build(loan())
    assert table.rows[0].interest == D(interest)
    assert column(table, "closing") == column(regular, "closing")
    assert table.rows[1:] == regular.rows[1:]


def test_insurance_of_the_loan_in_total_or_per_row():
    table = build(loan(insurance=Insurance(InsuranceKind.TOTAL, D("1365.20"))))
    premiums = column(table, "insurance")
    assert (premiums.count("22.75"), premiums.count("22.76")) == (40, 20)
    assert table.rows[0].debit == D("1846.41")
    assert table.total("insurance") == D("1365.20")
    per_row = build(loan(insurance=Insurance(InsuranceKind.PER_ROW, D("22.75"))))
    assert per_row.total("insurance") == 1365


def test_insurance_on_initial_and_on_remaining_capital():
    initial = build(loan(insurance=Insurance(InsuranceKind.INITIAL, D("0.30"))))
    assert set(column(initial, "insurance")) == {"25.00"}
    remaining = build(loan(insurance=Insurance(InsuranceKind.REMAINING, D("0.30"))))
    assert column(remaining, "insurance", 0, 3) == ["25.00", "24.62", "24.24"]
    given_ = Insurance(InsuranceKind.GIVEN, amounts=(D(3), D(2), D(1)))
    assert column(build(loan(instalments=3, insurance=given_)), "insurance") == list(
        "321"
    )


ROUNDED = [
    # amount, rate, rows, first interest, payment, last payment, total interest
    ("427500", "3.875", 360, "1380.47", "2010.26", "2012.53", "296195.87"),
    ("100000", "9.99", 36, "832.50", "3226.25", "3226.25", "16145.00"),
    ("200000", "6", 360, "1000.00", "1199.10", "1200.14", "231677.04"),
]


@pytest.mark.parametrize(
    ("amount", "percent", "rows", "first", "payment", "last", "interest"), ROUNDED
)
def test_a_rounded_instalment_adds_no_row(
    amount, percent, rows, first, payment, last, interest
):
    table = build(loan(amount, percent, rows))
    assert len(table.rows) == rows
    assert (table.rows[0].interest, table.rows[0].payment) == (D(first), D(payment))
    assert (table.rows[-1].payment, table.rows[-1].closing) == (D(last), 0)
    assert table.total("interest") == D(interest)


def test_a_given_instalment_short_of_a_cent_fraction_adds_no_row_either():
    """427,500.00 repaid by 2,010.26 until nothing is left: no 361st row of 2.27."""
    table = build(loan(427500, "3.875", None, payment=D("2010.26")))
    assert (len(table.rows), table.rows[-1].payment) == (360, D("2012.53"))


def test_an_instalment_rounded_up_to_the_unit():
    up = {"payment_rounding": PaymentRounding.UP, "payment_step": Decimal(1)}
    table = build(loan(100000, "9.99", 36, **up))
    assert (table.rows[0].payment, table.rows[-1].payment) == (3227, D("3195.66"))
    assert len(table.rows) == 36


def test_bullet_by_real_days():
    """18 months at 12 %: each row rounded by itself gives 17,950.70."""
    drawn = date(2021, 11, 15)
    terms = loan(
        100000, 12, 18, drawn, first_date=date(2021, 12, 15), mode=Mode.BULLET,
        day_count=DayCount.EXACT_365,
    )  # fmt: skip
    table = build(terms)
    assert column(table, "interest", 0, 4) == ["986.30", "1019.18", "1019.18", "920.55"]
    assert table.rows[15].interest == D("920.55")
    assert table.rows[-1].payment == D("100986.30")
    assert table.total("interest") == D("17950.70")
    exact_360 = build(replace(terms, day_count=DayCount.EXACT_360))
    assert exact_360.total("interest") == D("18199.96")
    whole = build(replace(terms, day_count=DayCount.THIRTY_360))
    assert whole.total("interest") == 18000


PERIODS = [
    # months, rows, deferral: interest and capital after it, payment, last, interest
    (3, 12, 4, "1375.00 6295.70 7670.70 7670.74 11865.64"),
    (6, 6, 0, "2750.00 8085.96 10835.96 10835.97 10015.77"),
    (12, 3, 0, "5500.00 16616.31 22116.31 22116.33 11348.95"),
]


@pytest.mark.parametrize(("months", "rows", "deferred", "figures"), PERIODS)
def test_quarters_half_years_and_years(months, rows, deferred, figures):
    first, principal, payment, last, interest = map(D, figures.split())
    deferral = Deferral.PARTIAL if deferred else Deferral.NONE
    drawn = date(2018, 1, 1)
    terms = loan(
        55000, 10, rows, drawn, first_date=add_months(drawn, months),
        period_months=months, deferral=deferral, deferral_rows=deferred,
    )  # fmt: skip
    table = build(terms)
    assert [row.payment for row in table.rows[:deferred]] == [first] * deferred
    row = table.rows[deferred]
    assert (row.interest, row.principal, row.payment) == (first, principal, payment)
    assert (table.rows[-1].payment, table.total("interest")) == (last, interest)


def test_the_whole_table_of_the_facts():
    """Row by row where the facts are at hand; the totals are tested without them."""
    paths = [one / "facts" / "loan_schedule_100000_3.60_60.csv" for one in SHARED]
    path = next((one for one in paths if one.is_file()), None)
    if path is None:
        pytest.skip("the shared facts are not here")
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    table = build(loan())
    assert len(rows) == len(table.rows) == 60
    for printed, row in zip(rows, table.rows, strict=True):
        assert printed["date"] == str(row.date)
        assert [D(printed[name]) for name in NAMES] == [getattr(row, n) for n in NAMES]
