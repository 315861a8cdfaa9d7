# SPDX-License-Identifier: AGPL-3.0-or-later
"""Interest of a loan: day counts, indices, accrued at a closing, effective rates."""

from datetime import date
from fractions import Fraction

import pytest
from ap_loan.rules.accrual import (
    accrued,
    accrued_by_basis,
    accrued_of_next_row,
    shares_before,
)
from ap_loan.rules.building import build, interest_of
from ap_loan.rules.day_count import DayCount, months_between, year_fraction
from ap_loan.rules.exceptions import TermsError
from ap_loan.rules.rates import (
    Basis,
    Conversion,
    IndexValue,
    VariableRate,
    fixed,
    growth,
    variable,
)
from ap_loan.rules.schedule import Row, Schedule
from ap_loan.rules.terms import (
    BrokenPeriod,
    Deferral,
    Mode,
    Tranche,
)
from ap_loan.rules.versions import EarlyRepayment, repay
from hypothesis import assume, given
from hypothesis import strategies as st
from loan_builders import DRAWN, D, build_or_leave, loan, loans

DAYS = st.dates(date(2023, 1, 1), date(2032, 12, 31))
MARCH, DECEMBER = date(2026, 3, 31), date(2026, 12, 31)


def _basis(count, percent="3.60"):
    return Basis(fixed(D(percent), DRAWN), count)


# Day counts -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-03-01", "2026-12-31", (10, 0)),  # ten months, as a closing counts
        ("2026-03-15", "2026-04-15", (1, 0)),
        ("2026-03-15", "2026-03-31", (0, 16)),
        ("2026-01-31", "2026-02-28", (1, 0)),
        ("2026-02-28", "2026-03-31", (1, 0)),
        ("2026-02-28", "2026-03-28", (1, 0)),
        ("2028-02-29", "2029-02-28", (12, 0)),
        ("2026-01-30", "2026-02-28", (1, 0)),
        ("2026-03-01", "2026-03-31", (1, 0)),
        ("2015-10-31", "2015-12-31", (2, 0)),
    ],
)
def test_months_between(start, end, expected):
    found = months_between(date.fromisoformat(start), date.fromisoformat(end))
    assert found[:2] == expected


def test_a_leap_year_counts_by_its_own_days():
    start, end = date(2027, 12, 15), date(2028, 1, 15)
    expected = Fraction(16, 365) + Fraction(15, 366)
    assert year_fraction(start, end, DayCount.EXACT_EXACT) == expected
    year = year_fraction(date(2027, 12, 31), date(2028, 12, 31), DayCount.EXACT_EXACT)
    assert year == 1


@given(st.sampled_from([c for c in DayCount if c != DayCount.MONTHS]), DAYS, DAYS, DAYS)
def test_consecutive_days_add_up(count, a, b, c):
    first, middle, last = sorted((a, b, c))
    parts = year_fraction(first, middle, count) + year_fraction(middle, last, count)
    assert parts == year_fraction(first, last, count)


@given(st.sampled_from(DayCount), DAYS, DAYS)
def test_time_is_never_negative_and_near_the_calendar(count, a, b):
    start, end = min(a, b), max(a, b)
    years = year_fraction(start, end, count)
    assert years >= 0
    assert abs(years - Fraction((end - start).days, 365)) < Fraction(60, 365)


def test_time_runs_forward_and_by_a_known_count():
    with pytest.raises(TermsError, match="dates_reversed"):
        year_fraction(MARCH, DRAWN, DayCount.MONTHS)
    with pytest.raises(TermsError, match="day_count_unknown"):
        year_fraction(DRAWN, MARCH, "31/365")


# Rates ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("months", "proportional", "equivalent"),
    [(1, "0.30000", "0.29516"), (3, "0.90000", "0.88810")],
)
def test_rate_of_a_period(months, proportional, equivalent):
    years = Fraction(months, 12)
    for conversion, percent in zip(Conversion, (proportional, equivalent), strict=True):
        rate = growth(D("3.60"), years, conversion) * 100
        assert round(D(rate.numerator) / rate.denominator, 4) == round(D(percent), 4)


