# SPDX-License-Identifier: AGPL-3.0-or-later
"""What must be equal before a bill is matched, with figures: amounts, causes, policies."""

import pytest
from ap_base.arithmetic.matching import (
    NOT_TESTED,
    Limit,
    Policy,
    Pool,
    Tolerance,
    match,
    match_bills,
)
from matching_builders import (
    A10,
    BOX,
    HOUR,
    PIECE,
    TWO_WAY,
    VAT10,
    VAT20,
    VAT20_IN,
    D,
    bill,
    line,
    links,
    order,
)

# Discounts, taxes, units, currencies ----------------------------------------


def test_discount_on_the_line():
    ordered = order("a", 10, "5.00", discount=D(10))
    assert (
        match(bill(line(1, 10, "5.00", "a", discount=D(10))), Pool([ordered])).score
        == 1
    )
    assert match(bill(line(1, 10, "4.50", "a")), Pool([ordered])).state == "matched"


def test_discount_of_the_lines_given_at_the_foot_of_the_bill():
    pool = Pool(
        [order("a", 10, "5.00", discount=D(10)), order("b", 3, "20.00", discount=D(10))]
    )
    lines = (line(1, 10, "5.00", "a"), line(2, 3, "20.00", "b"))
    foot = bill(*lines, discount=D("11.00"), total_untaxed=D("99.00"))
    assert match(foot, pool).state == "matched"
    as_line = line(3, 1, "-11.00", description="Remise 10 %", kind="discount")
    assert match(bill(*lines, as_line), pool).state == "matched"


def test_discount_that_was_not_agreed():
    lines = (line(1, 10, "5.00", "a"),)
    foot = bill(*lines, discount=D("5.00"))
    outcome = match(foot, Pool([A10]))
    assert (outcome.state, outcome.cause) == ("exception", "price")
    cheaper = Policy(price=Tolerance(Limit(), None))
    assert match(foot, Pool([A10]), cheaper).state == "matched"


def test_price_with_taxes_included():
    pool = Pool([order("a", 10, "5.00", taxes=VAT20)])
    gross = bill(line(1, 10, "6.00", "a", taxes=VAT20_IN), total_untaxed=D(50))
    assert match(gross, pool).state == "matched"
    ordered_gross = Pool([order("a", 10, "6.00", taxes=VAT20_IN)])
    assert match(bill(line(1, 10, "5.00", "a", taxes=VAT20)), ordered_gross).score == 1


def test_other_unit_of_the_same_category():
    pool = Pool([order("a", 24, "5.00", unit=PIECE)])
    outcome = match(bill(line(1, 2, "60.00", "a", unit=BOX)), pool)
    assert (outcome.state, links(outcome)) == ("matched", [(1, "a", 24)])
    assert outcome.links[0].quantity == 2


def test_unit_that_cannot_be_compared():
    pool = Pool([order("a", 10, "5.00", unit=PIECE)])
    outcome = match(bill(line(1, 10, "5.00", "a", unit=HOUR)), pool)
    assert (outcome.cause, outcome.billed, outcome.expected) == (
        "unit",
        "hour",
        "piece",
    )


def test_boxes_billed_as_if_they_were_pieces():
    """2 at 60.00 for 24 at 5.00: the money is right, the unit is not."""
    pool = Pool([order("a", 24, "5.00", unit=PIECE)])
    outcome = match(bill(line(1, 2, "60.00", "a", unit=PIECE)), pool)
    assert (outcome.state, outcome.cause) == ("exception", "unit")


def test_other_currency_is_never_matched():
    pool = Pool([order("a", 10, "5.50", currency="USD", rate=D("0.9090909"))])
    outcome = match(bill(line(1, 10, "5.00", "a")), pool)
    assert (outcome.state, outcome.cause) == ("exception", "currency")
    assert (outcome.billed, outcome.expected) == ("EUR", "USD")


# Exceptions -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "billed", "cause", "figures"),
    [
        ({"received": D(6)}, (10, "5.00"), "not_received", (10, 6)),
        ({"received": D(0)}, (10, "5.00"), "not_received", (10, 0)),
        ({}, (12, "5.00"), "over_quantity", (12, 10)),
        ({"received": D(12)}, (12, "5.00"), "over_quantity", (12, 10)),
        ({"billed": D(10)}, (10, "5.00"), "over_quantity", (20, 10)),
        ({}, (10, "5.20"), "price", (D("5.20"), D("5.00"))),
        ({}, (10, "4.80"), "price", (D("4.80"), D("5.00"))),
        ({"state": "closed"}, (10, "5.00"), "closed_order", (None, "closed")),
        ({"supplier": 8, "group": 7}, (10, "5.00"), "other_supplier", ("7", "8")),
        ({"company": 2}, (10, "5.00"), "wrong_company", ("1", "2")),
    ],
)
def test_exception_with_one_cause_and_two_figures(change, billed, cause, figures):
    outcome = match(bill(line(1, *billed, "a")), Pool([A10._replace(**change)]))
    assert (outcome.state, outcome.cause) == ("exception", cause)
    assert (outcome.billed, outcome.expected) == figures


