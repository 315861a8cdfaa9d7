# SPDX-License-Identifier: AGPL-3.0-or-later
"""The parts of matching on their own: examples of each module, best assignment."""

import doctest
import importlib
from decimal import Decimal
from itertools import product

import pytest
from ap_base.arithmetic.matching import assignment, texts
from ap_base.arithmetic.matching.policy import Limit, Tolerance
from hypothesis import given
from hypothesis import strategies as st

MODULES = ("assignment", "policy", "texts")

worths = st.dictionaries(
    st.integers(0, 4),
    st.dictionaries(st.sampled_from("vwxyz"), st.integers(1, 30), max_size=4),
    max_size=5,
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_the_module(name):
    module = importlib.import_module(f"ap_base.arithmetic.matching.{name}")
    outcome = doctest.testmod(module)
    assert outcome.attempted
    assert outcome.failed == 0


def _greatest(worth):
    """Return the greatest total, by trying everything."""
    best = 0
    for columns in product(*([*row, None] for row in worth.values())):
        taken = [column for column in columns if column is not None]
        if len(taken) == len(set(taken)):
            pairs = zip(worth.values(), columns, strict=True)
            best = max(best, sum(row[c] for row, c in pairs if c is not None))
    return best


@given(worths)
def test_assignment_is_the_best_there_is(worth):
    chosen = assignment.best(worth)
    assert len(set(chosen.values())) == len(chosen)
    assert assignment.total(worth, chosen) == _greatest(worth)
    assert assignment.total(worth, assignment.assign(worth)) == _greatest(worth)


@given(worths.filter(any))
def test_margin_is_what_the_next_best_loses(worth):
    chosen = assignment.best(worth)
    for row, column in chosen.items():
        others = {
            one: {c: v for c, v in columns.items() if (one, c) != (row, column)}
            for one, columns in worth.items()
        }
        loss = _greatest(worth) - _greatest(others)
        assert assignment.margin(worth, chosen, row, frozenset([column])) == loss


@given(st.lists(st.integers(1, 500), min_size=1, max_size=9), st.integers(1, 511))
def test_a_subset_that_is_there_is_found(amounts, mask):
    target = sum(a for i, a in enumerate(amounts) if mask >> i & 1)
    found = assignment.subset(amounts, target)
    if target:
        positions, _only = found
        assert sum(amounts[i] for i in positions) == target


def test_search_for_a_subset_is_bounded():
    assert assignment.subset([3**i for i in range(30)], 10**14, limit=100) is None


@given(st.text(max_size=30), st.text(max_size=30))
def test_similarity_has_no_direction(one, other):
    left, right = texts.features(one), texts.features(other)
    assert texts.similarity(left, right) == texts.similarity(right, left)
    assert 0 <= texts.similarity(left, right) <= 1000


@given(*[st.decimals(-1000, 1000, places=2)] * 2)
def test_credit_is_judged_like_the_bill(actual, expected):
    tolerance = Tolerance(Limit(percent=Decimal(5)), Limit(amount=Decimal(2)))
    if expected:
        judged = tolerance.accepts(actual, expected)
        assert judged == tolerance.accepts(-actual, -expected)
