# SPDX-License-Identifier: AGPL-3.0-or-later
"""Received and not billed: quantities, untaxed prices, VAT that costs or does not."""

from decimal import Decimal
from fractions import Fraction

import pytest
from ap_base.arithmetic.accrual import (
    AccrualAmount,
    TaxRule,
    VatMode,
    accrued_amount,
    convert_quantity,
    credit_due_quantity,
    discounted_price,
    over_billed,
    settled_part,
    to_accrue,
    untaxed_price,
    variance,
)
from ap_base.arithmetic.exceptions import (
    AmountError,
    ConventionError,
    TaxError,
    UnitError,
)
from hypothesis import given
from hypothesis import strategies as st
from strategies import amounts, quantities, steps, tax_rules

D = Decimal
VAT_20 = TaxRule("percent", D(20))
FUEL = TaxRule("percent", D(20), False, D("0.8"), D("0.2"))
HOTEL = TaxRule("percent", D(20), False, D(0), D(1))
REVERSE_CHARGE = TaxRule("percent", D(20), False, D(0), D(0))
VAT_10_INCLUDED = TaxRule("percent", D(10), True)
DIVISION_10 = TaxRule("division", D(10))
DIVISION_10_INCLUDED = TaxRule("division", D(10), True)
ECO_FEE = TaxRule("fixed", D("0.50"), False, D(0), D(1))
ECO_FEE_INCLUDED = TaxRule("fixed", D("0.50"), True, D(0), D(1))

rule_lists = st.lists(tax_rules(), max_size=3)
prices = st.decimals(0, 10_000, places=4)
rates = st.decimals(D("0.01"), 200, places=6)


# 1,000.00 untaxed in each case: rules, then cost, VAT on 44586, total on 408.
@pytest.mark.parametrize(
    ("rules", "cost", "deductible", "total"),
    [
        ([], "1000.00", "0", "1000.00"),
        ([VAT_20], "1000.00", "200.00", "1200.00"),
        ([FUEL], "1040.00", "160.00", "1200.00"),
        ([HOTEL], "1200.00", "0.00", "1200.00"),
        ([REVERSE_CHARGE], "1000.00", "0.00", "1000.00"),
        ([DIVISION_10], "1000.00", "111.11", "1111.11"),
        ([VAT_20, ECO_FEE], "1005.00", "200.00", "1205.00"),
    ],
)
def test_published_vat_treatments(rules, cost, deductible, total):
    accrual = accrued_amount(D(10), D(100), rules)
    assert accrual.base == 1000
    assert accrual.cost == D(cost)
    assert accrual.deductible == D(deductible)
    assert accrual.total == D(total)


@pytest.mark.parametrize(
    ("rules", "cost"),
    [([VAT_20], 1000), ([FUEL], 1040), ([HOTEL], 1200), ([REVERSE_CHARGE], 1000)],
)
def test_untaxed_accruals_keep_the_vat_that_costs(rules, cost):
    accrual = accrued_amount(D(10), D(100), rules, vat_mode=VatMode.EXCLUDED)
    assert accrual.cost == accrual.total == cost
    assert accrual.deductible == 0


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


def test_price_included_tax_comes_back():
    accrual = accrued_amount(D(1), D("1000.00"), [VAT_10_INCLUDED])
    assert accrual == AccrualAmount(D("909.09"), D("0.00"), D("90.91"))
    accrual = accrued_amount(D(1), D("100.00"), [DIVISION_10_INCLUDED])
    assert accrual == AccrualAmount(D("90.00"), D("0.00"), D("10.00"))


def test_base_is_rounded_once():
    """0.6 at 0.01 tax included, 20 %: exactly half a cent."""
    rules = [TaxRule("percent", D(20), True)]
    assert accrued_amount(D("0.6"), D("0.01"), rules).base == D("0.01")


@pytest.mark.parametrize(
    ("rate", "base", "fee"), [("0.5", "500.00", "2.50"), ("1.1", "1100.00", "5.50")]
)
def test_order_currency_is_converted(rate, base, fee):
    """Fixed taxes too are in order currency."""
    accrual = accrued_amount(D(10), D(100), [ECO_FEE], D(rate))
    assert accrual.base == D(base)
    assert accrual.non_deductible == D(fee)


def test_partly_deductible_reverse_charge_nets_below_zero():
    """VAT due 200.00, deducted 160.00: 40.00 is cost, the supplier bills 1,000.00."""
    rule = TaxRule("percent", D(20), False, D("-0.2"), D("0.2"))
    accrual = accrued_amount(D(10), D(100), [rule])
    assert (accrual.cost, accrual.deductible, accrual.total) == (1040, -40, 1000)


@given(quantities, prices, rule_lists, rates)
def test_both_modes_cost_the_same(quantity, price, rules, rate):
    without = accrued_amount(quantity, price, rules, rate, vat_mode=VatMode.EXCLUDED)
    with_vat = accrued_amount(quantity, price, rules, rate, vat_mode=VatMode.INCLUDED)
    assert without.cost == with_vat.cost
    assert without.total + with_vat.deductible == with_vat.total


@given(quantities, prices, rule_lists, rates, steps)
def test_a_return_mirrors_the_receipt(quantity, price, rules, rate, step):
    one = accrued_amount(quantity, price, rules, rate, step=step)
    other = accrued_amount(-quantity, price, rules, rate, step=step)
    assert other == AccrualAmount(-one.base, -one.non_deductible, -one.deductible)


@given(quantities, prices, rule_lists, rates, steps)
def test_base_is_within_half_a_step_of_the_exact_figure(
    quantity, price, rules, rate, step
):
    fixed, percent, division = (
        sum(Fraction(r.amount) for r in rules if r.price_included and r.kind == kind)
        for kind in ("fixed", "percent", "division")
    )
    net = (Fraction(price) - fixed) * (1 - division / 100) / (1 + percent / 100)
    exact = Fraction(quantity) * net * Fraction(rate)
    base = accrued_amount(quantity, price, rules, rate, step=step).base
    assert abs(Fraction(base) - exact) * 2 <= step


@given(quantities, prices, rule_lists, st.randoms())
def test_order_of_taxes_never_matters(quantity, price, rules, random):
    shuffled = random.sample(rules, len(rules))
    assert accrued_amount(quantity, price, shuffled) == (
        accrued_amount(quantity, price, rules)
    )


@given(quantities, prices)
def test_vat_that_costs_nothing_is_never_cost(quantity, price):
    accrual = accrued_amount(quantity, price, [VAT_20, VAT_10_INCLUDED, DIVISION_10])
    assert accrual.non_deductible == 0


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
    with pytest.raises(TaxError):
        accrued_amount(D(1), D(100), [TaxRule("division", D(120))])


def test_mode_and_step_are_checked():
    with pytest.raises(ConventionError):
        accrued_amount(D(1), D(1), [VAT_20], vat_mode="gross")
    with pytest.raises(AmountError):
        accrued_amount(D(1), D(1), [VAT_20], step=D(0))


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
