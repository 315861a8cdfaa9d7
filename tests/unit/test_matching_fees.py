# SPDX-License-Identifier: AGPL-3.0-or-later
"""One order line, several bill lines: fees in the price, fees apart, prices as a sum."""

from decimal import Decimal

import pytest
from ap_base.arithmetic.matching import Limit, Policy, Pool, Tolerance, kind_of, match
from matching_builders import bill, line, links, order

D = Decimal
SCREENS = order("a", 2, "510.00")


def _fee(key, quantity, price, label="Eco-participation DEEE", kind="fee"):
    return line(key, quantity, price, description=label, kind=kind)


def _amounts(outcome):
    return [
        (k.bill_line, k.order_line, k.order_quantity, k.amount) for k in outcome.links
    ]


@pytest.mark.parametrize(
    "label",
    ["Eco-participation DEEE", "Éco-contribution mobilier", "Ecotaxe", "DEEE", "D3E",
     "Contribution environnementale", "Copie privée", "Recycling fee"],
)  # fmt: skip
def test_fees_by_their_words(label):
    assert kind_of(label) == "fee"


def test_a_price_ordered_with_its_fee_and_billed_apart():
    """2 × 510.00 ordered; 2 × 500.00 and 2 × 10.00 billed: 1,020.00 either way."""
    outcome = match(
        bill(line(1, 2, "500.00", "a"), _fee(2, 2, "10.00")), Pool([SCREENS])
    )
    assert (outcome.state, outcome.differences) == ("matched", ())
    assert _amounts(outcome) == [
        (1, "a", 2, D("1000.00")),
        (2, "a", 0, D("20.00")),  # within the price: it bills no piece
    ]
    assert outcome.unlinked == ()


def test_a_fee_of_one_line_among_several():
    pool = Pool([SCREENS, order("b", 5, "20.00"), order("c", 2, "80.00")])
    lines = (
        line(1, 2, "500.00", "a"),
        line(2, 5, "20.00", "b"),
        line(3, 2, "80.00", "c"),
        _fee(4, 1, "20.00"),
    )
    outcome = match(bill(*lines), pool)
    assert outcome.state == "matched"
    assert (4, "a", 0, D("20.00")) in _amounts(outcome)


def test_one_fee_for_several_lines():
    """10.00 a screen and 1.50 a keyboard in the prices; 35.00 in all on the bill."""
    pool = Pool([SCREENS, order("b", 10, "21.50")])
    lines = (line(1, 2, "500.00", "a"), line(2, 10, "20.00", "b"), _fee(3, 1, "35.00"))
    outcome = match(bill(*lines), pool)
    assert (outcome.state, outcome.differences) == ("matched", ())
    assert [one for one in _amounts(outcome) if one[0] == 3] == [
        (3, "a", 0, D("20.00")),
        (3, "b", 0, D("15.00")),
    ]


def test_freight_within_the_price_ordered():
    """10 × 12.00 free delivered; 10 × 11.50 and 5.00 of freight."""
    freight = _fee(2, 1, "5.00", "Frais de port", "freight")
    outcome = match(
        bill(line(1, 10, "11.50", "a"), freight), Pool([order("a", 10, "12.00")])
    )
    assert outcome.state == "matched"


def test_freight_that_no_price_lacks_stays_freight():
    freight = _fee(2, 1, "25.00", "Frais de port", "freight")
    outcome = match(bill(line(1, 2, "510.00", "a"), freight), Pool([SCREENS]))
    assert [(d.check, d.billed) for d in outcome.differences] == [("freight", 25)]


def test_a_fee_that_is_too_high_is_one_exception_of_the_price():
    """500.00 and 15.00 are 515.00 for 510.00: one difference, of 10.00 in all."""
    outcome = match(
        bill(line(1, 2, "500.00", "a"), _fee(2, 2, "15.00")), Pool([SCREENS])
    )
    assert [(d.cause, d.billed, d.expected) for d in outcome.differences] == [
        ("price", 515, 510)
    ]


