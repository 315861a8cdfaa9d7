# SPDX-License-Identifier: AGPL-3.0-or-later
"""The taxes of a line: what is untaxed, what is cost, what is deducted."""

from decimal import Decimal
from fractions import Fraction

import pytest
from ap_base.arithmetic.exceptions import AmountError, ConventionError, TaxError
from ap_base.arithmetic.line_tax import (
    AccrualAmount,
    LineTax,
    VatMode,
    accrued_amount,
    split_tax,
)
from hypothesis import given
from hypothesis import strategies as st
from strategies import line_taxes, quantities, steps

D = Decimal
FIFTH = Fraction(1, 5)
VAT_20 = LineTax(FIFTH)
FUEL = LineTax(FIFTH, deductible=D("0.8"), kept=D("0.2"))
HOTEL = LineTax(FIFTH, deductible=D(0), kept=D(1))
REVERSE_CHARGE = LineTax(FIFTH, deductible=D(0))
VAT_20_INCLUDED = LineTax(Fraction(1, 6), included=True)
HOTEL_INCLUDED = LineTax(Fraction(1, 6), D(0), True, D(0), D(1))
ECO_FEE = LineTax(per_unit=D("0.50"), deductible=D(0), kept=D(1))

tax_lists = st.lists(line_taxes(), max_size=3)
prices = st.decimals(0, 10_000, places=4)


# 1,000.00 untaxed in each case: taxes, then cost, VAT on 44586, total on 408.
@pytest.mark.parametrize(
    ("taxes", "cost", "deductible", "total"),
    [
        ([], "1000.00", "0", "1000.00"),
        ([VAT_20], "1000.00", "200.00", "1200.00"),
        ([FUEL], "1040.00", "160.00", "1200.00"),
        ([HOTEL], "1200.00", "0.00", "1200.00"),
        ([REVERSE_CHARGE], "1000.00", "0.00", "1000.00"),
        ([VAT_20, ECO_FEE], "1005.00", "200.00", "1205.00"),
    ],
)
def test_published_vat_treatments(taxes, cost, deductible, total):
    accrual = accrued_amount(D(10), D(100), taxes)
    assert accrual.base == 1000
    assert accrual.cost == D(cost)
    assert accrual.deductible == D(deductible)
    assert accrual.total == D(total)
    without = accrual.in_mode(VatMode.EXCLUDED)
    assert (without.cost, without.total) == (D(cost), D(cost))
    assert accrual.in_mode(VatMode.INCLUDED) is accrual


@pytest.mark.parametrize(
    ("quantity", "price", "tax", "amounts"),
    [
        (1, "1200.00", VAT_20_INCLUDED, ("1000.00", "0", "200.00")),
        (1, "1200.00", HOTEL_INCLUDED, ("1000.00", "200.00", "0.00")),
        (3, "33.33", VAT_20_INCLUDED, ("83.32", "0", "16.67")),
        (-3, "33.33", VAT_20_INCLUDED, ("-83.32", "0", "-16.67")),
        ("0.6", "0.01", VAT_20_INCLUDED, ("0.01", "0", "0.00")),
    ],
)
def test_a_tax_inside_the_price_is_taken_out_of_it(quantity, price, tax, amounts):
    accrual = accrued_amount(D(quantity), D(price), [tax])
    assert accrual == AccrualAmount(*map(D, amounts))


def test_partly_deductible_reverse_charge_nets_below_zero():
    """VAT due 200.00, deducted 160.00: 40.00 is cost, the supplier bills 1,000.00."""
    tax = LineTax(FIFTH, deductible=D("-0.2"), kept=D("0.2"))
    accrual = accrued_amount(D(10), D(100), [tax])
    assert (accrual.cost, accrual.deductible, accrual.total) == (1040, -40, 1000)


def test_a_fee_of_a_negative_price_is_taken_back():
    accrual = accrued_amount(D(10), D(-100), [ECO_FEE])
    assert accrual == AccrualAmount(D("-1000.00"), D("-5.00"), D(0))


def test_another_currency_is_rounded_part_by_part():
    accrual = accrued_amount(D(3), D("33.33"), [VAT_20_INCLUDED, ECO_FEE])
    assert accrual == AccrualAmount(D("83.32"), D("1.50"), D("16.67"))
    converted = accrual.converted(D("0.5"), D("0.01"))
    assert converted == AccrualAmount(D("41.66"), D("0.75"), D("8.34"))


def test_taxes_in_the_proportion_of_another_untaxed_amount():
    accrual = AccrualAmount(D(1000), D(40), D(160))
    assert accrual.part_of(D(-250), D("0.01")) == AccrualAmount(D(-250), D(-10), D(-40))
    fee_alone = AccrualAmount(D(0), D(5), D(1))
    assert fee_alone.part_of(D(0), D("0.01")) is fee_alone


@given(quantities, prices, tax_lists, steps)
def test_a_return_mirrors_the_receipt(quantity, price, taxes, step):
    one = accrued_amount(quantity, price, taxes, step)
    other = accrued_amount(-quantity, price, taxes, step)
    assert other == AccrualAmount(-one.base, -one.non_deductible, -one.deductible)


@given(quantities, prices, st.lists(line_taxes(), min_size=1, max_size=1), steps)
def test_a_price_is_the_sum_of_what_it_contains(quantity, price, taxes, step):
    accrual = accrued_amount(quantity, price, taxes, step)
    if taxes[0].included:
        assert accrual.total == accrued_amount(quantity, price, (), step).base
    else:
        assert accrual.base == accrued_amount(quantity, price, (), step).base


@given(quantities, prices, tax_lists, st.randoms())
def test_order_of_taxes_never_matters(quantity, price, taxes, random):
    shuffled = random.sample(taxes, len(taxes))
    assert accrued_amount(quantity, price, shuffled) == (
        accrued_amount(quantity, price, taxes)
    )


@given(st.decimals(-1000, 1000, places=2), st.decimals(0, 1, places=2))
def test_no_cent_is_lost_between_cost_and_vat(tax, part):
    deducted, kept = split_tax(tax, part, 1 - part, D("0.01"))
    assert deducted + kept == tax


@pytest.mark.parametrize("part", ["1.01", "-1.5", "NaN"])
def test_impossible_parts_are_refused(part):
    with pytest.raises(TaxError):
        LineTax(FIFTH, deductible=D(part))
    with pytest.raises(TaxError):
        LineTax(per_unit=D("Infinity"))


def test_mode_and_step_are_checked():
    with pytest.raises(ConventionError):
        accrued_amount(D(1), D(1), [VAT_20]).in_mode("gross")
    with pytest.raises(AmountError):
        accrued_amount(D(1), D(1), [VAT_20], D(0))
