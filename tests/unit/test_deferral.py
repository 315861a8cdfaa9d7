# SPDX-License-Identifier: AGPL-3.0-or-later
"""A deferred charge: any life, the cost in the end to the cent, the account tied."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from ap_base.arithmetic.calendar import Period, month_end, months_touched
from ap_base.arithmetic.deferral import (
    Terms,
    aside_at,
    plan_of,
    shares_of_tax,
    to_release,
    to_set_aside,
)
from ap_base.arithmetic.rollforward import (
    Posting,
    RollForward,
    roll_postings,
    sum_rolls,
)
from hypothesis import given
from hypothesis import strategies as st

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
CENTS = st.integers(-10_000_000, 10_000_000).map(lambda cents: Decimal(cents) / 100)
YEAR = Period(date(2026, 3, 15), date(2027, 3, 14))


@st.composite
def periods(draw):
    """A period of up to three years."""
    start = draw(DAYS)
    return Period(start, start + timedelta(days=draw(st.integers(0, 1100))))


@given(CENTS, periods(), DAYS)
def test_a_plan_with_an_early_end_sums_to_the_charge(amount, period, ended):
    plan = plan_of(Terms(amount, period, ended=ended))
    assert sum(part.amount for part in plan) == amount
    assert plan[-1].balance == 0


@given(CENTS, periods(), DAYS)
def test_the_balances_of_the_plan_are_what_is_aside(amount, period, ended):
    terms = Terms(amount, period, ended=ended)
    for part in plan_of(terms)[:-1]:
        assert part.balance == aside_at(terms, month_end(part.period.end))


@given(CENTS, periods(), DAYS, st.lists(st.tuples(periods(), st.none() | DAYS), max_size=3))
def test_whatever_changes_the_charge_over_life_is_the_cost(amount, period, booked, changes):
    """Each change takes effect in a later month; the releases bear all in the end."""
    terms = Terms(amount, period)
    held = to_set_aside(terms, booked)
    borne = amount - held
    lives = [(period, None), *changes]
    last = max([booked, *(life.end for life, _ended in lives)])
    months = [part.end for part in months_touched(Period(booked, last))]
    for rank, end in enumerate(months):
        now, ended = lives[min(rank, len(lives) - 1)]
        release = to_release(Terms(amount, now, ended=ended), held, month_end(end))
        assert release.month + release.caught_up == release.total
        held -= release.total
        borne += release.total
    # Changes that came after the last month leave nothing undone.
    final = to_release(Terms(amount, lives[-1][0]), held, last + timedelta(days=40))
    assert borne + final.total == amount
    assert held - final.total == 0


def test_month_ends_of_both_methods_are_equal():
    terms = Terms(Decimal(12000), YEAR)
    held = to_set_aside(terms, date(2026, 3, 15))
    charges = []
    for part in plan_of(terms):
        day = month_end(part.period.end)
        release = to_release(terms, held, day)
        held -= release.total
        charges.append(str(release.total))
        assert held == part.balance
        assert not release.caught_up
    assert charges == [
        "558.90", "986.31", "1019.17", "986.30", "1019.18", "1019.18", "986.30",
        "1019.18", "986.30", "1019.18", "1019.18", "920.55", "460.27",
    ]  # fmt: skip


def test_a_bill_that_is_gone_gives_back_all_that_is_held():
    release = to_release(None, Decimal("986.31"), date(2026, 4, 30))
    assert (release.total, release.month) == (Decimal("986.31"), Decimal(0))


@pytest.mark.parametrize(
    ("booked", "aside"),
    [("2026-03-15", 12000), ("2026-01-10", 12000), ("2026-04-01", "11441.10"),
     ("2027-03-01", 0), ("2027-05-01", 0)],
)  # fmt: skip
def test_what_is_set_aside_when_booked(booked, aside):
    terms = Terms(Decimal(12000), YEAR)
    assert to_set_aside(terms, date.fromisoformat(booked)) == Decimal(aside)


@given(CENTS, st.lists(CENTS, min_size=1, max_size=6))
def test_shares_of_a_tax_sum_to_it(tax, bases):
    assert sum(shares_of_tax(tax, bases)) == tax


POSTINGS = st.lists(
    st.builds(Posting, st.just("line"), DAYS, CENTS, st.booleans()), max_size=20
)


@given(POSTINGS, DAYS, st.integers(0, 400))
def test_opening_new_released_closing_always_tie(postings, start, length):
    end = start + timedelta(days=length)
    roll = roll_postings(postings, start, end)
    assert roll.opening + roll.new - roll.reversed == roll.closing
    assert roll.closing == sum(one.amount for one in postings if one.day <= end)
    alone = sum_rolls(roll_postings([one], start, end) for one in postings)
    assert alone == RollForward(roll.opening, roll.new, roll.reversed, roll.closing)
