# SPDX-License-Identifier: AGPL-3.0-or-later
"""The people of two sides compared: who joins, leaves, moves, and what cannot stand.

One side is the master (HR, or the tool), the other follows. Nothing is changed here:
a comparison lists changes with the day they take effect, and findings that a person has
to decide: an approver who left, a card of somebody gone, a claim that waits at a leaver.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from .organisation_findings import (
    Finding,
    World,
    finding,
    is_here,
    key_of,
    orphans,
)
from .transaction import Person

# Kinds of changes.
JOINER = "joiner"
LEAVER = "leaver"
RETURNED = "returned"
MOVER = "mover"
RENAMED = "renamed"
CHANGED = "changed"
# Which fields make which change.
MOVES = ("legal_entity", "department_team", "cost_centre", "manager", "second_approver")
NAMES = ("first_name", "last_name", "email", "login")
OTHERS = (
    "location_country", "currency", "locale", "cash_advance_account", "roles",
    "non_employee", "reimbursement_type",
)  # fmt: skip
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to change on the side that follows, from a day on."""

    kind: str
    employee: str
    field: str = ""
    old: str = ""
    new: str = ""
    effective: date | None = None


@dataclass(frozen=True)
class Comparison:
    """What would change, and what has to be decided first."""

    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]


def compare(
    master: Iterable[Person], follower: Iterable[Person], world: World
) -> Comparison:
    """Return what the side that follows has to change on that day.

    >>> world = World(date(2026, 4, 1))
    >>> found = compare([Person("E1", cost_centre="CC20")],
    ...     [Person("E1", cost_centre="CC10")], world)
    >>> [(one.kind, one.field, one.old, one.new) for one in found.changes]
    [('mover', 'cost_centre', 'CC10', 'CC20')]
    """
    ours = state_on(master, world.day)
    theirs = state_on(follower, world.day)
    pairs, alone = _matched(ours, theirs)
    told = _told(theirs.values())
    changes, findings = [], []
    for number, person in ours.items():
        other = pairs.get(number)
        if other is None:
            changes += _joins(person, world)
        else:
            changes += _differences(person, other, world, told)
            if other.employee_number and other.employee_number != number:
                findings.append(
                    finding("number_differs", number, other=other.employee_number)
                )
    for person in alone:
        changes += _leaves(person, None, world)
    findings += orphans(ours, theirs, pairs, alone, world)
    return Comparison(tuple(changes), tuple(findings))


# -- who is who -------------------------------------------------------------------


def state_on(people: Iterable[Person], day: date | None) -> dict[str, Person]:
    """Return each person as of a day: the last state that had begun.

    A person whose first state begins later is not there yet; of one without numbers the
    address is the key. ``day`` None: the last state of all.

    >>> history = [Person("E1", cost_centre="CC10"),
    ...     Person("E1", cost_centre="CC20", valid_from=date(2026, 4, 1))]
    >>> state_on(history, date(2026, 3, 31))["E1"].cost_centre
    'CC10'
    """
    found: dict[str, Person] = {}
    ordered = sorted(people, key=lambda one: one.valid_from or date.min)
    for person in ordered:
        if day is None or person.valid_from is None or person.valid_from <= day:
            found[key_of(person)] = person
    return found


def _matched(
    ours: dict[str, Person], theirs: dict[str, Person]
) -> tuple[dict[str, Person], list[Person]]:
    """Return the other side of each of our people, and who is there only."""
    left, pairs = dict(theirs), {}
    for number in ours:
        if number in left:
            pairs[number] = left.pop(number)
    for mark in (_email, _name):
        known = _unique(left.values(), mark)
        own = _unique((one for key, one in ours.items() if key not in pairs), mark)
        for text, person in own.items():
            other = known.get(text)
            if other and _may_be_one(person, other):
                pairs[key_of(person)] = other
                left.pop(key_of(other), None)
    return pairs, list(left.values())


def _may_be_one(person: Person, other: Person) -> bool:
    """Two numbers are two people, unless the address is the same."""
    if person.employee_number and other.employee_number:
        return bool(_email(person)) and _email(person) == _email(other)
    return True


def _email(person: Person) -> str:
    return person.email.strip().casefold()


def _name(person: Person) -> str:
    return " ".join(person.name.casefold().split())


def _unique(people: Iterable[Person], mark) -> dict[str, Person]:
    found: dict[str, Person | None] = {}
    for person in people:
        text = mark(person)
        if text:
            found[text] = None if text in found else person
    return {text: person for text, person in found.items() if person}


# -- changes ----------------------------------------------------------------------


def _joins(person: Person, world: World) -> list[Change]:
    if not is_here(person, world.day):
        return []
    effective = person.valid_from or world.day
    return [Change(JOINER, key_of(person), new=person.name, effective=effective)]


def _leaves(person: Person, master: Person | None, world: World) -> list[Change]:
    """Say that a person who is active on the side that follows is gone."""
    if not person.active:
        return []
    known = master.left_on if master else None
    known = known or person.left_on or world.gone.get(key_of(person))
    effective = known + _DAY if known else world.day
    return [Change(LEAVER, key_of(person), old=person.name, effective=effective)]


def _told(people: Iterable[Person]) -> tuple[str, ...]:
    """Return which of the other fields the side that follows has for anybody: a tool that
    has no column for currencies cannot take one."""
    people = list(people)
    return tuple(
        name for name in OTHERS if any(_text(getattr(one, name)) for one in people)
    )


def _differences(
    person: Person, other: Person, world: World, told: tuple[str, ...]
) -> list[Change]:
    here, there = is_here(person, world.day), other.active
    if there and not here:
        return _leaves(other, person, world)
    if not here:
        return []
    changes = []
    effective = person.valid_from or world.day
    number = key_of(person)
    if not there:
        changes.append(Change(RETURNED, number, new=person.name, effective=effective))
    for kind, names in ((RENAMED, NAMES), (MOVER, MOVES), (CHANGED, told)):
        for name in names:
            if name in ("first_name", "last_name") and _name(person) == _name(other):
                continue  # one side keeps the name whole
            old, new = _text(getattr(other, name)), _text(getattr(person, name))
            if new and not _same(name, old, new):
                changes.append(Change(kind, number, name, old, new, effective))
    return changes


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(sorted(value))
    if isinstance(value, bool):
        return "yes" if value else ""
    return str(value)


def _same(name: str, old: str, new: str) -> bool:
    if name in ("email", "login"):
        return old.strip().casefold() == new.strip().casefold()
    return " ".join(old.split()) == " ".join(new.split())
