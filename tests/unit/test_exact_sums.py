# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sets of amounts that add up: exact, none missed, bounded."""

import doctest
from decimal import Decimal

from ap_base.arithmetic import exact_sums
from hypothesis import given
from hypothesis import strategies as st

D = Decimal


def test_examples():
    assert doctest.testmod(exact_sums).failed == 0


@given(
    st.lists(st.integers(-9_999, 9_999).filter(bool), min_size=1, max_size=10),
    st.data(),
)
def test_sets_add_up_and_none_is_missed(cents, data):
    amounts = [D(c) / 100 for c in cents]
    places = data.draw(st.sets(st.integers(0, len(cents) - 1), min_size=1))
    target = sum(amounts[place] for place in places)
    found = exact_sums.exact_sets(amounts, target, 10_000)
    assert tuple(sorted(places)) in found
    assert all(sum(amounts[place] for place in one) == target for one in found)
    assert len(set(found)) == len(found)
