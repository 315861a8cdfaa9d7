# SPDX-License-Identifier: AGPL-3.0-or-later
"""Parts sum to the whole, near their exact share, whatever the order."""

from decimal import Decimal
from fractions import Fraction

import pytest
from ap_base.arithmetic.allocation import allocate, differences
from ap_base.arithmetic.exceptions import AllocationError, AmountError
from ap_base.arithmetic.money import round_half_up
from hypothesis import given
from hypothesis import strategies as st
from strategies import fine_amounts, steps, weights


def _decimals(*texts):
    return [Decimal(text) for text in texts]


@pytest.mark.parametrize(
    ("amount", "shares", "parts"),
    [
        ("100.00", ("1", "1", "1"), ("33.33", "33.34", "33.33")),
        ("100.00", ("8000", "4000"), ("66.67", "33.33")),
        ("-0.05", ("0", "3", "1"), ("0.00", "-0.04", "-0.01")),
        ("0.00", ("2", "1"), ("0.00", "0.00")),
        ("10.005", ("1", "0"), ("10.01", "0.00")),
        ("12.34", ("0.001",), ("12.34",)),
    ],
)
def test_parts(amount, shares, parts):
    assert list(map(str, allocate(Decimal(amount), _decimals(*shares)))) == list(parts)


def test_no_residue_piles_up_on_the_last_part():
    """12 shares of 1,000.00: cents fall where the running total passes them."""
    parts = allocate(Decimal(1000), [Decimal(1)] * 12)
    assert set(parts) == {Decimal("83.33"), Decimal("83.34")}
    assert sum(parts) == 1000


@given(fine_amounts, weights, steps)
def test_parts_sum_to_the_rounded_amount(amount, shares, step):
    assert sum(allocate(amount, shares, step)) == round_half_up(amount, step)


@given(fine_amounts, weights, steps)
def test_no_part_is_further_than_a_step_from_its_exact_share(amount, shares, step):
    total = sum(map(Fraction, shares))
    for share, part in zip(shares, allocate(amount, shares, step), strict=True):
        assert abs(Fraction(part) - Fraction(amount) * Fraction(share) / total) < step


@given(fine_amounts, weights, steps)
def test_zero_gets_zero_and_no_part_changes_sign(amount, shares, step):
    for share, part in zip(shares, allocate(amount, shares, step), strict=True):
        assert part * amount >= 0
        assert share or part == 0


@given(st.data(), fine_amounts, weights, steps)
def test_order_never_matters(data, amount, shares, step):
    shuffled = data.draw(st.permutations(shares))
    one = sorted(zip(shares, allocate(amount, shares, step), strict=True))
    other = sorted(zip(shuffled, allocate(amount, shuffled, step), strict=True))
    assert one == other


@given(fine_amounts, weights, steps)
def test_a_credit_note_mirrors_the_bill(amount, shares, step):
    mirrored = [-part for part in allocate(amount, shares, step)]
    assert allocate(-amount, shares, step) == mirrored


@given(fine_amounts, weights, steps)
def test_only_proportions_matter(amount, shares, step):
    thousandths = [share / 1000 for share in shares]
    assert allocate(amount, thousandths, step) == allocate(amount, shares, step)


@pytest.mark.parametrize(
    "shares", [(), ("0",), ("0", "0"), ("1", "-1"), ("-1",), ("1", "NaN")]
)
def test_what_cannot_be_shared_is_refused(shares):
    with pytest.raises(AllocationError) as refusal:
        allocate(Decimal("10.00"), _decimals(*shares))
    assert refusal.value.amount == 10
    assert len(refusal.value.weights) == len(shares)


def test_amount_and_step_are_checked():
    with pytest.raises(AmountError):
        allocate(Decimal("NaN"), [Decimal(1)])
    with pytest.raises(AmountError):
        allocate(Decimal(1), [Decimal(1)], Decimal(0))


@given(st.lists(fine_amounts), steps)
def test_differences_add_up_to_every_running_total(totals, step):
    parts = differences(totals, step)
    for rank, total in enumerate(totals, 1):
        assert sum(parts[:rank]) == round_half_up(total, step)


def test_differences_of_nothing():
    assert differences([]) == []
