# SPDX-License-Identifier: AGPL-3.0-or-later
"""The people of two sides compared: who joins, leaves, moves, and what cannot stand.

One side is the master (HR, or the tool), the other follows. Nothing is changed here:
a comparison lists changes with the day they take effect, and findings that a person has
to decide: an approver who left, a card of somebody gone, a claim that waits at a leaver.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

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


@dataclass(frozen=True, slots=True)
class Finding:
    """What cannot stand, and what is proposed."""

    code: str
    employee: str
    values: tuple[tuple[str, str], ...] = ()
    proposal: str = ""

    @property
    def named(self) -> dict[str, str]:
        """Return the values by name."""
        return dict(self.values)


@dataclass(frozen=True, slots=True)
class Centre:
    """A cost centre, a team or a project, and when it lives (both days included)."""

    code: str
    opened: date | None = None
    closed: date | None = None
    manager: str = ""

    def is_open(self, day: date) -> bool:
        """Return whether it takes costs on that day.

        >>> Centre("CC10", closed=date(2026, 3, 31)).is_open(date(2026, 4, 1))
        False
        """
        return not (
            (self.opened and day < self.opened) or (self.closed and day > self.closed)
        )


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim that waits for its approver."""

    name: str
    employee: str
    approver: str


@dataclass(frozen=True)
class World:
    """What both sides know besides people.

    ``centres`` None: cost centres are not checked. ``gone``: the last day of people who
    stand on no side any more.
    """

    day: date
    centres: Mapping[str, Centre] | None = None
    teams: Mapping[str, Centre] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    gone: Mapping[str, date] = field(default_factory=dict)


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
    changes, findings = [], []
    for number, person in ours.items():
        other = pairs.get(number)
        if other is None:
            changes += _joins(person, world)
        else:
            changes += _differences(person, other, world)
            if other.employee_number and other.employee_number != number:
                findings.append(
                    _finding("number_differs", number, other=other.employee_number)
                )
    for person in alone:
        changes += _leaves(person, None, world)
    findings += _orphans(ours, theirs, pairs, alone, world)
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


def key_of(person: Person) -> str:
    """Return what a person is known by: number, else address, else the tool's id."""
    return person.employee_number or person.email.casefold() or person.tool_id


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


def is_here(person: Person | None, day: date) -> bool:
    """Return whether a person works here on that day: the last day is included.

    >>> is_here(Person("E1", left_on=date(2026, 3, 31)), date(2026, 3, 31))
    True
    """
    if person is None or not person.active:
        return False
    return person.left_on is None or day <= person.left_on


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


def _differences(person: Person, other: Person, world: World) -> list[Change]:
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
    for kind, names in ((RENAMED, NAMES), (MOVER, MOVES), (CHANGED, OTHERS)):
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


# -- what cannot stand --------------------------------------------------------------


def _finding(code: str, employee: str, proposal: str = "", **values: object) -> Finding:
    said = tuple((name, str(value)) for name, value in values.items())
    return Finding(code, employee, said, proposal)


def _orphans(
    ours: dict[str, Person],
    theirs: dict[str, Person],
    pairs: dict[str, Person],
    alone: list[Person],
    world: World,
) -> list[Finding]:
    found = []
    for number, person in ours.items():
        if is_here(person, world.day):
            found += _approval(number, person, ours, theirs, world)
            found += _of_centre(number, person, world)
        elif pairs.get(number) and pairs[number].has_card:
            found.append(_card(number, person.left_on))
    for person in alone:
        if person.has_card:
            found.append(_card(key_of(person), world.gone.get(key_of(person))))
    found += _teams(ours, world)
    found += _claims(ours, theirs, world)
    return found


def _card(number: str, left_on: date | None) -> Finding:
    return _finding("leaver_with_card", number, left_on=left_on or "")


def _approval(
    number: str,
    person: Person,
    ours: dict[str, Person],
    theirs: dict[str, Person],
    world: World,
) -> list[Finding]:
    """Check who approves: somebody, somebody else, who is here."""
    approver = person.manager
    if not approver:
        return [_finding("no_approver", number)]
    if approver == number:
        return [_finding("approves_himself", number)]
    manager = ours.get(approver)
    if manager is None or not is_here(manager, world.day):
        gone = (manager.left_on if manager else None) or world.gone.get(approver)
        known = approver in theirs or approver in ours or approver in world.gone
        code = "approver_left" if known else "approver_unknown"
        proposal = successor(number, ours, world.day)
        return [_finding(code, number, proposal, approver=approver, left_on=gone or "")]
    if manager.manager == number:
        return [_finding("approve_each_other", number, approver=approver)]
    return []


def successor(number: str, people: Mapping[str, Person], day: date) -> str:
    """Return who may approve instead: the second approver, else the next one above.

    >>> people = {"E1": Person("E1", manager="E9"), "E8": Person("E8"),
    ...     "E9": Person("E9", manager="E8", active=False)}
    >>> successor("E1", people, date(2026, 4, 1))
    'E8'
    """
    person, seen = people.get(number), {number}
    while person:
        for candidate in (person.second_approver, person.manager):
            if candidate not in seen and is_here(people.get(candidate), day):
                return candidate
        seen.add(key_of(person))
        above = people.get(person.manager)
        person = above if above and key_of(above) not in seen else None
    return ""


def _of_centre(number: str, person: Person, world: World) -> list[Finding]:
    code = person.cost_centre
    if world.centres is None or not code:
        return []
    centre = world.centres.get(code)
    if centre is None:
        return [_finding("centre_unknown", number, centre=code)]
    if not centre.is_open(world.day):
        closed = centre.closed or ""
        return [_finding("centre_closed", number, centre=code, closed=closed)]
    return []


def _teams(ours: dict[str, Person], world: World) -> list[Finding]:
    """Say which teams of people who are here have no manager who is here."""
    members: dict[str, int] = {}
    for person in ours.values():
        if is_here(person, world.day) and person.department_team:
            members[person.department_team] = members.get(person.department_team, 0) + 1
    found = []
    for team, count in members.items():
        known = world.teams.get(team)
        if known and not is_here(ours.get(known.manager), world.day):
            found.append(
                _finding(
                    "team_without_manager", "", team=team, manager=known.manager,
                    people=count,
                )
            )  # fmt: skip
    return found


def _claims(
    ours: dict[str, Person], theirs: dict[str, Person], world: World
) -> list[Finding]:
    """List claims that wait at who left; who only lost the role finishes them."""
    found = []
    for claim in world.claims:
        approver = ours.get(claim.approver)
        if is_here(approver, world.day):
            continue
        proposal = successor(claim.employee, ours, world.day)
        found.append(
            _finding(
                "claim_at_leaver", claim.employee, proposal, claim=claim.name,
                approver=claim.approver,
            )
        )  # fmt: skip
    return found
