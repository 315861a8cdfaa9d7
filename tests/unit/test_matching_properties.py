# SPDX-License-Identifier: AGPL-3.0-or-later
"""What holds for every bill and every order."""

import random
from collections import defaultdict
from decimal import Decimal

import matching_world as world
import pytest
from ap_base.arithmetic.matching import (
    STATES,
    Bill,
    BillLine,
    OrderLine,
    Policy,
    Pool,
    Unit,
    match,
    match_bills,
)
from hypothesis import assume, given, settings
from hypothesis import strategies as st

seeds = st.integers(0, 10**6)
noises = st.sampled_from((0, 0.3, 0.6, 1))


def make(seed, noise, count=6):
    rng = random.Random(seed)
    lines = world.orders(rng, 3, 12)
    return lines, world.cases(rng, lines, count, noise), rng


def outcomes(cases, lines, policy=None):
    pool = Pool(lines)
    return match_bills([case.bill for case in cases], pool, policy or Policy())


@given(seeds, noises)
@settings(max_examples=40)
def test_order_of_lines_and_bills_changes_nothing(seed, noise):
    lines, cases, rng = make(seed, noise)
    before = outcomes(cases, lines)
    rng.shuffle(lines)
    rng.shuffle(cases)
    for index, case in enumerate(cases):
        turned = case.bill._replace(lines=case.bill.lines[::-1])
        cases[index] = case._replace(bill=turned)
    assert outcomes(cases, lines) == before


@given(seeds)
@settings(max_examples=40)
def test_exact_bill_is_matched_with_score_1(seed):
    lines, cases, _rng = make(seed, 0)
    for outcome in outcomes(cases, lines):
        assert (outcome.state, outcome.score) == ("matched", 1)


@given(seeds, noises)
@settings(max_examples=60)
def test_what_differs_beyond_tolerance_is_never_matched(seed, noise):
    lines, cases, _rng = make(seed, noise)
    result = {outcome.bill: outcome for outcome in outcomes(cases, lines)}
    for case in cases:
        outcome = result[case.bill.key]
        assert outcome.state != "matched" or (case.fits and not outcome.differences)


@given(seeds, noises, st.sampled_from(("two_way", "three_way")))
@settings(max_examples=60)
def test_never_more_than_billed_and_never_more_than_ordered(seed, noise, mode):
    lines, cases, _rng = make(seed, noise)
    by_key = {line.key: line for line in lines}
    on_orders = defaultdict(Decimal)
    bills = {case.bill.key: case.bill for case in cases}
    for outcome in outcomes(cases, lines, Policy(mode=mode)):
        linked = defaultdict(Decimal)
        for link in outcome.links:
            linked[link.bill_line] += link.quantity
            if outcome.state == "matched":
                on_orders[link.order_line] += link.order_quantity
        billed = {line.key: line.quantity for line in bills[outcome.bill].lines}
        assert all(quantity <= billed[key] for key, quantity in linked.items())
    for key, quantity in on_orders.items():
        line = by_key[key]
        assert quantity <= (line.received if mode == "three_way" else line.ordered)


@given(seeds, noises)
@settings(max_examples=40)
def test_orders_of_another_supplier_company_or_currency_change_nothing(seed, noise):
    lines, cases, _rng = make(seed, noise)
    foreign = [
        line._replace(key=f"x{i}-{line.key}", **change)
        for line in lines
        for i, change in enumerate(({"supplier": 99}, {"company": 2, "order": "Q1"}))
    ]
    assert outcomes(cases, [*lines, *foreign]) == outcomes(cases, lines)


@given(seeds, noises)
@settings(max_examples=30)
def test_scores_are_from_0_to_1_and_only_a_match_has_1(seed, noise):
    lines, cases, _rng = make(seed, noise)
    for outcome in outcomes(cases, lines):
        assert 0 <= outcome.score <= 1
        assert outcome.score < 1 or outcome.state == "matched"


@given(seeds, st.sampled_from(("price_unit", "quantity")), st.integers(1, 400))
@settings(max_examples=60)
def test_one_cent_or_one_piece_too_much_is_seen(seed, field, step):
    """Whatever line it is on, a bill that is dearer or longer than ordered waits."""
    lines, cases, rng = make(seed, 0)
    assume(cases)
    case = rng.choice(cases)
    at = rng.randrange(len(case.bill.lines))
    line = case.bill.lines[at]
    more = Decimal(step) / (100 if field == "price_unit" else 1)
    changed = line._replace(**{field: getattr(line, field) + more})
    some = [*case.bill.lines[:at], changed, *case.bill.lines[at + 1 :]]
    outcome = match(case.bill._replace(lines=tuple(some)), Pool(lines))
    assert outcome.state != "matched"


odd = st.sampled_from(tuple(map(Decimal, ("0", "1", "-2", "0.5", "12", "99.99"))))
units = st.sampled_from((None, world.PIECE, world.BOX, Unit("hour", "time")))
kinds = st.sampled_from(("goods", "freight", "discount", "down_payment"))
words = st.sampled_from(("", "Vis inox", "Vis inox 10 mm", "Commande P1", "é"))
codes = st.sampled_from(((), ("A",), ("A", "B"), ("",)))
odd_bill_lines = st.builds(
    lambda *values, **more: BillLine(*values, **more),
    st.integers(0, 99),
    odd,
    odd,
    words,
    codes,
    unit=units,
    kind=kinds,
)
odd_order_lines = st.builds(
    lambda *values, **more: OrderLine(*values, **more),
    st.integers(0, 99),
    st.sampled_from(("P1", "P1234", "")),
    st.just(1),
    st.sampled_from((7, 8)),
    st.sampled_from(("EUR", "USD")),
    *[odd] * 4,
    words,
    codes,
    group=st.just(7),
    unit=units,
    kind=kinds,
    state=st.sampled_from(("open", "closed")),
)


@given(
    st.lists(odd_bill_lines, max_size=5, unique_by=lambda one: one.key),
    st.lists(odd_order_lines, max_size=6, unique_by=lambda one: one.key),
    st.sampled_from(((), ("P1234",), ("P1", "X99"))),
    odd,
)
@settings(max_examples=200)
def test_odd_bills_get_an_outcome_too(bill_lines, order_lines, references, discount):
    bill = Bill("B", 1, 7, "EUR", tuple(bill_lines), 7, references=references)
    bill = bill._replace(discount=discount)
    outcome = match(bill, Pool(order_lines))
    by_key = {line.key: line for line in order_lines}
    assert outcome.state in STATES
    assert outcome.action
    if outcome.state == "matched":
        linked = [by_key[link.order_line] for link in outcome.links]
        assert {(line.supplier, line.currency, line.state) for line in linked} <= {
            (7, "EUR", "open")
        }


@pytest.mark.parametrize(
    ("noise", "touchless"), [(0, 97), (0.3, 75), (0.6, 60), (1, 35)]
)
def test_nothing_is_matched_falsely(noise, touchless):
    """300 bills of 30 suppliers; a tenth of the orders is not in the books.

    ``touchless``: the least percent, of bills in which nothing differs, to be matched.
    """
    rng = random.Random(7)
    lines = world.orders(rng, 30, 50)
    cases = world.cases(rng, lines, 300, noise)
    names = sorted({line.order for line in lines})
    gone = set(rng.sample(names, len(names) // 10 if noise else 0))
    known = [line for line in lines if line.order not in gone]
    figures = world.measure(cases, lines, outcomes(cases, known))
    assert figures.false_matched == 0
    assert figures.matched * 100 >= figures.may_match * touchless
