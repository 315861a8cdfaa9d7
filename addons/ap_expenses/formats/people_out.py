# SPDX-License-Identifier: AGPL-3.0-or-later
"""Organisations written for their tools: Concur 305, Expensify, Payhawk, plain CSV.

A cell that a spreadsheet would take for a formula gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from ..rules.transaction import PERSON_FIELDS, Person

_305_COLUMNS = 137
# 1-based places of a record 305.
_305_TEXTS = {
    2: "first_name", 4: "last_name", 5: "employee_number", 6: "login", 8: "email",
    9: "locale", 10: "location_country", 12: "legal_entity", 13: "currency",
    14: "cash_advance_account", 16: "department_team", 22: "cost_centre", 59: "manager",
    60: "manager", 80: "second_approver", 90: "reimbursement_type",
}  # fmt: skip
_305_SETTINGS = ["100", "0", "SSO", "UPDATE", "EN", "N", "N"]
_EXPENSIFY = ("employeeEmail", "managerEmail", "firstName", "lastName", "employeeID",
              "policyID", "customField1", "customField2")  # fmt: skip
_PLAIN_MORE = ("valid_from", "left_on", "has_card", "grade", "activity")


def concur_305(people: Iterable[Person], approvers: Iterable[str] = ()) -> str:
    """Return record 100 (settings) and one record 305 of 137 columns a person.

    ``approvers``: numbers of people who approve; who approves one of the people does.
    """
    people = list(people)
    above = set(approvers) | {
        one for person in people for one in (person.manager, person.second_approver)
    }
    lines = [_305_SETTINGS]
    for person in people:
        cells = [""] * _305_COLUMNS
        cells[0] = "305"
        for place, name in _305_TEXTS.items():
            cells[place - 1] = getattr(person, name)
        cells[5] = person.login or person.email
        cells[14] = "Y" if person.active else "N"
        cells[62] = "Y"
        cells[63] = "Y" if person.employee_number in above else "N"
        cells[88] = "Y" if person.non_employee else "N"
        lines.append(cells)
    return _text(lines, ",")


def expensify_employees(people: Iterable[Person], policy: str = "") -> str:
    """Return the rows of the employee updater; managers are named by address."""
    people = list(people)
    emails = {person.employee_number: person.email for person in people}
    lines: list[Sequence[str]] = [_EXPENSIFY]
    for person in people:
        lines.append(
            (
                person.email, emails.get(person.manager, ""), person.first_name,
                person.last_name, person.employee_number,
                person.legal_entity or policy, person.department_team,
                person.cost_centre,
            )
        )  # fmt: skip
    return _text(lines, ",")


def payhawk_teams(
    people: Iterable[Person], fields: Mapping[str, Mapping[str, str]] | None = None
) -> str:
    """Return the template of teams: a column Team, and one per custom field.

    ``fields``: team -> name of the custom field -> value. Without it, each team has the
    cost centres of its people where they all have the same.
    """
    people = list(people)
    teams: dict[str, set[str]] = {}
    for person in people:
        if person.department_team:
            teams.setdefault(person.department_team, set()).add(person.cost_centre)
    known = fields or {
        team: {"Cost centre": next(iter(centres)) if len(centres) == 1 else ""}
        for team, centres in teams.items()
    }
    names = sorted({name for values in known.values() for name in values})
    lines = [["Team", *names]]
    for team in sorted(set(teams) | set(known)):
        lines.append([team, *(known.get(team, {}).get(name, "") for name in names)])
    return _text(lines, ",")


def plain(people: Iterable[Person]) -> str:
    """Return all that is known, one column a field."""
    names = (*PERSON_FIELDS, *_PLAIN_MORE)
    lines = [[name.replace("_", " ") for name in names]]
    for person in people:
        lines.append([_cell(getattr(person, name)) for name in names])
    return _text(lines, ";")


def write(
    code: str,
    people: Iterable[Person],
    fields: Mapping[str, Mapping[str, str]] | None = None,
) -> bytes:
    """Return the file of one of `OUTPUTS`; those for spreadsheets bear their mark.

    >>> write("expensify", [Person("E1", email="a@b.fr")])[:13]
    b'employeeEmail'
    """
    if code == "payhawk_teams":
        return payhawk_teams(people, fields).encode("utf-8-sig")
    text = _WRITERS[code](people)
    return text.encode("utf-8-sig" if code == "plain" else "utf-8")


_WRITERS = {
    "concur_305": concur_305,
    "expensify": expensify_employees,
    "plain": plain,
}
OUTPUTS = (*_WRITERS, "payhawk_teams")


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _text(lines: Iterable[Sequence[str]], delimiter: str) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([[_safe(cell) for cell in line] for line in lines])
    return stream.getvalue()


def _safe(cell: str) -> str:
    """Return the cell, no formula.

    >>> _safe("=1+1"), _safe("Martin")
    ("'=1+1", 'Martin')
    """
    text = " ".join(str(cell).split())
    return f"'{text}" if text[:1] in "=+-@" and text[1:2] else text
