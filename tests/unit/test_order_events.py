# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills whose amount and quantity differ, and returns in the order of time."""

from datetime import date
from decimal import Decimal

import pytest
from ap_purchase.rules.order_events import (
    Event,
    awaits_credit,
    billed_units,
    cause_in,
    paid,
)
from hypothesis import given
from hypothesis import strategies as st

D = Decimal


# ordered, received, price; bills as (quantity, amount); units paid for; looked at.
@pytest.mark.parametrize(
    ("ordered", "received", "price", "bills", "units", "doubtful"),
    [
        (10, 10, 100, [(10, 1000)], 10, False),
        (10, 10, 100, [(4, 400), (6, 612)], 10, False),
        # a price adjustment of what was billed
        (10, 10, 100, [(10, 1000), (-10, -40)], 10, False),
        (10, 4, 100, [(10, 1000), (-10, -40)], 10, False),
        (10, 10, 100, [(10, 1000), (10, 40)], 10, False),
        (10, 10, 100, [(4, 400), (4, 8)], 4, False),
        (10, 10, 100, [(10, 1000), (-10, -1000), (10, 960)], 10, False),
        # a rebate, a supplement
        (10, 10, 100, [(10, 1000), (-1, -40)], 10, False),
        (10, 10, 100, [(10, 1000), (1, 50)], 10, False),
        (10, 10, 100, [(10, 1000), (-1, -600)], 10, True),
        (1, 1, 12000, [(1, 12000), (-1, -600)], 1, False),
        # a lump sum
        (10, 10, 100, [(1, 1000)], 10, False),
        (10, 10, 100, [(1, 1020)], 10, False),
        (10, 4, 100, [(1, 1000)], 10, False),
        (10, 10, 100, [(1, 5000)], 10, True),
        (10, 10, 100, [(1, 1000), (-10, -40)], 10, False),
        # instalments, milestones
        (10, 10, 100, [(1, 300)], 3, False),
        (10, 10, 100, [(1, 300), (1, 700)], 10, False),
        (10, 10, 100, [(1, 30)] * 5, D("1.5"), False),
        (10, 10, 100, [(10, 300), (10, 700)], 10, False),
        (1, 1, 12000, [(1, 4000)], D(1) / 3, False),
        (1, 1, 12000, [(1, 6000)], D("0.5"), False),
        (1, 1, 12000, [(1, 7200), (1, 4800)], 1, True),
        (1, 1, 12000, [(1, 4000), (1, 4000), (1, 4000), (1, 500)], 1, False),
        (10, 10, 100, [(1, 300), (-1, -300)], 0, False),
        (100, 100, 95, [(1, 3800)], 40, False),
        # what was billed too much, by its amount
        (10, 6, 100, [(10, 1000), (-1, -400)], 6, False),
        (1, D("0.75"), 12000, [(1, 12000), (-1, -3000)], D("0.75"), False),
        # by the dozen, billed as if they were units
        (13, 13, 41, [(156, 533)], 13, False),
        # a part or a supplement, nobody knows
        (10, 10, 100, [(4, 400), (1, 30)], 4, True),
        (1, 1, 12000, [(1, 9000)], D("0.75"), True),
        # a price far beside the order's
        (10, 10, 100, [(10, 700)], 10, True),
        # nothing asked for it, something billed
        (10, 10, 0, [(10, 20)], 10, True),
        # a return that was ordered
        (-2, -2, 100, [(-2, -200), (-2, -8)], -2, False),
    ],
)
def test_units_that_bills_pay_for(ordered, received, price, bills, units, doubtful):
    amounts = [(D(quantity), D(amount)) for quantity, amount in bills]
    found = billed_units(amounts, D(price), D(ordered), D(received))
    assert abs(found.quantity - units) < D("1E-20")
    assert found.doubtful is doubtful


