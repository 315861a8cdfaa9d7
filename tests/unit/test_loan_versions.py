# SPDX-License-Identifier: AGPL-3.0-or-later
"""Early repayments, new rates, reschedulings: what was paid is never touched."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from ap_loan.rules.building import build
from ap_loan.rules.day_count import DayCount
from ap_loan.rules.exceptions import EventError, TermsError
from ap_loan.rules.rates import RateStep
from ap_loan.rules.schedule import RowKind
from ap_loan.rules.table import remarks
from ap_loan.rules.terms import Deferral, Insurance, InsuranceKind, Mode, Tranche
from ap_loan.rules.versions import (
    Choice,
    EarlyRepayment,
    Indemnity,
    change_rate,
    follow_rates,
    indemnity_of,
    repay,
    reschedule,
)
from hypothesis import assume, given
from hypothesis import strategies as st
from loan_builders import DRAWN, D, column, loan, loans

REPAID = date(2028, 1, 15)  # the day of row 24


def _left(version, day=REPAID):
    return [row for row in version.schedule.rows if row.date > day]


def _interest(rows):
    return sum(row.interest for row in rows)


CHOICES = [
    # choice, payment, rows left, first interest and capital, last payment, interest left
    (Choice.KEEP_TERM, 36, "1236.73 126.43 1110.30 1236.59 2379.76"),
    (Choice.KEEP_PAYMENT, 24, "1823.66 126.43 1697.23 1795.76 1597.56"),
]


@pytest.mark.parametrize(("choice", "rows_left", "figures"), CHOICES)
def test_early_repayment_in_part_by_choice(choice, rows_left, figures):
    payment, interest, principal, last, interest_left = map(D, figures.split())
    terms = loan()
    old = build(terms)
    event = EarlyRepayment(REPAID, D(20000), choice, indemnity=D(360))
    version = repay(terms, old, event)
    assert version.schedule.rows[:24] == old.rows[:24]
    assert version.kept == 24
    repaid = version.schedule.rows[24]
    assert (repaid.kind, repaid.opening) == (RowKind.REPAYMENT, D("62142.38"))
    assert (repaid.interest, repaid.debit) == (0, D("20360.00"))
    left = _left(version)
    assert (left[0].payment, left[0].interest) == (payment, interest)
    assert (left[0].principal, left[0].number) == (principal, 25)
    assert (len(left), left[-1].payment) == (rows_left, last)
    assert _interest(left) == interest_left
    assert _interest(old.rows[24:]) == D("3509.14")
    assert version.schedule.balance_at(REPAID) == D("42142.38")


def test_indemnity_is_bounded_by_the_capital_owed():
    rule = Indemnity(interest_months=D(6), cap_percent=D(3))
    owed = D("62142.38")
    assert indemnity_of(rule, D(20000), owed, D("3.60")) == D("360.00")
    bound = indemnity_of(
        replace(rule, interest_months=D(600)), D(20000), owed, D("3.60")
    )
    assert bound == D("1864.27")
    contract = Indemnity(percent=D(1), flat=D(150))
    assert indemnity_of(contract, D(20000), owed, D("3.60")) == D("350.00")


def test_whole_repayment_between_due_dates_pays_its_broken_interest():
    """16 days after row 24: 62,142.38 x 3.60 % x 16 / 365 = 98.07."""
    terms = loan()
    version = repay(terms, build(terms), EarlyRepayment(date(2028, 1, 31), None))
    last = version.schedule.rows[-1]
    assert (last.interest, last.principal, last.closing) == (
        D("98.07"),
        D("62142.38"),
        0,
    )
    assert len(version.schedule.rows) == 25
    assert version.schedule.total("principal") == 100000
    said = repay(
        terms, build(terms), EarlyRepayment(date(2028, 1, 31), None, interest=D(99))
    )
    assert said.schedule.rows[-1].interest == 99


def test_part_repaid_between_due_dates_leaves_the_rest_its_whole_interest():
    """The rest, 42,142.38, pays its month on the next due date: 126.43."""
    terms = loan()
    version = repay(terms, build(terms), EarlyRepayment(date(2028, 1, 31), D(20000)))
    repaid, following = version.schedule.rows[24:26]
    assert repaid.interest == D("31.56")  # 20,000 x 3.60 % x 16 / 365
    assert (following.date, following.interest) == (date(2028, 2, 15), D("126.43"))
    assert following.payment == D("1236.73")
    assert remarks(version.schedule) == []


def test_two_repayments_follow_one_another():
    terms = loan()
    first = repay(terms, build(terms), EarlyRepayment(date(2028, 1, 20), D(10000)))
    second = repay(
        first.terms, first.schedule, EarlyRepayment(date(2028, 1, 25), D(10000))
    )
    assert second.schedule.rows[:25] == first.schedule.rows[:25]
    assert [row.kind for row in second.schedule.rows[24:27]] == [
        RowKind.REPAYMENT, RowKind.REPAYMENT, RowKind.INSTALMENT,
    ]  # fmt: skip
    assert _left(second)[2].interest == D("126.43")
    assert second.schedule.total("principal") == 100000
    assert remarks(second.schedule) == []


def test_constant_capital_after_half_of_it_was_repaid():
    """24,000.00 in 24; 11,500.00 of 23,000.00 repaid: 23 rows of 500.00."""
    terms = loan(24000, 1, 24, mode=Mode.CONSTANT_PRINCIPAL)
    event = EarlyRepayment(date(2026, 2, 15), D(11500))
    left = _left(repay(terms, build(terms), event), event.day)
    assert [row.principal for row in left] == [500] * 23
    event = replace(event, choice=Choice.KEEP_PAYMENT)
    left = _left(repay(terms, build(terms), event), event.day)
    assert [row.principal for row in left] == [1000] * 11 + [500]


def test_a_bullet_loan_bears_less_interest_and_keeps_its_term():
    terms = loan(mode=Mode.BULLET)
    for choice in Choice:
        event = EarlyRepayment(REPAID, D(40000), choice)
        left = _left(repay(terms, build(terms), event))
        assert {row.interest for row in left} == {D("180.00")}
        assert (len(left), left[-1].principal) == (36, 60000)


def test_what_cannot_be_repaid_is_refused():
    terms = loan()
    table = build(terms)
    refusals = [
        ("amount_not_positive", EarlyRepayment(REPAID, D(0))),
        ("amount_not_positive", EarlyRepayment(REPAID, D(-1))),
        ("amount_above_balance", EarlyRepayment(REPAID, D("62142.39"))),
        ("before_booked_row", EarlyRepayment(date(2027, 12, 15), D(100))),
        ("outside_loan", EarlyRepayment(date(2031, 1, 15), D(100))),
    ]
    for code, event in refusals:
        with pytest.raises(EventError) as refused:
            repay(terms, table, event, paid_until=REPAID)
        assert refused.value.code == code
    with pytest.raises(EventError, match="outside_loan"):
        repay(terms, table, EarlyRepayment(date(2026, 1, 14), D(100)))


def test_no_repayment_while_money_is_lent():
    tranches = (Tranche(DRAWN, D(60000)), Tranche(date(2026, 3, 25), D(40000)))
    terms = loan(tranches=tranches, deferral=Deferral.PARTIAL, deferral_rows=4)
    table = build(terms)
    with pytest.raises(EventError, match="money_lent_in_period"):
        repay(terms, table, EarlyRepayment(date(2026, 3, 31), D(100)))
    with pytest.raises(EventError, match="money_still_to_come"):
        repay(terms, table, EarlyRepayment(date(2026, 2, 15), None))
    later = repay(terms, table, EarlyRepayment(date(2026, 4, 15), D(20000)))
    assert later.schedule.total("principal") == 100000


def test_a_new_rate_leaves_the_paid_row_and_computes_the_rest():
    """2 % after the first row: PMT(2 % / 12, 23, balance) = 425.23."""
    terms = loan(10000, 1, 24)
    old = build(terms)
    version = change_rate(terms, old, RateStep(date(2026, 2, 15), D(2)))
    assert version.schedule.rows[0] == old.rows[0]
    assert set(column(version.schedule, "payment", 1, -1)) == {"425.23"}
    assert len(version.schedule.rows) == 24


def test_a_new_rate_with_the_instalment_kept_moves_the_term():
    terms = loan()
    step = RateStep(REPAID, D(6))
    version = change_rate(terms, build(terms), step, Choice.KEEP_PAYMENT)
    left = _left(version)
    assert {row.payment for row in left[:-1]} == {D("1823.66")}
    assert len(left) == 38  # 36 at 3.60 %
    assert left[0].interest == D("310.71")


def test_a_new_rate_between_due_dates_shares_the_next_row():
    """10 of 31 days at 3.60 %, 21 at 6 %: 62,142.38 x (0.0968 % + 0.3387 %)."""
    terms = loan()
    step = RateStep(date(2028, 1, 25), D(6))
    left = _left(change_rate(terms, build(terms), step))
    assert left[0].interest == D("270.62")
    assert left[0].payment == left[5].payment
    assert len(left) == 36


def test_a_pause_of_three_months_and_a_longer_term():
    """Rows 25 to 27 pay nothing, then 48 instalments at 4 %."""
    old = build(loan())
    new = loan(
        percent=4, instalments=51, first_number=25, first_date=date(2028, 2, 15),
        deferral=Deferral.TOTAL, deferral_rows=3,
    )  # fmt: skip
    version = reschedule(new, old, REPAID)
    left = _left(version)
    assert [row.payment for row in left[:3]] == [0, 0, 0]
    # 62,142.38 x 4 % / 12 = 207.14, then 207.83 and 208.52 on what it became
    assert column(version.schedule, "interest", 24, 27) == [
        "207.14",
        "207.83",
        "208.52",
    ]
    assert left[3].opening == D("62765.87")
    assert left[3].payment == D("1417.19")
    assert (len(left), left[-1].closing) == (51, 0)
    assert version.schedule.total("principal") == 100000


def test_rows_go_on_counting_after_a_rescheduling():
    old = build(loan())
    with pytest.raises(EventError, match="expected=25"):
        reschedule(loan(first_date=date(2028, 2, 15)), old, REPAID)
    new = loan(first_number=25, first_date=REPAID)
    with pytest.raises(EventError, match="first_date_too_early"):
        reschedule(new, old, REPAID)


def test_a_later_next_due_date_bears_the_days_between():
    """Next due date 15/03 rather than 15/02: a month and 31 days."""
    new = loan(instalments=36, first_number=25, first_date=date(2028, 3, 15))
    row = _left(reschedule(new, build(loan()), REPAID))[0]
    # 62,142.38 x (0.30 % + 3.60 % x 31 / 365)
    assert row.interest == D("376.43")


def test_new_money_comes_with_a_rescheduling():
    """10,000.00 more on 15/01/2028: 72,142.38 over 36 rows."""
    old = build(loan())
    more = Tranche(REPAID, D(10000))
    new = loan(
        instalments=36, first_number=25, first_date=date(2028, 2, 15),
        tranches=(*old.tranches, more),
    )  # fmt: skip
    version = reschedule(new, old, REPAID)
    left = _left(version)
    assert version.schedule.balance_at(REPAID) == D("72142.38")
    assert left[0].interest == D("216.43")
    assert (len(left), version.schedule.total("principal")) == (36, 110000)
    for tranches in (
        (Tranche(DRAWN, D(90000)),),
        (*old.tranches, Tranche(DRAWN, D(1))),
    ):
        with pytest.raises(EventError, match="tranches_differ"):
            reschedule(replace(new, tranches=tranches), old, REPAID)


def test_a_choice_may_follow_the_other():
    """After a repayment that shortened the term, one that keeps that shorter term."""
    given_ = Insurance(InsuranceKind.GIVEN, amounts=tuple(map(D, range(60, 0, -1))))
    terms = loan(insurance=given_)
    first = repay(
        terms, build(terms), EarlyRepayment(REPAID, D(20000), Choice.KEEP_PAYMENT)
    )
    assert first.schedule.rows[-1].number == 48
    later = date(2029, 1, 15)
    second = repay(first.terms, first.schedule, EarlyRepayment(later, D(5000)))
    left = _left(second, later)
    assert (left[0].number, left[-1].number, left[-1].closing) == (37, 48, 0)
    assert [row.insurance for row in left] == list(range(24, 12, -1))
    new_rate = change_rate(second.terms, second.schedule, RateStep(later, D(5)))
    assert new_rate.schedule.rows[-1].number == 48
    assert remarks(new_rate.schedule) == []


def test_insurance_in_total_is_not_paid_twice():
    insurance = Insurance(InsuranceKind.TOTAL, D("1365.20"))
    terms = loan(insurance=insurance)
    for choice in Choice:
        version = repay(terms, build(terms), EarlyRepayment(REPAID, D(20000), choice))
        assert version.schedule.total("insurance") == D("1365.20")


@st.composite
def _events(draw):
    """Draw a loan, its table and an early repayment during it."""
    terms = draw(loans())
    try:
        table = build(terms)
    except TermsError:
        assume(False)
    days = (table.rows[-1].date - table.drawn_on).days
    day = date.fromordinal(table.drawn_on.toordinal() + draw(st.integers(0, days - 1)))
    owed = table.balance_at(day)
    assume(owed > 1)
    share = draw(st.sampled_from((Decimal("0.01"), Decimal("0.5"), Decimal(1))))
    amount = (owed * share).quantize(Decimal("0.01"))
    return terms, table, EarlyRepayment(day, amount, draw(st.sampled_from(Choice)))


def _or_refused(act, codes):
    """Return what the act gives; examples refused by those codes are left out."""
    try:
        return act()
    except (EventError, TermsError) as refused:
        if refused.code not in codes.split():
            raise
    return assume(False)


NO_REPAYMENT = """money_lent_in_period money_still_to_come tranche_after_end outside_loan
    payment_below_interest"""


@given(_events())
def test_versions_agree_on_paid_rows_and_close(drawn):
    terms, table, event = drawn
    version = _or_refused(lambda: repay(terms, table, event), NO_REPAYMENT)
    rows = version.schedule.rows
    assert rows[: version.kept] == table.paid_rows(event.day)
    assert version.schedule.total("principal") == terms.principal
    assert rows[-1].closing == 0
    left = table.balance_at(event.day) - event.amount
    assert version.schedule.balance_at(event.day) == left
    assert remarks(version.schedule) == []


@given(_events(), st.decimals(0, 12, places=2))
def test_a_new_rate_agrees_on_paid_rows_and_closes(drawn, percent):
    terms, table, event = drawn
    step = RateStep(event.day, percent)
    version = _or_refused(
        lambda: change_rate(terms, table, step, event.choice),
        "payment_below_interest runs_for_ever",
    )
    rows = version.schedule.rows
    assert rows[: version.kept] == table.paid_rows(event.day)
    assert (rows[-1].closing, version.schedule.total("principal")) == (
        0,
        terms.principal,
    )
    assert remarks(version.schedule) == []


def test_the_interest_of_a_version_follows_the_day_count_of_the_loan():
    terms = loan(day_count=DayCount.EXACT_360)
    version = repay(terms, build(terms), EarlyRepayment(date(2028, 1, 31), D(20000)))
    assert version.schedule.rows[24].interest == D("32.00")  # 16 days of 360


def test_an_index_published_since_changes_the_rows_to_come_only():
    """100,000.00 over 60 months: at 15/07 the index was not known, 3.60 % stood in; it
    is 2.60 % + 1.50 %: rows 1 to 6 stay, the rest is computed at 4.10 %."""
    drawn, revised = date(2026, 1, 15), date(2026, 7, 15)
    estimated = (
        RateStep(drawn, Decimal("3.60")),
        RateStep(revised, Decimal("3.60"), True),
    )
    known = (RateStep(drawn, Decimal("3.60")), RateStep(revised, Decimal("4.10")))
    terms = replace(loan(), rates=estimated)
    before = build(terms)
    after = follow_rates(terms, before, known, revised)
    assert after.schedule.rows[:6] == before.rows[:6]
    assert after.kept == 6
    assert before.rows[6].is_estimated
    assert not after.schedule.rows[6].is_estimated
    assert after.schedule.rows[6].interest == Decimal("310.20")  # 90,789.20 × 4.10 % ÷ 12
    assert after.schedule.rows[-1].closing == 0
    booked = follow_rates(terms, before, known, revised, paid_until=date(2026, 9, 15))
    assert booked.schedule.rows[:8] == before.rows[:8]
    assert booked.schedule.rows[8].interest > before.rows[8].interest
