# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of cases of “Who owns a cost”, a row each."""

from datetime import date
from decimal import Decimal

import pytest
from ap_base.arithmetic.calendar import Period
from ap_base.arithmetic.proration import borne_at
from ap_closing.rules import ownership
from ap_closing.rules.ownership import (
    BALANCE,
    DOUBTFUL,
    LIKELY,
    SURE,
    UNCLEAR,
    BillItem,
    Tie,
    claims,
    expectation,
    questioned,
    withdrawals,
)

DAY = date(2026, 10, 31)
IN_OCTOBER, IN_NOVEMBER = date(2026, 10, 25), date(2026, 11, 3)
OCTOBER = Period(date(2026, 10, 1), DAY)
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
QUARTER = Period(date(2026, 10, 1), date(2026, 12, 31))


def _item(amount=900, key=1, day=IN_OCTOBER, captured=IN_OCTOBER, ties=(), **values):
    ties = tuple(Tie(line, Decimal(part), strength) for line, part, strength in ties)
    return BillItem(key, Decimal(amount), day, captured, ties=ties, **values)


def _claims(*items, awaited=None, complete=()):
    def borne(_item):
        return lambda amount, period: borne_at(amount, period, DAY)

    awaited = {
        line: None if value is None else Decimal(value)
        for line, value in (awaited or {}).items()
    }
    return [
        (one.key, str(one.amount), one.excluded, one.reviews)
        for one in claims(items, awaited, DAY, borne, complete)
    ]