@given(st.lists(st.integers(1, 9), max_size=6), st.integers(1, 500))
def test_bills_at_the_price_pay_for_their_quantity(quantities, price):
    bills = [(D(one), D(one * price)) for one in quantities]
    ordered = D(sum(quantities) or 1)
    found = billed_units(bills, D(price), ordered, ordered)
    assert found == (sum(quantities), False)


@given(st.lists(st.integers(1, 99), min_size=2, max_size=8))
def test_instalments_of_a_whole_pay_for_the_whole(parts):
    price = D(sum(parts))
    found = billed_units([(D(1), D(part)) for part in parts], price, D(1), D(1))
    assert abs(found.quantity - 1) < D("1E-20")


# What later bills of ten units at 100.00 pay for: units and amounts.
@pytest.mark.parametrize(
    ("bills", "found"),
    [
        ([(10, 1020)], [(10, 1020)]),
        ([(4, 400), (6, 612)], [(4, 400), (6, 612)]),
        ([(1, 1000)], [(10, 1000)]),
        ([(1, 300), (1, 700)], [(3, 300), (7, 700)]),
        ([(10, 1000), (-10, -40)], [(10, 960)]),
        ([(10, 1000), (-10, -1000)], [(10, 1000), (-10, -1000)]),
        ([(-10, -40)], [(0, -40)]),
    ],
)
def test_units_and_amounts_of_later_bills(bills, found):
    given = [(D(quantity), D(amount)) for quantity, amount in bills]
    assert paid(given, D(100), D(10)) == found


def _events(*given):
    """Days of October: ("b", 10) is a bill, ("r", -3, "return") a return."""
    return [
        Event(date(2026, 10, day), one[0] == "b", D(one[1]), D(0), (*one, None)[2])
        for day, one in enumerate(given, 1)
    ]


@pytest.mark.parametrize(
    ("given", "awaited", "doubtful"),
    [
        ([("r", 10), ("b", 10)], 0, False),
        ([("r", 10), ("b", 10), ("r", -6, "return")], 6, False),
        ([("r", 10), ("b", 10), ("r", -6, "correction")], 0, False),
        ([("r", 10), ("b", 10), ("r", -6)], 6, True),
        # known before the bill: never came, as far as anybody said
        ([("r", 10), ("r", -6), ("b", 10)], 0, True),
        ([("r", 10), ("r", -6, "correction"), ("b", 10)], 0, False),
        ([("r", 10), ("r", -6, "return"), ("b", 10)], 6, False),
        # credited since, and billed ahead again
        ([("r", 10), ("b", 10), ("r", -6, "return"), ("b", -6), ("b", 6)], 0, False),
        ([("r", 10), ("b", 10), ("r", -6, "return"), ("b", -2)], 4, False),
        # the credit note came before the return, for another reason
        ([("r", 10), ("b", 10), ("b", -10), ("b", 10), ("r", -6, "return")], 6, False),
        # delivered again
        ([("r", 10), ("b", 10), ("r", -6, "return"), ("r", 6), ("b", 5)], 0, False),
        ([("r", 10), ("b", 4), ("r", -6)], 0, True),
    ],
)
def test_credit_notes_awaited(given, awaited, doubtful):
    assert awaits_credit(_events(*given)) == (awaited, doubtful)


def test_on_one_day_the_bill_comes_before_the_return():
    day = date(2026, 10, 1)
    events = [Event(day, False, D(-3)), Event(day, True, D(10)), Event(day, False, D(10))]
    assert awaits_credit(events) == (3, True)


@pytest.mark.parametrize(
    ("note", "cause"),
    [
        ("typing error", "correction"),
        ("Erreur de saisie", "correction"),
        ("Correction of 3 October", "correction"),
        ("retour fournisseur BR-12", "return"),
        ("Sent back, broken", "return"),
        ("retour saisi par erreur", None),
        ("BL 4711", None),
        ("", None),
    ],
)
def test_notes_that_say_why(note, cause):
    assert cause_in(note) == cause