def test_an_equivalent_rate_compounds_to_the_yearly_one():
    basis = Basis(fixed(D("4.00"), DRAWN), DayCount.THIRTY_360, Conversion.EQUIVALENT)
    half = basis.factor(date(2026, 1, 15), date(2026, 7, 15))
    whole = (1 + half) * (1 + basis.factor(date(2026, 7, 15), date(2027, 1, 15))) - 1
    assert abs(whole - Fraction(4, 100)) < Fraction(1, 10**30)


INDEX = (
    IndexValue(date(2026, 1, 2), D("2.00")),
    IndexValue(date(2026, 4, 1), D("-0.50")),
    IndexValue(date(2026, 7, 1), D("6.00")),
)
REVISIONS = tuple(date(2026, month, 15) for month in (1, 4, 7, 10))


@pytest.mark.parametrize(
    ("bounds", "percents"),
    [
        ({}, "3.00 0.50 7.00 7.00"),
        ({"index_floor": D(0)}, "3.00 1.00 7.00 7.00"),
        ({"floor": D("0.80"), "cap": D("5.00")}, "3.00 0.80 5.00 5.00"),
        ({"notice_days": 20}, None),
        ({"notice_days": 13}, "3.00 0.50 7.00 7.00"),
    ],
)
def test_a_variable_rate_follows_its_index(bounds, percents):
    rate = VariableRate(INDEX, D("1.00"), REVISIONS, **bounds)
    if percents is None:
        with pytest.raises(TermsError, match="index_unknown"):
            variable(rate)
        return
    steps = variable(rate)
    assert [step.percent for step in steps] == [D(one) for one in percents.split()]
    assert [step.is_estimated for step in steps] == [False, False, False, True]


def test_a_variable_rate_needs_revisions_and_sane_bounds():
    with pytest.raises(TermsError, match="no_revision"):
        variable(VariableRate(INDEX, D(1), ()))
    with pytest.raises(TermsError, match="floor_above_cap"):
        variable(VariableRate(INDEX, D(1), REVISIONS, floor=D(3), cap=D(2)))


def test_a_loan_on_an_index_is_computed_and_marked():
    steps = variable(VariableRate(INDEX, D("1.00"), REVISIONS))
    table = build(loan(rates=steps))
    # 100,000.00 x 3 % / 12; then 0.50 % on what is left
    assert table.rows[0].interest == D("250.00")
    assert table.rows[3].interest == interest_of(
        table.rows[3].opening, Fraction(5, 12000), D("0.01")
    )
    assert [row.is_estimated for row in table.rows[7:11]] == [False, False, True, True]
    assert table.rows[-1].closing == 0


# Accrued at a closing ---------------------------------------------------------

ACCRUED = [
    (DayCount.EXACT_365, "152.99", "130.96"),
    (DayCount.EXACT_360, "155.12", "132.78"),
    (DayCount.THIRTY_360, "145.42", "124.48"),
]


@pytest.mark.parametrize(("count", "march", "december"), ACCRUED)
def test_accrued_interest_of_the_facts(count, march, december):
    table = build(loan())
    assert accrued_by_basis(table, MARCH, _basis(count)) == D(march)
    assert accrued_by_basis(table, DECEMBER, _basis(count)) == D(december)


def test_accrued_interest_as_a_part_of_the_next_row():
    table = build(loan())
    assert accrued_of_next_row(table, MARCH) == D("150.11")
    assert accrued_of_next_row(table, DECEMBER) == D("128.50")


def test_the_part_of_what_is_due_next_that_is_of_the_time_before_the_closing():
    """16 of 31 days by days, half of it by months of 30 days."""
    table = build(loan())
    for count, part in ((DayCount.EXACT_365, "16/31"), (DayCount.THIRTY_360, "1/2")):
        [(row, share)] = shares_before(table, MARCH, count)
        assert (row.number, share) == (3, Fraction(part))
    assert shares_before(table, date(2026, 3, 15)) == []
    assert shares_before(table, date(2031, 1, 15)) == []
    assert shares_before(table, date(2026, 1, 1)) == []


