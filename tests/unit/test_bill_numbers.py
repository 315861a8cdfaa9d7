# SPDX-License-Identifier: AGPL-3.0-or-later
"""One number however it is written, and numbers that only look alike."""

import doctest
from datetime import date
from decimal import Decimal

import pytest
from ap_base.arithmetic import bill_numbers, duplicates
from ap_base.arithmetic.duplicates import Bill
from hypothesis import given
from hypothesis import strategies as st


def test_examples_of_the_module():
    found = doctest.testmod(bill_numbers)
    assert found.attempted > 5
    assert not found.failed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A1/001", "A10/01"),
        ("11-1", "1-11"),
        ("2026-1-15", "2026-11-5"),
        ("2026-1-5", "2026-15"),  # the fifth of January, the fifteenth of the year
        ("FA-A1", "FAA-1"),
        ("1.10", "11.0"),
        ("FAO117", "FA0117"),
        ("FÉ-12", "F-12"),
        ("117", "117 bis"),
        ("0", "-"),
    ],
)
def test_signs_that_tell_numbers_apart_stay(one, other):
    """Two bills, in whatever order they come and even on one day."""
    assert not bill_numbers.same_number(one, other)
    assert not bill_numbers.same_number(other, one)
    first = Bill(1, "s", one, date(2026, 3, 10), Decimal("80.00"))
    second = Bill(2, "s", other, date(2026, 3, 10), Decimal("95.00"))
    assert duplicates.find([first, second]) == duplicates.find([second, first]) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A1/001", "a 1 / 1"),
        ("2026-1-15", "2026115"),  # written without its signs
        ("FÉ-12", "fe12"),
        ("N°117", "n° 0117"),
        ("FA-117", "FA-117 (duplicata)"),
        ("٠١١٧", "117"),
        ("FA２０２６", "FA2026"),
    ],
)
def test_signs_that_say_nothing_do_not(one, other):
    assert bill_numbers.same_number(one, other)
    assert bill_numbers.same_number(other, one)


@given(st.text(max_size=20), st.text(max_size=20))
def test_keys_ignore_case_and_signs(one, other):
    key = bill_numbers.bill_number_key
    joined = f"{one} - {other}"
    assert key(joined) == key(joined.upper())
    assert key(one) == key(f" {one}/.")
    assert bill_numbers.same_number(one, one) == bool(key(one))
    assert bill_numbers.same_number(one, other) == bill_numbers.same_number(other, one)
