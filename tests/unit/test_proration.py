# SPDX-License-Identifier: AGPL-3.0-or-later
"""Prepaid expenses: published figures, and what holds for any contract."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from ap_base.arithmetic.calendar import Period, month_end, months_touched, next_day
from ap_base.arithmetic.exceptions import AmountError, ConventionError
from ap_base.arithmetic.money import round_half_up
from ap_base.arithmetic.proration import (
    Convention,
    borne_at,
    elapsed_share,
    monthly_plan,
    prepaid_at,
)
from hypothesis import given
from strategies import amounts, conventions, period_and_day, periods, steps

DAYS = Convention.DAYS
DAYS_360 = Convention.DAYS_360
PRORATED = Convention.MONTHS_PRORATED
STARTED = Convention.MONTHS_STARTED
COMPLETED = Convention.MONTHS_COMPLETED

CONTRACT = Period(date(2026, 3, 15), date(2027, 3, 14))
PRICE = Decimal("12000.00")

# Prepaid part of the contract at 31 March and at 31 December 2026.
PUBLISHED = [
    (DAYS, "11441.10", "2400.00"),
    (DAYS_360, "11466.67", "2466.67"),
    (PRORATED, "11451.61", "2451.61"),
    (STARTED, "11000.00", "2000.00"),
    (COMPLETED, "12000.00", "3000.00"),
]
PLAN_BY_DAYS = """558.90 986.31 1019.17 986.30 1019.18 1019.18 986.30 1019.18 986.30
    1019.18 1019.18 920.55 460.27"""


def _period(text):
    return Period(*map(date.fromisoformat, text.split("..")))


@pytest.mark.parametrize(("convention", "in_march", "in_december"), PUBLISHED)
def test_published_prepaid(convention, in_march, in_december):
    for day, prepaid in (
        (date(2026, 3, 31), Decimal(in_march)),
        (date(2026, 12, 31), Decimal(in_december)),
    ):
        assert prepaid_at(PRICE, CONTRACT, day, convention) == prepaid
        assert borne_at(PRICE, CONTRACT, day, convention) == PRICE - prepaid


def test_published_plan_by_days():
    amounts_ = [str(part.amount) for part in monthly_plan(PRICE, CONTRACT)]
    assert amounts_ == PLAN_BY_DAYS.split()


@pytest.mark.parametrize(
    ("convention", "first", "middle", "last"),
    [
        (DAYS_360, "533.33", "1000.00", "466.67"),
        (PRORATED, "548.39", "1000.00", "451.61"),
        (STARTED, "1000.00", "1000.00", "0.00"),
        (COMPLETED, "0.00", "1000.00", "1000.00"),
    ],
)
def test_published_plan_by_months(convention, first, middle, last):
    plan = [str(part.amount) for part in monthly_plan(PRICE, CONTRACT, convention)]
    assert plan == [first, *[middle] * 11, last]


def test_days_are_the_default():
    assert elapsed_share(CONTRACT, date(2026, 3, 31)) == Fraction(17, 365)
    assert prepaid_at(PRICE, CONTRACT, date(2026, 3, 31)) == Decimal("11441.10")


@pytest.mark.parametrize(
    ("period", "day", "convention", "share"),
    [
        # one day
        ("2026-05-31..2026-05-31", "2026-05-30", DAYS_360, "0"),
        ("2026-05-31..2026-05-31", "2026-05-31", DAYS_360, "1"),
        # within one month: prorated by its days, entered counts whole
        ("2026-05-11..2026-05-20", "2026-05-13", PRORATED, "3/10"),
        ("2026-05-11..2026-05-20", "2026-05-13", STARTED, "1"),
        ("2026-05-11..2026-05-20", "2026-05-13", COMPLETED, "0"),
        # whole months
        ("2026-12-01..2027-02-28", "2026-12-31", DAYS, "31/90"),
        ("2026-12-01..2027-02-28", "2026-12-31", DAYS_360, "1/3"),
        ("2026-12-01..2027-02-28", "2026-12-31", PRORATED, "1/3"),
        ("2026-12-01..2027-02-28", "2026-12-31", STARTED, "1/3"),
        ("2026-12-01..2027-02-28", "2026-12-31", COMPLETED, "1/3"),
        # from the last day of January, three months to 30 April
        ("2026-01-31..2026-04-30", "2026-01-31", PRORATED, "1/93"),
        ("2026-01-31..2026-04-30", "2026-02-28", PRORATED, "32/93"),
        ("2026-01-31..2026-04-30", "2026-02-28", COMPLETED, "1/3"),
        ("2026-01-31..2026-04-30", "2026-02-01", STARTED, "2/3"),
        # six months that months of unequal length would not make six
        ("2026-03-15..2026-09-14", "2026-08-31", PRORATED, "172/186"),
        ("2026-03-15..2026-09-14", "2026-09-07", PRORATED, "179/186"),
        # a month and ten days: weighed by calendar days, or two months
        ("2026-04-01..2026-05-10", "2026-04-30", PRORATED, "31/41"),
        ("2026-04-01..2026-05-10", "2026-05-05", PRORATED, "36/41"),
        ("2026-04-01..2026-05-10", "2026-04-30", STARTED, "1/2"),
        ("2026-04-01..2026-05-10", "2026-04-30", COMPLETED, "1/2"),
        # a leap year
        ("2028-01-01..2028-12-31", "2028-02-29", DAYS, "60/366"),
        ("2028-01-01..2028-12-31", "2028-02-29", DAYS_360, "1/6"),
        ("2028-02-29..2029-02-28", "2028-12-31", COMPLETED, "10/12"),
    ],
)
def test_shares(period, day, convention, share):
    elapsed = elapsed_share(_period(period), date.fromisoformat(day), convention)
    assert elapsed == Fraction(share)


@given(period_and_day(), conventions)
def test_share_stays_between_its_bounds(drawn, convention):
    period, day = drawn
    share = elapsed_share(period, day, convention)
    assert 0 <= share <= 1
    assert day >= period.start or share == 0
    assert day < period.end or share == 1


@given(period_and_day(), conventions)
def test_share_never_falls(drawn, convention):
    period, day = drawn
    today = elapsed_share(period, day, convention)
    assert today <= elapsed_share(period, day + timedelta(days=1), convention)


@given(periods(longest=70), conventions)
def test_share_never_falls_over_a_whole_short_period(period, convention):
    every_day = [period.start + timedelta(days=n) for n in range(-1, period.days + 1)]
    shares = [elapsed_share(period, day, convention) for day in every_day]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)


@given(amounts, period_and_day(), conventions, steps)
def test_borne_and_prepaid_make_the_whole_at_every_date(
    amount, drawn, convention, step
):
    args = (amount, *drawn, convention, step)
    assert borne_at(*args) + prepaid_at(*args) == round_half_up(amount, step)


@given(amounts, period_and_day(), conventions, steps)
def test_a_refund_mirrors_the_bill(amount, drawn, convention, step):
    rest = (*drawn, convention, step)
    assert prepaid_at(-amount, *rest) == -prepaid_at(amount, *rest)
    assert borne_at(-amount, *rest) == -borne_at(amount, *rest)


@given(amounts, period_and_day(), conventions, steps)
def test_both_parts_are_within_a_step_of_their_exact_share(
    amount, drawn, convention, step
):
    exact = Fraction(amount) * elapsed_share(*drawn, convention)
    borne = Fraction(borne_at(amount, *drawn, convention, step))
    prepaid = Fraction(prepaid_at(amount, *drawn, convention, step))
    assert abs(borne - exact) * 2 <= step
    assert abs(prepaid - (Fraction(amount) - exact)) <= step


@given(amounts, periods(), conventions, steps)
def test_plan_is_made_of_the_differences_of_the_stock(amount, period, convention, step):
    before = round_half_up(amount, step)
    plan = monthly_plan(amount, period, convention, step)
    assert [part.period for part in plan] == months_touched(period)
    for part in plan:
        day = month_end(part.period.end)
        assert part.balance == prepaid_at(amount, period, day, convention, step)
        assert part.amount == before - part.balance
        before = part.balance
    assert before == 0
    assert sum(part.amount for part in plan) == round_half_up(amount, step)


@given(amounts, periods(), conventions)
def test_no_month_is_further_than_a_cent_from_its_exact_share(
    amount, period, convention
):
    before = Fraction(0)
    for part in monthly_plan(amount, period, convention):
        share = elapsed_share(period, part.period.end, convention)
        exact = Fraction(amount) * (share - before)
        assert abs(Fraction(part.amount) - exact) <= Fraction(1, 100)
        assert part.amount * amount >= 0
        before = share


@given(amounts, periods(), conventions)
def test_a_closing_on_the_last_day_leaves_nothing(amount, period, convention):
    assert prepaid_at(amount, period, period.end, convention) == 0
    assert prepaid_at(amount, period, next_day(period.end), convention) == 0


@given(amounts, periods(), conventions)
def test_a_contract_to_come_is_prepaid_whole(amount, period, convention):
    eve = period.start - timedelta(days=1)
    assert prepaid_at(amount, period, eve, convention) == amount


def test_a_convention_may_be_given_by_its_stored_value():
    day = date(2026, 3, 31)
    for convention in Convention:
        by_value = prepaid_at(PRICE, CONTRACT, day, convention.value)
        assert by_value == prepaid_at(PRICE, CONTRACT, day, convention)


@pytest.mark.parametrize("convention", ["weeks", "DAYS", None, ""])
def test_unknown_conventions_are_refused(convention):
    with pytest.raises(ConventionError) as refusal:
        prepaid_at(PRICE, CONTRACT, date(2026, 3, 31), convention)
    assert refusal.value.convention == convention


def test_a_step_is_positive():
    with pytest.raises(AmountError):
        prepaid_at(PRICE, CONTRACT, date(2026, 3, 31), DAYS, Decimal(0))
