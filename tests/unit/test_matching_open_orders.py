# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each open order line has one cause, one action and the facts behind them."""

import doctest
from datetime import date
from decimal import Decimal

import pytest
from ap_purchase.rules import open_order
from ap_purchase.rules.open_order import ACTIONS, CAUSES, Facts, Patience, classify
from hypothesis import given
from hypothesis import strategies as st

D = Decimal
DAY = date(2026, 10, 31)
ORDERED = date(2026, 7, 1)
SOON, PAST = date(2026, 11, 15), date(2026, 8, 1)


def line(ordered, received=0, billed=0, **more):
    return Facts(DAY, ORDERED, D(ordered), D(received), D(billed), **more)


TABLE = [
    ("awaiting_delivery", line(10, planned=SOON)),
    ("awaiting_delivery", line(10)),
    ("late_delivery", line(10, planned=PAST)),
    ("late_delivery", line(10, 4, 4, planned=PAST, last_receipt=date(2026, 10, 20))),
    ("received_not_billed", line(10, 10, 0, last_receipt=PAST)),
    ("received_not_billed", line(10, 10, 6, last_receipt=PAST)),
    ("billed_not_received", line(10, 0, 10, last_bill=PAST)),
    ("over_billed", line(10, 10, 12)),
    ("over_billed", line(10, 4, 10, closed=True)),
    ("returned_after_bill", line(10, 8, 10, returned=D(2))),
    ("price_gap", line(10, 10, 10, price=D(5), billed_price=D("5.20"))),
    ("partial_stale", line(10, 6, 6, last_receipt=PAST)),
    ("remainder_to_cancel", line(100, 98, 98, last_receipt=PAST)),
    ("service_without_receipt", line(1, 0, 1, service=True)),
    ("service_without_receipt", line(1, service=True, planned=PAST)),
    ("awaiting_delivery", line(1, service=True, planned=SOON)),
    ("never_sent", line(10, sent=False, planned=PAST)),
    ("unit_mismatch", line(24, 24, 2, unit_factors=(D(12),))),
    ("unit_mismatch", line(2, 2, 24, unit_factors=(D(12),))),
    ("wrong_line_billed", line(10, 10, 0, sibling_gaps=(D(-10),))),
    ("wrong_line_billed", line(10, 0, 10, sibling_gaps=(D(10),))),
    ("complete", line(10, 10, 10)),
    ("complete", line(10, 12, 12)),
    ("closed", line(10, 6, 6, closed=True)),
    ("closed", line(10, 6, 2, closed=True)),
    ("closed", line(10, 10, 0, closed=True, sibling_gaps=(D(-10),))),
    ("closed", line(24, 24, 2, closed=True, unit_factors=(D(12),))),
    ("received_not_billed", line(-2, -2, 0)),
    ("awaiting_delivery", line(-2)),
]


@pytest.mark.parametrize(("cause", "facts"), TABLE)
def test_cause(cause, facts):
    finding = classify(facts)
    assert finding.cause == cause
    assert finding.action == ACTIONS[cause]


def test_every_cause_has_a_worked_example():
    assert {cause for cause, _facts in TABLE} == set(CAUSES)


def test_the_facts_are_those_of_the_cause():
    finding = classify(line(10, 10, 10, price=D(5), billed_price=D("5.20")))
    assert dict(finding.facts) == {
        "price": D(5),
        "billed_price": D("5.20"),
        "amount": D("2.00"),
    }


def test_patience_is_a_setting():
    facts = line(10, 10, 10, price=D(5), billed_price=D("5.10"))
    assert classify(facts, Patience(price_percent=D(2))).cause == "complete"
    late = line(10, planned=date(2026, 10, 28))
    assert classify(late, Patience(late_days=5)).cause == "awaiting_delivery"


@given(
    *[st.decimals(0, 100, places=1)] * 4, st.booleans(), st.booleans(), st.booleans()
)
def test_every_line_has_one_cause_and_a_line_in_difference_is_never_complete(
    ordered, received, billed, returned, sent, closed, service
):
    facts = Facts(
        DAY,
        ORDERED,
        ordered,
        received,
        billed,
        returned,
        sent=sent,
        closed=closed,
        service=service,
    )
    finding = classify(facts)
    assert finding.cause in CAUSES
    if billed > received or not closed and received > billed:
        assert finding.cause not in ("complete", "closed", "awaiting_delivery")
    if finding.cause in ("complete", "closed"):
        assert facts.open == 0


def test_examples_of_the_module():
    assert doctest.testmod(open_order).failed == 0
