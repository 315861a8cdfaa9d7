# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is booked for a loan, and its issue costs."""

from datetime import date

import pytest
from ap_loan.rules import entries
from ap_loan.rules.building import build
from ap_loan.rules.entries import Role
from ap_loan.rules.exceptions import TermsError
from ap_loan.rules.issue_costs import CostMethod, amortised_at, charges
from ap_loan.rules.schedule import Schedule
from ap_loan.rules.terms import Deferral, Insurance, InsuranceKind
from ap_loan.rules.versions import Choice, EarlyRepayment, repay
from hypothesis import given
from hypothesis import strategies as st
from loan_builders import DRAWN, D, build_or_leave, loan, loans

END = date(2026, 12, 31)
COSTS = D("1200.00")


def _booked(lines):
    assert sum(line.balance for line in lines) == 0
    return {line.role.value: str(line.balance) for line in lines}


def test_drawdown_less_the_fees_that_the_bank_keeps():
    assert _booked(entries.drawdown(D("100000.00"), COSTS)) == {
        "bank": "98800.00", "fees": "1200.00", "loan": "-100000.00",
    }  # fmt: skip
    spread = entries.drawdown(D("100000.00"), COSTS, Role.ISSUE_COSTS)
    assert _booked(spread)["issue_costs"] == "1200.00"
    assert _booked(entries.drawdown(D(10))) == {"bank": "10", "loan": "-10"}


def test_an_instalment_is_split_by_its_row():
    table = build(loan(insurance=Insurance(InsuranceKind.INITIAL, D("0.30"))))
    assert _booked(entries.instalment(table.rows[0])) == {
        "loan": "1523.66", "interest": "300.00", "insurance": "25.00", "bank": "-1848.66",
    }  # fmt: skip


def test_interest_added_to_the_capital_touches_no_bank():
    table = build(loan(deferral=Deferral.TOTAL, deferral_rows=6))
    assert _booked(entries.instalment(table.rows[0])) == {
        "loan": "-300.00", "interest": "300.00",
    }  # fmt: skip


def test_an_early_repayment_and_its_indemnity():
    terms = loan()
    event = EarlyRepayment(date(2028, 1, 15), D(20000), Choice.KEEP_TERM, D(360))
    row = repay(terms, build(terms), event).schedule.rows[24]
    assert _booked(entries.instalment(row)) == {
        "loan": "20000", "indemnity": "360", "bank": "-20360.00",
    }  # fmt: skip


def test_accrued_interest_and_its_reversal():
    lines = entries.accrual(D("152.99"))
    back = entries.reversal(lines)
    assert _booked(back) == {"interest": "-152.99", "accrued_interest": "152.99"}
    assert entries.accrual(D(0)) == []


def test_interest_and_insurance_exchanged_are_found():
    """The bank line, 1,846.41, is right; the split is not."""
    insurance = Insurance(InsuranceKind.TOTAL, D("1365.20"))
    row = build(loan(insurance=insurance)).rows[0]
    booked = {
        Role.LOAN: D("1523.66"), Role.INTEREST: D("22.75"), Role.INSURANCE: D("300.00"),
        Role.BANK: D("-1846.41"),
    }  # fmt: skip
    found = entries.split_differences(row, booked)
    assert [(one.role.value, str(one.booked), str(one.expected)) for one in found] == [
        ("interest", "22.75", "300.00"),
        ("insurance", "300.00", "22.75"),
    ]
    missing = entries.split_differences(row, {Role.BANK: D("-1846.40")}, D("0.02"))
    assert [one.role for one in missing] == [Role.LOAN, Role.INTEREST, Role.INSURANCE]


@given(loans())
def test_every_row_gives_an_entry_that_balances(terms):
    table = build_or_leave(terms)
    for row in table.rows:
        _booked(entries.instalment(row))


# Issue costs --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "charge"),
    [
        (CostMethod.MONTHS, "220.00"),  # 11 / 60
        (CostMethod.DAYS, "230.67"),  # 351 / 1,826
        (CostMethod.INTEREST, "388.09"),  # 3,046.32 / 9,419.36
        (CostMethod.CAPITAL, "204.17"),  # 17,013.94 / 100,000.00
    ],
)
def test_issue_costs_at_the_first_closing(method, charge):
    assert amortised_at(COSTS, build(loan()), END, method) == D(charge)
    assert _booked(entries.amortisation(D(charge))) == {
        "issue_costs_charge": charge, "issue_costs": f"-{charge}",
    }  # fmt: skip


@pytest.mark.parametrize("method", CostMethod)
def test_charges_of_all_closings_sum_to_the_costs(method):
    days = [date(year, 12, 31) for year in range(2026, 2032)]
    parts = charges(COSTS, build(loan()), days, method)
    assert sum(parts) == COSTS
    assert min(parts) >= 0


@pytest.mark.parametrize("method", CostMethod)
def test_what_is_left_is_a_charge_when_the_loan_is_repaid(method):
    terms = loan()
    whole = repay(terms, build(terms), EarlyRepayment(date(2028, 1, 31), None))
    assert amortised_at(COSTS, whole.schedule, date(2028, 1, 31), method) == COSTS


def test_costs_of_a_loan_without_interest_follow_the_days():
    table = build(loan(percent=0))
    by_days = amortised_at(COSTS, table, END, CostMethod.DAYS)
    assert (
        amortised_at(COSTS, table, END, CostMethod.INTEREST) == by_days == D("230.67")
    )


def test_costs_need_a_method_and_a_table():
    table = build(loan())
    with pytest.raises(TermsError, match="method_unknown"):
        amortised_at(COSTS, table, END, "at random")
    with pytest.raises(TermsError, match="no_row"):
        amortised_at(COSTS, Schedule((), table.tranches), END, CostMethod.DAYS)


@given(loans(), st.sampled_from(CostMethod), st.integers(0, 3000), st.integers(0, 900))
def test_costs_never_come_back(terms, method, first, more):
    table = build_or_leave(terms)
    day = date.fromordinal(DRAWN.toordinal() - 900 + first)
    later = date.fromordinal(day.toordinal() + more)
    before = amortised_at(COSTS, table, day, method)
    assert 0 <= before <= COSTS
    if min(row.principal for row in table.rows) >= 0:
        assert before <= amortised_at(COSTS, table, later, method)