# (facts, awaited by order lines, (amount, excluded, reviews) or None)
CASES = {
    "dated in the month": (_item(), {}, ("900", None, ())),
    "dated later": (_item(day=IN_NOVEMBER), {}, None),
    "dated later, service of the month": (
        _item(day=IN_NOVEMBER, period=OCTOBER), {}, ("900.00", None, ())),
    "dated later, service that goes on": (
        _item(920, day=IN_NOVEMBER, period=QUARTER), {}, ("310.00", None, ())),
    "dated in the month, service of the next": (_item(period=NOVEMBER), {}, None),
    "text says the month, date says the next": (
        _item(day=IN_NOVEMBER, read=OCTOBER), {}, ("900.00", None, ("period",))),
    "text says the next month, date says this one": (
        _item(read=NOVEMBER), {}, ("900", "later", ("period",))),
    "text and date say the month": (_item(read=OCTOBER), {}, ("900", None, ())),
    "text says the months that follow": (
        _item(day=IN_NOVEMBER, read=NOVEMBER), {}, None),
    "no date, captured in the month": (
        _item(day=None), {}, ("900", None, ("no_date",))),
    "no date, captured later": (
        _item(day=None, captured=IN_NOVEMBER), {}, ("900", "no_date", ("no_date",))),
    "an advance": (_item(use=BALANCE), {}, None),
    "an account that may bear a cost": (
        _item(use=UNCLEAR), {}, ("900", "not_cost", ("no_account",))),
    "repeats another": (
        _item(withdrawn="duplicate"), {}, ("900", "duplicate", ("duplicate",))),
    "a finding is open": (_item(doubts=("finding",)), {}, ("900", None, ("finding",))),
    "its order is received": (_item(ties=[(7, 900, SURE)]), {7: 900}, None),
    "its order is received at a price nearby": (
        _item(ties=[(7, 900, SURE)]), {7: 880}, None),
    "its order is not received": (
        _item(ties=[(7, 900, SURE)]), {7: 0},
        ("900", "not_received", ("not_received",))),
    "its order is received in part": (
        _item(ties=[(7, 900, SURE)]), {7: 300},
        ("600", "not_received", ("not_received",))),
    "its order is not in the position": (
        _item(ties=[(7, 900, SURE)]), {}, ("900", None, ())),
    "its order is likely and received": (
        _item(ties=[(7, 900, LIKELY)]), {7: 900}, ("900", "ordered", ("match",))),
    "its order is likely and not received": (
        _item(ties=[(7, 900, LIKELY)]), {7: 0}, ("900", "not_received", ("match",))),
    "its order is likely and of another company": (
        _item(ties=[(7, 900, LIKELY)]), {}, ("900", None, ("match",))),
    "its order is doubtful": (
        _item(1200, ties=[(7, 1200, DOUBTFUL)]), {7: 500}, ("1200", None, ("match",))),
    "part of it is of an order that is received": (
        _item(ties=[(7, 600, SURE)]), {7: 600}, ("300", None, ())),
    "part of it is likely of an order": (
        _item(ties=[(7, 600, LIKELY)]), {7: 600}, ("300", None, ("match",))),
    "a credit note for what was returned": (
        _item(-300, ties=[(7, -300, SURE)]), {7: -300}, None),
    "a credit note of price": (
        _item(-40, ties=[(7, -40, SURE)]), {7: 0}, ("-40", None, ("match",))),
    "a credit note without order": (_item(-400), {}, ("-400", None, ())),
    "its rate is unknown": (
        _item(doubts=("no_rate",)), {}, ("900", "no_rate", ("no_rate",))),
    "its rate is unknown, its order is not received": (
        _item(doubts=("no_rate",), ties=[(7, 900, SURE)]), {7: 0},
        ("900", "no_rate", ("no_rate",))),
    "its rate is unknown, and it repeats another": (
        _item(doubts=("no_rate",), withdrawn="duplicate"), {},
        ("900", "duplicate", ("no_rate", "duplicate"))),
    "its rate is unknown, and it is of another month": (
        _item(doubts=("no_rate",), read=NOVEMBER), {},
        ("900", "later", ("no_rate", "period"))),
    "its rate is unknown, and its account is": (
        _item(doubts=("no_rate",), use=UNCLEAR), {},
        ("900", "not_cost", ("no_rate", "no_account"))),
    "repeats another, on an account that may be a cost": (
        _item(withdrawn="duplicate", use=UNCLEAR), {},
        ("900", "duplicate", ("duplicate",))),
    "the rate of its order is unknown": (
        _item(ties=[(7, 900, SURE)]), {7: None}, ("900", "no_rate", ("no_rate",))),
    "the rate of its likely order is unknown": (
        _item(ties=[(7, 900, LIKELY)]), {7: None}, ("900", "no_rate", ("no_rate",))),
    "the rate of a doubtful order is unknown": (
        _item(ties=[(7, 900, DOUBTFUL)]), {7: None}, ("900", None, ("match",))),
    "free goods, of which only a tax is a cost": (_item(0), {}, ("0", None, ())),
    "free goods of an order that is received": (
        _item(0, ties=[(7, 0, SURE)]), {7: 0}, None),
    "a dated bill of an order, received as time goes": (
        _item(920, period=QUARTER, ties=[(7, 920, SURE)]), {7: 310}, None),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_table_of_cases(case):
    item, awaited, expected = CASES[case]
    found = _claims(item, awaited=awaited)
    assert found == ([(1, *expected)] if expected else [])


def test_two_drafts_for_one_receipt_bring_it_once():
    """The first is covered by the order; the second bills what nobody received."""
    drafts = [_item(key=key, ties=[(7, 900, SURE)]) for key in (1, 2)]
    assert _claims(*drafts, awaited={7: 900}) == [
        (2, "900", "not_received", ("not_received",))
    ]


def test_what_an_order_that_came_in_full_does_not_explain_is_beyond_it():
    """A second bill, or three times the price: no receipt is missing."""
    drafts = [_item(key=key, ties=[(7, 900, SURE)]) for key in (1, 2)]
    beyond = (2, "900", "beyond_order", ("beyond_order",))
    assert _claims(*drafts, awaited={7: 900}, complete={7}) == [beyond]
    likely = _item(key=2, ties=[(7, 900, LIKELY)])
    beyond = (2, "900", "beyond_order", ("match",))
    assert _claims(drafts[0], likely, awaited={7: 900}, complete={7}) == [beyond]
    dear = _item(2700, ties=[(7, 2700, SURE)])
    assert _claims(dear, awaited={7: 900}, complete={7}) == [
        (1, "1800", "beyond_order", ("beyond_order",))
    ]


def test_a_sure_draft_comes_before_a_likely_one():
    drafts = [_item(key=1, ties=[(7, 900, LIKELY)]), _item(key=2, ties=[(7, 900, SURE)])]
    assert _claims(*drafts, awaited={7: 900}) == [
        (1, "900", "not_received", ("match",))
    ]


def test_a_bill_of_two_orders_brings_what_the_position_does_not_hold():
    """600 on an order that is received, 300 on one that was cancelled."""
    draft = _item(ties=[(7, 600, SURE), (8, 300, SURE)])
    assert _claims(draft, awaited={7: 600}) == [(1, "300", None, ())]


def test_order_lines_in_question():
    """A linked bill that differs, and one that only may bill it, put it in doubt."""
    items = [
        _item(key=1, ties=[(7, 900, SURE)], doubts=("match",)),
        _item(key=2, ties=[(8, 900, DOUBTFUL)]),
        _item(key=3, ties=[(9, 900, SURE)]),
        _item(key=4, ties=[(6, 900, DOUBTFUL)]),
    ]
    awaited = {7: Decimal(900), 8: Decimal(50), 9: Decimal(900), 6: Decimal(0)}
    assert questioned(items, awaited) == {7: ("match",), 8: ("match",)}


@pytest.mark.parametrize(
    ("repeats", "left_out"),
    [
        ({}, set()),
        ({2: 1}, {2}),
        ({2: 1, 3: 1}, {2, 3}),
        ({2: 1, 1: 2}, {2}),
        ({3: 2, 2: 1}, {2, 3}),
        ({1: 2, 2: 3, 3: 1}, {2, 3}),
        ({5: 2, 1: 2, 2: 1}, {2, 5}),
    ],
)
def test_one_of_several_bills_that_repeat_each_other_is_kept(repeats, left_out):
    assert withdrawals(repeats) == left_out


def test_orders_take_the_place_of_an_expected_bill_as_far_as_they_go():
    assert expectation(Decimal(1480), Decimal(0)) == (Decimal(1480), None)
    assert expectation(Decimal(1480), Decimal(480)) == (Decimal(1000), None)
    assert expectation(Decimal(1480), Decimal(1480)) == (Decimal(1480), "ordered")
    assert expectation(Decimal(1480), Decimal(-100)) == (Decimal(1480), None)


def test_every_reason_has_its_rank():
    found = [code for _item, _awaited, expected in CASES.values() if expected
             for code in expected[2]]  # fmt: skip
    assert set(found) <= set(ownership.REVIEWS)