def test_a_price_billed_with_the_fee_that_is_ordered_apart():
    """2 × 500.00 and 2 × 10.00 ordered; 2 × 510.00 billed: both lines are billed."""
    pool = Pool(
        [
            order("a", 2, "500.00"),
            order(
                "e", 2, "10.00", codes=(), description="Eco-participation", kind="fee"
            ),
        ]
    )
    outcome = match(bill(line(1, 2, "510.00", "a")), pool)
    assert (outcome.state, outcome.differences) == ("matched", ())
    assert _amounts(outcome) == [
        (1, "a", 2, D("1000.00")),
        (1, "e", 2, D("20.00")),
    ]


def test_fees_on_both_sides_are_linked_as_before():
    pool = Pool(
        [
            order("a", 2, "500.00"),
            order(
                "e", 2, "10.00", codes=(), description="Eco-participation", kind="fee"
            ),
        ]
    )
    outcome = match(bill(line(1, 2, "500.00", "a"), _fee(2, 2, "10.00")), pool)
    assert (outcome.state, links(outcome)) == ("matched", [(1, "a", 2), (2, "e", 2)])


def test_several_bill_lines_of_one_order_line_are_compared_as_a_sum():
    """5 at 98.00 and 5 at 102.00 are 10 at 100.00; 5 at 98.00 and 5 at 104.00 are not."""
    pool = Pool([order("a", 10, "100.00")])
    even = match(bill(line(1, 5, "98.00", "a"), line(2, 5, "102.00", "a")), pool)
    assert (even.state, even.differences) == ("matched", ())
    dear = match(bill(line(1, 5, "98.00", "a"), line(2, 5, "104.00", "a")), pool)
    assert [(d.billed, d.expected) for d in dear.differences] == [(101, 100)]


def test_a_credit_of_goods_and_their_fee():
    """Two screens sent back: credited without and with their fee."""
    back = SCREENS._replace(received=D(0), billed=D(2))
    outcome = match(
        bill(line(1, -2, "500.00", "a"), _fee(2, -2, "10.00")), Pool([back])
    )
    assert (outcome.state, outcome.differences) == ("matched", ())


# What passes -------------------------------------------------------------------------

LENIENT = Policy(price=Tolerance(Limit(percent=D(2)), None), small=D(10))


@pytest.mark.parametrize(
    ("quantity", "price", "passes"),
    [
        (10, "102.00", True),  # 2 %: 20.00
        (10, "102.01", False),
        (1, "110.00", True),  # 10 %, but 10.00 in all
        (1, "110.01", False),
        (2, "105.00", True),
        (2, "105.01", False),
        (10, "90.00", True),  # in our favour
        (10, "99.99", True),
    ],
)
def test_two_percent_or_a_small_amount_and_never_in_our_favour(quantity, price, passes):
    pool = Pool([order("a", quantity, "100.00")])
    outcome = match(bill(line(1, quantity, price, "a")), pool, LENIENT)
    assert outcome.state == ("matched" if passes else "exception")
    assert [d.cause for d in outcome.differences] == ([] if passes else ["price"])


def test_a_price_far_below_is_left_to_a_person():
    """13 dozens at 474.00, and 13 times 40.75 billed: no hold, and no match by itself."""
    pool = Pool([order("a", 13, "474.00")])
    outcome = match(bill(line(1, 13, "40.75", "a")), pool, LENIENT)
    assert (outcome.state, outcome.differences) == ("suggested", ())
    assert "price_far_below" in {reason.code for reason in outcome.reasons}


@pytest.mark.parametrize(("amount", "passes"), [("10.00", True), ("10.01", False)])
def test_a_small_amount_of_freight_passes(amount, passes):
    freight = _fee(2, 1, amount, "Frais de port", "freight")
    lines = (line(1, 1, "100.00", "a"), freight)
    outcome = match(bill(*lines), Pool([order("a", 1, "100.00")]), LENIENT)
    assert outcome.state == ("matched" if passes else "exception")


def test_a_credit_that_gives_back_too_little_is_against_us():
    back = order("a", 10, "100.00", 8, billed=D(10))
    little = match(bill(line(1, -2, "90.00", "a")), Pool([back]), LENIENT)
    assert [(d.cause, d.billed, d.expected) for d in little.differences] == [
        ("price", 90, 100)
    ]
    much = match(bill(line(1, -2, "105.00", "a")), Pool([back]), LENIENT)
    assert (much.state, much.differences) == ("matched", ())
