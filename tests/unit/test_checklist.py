# SPDX-License-Identifier: AGPL-3.0-or-later
"""A checklist never says that a figure agrees when it does not."""

from dataclasses import replace

import pytest
from ap_closing.rules.checklist import (
    SIGNED,
    Task,
    may_sign,
    moved,
    refreshed,
    settled,
)
from hypothesis import given
from hypothesis import strategies as st

STATES = ["waiting", "todo", "done", "reviewed", "redo", "waived"]
CODES = list("abcdef")
FLAGS = st.booleans()


@st.composite
def checklists(draw):
    """Draw tasks each of which waits for earlier ones only."""
    return [
        Task(
            code,
            draw(st.sampled_from(STATES)),
            tuple(draw(st.sets(st.sampled_from(CODES[:rank])))) if rank else (),
            *(draw(FLAGS) for _flag in range(6)),
        )
        for rank, code in enumerate(CODES)
    ]


@pytest.mark.parametrize(
    ("state", "needs_reviewer", "expected"),
    [
        ("done", False, True),
        ("done", True, False),
        ("reviewed", True, True),
        ("waived", True, True),
        ("redo", False, False),
        ("todo", False, False),
    ],
)
def test_what_keeps_nobody_waiting(state, needs_reviewer, expected):
    assert settled(state, needs_reviewer=needs_reviewer) is expected


@given(checklists())
def test_no_signature_stands_against_the_books(tasks):
    found = refreshed(tasks)
    for task in tasks:
        if task.bound and not task.agrees:
            assert found[task.code].state not in SIGNED


@given(checklists())
def test_looking_twice_changes_nothing(tasks):
    first = refreshed(tasks)
    again = [
        replace(
            task,
            state=first[task.code].state,
            moved=task.moved and not first[task.code].signed_itself,
        )
        for task in tasks
    ]
    second = refreshed(again)
    assert {c: o.state for c, o in second.items()} == {c: o.state for c, o in first.items()}
    assert not any(outcome.fell for outcome in second.values())


@given(checklists())
def test_nothing_signs_itself_before_its_predecessors(tasks):
    found, needs = refreshed(tasks), {t.code: t.needs_reviewer for t in tasks}
    for task in tasks:
        if found[task.code].signed_itself:
            assert task.bound
            assert task.agrees
            assert task.signs_itself
            assert all(
                settled(found[code].state, needs_reviewer=needs[code])
                for code in task.predecessors
            )


@given(checklists(), st.permutations(range(len(CODES))))
def test_the_order_of_the_list_does_not_matter(tasks, order):
    shuffled = [tasks[place] for place in order]
    assert refreshed(shuffled) == refreshed(tasks)


@given(checklists())
def test_a_waiver_and_a_word_of_a_person_stand(tasks):
    found = refreshed(tasks)
    for task in tasks:
        if task.state == "waived":
            assert found[task.code].state == "waived"
        if not task.bound and task.state in SIGNED and not task.moved:
            assert found[task.code].state == task.state


def test_what_a_person_signed_is_signed_again_by_a_person():
    task = Task("fnp", "reviewed", bound=True, moved=True, signs_itself=True)
    assert refreshed([task])["fnp"].state == "redo"
    desk = replace(task, self_signed=True)
    assert refreshed([desk])["fnp"].state == "done"


def test_tasks_that_wait_for_each_other_do_not_hang():
    found = refreshed([Task("a", "todo", ("b",)), Task("b", "todo", ("a",))])
    assert {code: found[code].state for code in "ab"} == {"a": "waiting", "b": "todo"}


@pytest.mark.parametrize("state", STATES)
def test_only_open_tasks_are_signed(state):
    task = Task("x", state)
    assert may_sign(task, ready=True) is (state in ("waiting", "todo", "redo"))
    assert not may_sign(task, ready=False)


@pytest.mark.parametrize(
    ("signed", "current", "expected"),
    [
        ([{"left": 1.1}], [{"left": 1.1000000001}], False),
        ([{"left": 1000.0}], [{"left": 1000.01}], True),
        ({"a": [1]}, {"a": [1, 2]}, True),
        ({"a": True}, {"a": 1}, False),
        ({"a": None}, {}, True),
        ("2026-10-31", "2026-09-30", True),
    ],
)
def test_figures_move_by_value(signed, current, expected):
    assert moved(signed, current) is expected
