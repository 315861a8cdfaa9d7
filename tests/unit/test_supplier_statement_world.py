# SPDX-License-Identifier: AGPL-3.0-or-later
"""Suppliers' statements whose truth is known: what matches by itself is right."""

import sys
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest
from ap_supplier.rules.statement_bridge import reconcile
from ap_supplier.rules.statement_decided import Decision, standing
from ap_supplier.rules.statement_matching import match
from ap_supplier.rules.statement_values import PAIRED, Item, Line
from hypothesis import given
from hypothesis import strategies as st
from supplier_statement_world import END, Maker

WORLDS = 400


@pytest.fixture(scope="module")
def measured():
    """Count over all worlds: made, right, sure, found, findable."""
    counts = dict.fromkeys(("sure", "sure_right", "shown", "shown_right", "true"), 0)
    wrong = []
    for seed in range(WORLDS):
        world = Maker(seed).make()
        counts["true"] += sum(bool(keys) for keys in world.truth.values())
        for pair in match(world.lines, world.items):
            keys = frozenset(item.key for item in pair.items)
            true = {world.truth[line.row] for line in pair.lines} == {keys}
            kind = "sure" if pair.sure else "shown"
            counts[kind] += len(pair.lines)
            counts[f"{kind}_right"] += true * len(pair.lines)
            if pair.sure and not true:
                wrong.append((seed, pair))
    return counts, wrong


def test_what_matches_by_itself_is_right(measured, capsys):
    counts, wrong = measured
    precision = D(counts["sure_right"]) / counts["sure"]
    recall = D(counts["sure_right"]) / counts["true"]
    both = D(counts["sure_right"] + counts["shown_right"]) / counts["true"]
    with capsys.disabled():
        sys.stdout.write(
            f"\nstatements: {counts['sure']} by itself, precision {precision:.4%}, "
            f"recall {recall:.2%}, with suggestions {both:.2%}; of "
            f"{counts['shown']} suggestions {counts['shown_right']} right\n"
        )
    assert precision >= D("0.999"), wrong[:5]
    assert recall >= D("0.85")


@pytest.mark.parametrize("seed", range(WORLDS))
def test_the_bridge_leads_to_our_balance(seed):
    world = Maker(seed).make()
    bridge = reconcile(world.lines, world.items, END)
    assert bridge.unexplained == 0
    assert bridge.theirs == sum(line.amount for line in world.lines)
    assert bridge.ours == sum(item.residual for item in world.items)
    rows = [line.row for row in bridge.rows for line in row.lines]
    keys = [item.key for row in bridge.rows for item in row.items]
    assert sorted(rows) == sorted(world.truth)
    assert len(set(keys)) == len(keys)


numbers = st.sampled_from(
    ("", "FA-1", "FA-2026-117", "117", "FA-2062-117", "1170", "é/٣")
)
days = st.none() | st.dates(date(2026, 1, 1), date(2026, 3, 1))
amounts = st.sampled_from([D(n) for n in (-120, -100, -20, 20, 80, 100, 120)])
lines_of = st.lists(st.tuples(amounts, days, numbers), max_size=12)


def world_of(theirs, ours):
    lines = [
        Line(row, amount, day, (number,) if number else ())
        for row, (amount, day, number) in enumerate(theirs, 2)
    ]
    items = [
        Item(key, amount, amount, day, (number,) if number else (), group=key)
        for key, (amount, day, number) in enumerate(ours, 1)
    ]
    return lines, items


@given(lines_of, lines_of)
def test_any_list_against_any_ledger_is_explained(theirs, ours):
    lines, items = world_of(theirs, ours)
    bridge = reconcile(lines, items, END)
    assert bridge.unexplained == 0
    assert sum(len(row.lines) for row in bridge.rows) == len(lines)
    for row in bridge.rows:
        if (
            row.lines
            and row.items
            and not (row.lines[0].numbers and row.items[0].numbers)
        ):
            assert row.result == "suggested"  # empty numbers never match


@given(lines_of, lines_of, st.data())
def test_whatever_people_decide_is_explained(theirs, ours, data):
    """Pairs made and parted at random: still to zero, each line and item once, what is
    parted never together again, what is put together in one row."""
    lines, items = world_of(theirs, ours)
    decisions = []
    for _turn in range(data.draw(st.integers(0, 4)) if lines and items else 0):
        rows = data.draw(st.sets(st.sampled_from(lines), min_size=1, max_size=2))
        keys = data.draw(st.sets(st.sampled_from(items), min_size=1, max_size=2))
        decisions.append(
            Decision(
                tuple(sorted(line.row for line in rows)),
                tuple(sorted(item.key for item in keys)),
                data.draw(st.booleans()),
            )
        )
    decided = standing(decisions)
    bridge = reconcile(lines, items, END, decided=decided)
    assert bridge.unexplained == 0
    assert sum(len(row.lines) for row in bridge.rows) == len(lines)
    places = {}
    for place, row in enumerate(bridge.rows):
        keys = [item.key for item in row.items]
        if row.result in PAIRED | {"suggested"}:
            assert not decided.parts([line.row for line in row.lines], keys)
        places |= {("line", line.row): place for line in row.lines}
        places |= {("item", key): place for key in keys}
    for pair in decided.pairs:
        wanted = [("line", row) for row in pair.rows] + [("item", key) for key in pair.keys]
        assert len({places[one] for one in wanted}) == 1


@given(lines_of, lines_of, st.randoms())
def test_the_order_of_our_items_changes_nothing(theirs, ours, random):
    lines, items = world_of(theirs, ours)
    shuffled = random.sample(items, len(items))
    assert reconcile(lines, items, END) == reconcile(lines, shuffled, END)


def test_settled_groups_count_alike_whole_or_open():
    """Whatever is matched, the sum of a settled group stays what was open of it."""
    for seed in range(50):
        world = Maker(seed).make()
        none = reconcile([], world.items, END)
        whole = reconcile(world.lines, world.items, END)
        assert none.ours == whole.ours
        moved = [replace(line, day=None) for line in world.lines]
        assert reconcile(moved, world.items, END).unexplained == 0


def test_five_thousand_lines_take_seconds():
    lines = [Line(n, D(n % 700) + 1, END, (f"FA{n:06}",)) for n in range(2, 5002)]
    items = [
        Item(n, D(n % 700) + 1, D(n % 700) + 1, END, (f"FA-{n}",), group=n)
        for n in range(2, 5002)
    ]
    began = time.perf_counter()
    assert len(match(lines, items)) == 5000
    assert time.perf_counter() - began < 20
