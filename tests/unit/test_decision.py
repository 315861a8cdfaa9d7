# SPDX-License-Identifier: AGPL-3.0-or-later
"""What later facts do to a decision: the table, and what holds for any figures."""

from decimal import Decimal

import pytest
from ap_closing.rules.decision import after_facts
from hypothesis import given
from hypothesis import strategies as st

CENTS = st.decimals(-(10**7), 10**7, places=2)


@pytest.mark.parametrize(
    ("decided", "facts", "now", "wanted"),
    [
        (500, 1000, 1000, 500),  # nothing moved
        (500, 1000, 1100, 600),  # one more unit received
        (500, 1000, 600, 500),  # four of ten billed: the half still stands
        (500, 1000, 300, 300),  # less than the decision is left
        (500, 1000, 0, 0),  # all of it billed
        (0, 1000, 1100, 100),  # nothing wanted of the first ten
        (0, 1000, 700, 0),
        (1500, 1000, 1100, 1600),  # a rise of the price was expected
        (1500, 1000, 600, 1100),
        (1000, 1000, 400, 400),
        (300, 0, 200, 500),  # decided where nothing was computed
        (500, 1000, -200, -200),  # now a credit is due: the decision was of something else
        (-500, -1000, -1100, -600),  # the same with the other sign
        (-500, -1000, -300, -300),
    ],
)
def test_a_decision_and_later_facts(decided, facts, now, wanted):
    assert after_facts(*map(Decimal, (decided, facts, now))) == wanted


@given(CENTS, CENTS)
def test_facts_that_stay_leave_the_decision(decided, facts):
    if facts:
        assert after_facts(decided, facts, facts) == decided


@given(CENTS, CENTS, CENTS)
def test_the_other_side_of_the_books_mirrors_it(decided, facts, now):
    assert after_facts(-decided, -facts, -now) == -after_facts(decided, facts, now)


@given(st.decimals(0, 10**6, places=2), st.decimals(0, 10**6, places=2), st.decimals(0, 10**6, places=2))
def test_a_smaller_decision_stays_between_nothing_and_the_facts(decided, facts, now):
    if decided <= facts:
        assert 0 <= after_facts(decided, facts, now) <= max(now, Decimal(0))
