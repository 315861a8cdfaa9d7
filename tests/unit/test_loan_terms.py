# SPDX-License-Identifier: AGPL-3.0-or-later
"""Contracts: tranches, residual, rates that change, and what is no loan."""

from dataclasses import replace
from datetime import date

import pytest
from ap_loan.rules.building import build
from ap_loan.rules.day_count import DayCount
from ap_loan.rules.exceptions import TermsError
from ap_loan.rules.periods import due_date
from ap_loan.rules.rates import RateStep, fixed
from ap_loan.rules.terms import (
    Deferral,
    Insurance,
    InsuranceKind,
    Mode,
    Tranche,
)
from loan_builders import DRAWN, D, column, loan

# Tranches, residual, changing rates ----------------------------------------------


def test_a_second_tranche_bears_interest_from_its_own_day():
    """60,000.00 on 15/01, 40,000.00 on 25/03; interest only until 15/05."""
    tranches = (Tranche(DRAWN, D(60000)), Tranche(date(2026, 3, 25), D(40000)))
    table = build(loan(tranches=tranches, deferral=Deferral.PARTIAL, deferral_rows=4))
    # 40,000 x 3.60 % x 21 / 365 = 82.85
    assert column(table, "interest", 0, 4) == ["180.00", "180.00", "262.85", "300.00"]
    assert column(table, "drawn", 1, 4) == ["0", "40000", "0"]
    assert table.rows[3].opening == 100000
    assert table.balance_at(date(2026, 3, 24)) == 60000
    assert table.balance_at(date(2026, 3, 25)) == 100000
    assert table.total("principal") == 100000


def test_money_lent_on_a_due_date_is_owed_that_evening():
    tranches = (Tranche(DRAWN, D(60000)), Tranche(date(2026, 3, 15), D(40000)))
    table = build(loan(tranches=tranches, deferral=Deferral.PARTIAL, deferral_rows=4))
    assert table.balance_at(date(2026, 3, 15)) == 100000
    assert column(table, "interest", 1, 3) == ["180.00", "300.00"]


def test_a_residual_is_paid_with_the_last_row():
    table = build(loan(residual=D(20000)))
    # (100,000 x 1.003^60 - 20,000) / ((1.003^60 - 1) / 0.003)
    assert table.rows[0].payment == D("1518.93")
    assert table.rows[-1].principal > 20000
    assert table.rows[-1].closing == 0


def test_a_stepped_rate_computes_the_instalment_anew():
    """2 % after the first row: PMT(0.02/12, 23, balance after row 1)."""
    steps = (RateStep(DRAWN, D(1)), RateStep(date(2026, 2, 15), D(2)))
    table = build(loan(10000, 1, 24, rates=steps))
    assert table.rows[0].payment == D("421.02")
    assert table.rows[1].interest == D("15.98")  # 9,587.31 x 2 % / 12
    assert set(column(table, "payment", 1, -1)) == {"425.23"}


def test_a_rate_that_changes_between_due_dates_shares_the_period():
    """10 of 28 days at 3.60 %, 18 at 4.80 %: 98,476.34 x 0.364286 %."""
    steps = (RateStep(DRAWN, D("3.60")), RateStep(date(2026, 2, 25), D("4.80")))
    row = build(loan(rates=steps)).rows[1]
    assert row.interest == D("358.74")


def test_rows_at_a_rate_not_known_yet_are_marked():
    steps = (RateStep(DRAWN, D(3)), RateStep(date(2027, 1, 15), D(3), True))
    table = build(loan(rates=steps))
    assert [row.is_estimated for row in table.rows[11:14]] == [False, True, True]


def test_ends_of_months_stay_ends_of_months():
    terms = loan(
        drawn=date(2026, 1, 31), first_date=date(2026, 2, 28), is_end_of_month=True,
        day_count=DayCount.THIRTY_360,
    )  # fmt: skip
    assert [due_date(terms, n).day for n in (1, 2, 3)] == [28, 31, 30]
    assert build(terms).rows[1].interest == D("295.43")
    plain = replace(terms, is_end_of_month=False, first_date=date(2026, 1, 31),
                    is_in_advance=True)  # fmt: skip
    assert [due_date(plain, n).day for n in (1, 2, 3)] == [31, 28, 31]


