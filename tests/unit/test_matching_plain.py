# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is seen without an assignment is what the assignment finds."""

import random
from unittest.mock import patch

import matching_world as world
import pytest
from ap_base.arithmetic.matching import Pool, match, match_bills, matcher
from ap_base.arithmetic.matching import assignment as solver
from hypothesis import given, settings
from hypothesis import strategies as st
from matching_builders import bill, line, order
from matching_problems import LEVELS, POLICY, scene

HINGES = (("H-10", "Hinge 10 mm", 5), ("H-20", "Hinge 20 mm", 7), ("H-30", "Hinge 30 mm", 9))


def _orders(**more):
    return [
        order(place, 10, price, description=name, codes=(code,), **more)
        for place, (code, name, price) in enumerate(HINGES, 1)
    ]


def _bill(quantity=10, dearer=0, **more):
    lines = [
        line(f"B{place}", quantity, price + dearer, description=name, codes=(code,))
        for place, (code, name, price) in enumerate(HINGES, 1)
    ]
    return bill(*lines, **more)


def _solved(one, orders):
    """The outcome, and how often the solver was asked."""
    with patch.object(solver, "best", wraps=solver.best) as asked:
        return match(one, Pool(orders), POLICY), asked.call_count


def test_a_bill_of_what_was_ordered_takes_no_assignment():
    outcome, asked = _solved(_bill(), _orders())
    assert (outcome.state, outcome.score, asked) == ("matched", 1, 0)
    assert [(link.bill_line, link.order_line) for link in outcome.links] == [
        ("B1", 1), ("B2", 2), ("B3", 3),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "orders"),
    [
        pytest.param(_bill(dearer=2), _orders(), id="dearer than ordered"),
        pytest.param(_bill(11), _orders(), id="more than ordered"),
        pytest.param(_bill(), _orders() + _orders()[:1], id="two lines that are the same"),
        pytest.param(_bill(), _orders(state="closed"), id="a closed order"),
        pytest.param(_bill(references=()), _orders(), id="no order named"),
        pytest.param(_bill(currency="USD"), _orders(), id="another currency"),
    ],
)
def test_what_is_not_plain_is_assigned(one, orders):
    orders = [known._replace(key=place) for place, known in enumerate(orders, 1)]
    outcome, asked = _solved(one, orders)
    assert asked
    with patch.object(matcher, "plain_parts", return_value=None):
        assert match(one, Pool(orders), POLICY) == outcome


def _both_ways(bills, lines):
    found = match_bills(bills, Pool(lines), POLICY)
    with patch.object(matcher, "plain_parts", return_value=None):
        assert match_bills(bills, Pool(lines), POLICY) == found


@given(st.integers(0, 10**6), st.sampled_from((0, 0.3, 0.6, 1)))
@settings(max_examples=60)
def test_worlds_are_matched_the_same_either_way(seed, noise):
    rng = random.Random(seed)
    lines = world.orders(rng, 3, 12)
    _both_ways([case.bill for case in world.cases(rng, lines, 6, noise)], lines)


@pytest.mark.parametrize("name", LEVELS)
def test_difficulties_are_matched_the_same_either_way(name):
    given_scene = scene(name, 40, 7)
    _both_ways([problem.bill for problem in given_scene.problems], given_scene.lines)
