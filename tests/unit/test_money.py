# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rounding: halves away from zero, to any step, in one go."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from ap_base.arithmetic.exceptions import AmountError
from ap_base.arithmetic.money import (
    round_half_up,
    round_quotient,
    round_share,
    to_decimal,
    whole_steps,
)
from hypothesis import given
from hypothesis import strategies as st
from strategies import fine_amounts, steps


@pytest.mark.parametrize(
    ("amount", "step", "rounded"),
    [
        ("2.675", "0.01", "2.68"),
        ("-2.675", "0.01", "-2.68"),
        ("2.6749999999999999", "0.01", "2.67"),
        ("0.005", "0.01", "0.01"),
        ("-0.004", "0.01", "0.00"),
        ("7.62", "0.05", "7.60"),
        ("7.625", "0.05", "7.65"),
        ("1.0005", "0.001", "1.001"),
        ("1499.5", "1", "1500"),
        ("1825.0", "50", "1850"),
    ],
)
def test_halves_go_away_from_zero(amount, step, rounded):
    result = round_half_up(Decimal(amount), Decimal(step))
    assert str(result) == rounded


def test_there_is_no_minus_zero():
    assert not round_half_up(Decimal("-0.00")).is_signed()
    assert not round_half_up(Decimal("-0.001")).is_signed()


@given(fine_amounts)
def test_cents_round_as_the_standard_library_does(amount):
    expected = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert round_half_up(amount) == expected


@given(fine_amounts, steps)
def test_rounding_is_symmetric_stable_and_near(amount, step):
    rounded = round_half_up(amount, step)
    assert round_half_up(-amount, step) == -rounded
    assert round_half_up(rounded, step) == rounded
    assert abs(rounded - amount) * 2 <= step


def test_quotient_is_rounded_once():
    """Half a cent is seen as such, though 0.01 / 1.2 has no end of digits."""
    assert round_quotient(Decimal("0.035"), Decimal(7)) == Decimal("0.01")
    price, quantity, included = Decimal("0.01"), Decimal("0.6"), Decimal("1.2")
    assert round_quotient(price * quantity, included) == Decimal("0.01")


def test_published_share():
    """CCA of 12,000.00 at 31 March 2026: 348 days of 365 are left."""
    assert round_share(Decimal("12000.00"), 348, 365) == Decimal("11441.10")


@pytest.mark.parametrize("step", ["0", "-0.01", "NaN"])
def test_step_must_be_positive(step):
    with pytest.raises(AmountError):
        round_half_up(Decimal(1), Decimal(step))


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity"])
def test_amount_must_be_finite(amount):
    with pytest.raises(AmountError):
        round_half_up(Decimal(amount))
    with pytest.raises(AmountError):
        round_quotient(Decimal(1), Decimal(amount))


def test_divisor_must_be_positive():
    with pytest.raises(AmountError):
        whole_steps(Decimal(1), 1, 0, Decimal("0.01"))
    with pytest.raises(AmountError):
        round_quotient(Decimal(1), Decimal(-2))


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        (0.1, "0.1"),
        (1234.1, "1234.1"),
        (1e22, "1E+22"),
        (7, "7"),
        ("12.50", "12.50"),
        (Decimal("3.140"), "3.140"),
    ],
)
def test_digits_are_those_a_person_sees(value, amount):
    assert str(to_decimal(value)) == amount


@pytest.mark.parametrize(
    "value",
    ["", "abc", "1,5", None, False, "nan", "inf", float("nan"), float("-inf")],
)
def test_what_is_no_amount_is_refused(value):
    with pytest.raises(AmountError) as refusal:
        to_decimal(value)
    assert refusal.value.value is value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_survives_the_round_trip(value):
    assert float(to_decimal(value)) == value
