# SPDX-License-Identifier: AGPL-3.0-or-later
"""Several contracts on one account; months of which only a part was billed."""

from decimal import Decimal

import pytest
from ap_base.arithmetic.contracts import (
    Contract,
    Short,
    contracts_in,
    shared_out,
    short_of,
    short_of_weeks,
)
from ap_base.arithmetic.recurrence import Billed, Rhythm, missing_months
from hypothesis import given
from hypothesis import strategies as st

D = Decimal
OCTOBER = 2026 * 12 + 9
monthly = Rhythm(1, OCTOBER)
two = Contract(1, D(1000), 2)  # 300 and 700 a month


def bills(*amounts, month=OCTOBER, **values):
    return [Billed(month, D(amount), **values) for amount in amounts]


def missing(came, contract=two, rhythm=monthly, **values):
    return short_of(rhythm, OCTOBER, came, contract, **values).amount


# (amounts that came in October, what is missing)
CASES = [
    ((), 0),  # no bill at all is a missing month, not a short one
    ((300,), 700),
    ((700,), 300),
    ((300, 700), 0),
    ((1000,), 0),  # both on one bill
    ((950,), 0),  # within a tenth
    ((300, 650), 0),  # as many bills as usual: the price changed
    ((100, 100), 800),  # as many, and not half of it
    ((300, 700, 500), 0),
]


@pytest.mark.parametrize(("came", "rest"), CASES)
def test_two_bills_a_month(came, rest):
    assert missing(bills(*came)) == rest


def test_a_credit_note_takes_back_what_came():
    """1,480.00 billed and credited as a whole: the month waits for another bill."""
    one = Contract(1, D(1480))
    came = [*bills(1480), *bills(-1480, month=OCTOBER)]
    came[1] = came[1].__class__(OCTOBER, D(-1480), bills=0)
    assert missing(came, one) == 1480
    came[1] = came[1].__class__(OCTOBER, D(-200), bills=0)
    assert missing(came, one) == 0  # a rebate


def test_what_was_short_is_made_up_for_by_a_late_bill():
    """700 of September came in October, beside the two of October."""
    came = [*bills(300, month=OCTOBER - 1), *bills(700, 300, 700, fresh=True)]
    assert missing(came, waiting=[OCTOBER - 1]) == 0
    assert missing(came[:1] + came[2:], waiting=[OCTOBER - 1]) == 700
    short = short_of(monthly, OCTOBER, came[:1] + came[2:], two, waiting=[OCTOBER - 1])
    assert short.months == (OCTOBER - 1, OCTOBER)


def test_an_old_gap_is_not_raked_up():
    came = [*bills(300, month=OCTOBER - 5), *bills(300, 700)]
    assert missing(came) == 0


def test_a_month_for_which_nothing_is_wanted():
    assert missing(bills(300), skipped=[OCTOBER]) == 0


def test_of_a_quarter_billed_in_part_the_rest_is_missing_once_it_is_over():
    rhythm, quarter = Rhythm(3, OCTOBER - 2), Contract(3, D(3000), 2)
    came = bills(1000, month=OCTOBER)
    assert missing(came, quarter, rhythm) == 2000
    assert missing(came, quarter, Rhythm(3, OCTOBER, in_advance=True)) == 0


def test_weekly_bills_of_which_one_is_missing():
    weekly = Contract(1, D(1000), 4)
    assert missing(bills(250, 250, 250), weekly) == 250
    assert missing(bills(250, 250, 250, 250), weekly) == 0


def weekly(*skipped, count=14):
    """A bill of 250 every seventh day up to day 1,000, but for some."""
    days = [1000 - 7 * n for n in range(count) if n not in skipped]
    return [Billed(OCTOBER, D(250), day=day) for day in sorted(days)]


@pytest.mark.parametrize(
    ("came", "day", "missing_amount"),
    [
        (weekly(), 1000, 0),
        (weekly(), 1006, 0),  # the week is not over
        (weekly(), 1007, 250),
        (weekly(0, 1), 1000, 500),
        (weekly(2), 1000, 250),  # left out in between
        (weekly(9), 1000, 0),  # long ago
    ],
)
def test_weeks_are_counted_not_four_a_month(came, day, missing_amount):
    assert short_of_weeks(came, day, OCTOBER).amount == missing_amount


def test_bills_of_other_days_are_not_weekly():
    monthly_days = [Billed(OCTOBER, D(250), day=700 + 30 * n) for n in range(12)]
    assert short_of_weeks(monthly_days, 1100, OCTOBER) is None
    assert short_of_weeks([], 1100, OCTOBER) is None


def test_a_monthly_and_a_quarterly_contract_on_one_account():
    history = [Billed(OCTOBER - 12 + n, D(300)) for n in range(12)]
    history += [Billed(OCTOBER - 11 + 3 * n, D(3000)) for n in range(4)]
    found = contracts_in(history, OCTOBER)
    assert [(one.rhythm.interval, one.amount) for one in found] == [(1, 300), (3, 3000)]
    contracts = [Contract(one.rhythm.interval, one.amount, one.usual) for one in found]
    shares = shared_out(history, contracts)
    gaps = [
        missing_months(one.rhythm, OCTOBER, share, one.first)
        for one, share in zip(found, shares, strict=True)
    ]
    assert gaps == [(OCTOBER,), (OCTOBER - 1, OCTOBER)]


def test_two_monthly_contracts_are_one_rhythm_of_two_bills():
    history = [one for n in range(1, 9) for one in bills(300, 700, month=OCTOBER - n)]
    [found] = contracts_in(history, OCTOBER)
    assert (found.rhythm.interval, found.amount, found.usual) == (1, 1000, 2)
    assert not found.steady


def test_amounts_that_vary_are_one_contract():
    history = [Billed(OCTOBER - n, D(100 + 37 * n)) for n in range(1, 9)]
    assert len(contracts_in(history, OCTOBER)) == 1
    assert contracts_in([], OCTOBER) == []


def test_a_dated_bill_goes_to_the_contract_of_its_length():
    contracts = [Contract(1, D(300)), Contract(3, D(3000))]
    odd = Billed(OCTOBER, D(310), OCTOBER - 2, OCTOBER)
    assert shared_out([odd], contracts) == [[], [odd]]


@given(st.lists(st.integers(1, 2000), max_size=6), st.integers(1, 4))
def test_never_more_is_missing_than_was_expected(amounts, usual):
    contract = Contract(1, D(1000), usual)
    found = short_of(monthly, OCTOBER, bills(*amounts), contract)
    assert found == Short() or 0 < found.amount < 1000
    if len(amounts) >= usual and sum(amounts) >= 500:
        assert found == Short()