def test_money_lent_after_the_closing_bore_nothing_before_it():
    """60,000.00 for 31 days and 40,000.00 for the last ten: 60 × 16 of 60 × 31 + 40 × 10."""
    tranches = (Tranche(DRAWN, D(60000)), Tranche(date(2026, 4, 5), D(40000)))
    terms = loan(tranches=tranches, first_date=date(2026, 4, 15), mode=Mode.BULLET)
    table = build(terms)
    [(row, share)] = shares_before(table, MARCH)
    assert row.date == date(2026, 4, 15)
    assert share == Fraction(60 * 75, 60 * 90 + 40 * 10)


def test_capital_repaid_after_the_closing_brings_its_interest_with_it():
    terms = loan()
    event = EarlyRepayment(date(2026, 4, 10), D(20000))
    table = repay(terms, build(terms), event).schedule
    parts = shares_before(table, MARCH)
    assert [(row.date.day, share) for row, share in parts] == [
        (10, Fraction(16, 26)),
        (15, Fraction(16, 31)),
    ]
    whole = repay(terms, build(terms), EarlyRepayment(date(2026, 4, 10), None)).schedule
    [(row, share)] = shares_before(whole, MARCH)
    assert (row.closing, share) == (0, Fraction(16, 26))


@pytest.mark.parametrize(
    ("count", "accrued"),
    [
        (DayCount.MONTHS, "2500.00"),
        (DayCount.EXACT_365, "2506.85"),
        (DayCount.EXACT_360, "2541.67"),
    ],
)
def test_yearly_interest_accrued_at_the_closing(count, accrued):
    """100,000.00 at 3 % in fine from 1 March: ten months, 305 days."""
    drawn = date(2026, 3, 1)
    terms = loan(
        100000, 3, 3, drawn, first_date=date(2027, 3, 1), mode=Mode.BULLET,
        period_months=12,
    )  # fmt: skip
    table = build(terms)
    found = accrued_by_basis(table, DECEMBER, Basis(terms.rates, count))
    assert found == D(accrued)
    assert accrued_of_next_row(table, DECEMBER, DayCount.MONTHS) == 2500
    assert table.rows[-1].payment == 103000


def test_two_months_of_a_quarter_are_two_thirds_of_its_interest():
    drawn = date(2015, 10, 31)
    row = Row(1, date(2016, 1, 31), D(90000), D(3000), D(6000), D(9000), D(84000))
    table = Schedule((row,), (Tranche(drawn, D(90000)),))
    closing = date(2015, 12, 31)
    assert accrued_of_next_row(table, closing, DayCount.MONTHS) == 2000
    assert accrued_of_next_row(table, closing) == D("1989.13")  # 61 days of 92


def test_accrued_interest_of_published_cases():
    """44 days of 92 at 4.26 % on 500,000.00; 30 days at 13.5 % on 1,000,000."""
    factor = year_fraction(date(2026, 10, 31), date(2026, 12, 14), DayCount.EXACT_360)
    assert interest_of(D(500000), factor * Fraction("0.0426"), D("0.01")) == D(
        "2603.33"
    )
    factor = year_fraction(date(2019, 9, 30), date(2019, 10, 30), DayCount.EXACT_365)
    assert interest_of(D(1000000), factor * Fraction("0.135"), D(1)) == 11096


def test_nothing_is_accrued_on_a_due_date_before_and_after_the_loan():
    table = build(loan())
    for day in (
        date(2026, 1, 14),
        DRAWN,
        date(2026, 2, 15),
        date(2031, 1, 15),
        date.max,
    ):
        assert accrued_by_basis(table, day, _basis(DayCount.EXACT_365)) == 0
        assert accrued_of_next_row(table, day) == 0


def test_money_lent_since_the_due_date_accrues_from_its_own_day():
    tranches = (Tranche(DRAWN, D(60000)), Tranche(date(2026, 3, 25), D(40000)))
    table = build(loan(tranches=tranches, deferral=Deferral.PARTIAL, deferral_rows=4))
    # 60,000 x 3.60 % x 16 / 365 + 40,000 x 3.60 % x 6 / 365
    assert accrued_by_basis(table, MARCH, _basis(DayCount.EXACT_365)) == D("118.36")