def test_a_rate_that_falls_to_nothing_in_a_row_is_no_error():
    """1,000.00 in 60 half-years at 7.2 %; 0 % for the last day of the third.

    The interest of that row, 990.02 x 7.20 % x 179 / 360, is more than the sixtieth part of what is owed.
    """
    steps = (RateStep(DRAWN, D("7.20")), RateStep(date(2027, 7, 14), D(0)))
    table = build(
        loan(
            1000,
            rates=steps,
            period_months=6,
            first_date=date(2026, 7, 15),
            day_count=DayCount.THIRTY_360,
        )  # fmt: skip
    )
    row = table.rows[2]
    assert (row.interest, row.principal) == (D("35.44"), 0)
    assert {row.interest for row in table.rows[3:]} == {0}
    assert len(set(column(table, "payment", 3, -1))) == 1
    assert (len(table.rows), table.rows[-1].closing) == (60, 0)


@pytest.mark.parametrize(("step", "payment"), [("1", "1824"), ("0.001", "1823.656")])
def test_currencies_without_cents_or_with_three_decimals(step, payment):
    table = build(loan(step=D(step)))
    assert table.rows[0].payment == D(payment)
    assert {row.interest % D(step) for row in table.rows} == {0}


# Refusals ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("no_tranche", {"tranches": ()}),
        ("amount_not_positive", {"amount": 0}),
        ("amount_not_positive", {"amount": -5}),
        ("amount_off_step", {"amount": "100.005"}),
        ("amount_out_of_bounds", {"amount": 10**15}),
        ("period_not_positive", {"period_months": 0}),
        ("outside_calendar", {"period_months": 1600}),
        ("outside_calendar", {"first_date": date(9996, 1, 31)}),
        ("steps_out_of_bounds", {"payment_step": D(0)}),
        ("steps_out_of_bounds", {"step": D(0)}),
        ("payment_step_off_step", {"step": D(1), "payment_step": D("0.01")}),
        ("instalments_out_of_bounds", {"instalments": 0}),
        ("instalments_missing", {"instalments": None}),
        ("no_rate", {"rates": ()}),
        ("rate_out_of_bounds", {"percent": "-100"}),
        ("rates_out_of_order", {"rates": fixed(D(1), DRAWN) * 2}),
        ("first_date_too_early", {"first_date": DRAWN}),
        ("first_date_not_end_of_month", {"is_end_of_month": True}),
        ("payment_not_positive", {"payment": D(0)}),
        ("payment_of_another_mode", {"payment": D(10), "mode": Mode.BULLET}),
        ("fee_negative", {"row_fee": D(-1)}),
        ("residual_out_of_bounds", {"residual": D(100000)}),
        ("deferral_out_of_bounds", {"deferral": Deferral.TOTAL}),
        ("deferral_out_of_bounds", {"deferral": Deferral.TOTAL, "deferral_rows": 60}),
        (
            "insurance_out_of_bounds",
            {"insurance": Insurance(InsuranceKind.PER_ROW, D("22.7533"))},
        ),
        ("steps_out_of_bounds", {"payment_step": D(10**6)}),
        ("amount_out_of_bounds", {"row_fee": D(10**15)}),
        (
            "insurance_out_of_bounds",
            {"insurance": Insurance(InsuranceKind.GIVEN, amounts=(D(1),))},
        ),
    ],
)
def test_terms_that_are_no_loan_are_refused(code, values):
    with pytest.raises(TermsError) as refused:
        loan(**values)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("payment_below_interest", {"payment": D("299.99")}),
        ("runs_for_ever", {"payment": D("300.00"), "instalments": None}),
        (
            "tranche_after_end",
            {"tranches": (Tranche(DRAWN, D(10)), Tranche(date(2040, 1, 1), D(10)))},
        ),
    ],
)
def test_loans_that_never_end_are_refused(code, values):
    with pytest.raises(TermsError) as refused:
        build(loan(**values))
    assert refused.value.code == code
