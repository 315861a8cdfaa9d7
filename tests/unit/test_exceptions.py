# SPDX-License-Identifier: AGPL-3.0-or-later
"""Refusals have names and keep what they refused."""

from datetime import date
from decimal import Decimal

import pytest
from ap_base.arithmetic import exceptions
from ap_base.arithmetic.exceptions import ArithmeticRuleError


@pytest.mark.parametrize(
    "name",
    [
        "AllocationError",
        "AmountError",
        "ConventionError",
        "PeriodError",
        "TaxError",
        "UnitError",
    ],
)
def test_every_refusal_is_a_rule_error_and_a_value_error(name):
    error = getattr(exceptions, name)
    assert issubclass(error, ArithmeticRuleError)
    assert issubclass(error, ValueError)


def test_attributes_hold_what_was_refused():
    start, end = date(2026, 3, 31), date(2026, 3, 1)
    period = exceptions.PeriodError(start, end)
    assert (period.start, period.end) == (start, end)
    tax = exceptions.TaxError("percent", Decimal(20), "because")
    assert (tax.kind, tax.amount) == ("percent", Decimal(20))
    unit = exceptions.UnitError(Decimal(-1), "is no factor")
    assert unit.value == -1
    share = exceptions.AllocationError(Decimal(5), [Decimal(0)], "nothing")
    assert (share.amount, share.weights) == (5, (0,))
    assert exceptions.AmountError("x").value == "x"
    assert exceptions.ConventionError("weeks").convention == "weeks"


def test_messages_say_what_is_wrong():
    error = exceptions.PeriodError(date(2026, 3, 31), date(2026, 3, 1))
    assert str(error) == "2026-03-31 to 2026-03-01: the end comes before the start"