def test_tax_other_than_ordered():
    pool = Pool([order("a", 10, "5.00", taxes=VAT10)])
    outcome = match(bill(line(1, 10, "5.00", "a", taxes=VAT20)), pool)
    assert (outcome.cause, outcome.billed, outcome.expected) == ("tax", 10, 5)
    printed = bill(line(1, 10, "5.00", "a", taxes=VAT10), total_tax=D("10.00"))
    assert match(printed, pool).cause == "tax"


def test_order_that_does_not_exist():
    outcome = match(bill(line(1, 1, "9.00", "z"), references=("P77777",)), Pool([A10]))
    assert (outcome.state, outcome.action) == ("exception", "find_order")
    unknown = match(bill(line(1, 10, "5.00", "a"), references=("P77777",)), Pool([A10]))
    assert unknown.state != "matched"


def test_goods_that_were_not_ordered_beside_goods_that_were():
    outcome = match(
        bill(line(1, 10, "5.00", "a"), line(2, 1, "80.00", "z")), Pool([A10])
    )
    assert (outcome.state, outcome.cause, outcome.unlinked) == (
        "exception",
        "no_order",
        (2,),
    )


def test_the_same_bill_twice():
    pool = Pool([A10])
    first = bill(line(1, 5, "5.00", "a"), key="B1", number="FA-2026/0042")
    again = bill(line(1, 5, "5.00", "a"), key="B2", number="fa 2026 42")
    outcomes = match_bills([first, again], pool)
    assert [(o.state, o.cause) for o in outcomes] == [
        ("matched", None),
        ("exception", "duplicate"),
    ]


def test_total_as_printed_that_the_lines_do_not_make():
    outcome = match(bill(line(1, 10, "5.00", "a"), total_untaxed=D(500)), Pool([A10]))
    assert (outcome.state, outcome.differences[0].check) == ("exception", "reading")


# Policies -------------------------------------------------------------------


def test_two_way_does_not_wait_for_the_receipt():
    pool = Pool([A10._replace(received=D(0))])
    assert match(bill(line(1, 10, "5.00", "a")), pool, TWO_WAY).state == "matched"


def test_no_control_matches_nothing_by_itself_and_refuses_nothing():
    outcome = match(bill(line(1, 12, "9.00", "a")), Pool([A10]), Policy(mode="none"))
    assert (outcome.state, outcome.differences) == ("suggested", ())


def test_policy_of_the_order_comes_before_that_of_the_run():
    pool = Pool([A10._replace(received=D(0), policy=TWO_WAY)])
    assert match(bill(line(1, 10, "5.00", "a")), pool).state == "matched"


@pytest.mark.parametrize(
    ("price", "state"),
    [
        ("5.10", "matched"),
        ("5.11", "exception"),
        ("4.75", "matched"),
        ("4.74", "exception"),
    ],
)
def test_price_tolerance_over_and_under_apart(price, state):
    policy = Policy(price=Tolerance(Limit(percent=D(2)), Limit(percent=D(5))))
    assert match(bill(line(1, 10, price, "a")), Pool([A10]), policy).state == state


def test_absolute_and_percent_both_hold():
    price = Tolerance(Limit(percent=D(5)), Limit())
    policy = Policy(price=price, line_amount=Tolerance(Limit(amount=D(1)), None))
    assert match(bill(line(1, 10, "5.10", "a")), Pool([A10]), policy).state == "matched"
    outcome = match(bill(line(1, 10, "5.20", "a")), Pool([A10]), policy)
    assert outcome.differences[0].check == "line_amount"


def test_quantity_tolerance():
    policy = Policy(quantity=Tolerance(Limit(percent=D(10)), None))
    pool = Pool([A10])
    assert match(bill(line(1, 11, "5.00", "a")), pool, policy).state == "matched"
    assert match(bill(line(1, 12, "5.00", "a")), pool, policy).cause == "over_quantity"


def test_bill_total_is_tested_as_well():
    price = Tolerance(Limit(percent=D(5)), Limit())
    policy = Policy(price=price, total=Tolerance(Limit(amount=D(3)), None))
    pool = Pool([A10, order("b", 10, "20.00")])
    lines = (line(1, 10, "5.20", "a"), line(2, 10, "20.20", "b"))
    outcome = match(bill(*lines), pool, policy)
    assert (outcome.state, outcome.billed, outcome.expected) == ("exception", 254, 250)
    assert (
        match(bill(*lines), pool, policy._replace(total=NOT_TESTED)).state == "matched"
    )
