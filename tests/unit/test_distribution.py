# SPDX-License-Identifier: AGPL-3.0-or-later
"""Axes put together keep their shares; amounts cut by shares sum on every axis."""

from decimal import Decimal
from fractions import Fraction

import pytest
from ap_base.arithmetic.distribution import amounts, combine
from ap_base.arithmetic.exceptions import AllocationError
from hypothesis import given
from hypothesis import strategies as st
from strategies import amounts as money
from strategies import steps

D = Decimal
CENT = D("0.01")


@st.composite
def axes(draw, most=3):
    """Shares of 100 in cents on one to three axes; accounts 100, 200, … of each."""
    found = []
    for axis in range(1, draw(st.integers(1, most)) + 1):
        cuts = draw(st.lists(st.integers(1, 9999), max_size=5, unique=True))
        borders = [0, *sorted(cuts), 10_000]
        shares = [b - a for a, b in zip(borders, borders[1:], strict=False)]
        found.append(
            {(100 * axis + i,): share * CENT for i, share in enumerate(shares)}
        )
    return found


def _margins(distribution):
    sums = {}
    for key, share in distribution.items():
        for account in key:
            sums[account] = sums.get(account, D(0)) + share
    return sums


@given(axes())
def test_every_account_keeps_its_share_exactly(parts):
    found = combine(parts)
    wanted = {key[0]: share for part in parts for key, share in part.items()}
    assert _margins(found) == wanted
    assert sum(found.values()) == 100
    assert all(len(key) == len(parts) for key in found)
    assert all(share > 0 for share in found.values())


@given(axes(most=2))
def test_a_cell_is_near_the_product_of_its_shares(parts):
    found = combine(parts)
    if len(parts) < 2:
        return
    for left, one in parts[0].items():
        for right, other in parts[1].items():
            exact = Fraction(one) * Fraction(other) / 100
            assert abs(Fraction(found.get(left + right, D(0))) - exact) < Fraction(CENT)


def test_worked_example():
    """Thirds on one axis, 50/50 on the other."""
    thirds = {(1,): D("33.33"), (2,): D("33.34"), (3,): D("33.33")}
    halves = {(8,): D(50), (9,): D(50)}
    found = combine([thirds, halves])
    assert _margins(found) == {
        1: D("33.33"),
        2: D("33.34"),
        3: D("33.33"),
        8: D("50.00"),
        9: D("50.00"),
    }
    assert found[(2, 8)] == found[(2, 9)] == D("16.67")


def test_what_does_not_sum_alike_stays_beside():
    found = combine([{(1,): D(60)}, {(8,): D(100)}])
    assert found == {(1,): D("60.00"), (8,): D("100.00")}
    assert combine([]) == {}
    assert combine([{}, {(8,): D(100)}]) == {(8,): D("100.00")}


def test_shares_below_zero_are_refused():
    with pytest.raises(AllocationError):
        combine([{(1,): D(150), (2,): D(-50)}])
    with pytest.raises(AllocationError):
        amounts(D(100), {(1,): D(150), (2,): D(-50)}, {1: 1, 2: 1})


@given(axes(), st.integers(-(10**7), 10**7), steps, st.booleans())
def test_amounts_sum_on_every_axis(parts, count, step, crossed):
    """Whether the axes are crossed or beside each other; in cents, yen or dinars."""
    balance = count * step
    shares = combine(parts) if crossed else {k: s for one in parts for k, s in one.items()}
    plans = {account: account // 100 for key in shares for account in key}
    found = amounts(balance, shares, plans, step)
    for axis in {account // 100 for key in shares for account in key}:
        part = [found[key] for key in found if any(a // 100 == axis for a in key)]
        assert sum(part) == balance


@given(axes(most=1), money)
def test_no_amount_is_a_cent_off(parts, balance):
    shares = parts[0]
    plans = {key[0]: 1 for key in shares}
    for key, amount in amounts(balance, shares, plans).items():
        exact = Fraction(balance) * Fraction(shares[key]) / 100
        assert abs(Fraction(amount) - exact) < Fraction(CENT)


def test_axes_that_overlap_in_part():
    """60 % crossed, the other 40 % of each axis on its own."""
    shares = {(1, 8): D(60), (2,): D(40), (9,): D(40)}
    found = amounts(D("0.05"), shares, {1: 1, 2: 1, 8: 2, 9: 2})
    assert found == {(1, 8): D("0.03"), (2,): D("0.02"), (9,): D("0.02")}


def test_two_axes_beside_each_other_do_not_share_a_rounding():
    """Odoo corrects the cents of all keys together and takes them from the wrong axis."""
    third = D("33.33")
    shares = {(1,): D(50), (2,): D(50), (8,): third, (9,): third, (7,): D("33.34")}
    plans = {1: 1, 2: 1, 7: 2, 8: 2, 9: 2}
    found = amounts(D("0.05"), shares, plans)
    assert found[(1,)] + found[(2,)] == D("0.05")
    assert found[(7,)] + found[(8,)] + found[(9,)] == D("0.05")
