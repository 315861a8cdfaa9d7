# SPDX-License-Identifier: AGPL-3.0-or-later
"""What recurs in bills, and which months still wait for theirs."""

from decimal import Decimal
from fractions import Fraction

import pytest
from ap_base.arithmetic.exceptions import UnitError
from ap_base.arithmetic.recurrence import (
    INTERVALS,
    Billed,
    Rhythm,
    expected,
    learn,
    missing_months,
    paid_share,
)
from hypothesis import assume, given
from hypothesis import strategies as st

D = Decimal
OCTOBER = 2026 * 12 + 9
prices = st.decimals(D("0.01"), D(10**6), places=2)
intervals = st.sampled_from(INTERVALS)
monthly = Rhythm(1, OCTOBER)


def months(*amounts, first=OCTOBER - 12, step=1):
    return [Billed(first + step * n, D(amount)) for n, amount in enumerate(amounts)]


def test_twelve_bills_in_twelve_months():
    found = learn(months(*["1480.00"] * 12), OCTOBER)
    assert (found.bills, found.months, found.amount) == (12, 12, D("1480.00"))
    assert (found.regularity, found.steady, found.last) == (1, True, (D(1480),) * 3)


def test_the_usual_amount_is_the_middle_one_of_the_last_three():
    found = learn(months("900", "1400", "1480", "2000"), OCTOBER - 8)
    assert found.amount == D(1480)
    assert not found.steady


def test_two_bills_prove_nothing():
    assert learn(months("10", "10"), OCTOBER - 10) is None
    assert learn([], OCTOBER) is None


def test_a_month_without_bill_is_borne_more_make_no_rhythm():
    bills = months(*["100"] * 6)
    assert learn(bills[:2] + bills[3:], OCTOBER - 6).regularity == Fraction(5, 6)
    assert learn([bills[0], bills[1], bills[4], bills[5]], OCTOBER - 6) is None


def test_a_supplier_who_stopped_is_left_alone():
    assert learn(months(*["100"] * 6), OCTOBER) is None


def test_every_fourth_month_is_no_interval():
    assert learn(months("9", "9", "9", "9", step=4), OCTOBER) is None


def test_credit_notes_lessen_their_month():
    bills = [*months("100", "100", "100"), Billed(OCTOBER - 10, D(-40))]
    assert learn(bills, OCTOBER - 9).last[-1] == D(60)


def test_many_bills_a_month_are_summed_and_not_steady():
    bills = [Billed(OCTOBER - n, D(50), bills=4) for n in range(1, 7)]
    found = learn(bills, OCTOBER)
    assert (found.amount, found.bills, found.steady) == (D(50), 24, False)


def test_service_dates_say_which_months_were_paid():
    quarters = [
        Billed(OCTOBER - 9 + 3 * n, D(3000), OCTOBER - 12 + 3 * n, OCTOBER - 10 + 3 * n)
        for n in range(4)
    ]
    rhythm = learn(quarters, OCTOBER).rhythm
    assert (rhythm.interval, rhythm.in_advance) == (3, False)
    assert rhythm.period(OCTOBER).start == OCTOBER
    ahead = [Billed(b.first, b.amount, b.first, b.last) for b in quarters]
    assert learn(ahead, OCTOBER).rhythm.in_advance


def test_a_quarter_in_advance_is_paid_by_the_bill_of_its_first_month():
    rhythm = Rhythm(3, OCTOBER, in_advance=True)
    bill = Billed(OCTOBER, D(3000))
    assert missing_months(rhythm, OCTOBER + 1, [bill], OCTOBER) == ()
    assert missing_months(rhythm, OCTOBER + 3, [bill], OCTOBER) == (OCTOBER + 3,)


def test_a_quarter_in_arrears_grows_month_by_month():
    rhythm = Rhythm(3, OCTOBER)
    for n in range(3):
        assert len(missing_months(rhythm, OCTOBER + n, [], OCTOBER)) == n + 1
    bill = Billed(OCTOBER + 2, D(3000), fresh=True)
    waiting = [OCTOBER, OCTOBER + 1]
    assert missing_months(rhythm, OCTOBER + 2, [bill], OCTOBER, waiting) == ()
    late = Billed(OCTOBER + 3, D(3000), fresh=True)
    waiting = range(OCTOBER, OCTOBER + 3)
    assert missing_months(rhythm, OCTOBER + 3, [late], OCTOBER, waiting) == (
        OCTOBER + 3,
    )


def test_two_months_late_are_both_missing():
    bill = Billed(OCTOBER - 2, D(1480))
    missing = missing_months(monthly, OCTOBER, [bill], OCTOBER - 9, [OCTOBER - 1])
    assert missing == (OCTOBER - 1, OCTOBER)


def test_a_month_before_a_paid_one_waits_only_when_it_was_accrued():
    bill = Billed(OCTOBER, D(1480), OCTOBER, OCTOBER)
    assert missing_months(monthly, OCTOBER, [bill], OCTOBER - 9) == ()
    waiting = [OCTOBER - 1]
    assert missing_months(monthly, OCTOBER, [bill], OCTOBER - 9, waiting) == (OCTOBER - 1,)


