# SPDX-License-Identifier: AGPL-3.0-or-later
"""What cannot stand in an organisation on a day, and what is proposed instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from .transaction import Person


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


# -- who is here ------------------------------------------------------------------


def key_of(person: Person) -> str:
    """Return what a person is known by: number, else address, else the tool's id."""
    return person.employee_number or person.email.casefold() or person.tool_id


def is_here(person: Person | None, day: date) -> bool:
    """Return whether a person works here on that day: the last day is included.

    >>> is_here(Person("E1", left_on=date(2026, 3, 31)), date(2026, 3, 31))
    True
    """
    if person is None or not person.active:
        return False
    return person.left_on is None or day <= person.left_on


# -- what cannot stand --------------------------------------------------------------


def finding(code: str, employee: str, proposal: str = "", **values: object) -> Finding:
    """Return a finding with its values as text.

    >>> finding("no_approver", "E1").named
    {}
    """
    said = tuple((name, str(value)) for name, value in values.items())
    return Finding(code, employee, said, proposal)


def orphans(
    ours: dict[str, Person],
    theirs: dict[str, Person],
    pairs: dict[str, Person],
    alone: list[Person],
    world: World,
) -> list[Finding]:
    """Return what cannot stand: ``ours`` of the master, ``alone`` only on the other side."""
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
    return finding("leaver_with_card", number, left_on=left_on or "")


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
        return [finding("no_approver", number)]
    if approver == number:
        return [finding("approves_himself", number)]
    manager = ours.get(approver)
    if manager is None or not is_here(manager, world.day):
        gone = (manager.left_on if manager else None) or world.gone.get(approver)
        known = approver in theirs or approver in ours or approver in world.gone
        code = "approver_left" if known else "approver_unknown"
        proposal = successor(number, ours, world.day)
        return [finding(code, number, proposal, approver=approver, left_on=gone or "")]
    if manager.manager == number:
        return [finding("approve_each_other", number, approver=approver)]
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
        return [finding("centre_unknown", number, centre=code)]
    if not centre.is_open(world.day):
        closed = centre.closed or ""
        return [finding("centre_closed", number, centre=code, closed=closed)]
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
                finding(
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
            finding(
                "claim_at_leaver", claim.employee, proposal, claim=claim.name,
                approver=claim.approver,
            )
        )  # fmt: skip
    return found
