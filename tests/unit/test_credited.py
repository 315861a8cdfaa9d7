# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days of credit notes: what is aside is never below zero, whatever comes when."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from ap_base.arithmetic.calendar import Period, month_end, next_day
from ap_base.arithmetic.credited import credited_period
from ap_base.arithmetic.deferral import Terms, aside_at
from ap_base.arithmetic.proration import Convention
from hypothesis import given
from hypothesis import strategies as st

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
BILL = Terms(Decimal("12000.00"), YEAR)
MONTHS = replace(BILL, convention=Convention("months_prorated"))
HALF = Terms(Decimal("-6049.32"), Period(date(2026, 7, 1), date(2026, 12, 31)))


def _days(text):
    start, end = text.split(" ")
    return Period(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("bill", "earlier", "credit", "day", "wanted"),
    [
        # all of it, early and late
        (BILL, [], "12000.00", "2026-01-10", "2026-01-01 2026-12-31"),
        (BILL, [], "12000.00", "2027-02-10", "2026-01-01 2026-12-31"),
        # the rest, by its amount, some days before and after
        (BILL, [], "6049.32", "2026-06-10", "2026-07-01 2026-12-31"),
        (BILL, [], "6049.32", "2026-07-03", "2026-07-01 2026-12-31"),
        (MONTHS, [], "6000.00", "2026-06-12", "2026-07-01 2026-12-31"),
        # a part is for what remains
        (BILL, [], "500.00", "2026-06-30", "2026-07-01 2026-12-31"),
        (MONTHS, [], "3000.00", "2026-06-30", "2026-07-01 2026-12-31"),
        (BILL, [HALF], "500.00", "2026-03-31", "2026-04-01 2026-06-30"),
        # before the service begins: the whole of it
        (BILL, [], "500.00", "2025-12-15", "2026-01-01 2026-12-31"),
        # more than what remains: days gone by as well
        (BILL, [], "8000.00", "2026-06-30", "2026-01-01 2026-12-31"),
        (BILL, [], "500.00", "2027-02-10", "2026-01-01 2026-12-31"),
        # nothing remains: the days gone by
        (BILL, [HALF], "5950.68", "2026-09-15", "2026-01-01 2026-06-30"),
        # more than the bill, alone or with what was credited before
        (BILL, [], "13000.00", "2026-06-30", None),
        (BILL, [HALF], "6000.00", "2026-06-30", None),
    ],
)
def test_the_days_of_a_credit(bill, earlier, credit, day, wanted):
    found = credited_period(bill, earlier, Decimal(credit), date.fromisoformat(day))
    assert found == (_days(wanted) if wanted else None)


def test_after_an_early_end_the_credit_is_borne_at_once():
    ended = replace(BILL, ended=date(2026, 6, 5))
    found = credited_period(ended, [], Decimal("6500.00"), date(2026, 6, 20))
    assert found == YEAR
    assert not aside_at(replace(ended, amount=Decimal("-6500.00"), period=found), date(2026, 6, 30))


@given(
    st.lists(
        st.tuples(st.decimals("0.01", 7000, places=2), st.integers(-30, 400)), max_size=4
    ),
    st.sampled_from(list(Convention)),
)
def test_what_is_aside_is_never_below_zero(notes, convention):
    """Notes in the order of their days; each has days, unless there is too much."""
    bill = replace(BILL, convention=convention)
    earlier, total = [], Decimal(0)
    for credit, days in sorted(notes, key=lambda note: note[1]):
        day = YEAR.start + timedelta(days=days)
        found = credited_period(bill, earlier, credit, day)
        if not found:
            continue
        earlier.append(replace(bill, amount=-credit, period=found))
        total += credit
        assert total <= bill.amount + Decimal("0.02")
        end = month_end(max(day, YEAR.start))
        while end <= YEAR.end:
            net = sum((aside_at(one, end) for one in earlier), aside_at(bill, end))
            assert net >= Decimal("-0.02")
            end = month_end(next_day(end))
