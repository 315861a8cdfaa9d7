# SPDX-License-Identifier: AGPL-3.0-or-later
"""Effective rates of loans, TEG and TAEG, and the instalments of spreadsheets."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from ap_loan.rules.building import build, level_payment
from ap_loan.rules.day_count import DayCount, months_between
from ap_loan.rules.effective_rate import UpfrontFee, effective_rates, period_rate
from ap_loan.rules.exceptions import NoRateError
from ap_loan.rules.rates import (
    Basis,
    RateStep,
)
from ap_loan.rules.terms import (
    Insurance,
    InsuranceKind,
    Mode,
)
from hypothesis import assume, given, settings
from loan_builders import DRAWN, D, loan, loans


def test_teg_and_taeg_of_the_facts():
    terms = loan(insurance=Insurance(InsuranceKind.INITIAL, D("0.30")))
    rates = effective_rates(build(terms), [UpfrontFee(DRAWN, D(500))])
    assert round(rates.period_percent, 5) == D("0.36334")
    assert round(rates.teg_percent, 2) == D("4.36")
    assert round(rates.taeg_percent, 2) == D("4.45")


def test_without_costs_the_teg_is_the_rate():
    rates = effective_rates(build(loan()))
    assert round(rates.teg_percent, 3) == D("3.600")
    assert round(rates.taeg_percent, 2) == D("3.66")


def test_effective_rate_of_quarters_and_of_broken_periods():
    quarterly = loan(first_date=date(2026, 4, 15), instalments=20, period_months=3)
    rates = effective_rates(build(quarterly), period_months=3)
    assert round(rates.teg_percent, 3) == D("3.600")
    broken = replace(loan(drawn=date(2026, 1, 5), first_date=date(2026, 2, 15)))
    assert abs(effective_rates(build(broken)).teg_percent - D("3.60")) < D("0.001")


RATES = [
    # rows, payment, at time 0, at the end: RATE of spreadsheets
    (24, -1000, -10000, 100000, "0.06517891177"),
    (48, -200, 8000, 0, "0.007701472"),
    (37, -7200, -40000, 4477839, "0.10646164"),
    (348, -Decimal(157119) / 12, 790000, 0, "0.01651835816"),
    (10, 0, -3500, 10000, "0.1106908537"),
]


@pytest.mark.parametrize(("rows", "payment", "start", "end", "rate"), RATES)
def test_rates_of_spreadsheets(rows, payment, start, end, rate):
    flows = [(Fraction(0), D(start))]
    flows += [(Fraction(k), Decimal(payment)) for k in range(1, rows)]
    flows.append((Fraction(rows), Decimal(payment) + end))
    assert abs(period_rate(flows) - D(rate)) < D("1e-8")


@pytest.mark.parametrize(
    ("flows", "code"),
    [
        ([], "one_sided"),
        ([(0, 100), (1, 100)], "one_sided"),
        ([(0, 100), (1, -2000)], "no_root"),  # 1,900 % a period
        ([(0, 100), (1, -300), (2, 300)], "no_root"),  # no real root at all
    ],
)
def test_flows_without_a_rate_are_refused(flows, code):
    with pytest.raises(NoRateError) as refused:
        period_rate([(Fraction(time), D(amount)) for time, amount in flows])
    assert refused.value.code == code


def test_a_loan_that_costs_less_than_nothing_has_a_negative_rate():
    assert round(period_rate([(Fraction(0), D(100)), (Fraction(1), D(-99))]), 6) == D(
        "-0.01"
    )


@settings(max_examples=30)  # each looks for two roots
@given(loans(mode=Mode.CONSTANT_PAYMENT, is_in_advance=False))
def test_the_effective_rate_cancels_the_flows_and_rises_with_fees(terms):
    assume(len(terms.tranches) == 1)
    table = build(terms)
    fee = UpfrontFee(terms.drawn_on, terms.step * 100)
    found = effective_rates(table, [fee], terms.period_months)
    assert (
        effective_rates(table, [], terms.period_months).teg_percent < found.teg_percent
    )
    one = 1 + found.period_percent / 100
    worth = terms.principal - fee.amount
    for row in table.rows:
        months, days, _length = months_between(terms.drawn_on, row.date)
        time = (months + Decimal(days) * 12 / 365) / terms.period_months
        worth -= row.debit / one**time
    assert abs(worth) < D("0.0001")


PAYMENTS = [
    # rate, rows, at time 0, at the end: PMT of spreadsheets, signs turned
    ("0.005", 216, "0", "-50000", "129.0811608679973"),
    (Fraction(1, 120), 24, "100000", "-1000000", "42426.08563793503"),
    (Fraction(1, 120), 24, "100000", "0", "4614.49263375167"),
    ("0", 24, "100000", "0", "4166.666666666667"),
    (Fraction(8, 1200), 60, "15000", "0", "304.145914"),
]


@pytest.mark.parametrize(("rate", "rows", "start", "end", "payment"), PAYMENTS)
def test_instalments_of_spreadsheets(rate, rows, start, end, payment):
    found = level_payment(D(start), D(end), [Fraction(rate)] * rows)
    assert abs(abs(found) - D(payment)) < D("0.000001")


def test_a_rate_step_before_all_is_that_of_the_first():
    basis = Basis((RateStep(date(2027, 1, 1), D("3.65")),), DayCount.EXACT_365)
    assert basis.factor(DRAWN, date(2026, 1, 16)) == Fraction(1, 10000)