def test_a_draft_of_the_month_that_waits_pays_it():
    draft = Billed(OCTOBER - 1, D(1480), fresh=True)
    missing = missing_months(monthly, OCTOBER, [draft], OCTOBER - 1, [OCTOBER - 1])
    assert missing == (OCTOBER,)


def test_a_skipped_month_is_not_expected_and_ends_the_row():
    missing = missing_months(monthly, OCTOBER, [], OCTOBER - 9, skipped=[OCTOBER - 1])
    assert missing == (OCTOBER,)


def test_an_interval_of_five_months_is_refused():
    with pytest.raises(UnitError):
        Rhythm(5, OCTOBER)


@given(intervals, prices, st.integers(3, 12), st.integers(0, 11))
def test_a_perfect_series_is_learned(interval, price, count, shift):
    bills = months(*[price] * count, first=OCTOBER + shift, step=interval)
    found = learn(bills, bills[-1].month)
    assert found.rhythm.interval == interval
    assert (found.amount, found.regularity, found.steady) == (price, 1, True)
    assert found.months == count * interval
    assert all(b.month == found.rhythm.paid_by(b).stop - 1 for b in bills)


@given(st.lists(prices, min_size=3, max_size=24))
def test_the_usual_amount_was_billed_before(amounts):
    found = learn(months(*amounts, first=OCTOBER), OCTOBER + len(amounts) - 1)
    assert found.amount in amounts[-3:]


bills_of = st.lists(
    st.builds(
        Billed, st.integers(OCTOBER - 24, OCTOBER), prices, fresh=st.booleans()
    ),
    max_size=24,
)


@given(intervals, st.integers(0, 11), st.booleans(), bills_of, st.integers(0, 24))
def test_missing_months_are_in_their_range(interval, shift, ahead, bills, age):
    rhythm, since = Rhythm(interval, OCTOBER - shift, ahead), OCTOBER - age
    missing = missing_months(rhythm, OCTOBER, bills, since)
    assert all(since <= one <= OCTOBER for one in missing)
    assert list(missing) == list(range(OCTOBER - len(missing) + 1, OCTOBER + 1))
    again = missing_months(rhythm, OCTOBER, bills, since, waiting=missing)
    gone = set(missing) - set(again)  # a fresh bill without dates pays what waits
    assert len(gone) <= interval * sum(bill.fresh for bill in bills)


@given(intervals, st.integers(0, 11), st.booleans(), st.integers(-24, 24))
def test_a_bill_pays_one_whole_period_near_it(interval, shift, ahead, offset):
    rhythm = Rhythm(interval, OCTOBER - shift, ahead)
    paid = rhythm.paid_by(Billed(OCTOBER + offset, D(1)))
    assert paid == rhythm.period(paid.start)
    turn = paid.start if ahead else paid.stop - 1
    assert abs(OCTOBER + offset - turn) <= interval / 2


def test_monthly_bills_pay_the_month_whose_end_or_beginning_is_nearest():
    """The 2nd in arrears pays the month before, the 25th in advance the month after."""
    days = ({"early": True}, {}, {"late": True})
    bills = [Billed(OCTOBER, D(1), **day) for day in days]
    for in_advance, turns in ((False, [-1, 0, 0]), (True, [0, 0, 1])):
        rhythm = Rhythm(1, 0, in_advance)
        assert [rhythm.paid_by(one).start - OCTOBER for one in bills] == turns


def test_a_supplier_that_bills_in_arrears_misses_the_last_month():
    """Twelve bills of the 2nd, for the months before: the year ends without its bill."""
    december = 2026 * 12 + 11
    bills = [Billed(december - n, D(1000), early=True) for n in range(12)]
    found = learn(bills, december)
    assert (found.rhythm.in_advance, found.guessed) == (False, True)
    assert missing_months(found.rhythm, december, bills, found.first) == (december,)
    stated = learn(bills, december, same_month=True)
    assert (stated.rhythm.in_advance, stated.guessed) == (True, False)
    assert missing_months(stated.rhythm, december, bills, stated.first) == ()


def test_a_credit_note_pays_no_month():
    credit = Billed(OCTOBER, D(-100), bills=0)
    assert missing_months(monthly, OCTOBER, [credit], OCTOBER) == (OCTOBER,)


@given(prices, intervals)
def test_the_months_of_a_period_cost_its_amount(amount, interval):
    assert expected(amount, interval, interval) == amount
    assert expected(amount, interval, 0) == 0
    parts = [expected(amount, interval, n) for n in range(interval + 1)]
    assert parts == sorted(parts)


@given(prices, st.integers(1, 6), st.sets(st.integers(OCTOBER - 6, OCTOBER + 12)))
def test_shares_of_a_bill_never_exceed_it(amount, length, accrued):
    assume(accrued)
    bill = Billed(OCTOBER, amount, OCTOBER, OCTOBER + length - 1)
    units, share = paid_share(bill, accrued, monthly)
    assert 0 <= share <= amount
    assert units == len(accrued & set(range(OCTOBER, OCTOBER + length)))
