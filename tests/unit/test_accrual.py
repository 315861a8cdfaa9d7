# SPDX-License-Identifier: AGPL-3.0-or-later
"""Received and not billed: quantities, untaxed prices, bills that settle."""

from decimal import Decimal

import pytest
from ap_base.arithmetic.accrual import (
    TaxRule,
    convert_quantity,
    credit_due_quantity,
    discounted_price,
    over_billed,
    settled_part,
    to_accrue,
    untaxed_price,
    variance,
)
from ap_base.arithmetic.exceptions import TaxError, UnitError
from hypothesis import given
from hypothesis import strategies as st
from strategies import amounts, quantities

D = Decimal
VAT_20 = TaxRule("percent", D(20))
VAT_10_INCLUDED = TaxRule("percent", D(10), True)
DIVISION_10_INCLUDED = TaxRule("division", D(10), True)
ECO_FEE_INCLUDED = TaxRule("fixed", D("0.50"), True, D(0), D(1))


@pytest.mark.parametrize(
    ("price", "rules", "untaxed"),
    [
        ("120.00", [], "120.00"),
        ("120.00", [VAT_20], "120.00"),
        ("110.00", [VAT_10_INCLUDED], "100"),
        ("100.00", [DIVISION_10_INCLUDED], "90"),
        ("100.50", [ECO_FEE_INCLUDED], "100"),
        ("110.50", [ECO_FEE_INCLUDED, VAT_10_INCLUDED], "100"),
        ("125.00", [VAT_10_INCLUDED, TaxRule("percent", D(15), True)], "100"),
    ],
)
def test_taxes_inside_a_price_are_taken_out(price, rules, untaxed):
    assert untaxed_price(D(price), rules) == D(untaxed)


def test_untaxed_price_is_not_rounded():
    assert untaxed_price(D(1000), [VAT_10_INCLUDED]) == D(10000) / D(11)


@pytest.mark.parametrize(
    ("kind", "amount", "deductible"),
    [
        ("group", D(20), D(1)),
        ("percent", D("NaN"), D(1)),
        ("percent", D("Infinity"), D(1)),
        ("percent", D(20), D("1.01")),
        ("percent", D(20), D("NaN")),
    ],
)
def test_impossible_taxes_are_refused(kind, amount, deductible):
    with pytest.raises(TaxError) as refusal:
        TaxRule(kind, amount, False, deductible)
    assert refusal.value.kind == kind


def test_taxes_that_leave_nothing_are_refused():
    with pytest.raises(TaxError):
        untaxed_price(D(100), [TaxRule("division", D(100), True)])
    with pytest.raises(TaxError):
        untaxed_price(D(100), [TaxRule("percent", D(-100), True)])


def test_quantities_change_units():
    assert convert_quantity(D(2), D(12), D(1)) == 24
    assert convert_quantity(D("1.5"), D(1), D(12)) == D("0.125")
    for factors in ((D(0), D(1)), (D(1), D(-1)), (D("NaN"), D(1))):
        with pytest.raises(UnitError):
            convert_quantity(D(1), *factors)


@pytest.mark.parametrize(
    ("price", "discount", "net"),
    [("80.00", "12.5", "70"), ("9.99", "0", "9.99"), ("9.99", "100", "0")],
)
def test_discounts(price, discount, net):
    assert discounted_price(D(price), D(discount)) == D(net)


@pytest.mark.parametrize(
    ("received", "billed", "returned", "accrue", "over", "credit"),
    [
        (10, 4, 0, 6, 0, 0),  # received ahead of the bill: 408
        (10, 10, 0, 0, 0, 0),
        (5, 10, 5, 0, 5, 5),  # billed, then returned: 4098
        (0, 10, 0, 0, 10, 0),  # billed ahead of receipt: 486
        (3, 10, 5, 0, 7, 5),  # some of each: 5 to 4098, 2 to 486
        (8, 4, 2, 4, 0, 0),
    ],
)
def test_quantities_to_accrue(received, billed, returned, accrue, over, credit):
    received, billed, returned = D(received), D(billed), D(returned)
    assert to_accrue(received, billed) == accrue
    assert over_billed(received, billed) == over
    assert credit_due_quantity(received, billed, returned) == credit


@given(quantities, quantities, quantities)
def test_a_line_is_either_short_of_bills_or_over_billed(received, billed, returned):
    accrue, over = to_accrue(received, billed), over_billed(received, billed)
    assert accrue - over == received - billed
    assert accrue * over == 0
    assert 0 <= credit_due_quantity(received, billed, returned) <= over


def test_a_returned_quantity_is_not_below_zero():
    with pytest.raises(UnitError):
        credit_due_quantity(D(1), D(2), D(-1))


@pytest.mark.parametrize(
    ("estimate", "of", "actual", "billed", "difference"),
    [
        ("1000.00", 10, "1020.00", 10, "20.00"),
        ("1000.00", 10, "408.00", 4, "8.00"),
        ("1000.00", 10, "1224.00", 12, "224.00"),
        ("1000.00", 3, "330.00", 1, "-3.33"),
        ("1000.00", 0, "990.00", 0, "-10.00"),
        ("1000.00", 10, "15.00", 0, "15.00"),
        ("-200.00", -2, "-190.00", -2, "10.00"),
        ("-200.00", -2, "50.00", 1, "50.00"),
    ],
)
def test_variance(estimate, of, actual, billed, difference):
    result = variance(D(estimate), D(of), D(actual), D(billed))
    assert result == D(difference)


@given(amounts, quantities, quantities)
def test_bills_as_estimated_leave_no_variance(estimate, quantity, billed):
    """A bill of exactly the whole estimate settles it whole."""
    assert variance(estimate, quantity, estimate, quantity) == 0
    assert variance(estimate, D(0), estimate, billed) == 0


@pytest.mark.parametrize(
    ("of", "before", "bills", "amount", "units"),
    [
        (6, 0, [(6, "612.00"), (3, "300.00")], "612.00", 6),
        (4, 6, [(6, "612.00"), (3, "300.00")], "300.00", 3),
        (10, 0, [(4, "420.00"), (8, "800.00")], "1020.00", 10),
        (10, 0, [(10, "1050.00"), (-4, "-420.00")], "630.00", 6),
        (-10, 10, [(10, "1020.00")], "-1020.00", -10),
        (10, 0, [], "0", 0),
        (0, 0, [(5, "500.00")], "0", 0),
    ],
)
def test_the_first_units_billed_settle_the_first_accrued(
    of, before, bills, amount, units
):
    came = [(D(quantity), D(value)) for quantity, value in bills]
    assert settled_part(came, D(of), D(before)) == (D(amount), D(units))


@given(st.lists(st.tuples(quantities, amounts), max_size=5), quantities, quantities)
def test_accruals_one_after_the_other_share_the_bills(bills, first, second):
    """Two accruals settle together what one of both would, to a cent."""
    one, ones = settled_part(bills, first)
    other, others = settled_part(bills, second, before=first)
    both, units = settled_part(bills, first + second)
    assert ones + others == units
    assert abs(one + other - both) <= D("0.01")
