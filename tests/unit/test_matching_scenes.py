# SPDX-License-Identifier: AGPL-3.0-or-later
"""What holds for bills of every difficulty."""

import os
import random
import subprocess
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from ap_base.arithmetic.matching import Limit, Pool, Tolerance, match_bills
from hypothesis import given, settings
from hypothesis import strategies as st
from matching_problems import LEVELS, POLICY, scene
from matching_problems.orders import SISTER

scenes = st.builds(
    lambda name, seed: scene(name, 10, seed),
    st.sampled_from(sorted(LEVELS)),
    st.integers(0, 10**6),
)
policies = st.builds(
    lambda mode, unnamed, percent: POLICY._replace(
        mode=mode,
        unnamed=unnamed,
        quantity=Tolerance(Limit(percent=Decimal(percent)), None),
    ),
    st.sampled_from(("two_way", "three_way")),
    st.booleans(),
    st.sampled_from((0, 2, 10)),
)


def outcomes(one, policy=POLICY, lines=None):
    bills = [problem.bill for problem in one.problems]
    return match_bills(bills, Pool(one.lines if lines is None else lines), policy)


@given(scenes, policies)
@settings(max_examples=40)
def test_never_more_than_due_plus_tolerance(one, policy):
    lines = {line.key: line for line in one.lines}
    taken = defaultdict(Decimal)
    for outcome in outcomes(one, policy):
        for link in outcome.links:
            if outcome.state == "matched":
                taken[link.order_line] += link.order_quantity
    more = 1 + policy.quantity.over.percent / 100
    for key, quantity in taken.items():
        line = lines[key]
        received = policy.mode == "three_way" and line.receipt_expected
        due = line.received if received else line.ordered
        assert quantity <= due * more


@given(scenes, policies, st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_order_of_lines_bills_and_orders_changes_nothing(one, policy, rng):
    before = outcomes(one, policy)
    turned = [
        problem._replace(
            bill=problem.bill._replace(lines=problem.bill.lines[::-1]),
        )
        for problem in one.problems
    ]
    lines = list(one.lines)
    rng.shuffle(turned)
    rng.shuffle(lines)
    assert outcomes(one._replace(problems=turned), policy, lines) == before


@given(scenes, policies)
@settings(max_examples=20)
def test_again_is_the_same(one, policy):
    assert outcomes(one, policy) == outcomes(one, policy)


@given(scenes, policies, st.integers(0, 10**6))
@settings(max_examples=40)
def test_orders_of_other_things_change_nothing(one, policy, seed):
    """Orders of the same suppliers: other goods, codes, prices, names."""
    rng = random.Random(seed)
    others = [
        line._replace(
            key=f"{line.key} other",
            order=f"W{rng.randrange(10**9, 10**10)}",
            description="Kaolin brut en vrac",
            codes=("KAO/7777",),
            price_unit=Decimal("98765.43") + line.price_unit,
            receipts=(),
        )
        for line in rng.sample(one.lines, min(12, len(one.lines)))
    ]
    assert outcomes(one, policy, [*one.lines, *others]) == outcomes(one, policy)


@pytest.mark.parametrize(
    "change",
    [{"company": SISTER}, {"supplier": 999_999}, {"currency": "USD"}],
    ids=lambda change: next(iter(change)),
)
@given(one=scenes, policy=policies)
@settings(max_examples=20)
def test_never_with_another_company_supplier_or_currency(change, one, policy):
    """Though order, codes, quantities and prices are those of the bill."""
    moved = [
        line._replace(group=line.family, **change)
        for line in one.lines
        if line.company != SISTER
    ]
    assert all(found.state != "matched" for found in outcomes(one, policy, moved))


def test_result_does_not_depend_on_how_words_are_hashed():
    """Python hashes words otherwise in each process; two processes agree."""
    code = (
        "import conftest, hashlib\n"
        "from ap_base.arithmetic.matching import Pool, match_bills\n"
        "from matching_problems import POLICY, scene\n"
        "one = scene('mixed', 60, 5)\n"
        "found = match_bills([p.bill for p in one.problems], Pool(one.lines), POLICY)\n"
        "print(hashlib.sha256(repr(found).encode()).hexdigest())"
    )
    prints = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code],
            cwd=Path(__file__).parent,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        prints.add(done.stdout)
    assert len(prints) == 1
