# SPDX-License-Identifier: AGPL-3.0-or-later
"""A signed balance as debit and credit."""

from decimal import Decimal

import pytest
from ap_base.arithmetic.debit_credit import debit_credit, signed
from hypothesis import given
from strategies import amounts


@pytest.mark.parametrize(
    ("balance", "debit", "credit"),
    [("1020.00", "1020.00", "0"), ("-1200.00", "0", "1200.00"), ("-0.00", "0", "0")],
)
def test_positive_is_debit(balance, debit, credit):
    assert tuple(map(str, debit_credit(Decimal(balance)))) == (debit, credit)


@given(amounts)
def test_there_and_back(balance):
    debit, credit = debit_credit(balance)
    assert signed(debit, credit) == balance
    assert debit >= 0
    assert credit >= 0
    assert debit * credit == 0


@given(amounts)
def test_reversing_swaps_the_columns(balance):
    assert debit_credit(-balance) == debit_credit(balance)[::-1]
