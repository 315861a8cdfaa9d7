# SPDX-License-Identifier: AGPL-3.0-or-later
"""Made lines with a known truth: how many automatic answers are right, what it costs."""

import random
import sys
from dataclasses import replace

import bank_world
import pytest
from ap_treasury.rules.labels import reference_keys
from ap_treasury.rules.matcher import match_lines

# Of what is in the books, so much is automatic at least: easy, middle, hard.
LEAST_RECALL = {"easy": 85, "middle": 65, "hard": 45}


def measured(level, seed):
    """Return (automatic, right ones, what the books explain, lines)."""
    scene = bank_world.scene(level, 700, 2500, 130, seed)
    results = match_lines(scene.lines, scene.world)
    automatic = [one for one in results if one.state == "automatic"]
    right = sum(bank_world.is_right(scene.truth[one.line], one) for one in automatic)
    explained = sum(truth is not None for truth in scene.truth.values())
    return len(automatic), right, explained, len(results)


@pytest.mark.parametrize("level", bank_world.LEVELS)
def test_automatic_answers_are_right(level):
    """At least 999 of 1,000, at every level; recall is printed (pytest -s)."""
    found = [measured(level, seed) for seed in (5, 6)]
    automatic, right, explained, lines = map(sum, zip(*found, strict=True))
    print(  # noqa: T201
        f"\n{level}: {lines} lines, automatic {automatic}, right {right}, "
        f"precision {right / automatic:.4f}, recall {right / explained:.3f}"
    )
    assert automatic - right <= automatic // 1000
    assert right * 100 >= explained * LEAST_RECALL[level]


def calls(lines, items):
    """Return how many functions of Python run to match so many lines and items."""
    scene = bank_world.scene("middle", lines, items, items // 8, 7)
    reference_keys.cache_clear()
    count = 0

    def counted(_frame, event, _argument):
        nonlocal count
        count += event == "call"

    sys.setprofile(counted)
    try:
        match_lines(scene.lines, scene.world)
    finally:
        sys.setprofile(None)
    return count


def test_the_work_grows_with_the_lines_and_not_with_their_product():
    """Counted, not timed: four times the lines and items, about four times the work."""
    small, large = calls(150, 2400), calls(600, 9600)
    assert large < 4.4 * small


def test_no_line_is_lost_and_nothing_is_paid_twice():
    scene = bank_world.scene("hard", 400, 1500, 80, 9)
    results = match_lines(scene.lines, scene.world)
    assert [one.line for one in results] == [line.key for line in scene.lines]
    amounts = {line.key: line.amount for line in scene.lines}
    items = {item.key: item.amount for item in scene.world.items}
    paid = dict.fromkeys(items, 0)
    for result in results:
        if result.state != "automatic" or not result.best.allocations:
            continue
        given = sum(part.amount for part in result.best.allocations)
        apart = sum(split.amount for split in result.best.splits)
        assert given + apart == amounts[result.line]
        for part in result.best.allocations:
            paid[part.item] += part.amount
    assert all(abs(paid[key]) <= abs(items[key]) for key in items)


def test_the_order_of_what_is_given_changes_nothing():
    scene = bank_world.scene("hard", 250, 900, 50, 3)
    there = match_lines(scene.lines, scene.world)
    chance = random.Random(1)
    lines, items = list(scene.lines), list(scene.world.items)
    partners = list(scene.world.partners)
    for one in (lines, items, partners):
        chance.shuffle(one)
    back = match_lines(lines, replace(scene.world, items=items, partners=partners))
    assert {one.line: one for one in there} == {one.line: one for one in back}