@pytest.mark.parametrize(
    ("drawn", "place", "day", "expected"),
    [
        # 10 days of 365, then 16/31 of a month
        (date(2026, 1, 5), BrokenPeriod.FIRST_ROW, date(2026, 1, 31), "253.47"),
        (date(2026, 1, 5), BrokenPeriod.OWN_ROW, date(2026, 1, 31), "154.84"),
        (date(2026, 1, 5), BrokenPeriod.OWN_ROW, date(2026, 1, 10), "49.32"),
        (date(2026, 1, 25), BrokenPeriod.FIRST_ROW, date(2026, 1, 31), "59.18"),
    ],
)
def test_a_broken_first_period_accrues_by_its_own_base(drawn, place, day, expected):
    terms = loan(drawn=drawn, first_date=date(2026, 2, 15), broken_period=place)
    assert accrued(terms, build(terms), day) == D(expected)


def test_accrued_by_the_contract():
    for count, march, december in ACCRUED:
        terms = loan(day_count=count)
        table = build(terms)
        assert accrued(loan(day_count=count), build(loan()), MARCH) == D(march)
        assert accrued(loan(day_count=count), build(loan()), DECEMBER) == D(december)
        assert accrued(terms, table, date(2026, 2, 15)) == 0


def test_months_of_any_length_accrue_to_the_same_charge():
    """From 28 February to 31 August are six months, with two days to spare."""
    terms = loan(
        1000, "0.28", 2, date(2023, 2, 28), first_date=date(2023, 8, 31),
        period_months=6, is_end_of_month=True,
    )  # fmt: skip
    table = build(terms)
    assert (
        table.rows[0].interest == accrued(terms, table, date(2023, 8, 30)) == D("1.40")
    )


def test_capital_repaid_early_accrues_no_more():
    """42,142.38 left, 16 days after row 24."""
    terms = loan(day_count=DayCount.EXACT_365)
    day = date(2028, 1, 31)
    version = repay(terms, build(terms), EarlyRepayment(day, D(20000)))
    left = version.schedule.balance_at(day)
    expected = (left * D("0.036") * 16 / 365).quantize(D("0.01"))
    assert accrued(version.terms, version.schedule, day) == expected
    whole = version.schedule.next_row(day).interest
    assert accrued_of_next_row(version.schedule, day) == round(whole * 16 / 31, 2)


@given(loans(is_in_advance=False))
def test_accrued_grows_within_a_period_and_never_passes_the_row(terms):
    # A rate that falls within a month shares it by days: a cent may go back.
    assume(len(terms.rates) == 1 or terms.day_count != DayCount.MONTHS)
    table = build_or_leave(terms)
    for row in table.rows[:4]:
        eve = date.fromordinal(row.date.toordinal() - 1)
        since = table.interest_since(eve)
        middle = date.fromordinal((since.toordinal() + eve.toordinal()) // 2)
        found = [accrued(terms, table, day) for day in (since, middle, eve)]
        assert found == sorted(found)
        assert found[2] <= row.interest


EXACT = {
    "day_count": DayCount.EXACT_360,
    "conversion": Conversion.PROPORTIONAL,
    "broken_period": BrokenPeriod.OWN_ROW,
    "is_in_advance": False,
}


@given(loans(**EXACT))
def test_accrued_the_evening_before_is_nearly_the_row(terms):
    """Accrued by the contract's own basis, it runs into the interest of the row."""
    assume(len(terms.tranches) == len(terms.rates) == 1)
    table = build(terms)
    for row in table.rows[:6]:
        eve = date.fromordinal(row.date.toordinal() - 1)
        accrued = accrued_by_basis(table, eve, terms.basis)
        a_day = row.opening * terms.rates[0].percent / 36000
        assert 0 <= row.interest - accrued <= a_day + D("0.01")
