# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keys of bank accounts."""

import doctest

import pytest
from ap_base.arithmetic import account_numbers
from ap_base.arithmetic.account_numbers import iban_of, is_iban, rib_key
from hypothesis import given
from hypothesis import strategies as st

FIGURES = st.text("0123456789", min_size=21, max_size=21)


def test_examples():
    assert doctest.testmod(account_numbers).failed == 0


@given(FIGURES)
def test_the_iban_of_a_french_account_passes_both_keys(number):
    bank, branch, account = number[:5], number[5:10], number[10:]
    national = number + rib_key(bank, branch, account)
    assert is_iban(iban_of("FR", national))


@given(FIGURES, st.integers(4, 26), st.integers(1, 9))
def test_one_wrong_figure_is_seen(number, place, shift):
    right = iban_of("FR", number + rib_key(number[:5], number[5:10], number[10:]))
    wrong = (int(right[place]) + shift) % 10
    assert not is_iban(f"{right[:place]}{wrong}{right[place + 1 :]}")


@pytest.mark.parametrize("text", ["FR76é122000010123456789030", "FR76", "FRA6" + "1" * 20])
def test_what_is_no_iban(text):
    assert not is_iban(text)
