# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening + new - reversed = closing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from ap_base.arithmetic.exceptions import PeriodError
from ap_base.arithmetic.rollforward import Movement, RollForward, roll_forward
from hypothesis import given
from hypothesis import strategies as st
from strategies import days, movements, periods

JANUARY = (date(2027, 1, 1), date(2027, 1, 31))
lists = st.lists(movements(), max_size=20)


def _movement(date_in, date_out, amount=100):
    date_out = date_out and date.fromisoformat(date_out)
    return Movement("line", date.fromisoformat(date_in), date_out, Decimal(amount))


@pytest.mark.parametrize(
    ("date_in", "date_out", "expected"),
    [
        # accrued in December, reversed on the first day
        ("2026-12-31", "2027-01-01", (100, 0, 100, 0)),
        # accrued at the end of January, reversed the next day
        ("2027-01-31", "2027-02-01", (0, 100, 0, 100)),
        ("2027-01-01", "2027-01-31", (0, 100, 100, 0)),
        ("2027-01-01", None, (0, 100, 0, 100)),
        ("2026-11-30", None, (100, 0, 0, 100)),
        ("2026-11-30", "2026-12-01", (0, 0, 0, 0)),
        ("2026-11-30", "2027-03-01", (100, 0, 0, 100)),
        ("2027-02-01", None, (0, 0, 0, 0)),
        ("2027-01-15", "2027-01-15", (0, 100, 100, 0)),
        ("2026-12-15", "2026-12-15", (0, 0, 0, 0)),
    ],
)
def test_both_bounds_count(date_in, date_out, expected):
    roll = roll_forward([_movement(date_in, date_out)], *JANUARY)
    assert roll == RollForward(*map(Decimal, expected))


@given(lists, periods())
def test_identity(items, period):
    roll = roll_forward(items, period.start, period.end)
    assert roll.opening + roll.new - roll.reversed == roll.closing


@given(lists, periods(), st.integers(1, 300))
def test_a_closing_is_the_next_opening(items, period, length):
    following = period.end + timedelta(days=1)
    first = roll_forward(items, period.start, period.end)
    second = roll_forward(items, following, following + timedelta(days=length))
    assert first.closing == second.opening


@given(lists, days, st.randoms())
def test_order_never_matters(items, day, random):
    shuffled = random.sample(items, len(items))
    assert roll_forward(items, day, day) == roll_forward(shuffled, day, day)


def test_nothing_rolls_to_nothing():
    assert roll_forward([], *JANUARY) == RollForward(*[Decimal(0)] * 4)


def test_dates_in_the_wrong_order_are_refused():
    with pytest.raises(PeriodError):
        _movement("2027-01-02", "2027-01-01")
    with pytest.raises(PeriodError):
        roll_forward([], *reversed(JANUARY))
