# SPDX-License-Identifier: AGPL-3.0-or-later
"""The checklist that cannot lie: how the state of a task follows from the figures.

A task is *bound* when the books can contradict it: entries not posted, a comparison
that does not tie, an open finding. A bound task is signed only while it agrees; once
signed, it falls back when its figures move. A manual task is a person's word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

WAITING, TODO, DONE, REVIEWED, REDO, WAIVED = (
    "waiting", "todo", "done", "reviewed", "redo", "waived",
)  # fmt: skip
SIGNED = (DONE, REVIEWED)
STEP = 0.000001  # figures closer than that are the same figure, written twice


@dataclass(frozen=True, slots=True)
class Task:
    """What decides the state of one task."""

    code: str
    state: str
    predecessors: tuple[str, ...] = ()
    bound: bool = False  # the books can contradict it
    agrees: bool = True  # they do not, now
    moved: bool = False  # the figures are no longer those that were signed
    signs_itself: bool = False
    needs_reviewer: bool = False
    self_signed: bool = False  # nobody but the desk has signed it


@dataclass(frozen=True, slots=True)
class Outcome:
    """The state of a task after a look at the books, and what happened to it."""

    state: str
    fell: bool = False  # a signature does not hold any more
    signed_itself: bool = False


def settled(state: str, *, needs_reviewer: bool) -> bool:
    """Return whether a task keeps nobody waiting any more.

    >>> settled("done", needs_reviewer=True), settled("done", needs_reviewer=False)
    (False, True)
    """
    return state in (REVIEWED, WAIVED) or (state == DONE and not needs_reviewer)


def refreshed(tasks: Iterable[Task]) -> dict[str, Outcome]:
    """Return what becomes of each task of one checklist, predecessors first.

    A prepaid task signed at 11,441.10 falls back when 486 moves; the review of the
    month waits for it:

    >>> found = refreshed([
    ...     Task("prepaid", "done", bound=True, moved=True),
    ...     Task("review", "todo", predecessors=("prepaid",)),
    ... ])
    >>> found["prepaid"].state, found["prepaid"].fell, found["review"].state
    ('redo', True, 'waiting')
    """
    tasks = {task.code: task for task in tasks}
    found: dict[str, Outcome] = {}
    for task in _in_order(tasks):
        ready = all(
            settled(found[code].state, needs_reviewer=tasks[code].needs_reviewer)
            for code in task.predecessors
            if code in found
        )
        found[task.code] = _outcome(task, ready=ready)
    return found


def may_sign(task: Task, *, ready: bool) -> bool:
    """Return whether the books let a person sign: predecessors settled, no contradiction.

    >>> may_sign(Task("fnp", "todo", bound=True, agrees=False), ready=True)
    False
    """
    return task.state in (WAITING, TODO, REDO) and ready and _holds(task)


def moved(signed: object, current: object) -> bool:
    """Return whether two sets of figures differ by more than a way of writing.

    >>> moved({"left": 1000.0}, {"left": 1000.0000001}), moved({"a": 1}, {"a": 2})
    (False, True)
    """
    if isinstance(signed, dict) and isinstance(current, dict):
        return signed.keys() != current.keys() or any(
            moved(signed[key], current[key]) for key in signed
        )
    if isinstance(signed, list) and isinstance(current, list):
        return len(signed) != len(current) or any(
            moved(one, other) for one, other in zip(signed, current, strict=True)
        )
    if _is_number(signed) and _is_number(current):
        return abs(signed - current) > STEP
    return signed != current


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _holds(task: Task) -> bool:
    return task.agrees or not task.bound


def _outcome(task: Task, *, ready: bool) -> Outcome:
    """Return what becomes of one task whose predecessors are known."""
    state, fell = task.state, False
    if state in SIGNED and (task.moved or not _holds(task)):
        state, fell = REDO, True
    if state in (WAITING, TODO):
        state = TODO if ready else WAITING
    open_to_desk = state == TODO or (state == REDO and task.self_signed)
    if open_to_desk and ready and task.bound and task.signs_itself and task.agrees:
        return Outcome(DONE, fell=False, signed_itself=True)
    return Outcome(state, fell=fell)


def _in_order(tasks: dict[str, Task]) -> list[Task]:
    """Return the tasks so that each comes after its predecessors."""
    ordered: dict[str, Task] = {}

    def place(code: str, path: tuple[str, ...]) -> None:
        if code in ordered or code in path or code not in tasks:
            return
        for before in tasks[code].predecessors:
            place(before, (*path, code))
        ordered[code] = tasks[code]

    for code in tasks:
        place(code, ())
    return list(ordered.values())
