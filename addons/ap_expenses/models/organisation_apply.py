# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a comparison says, stored as lines; what was accepted of it, applied."""

from dataclasses import replace
from datetime import timedelta

from odoo.exceptions import UserError

from ..rules.organisation import JOINER, LEAVER, RETURNED, state_on
from ..rules.organisation_findings import key_of
from . import organisation_store

BOOLEANS = ("non_employee",)


def store(organisation, comparison) -> None:
    """Replace the lines; what was accepted and is the same stays accepted."""
    lines = organisation.line_ids.sudo()
    kept = {_mark(line) for line in lines if line.is_accepted}
    lines.unlink()
    rows = [
        {
            "kind": one.kind, "employee": one.employee, "field": one.field or False,
            "old": one.old or False, "new": one.new or False, "effective": one.effective,
        }
        for one in comparison.changes
    ]  # fmt: skip
    rows += [
        {
            "kind": "finding", "employee": one.employee or False, "code": one.code,
            "values": one.named, "proposal": one.proposal or False,
        }
        for one in comparison.findings
    ]  # fmt: skip
    for number, row in enumerate(rows):
        row |= {"organisation_id": organisation.id, "sequence": number}
        row["is_accepted"] = _mark_of(row) in kept
    organisation.env["ap.expense.organisation.line"].sudo().create(rows)


def _mark(line) -> tuple:
    return _mark_of({name: line[name] for name in ("kind", "employee", "field", "old", "new")})


def _mark_of(row) -> tuple:
    names = ("kind", "employee", "field", "old", "new")
    return tuple(row.get(name) or "" for name in names)


def apply(organisation, comparison) -> None:
    """Apply the accepted changes that the comparison of now still holds."""
    holds = {
        _mark_of(
            {"kind": one.kind, "employee": one.employee, "field": one.field,
             "old": one.old, "new": one.new}
        ): one
        for one in comparison.changes
    }  # fmt: skip
    lines = organisation.line_ids.filtered(lambda line: line.kind != "finding").sudo()
    accepted = lines.filtered("is_accepted")
    gone = accepted.filtered(lambda line: _mark(line) not in holds)
    wanted = accepted - gone
    changes = [holds[_mark(line)] for line in wanted]
    if organisation.direction == "tool":
        _to_tool(organisation, changes)
    else:
        _to_odoo(organisation, changes)
    gone.state = "obsolete"
    wanted.state = "applied"
    (lines - accepted).state = "refused"


# The tool follows ----------------------------------------------------------------------


def _to_tool(organisation, changes) -> None:
    """Keep what the tool will have, from the days on that the changes take effect."""
    store_ = organisation.env["ap.expense.person"]
    day = organisation.date
    last = state_on(store_._people(organisation.tool_id), None)
    ours = state_on(organisation_store.odoo_people(organisation.company_id, day), day)
    by_person: dict = {}
    for change in changes:
        by_person.setdefault(change.employee, []).append(change)
    for employee, its in by_person.items():
        person = last.get(employee) or _met(ours.get(employee), last)
        for change in its:
            person = _changed(person, change, ours.get(employee))
        since = max(change.effective or day for change in its)
        store_._write_state(organisation.tool_id, person, since)


def _met(person, last):
    """The tool's side of somebody whom it knows by address or by name only."""
    if person is None:
        return None
    email = person.email.strip().casefold()
    for one in last.values():
        if email and one.email.strip().casefold() == email:
            return one
    return next((one for one in last.values() if one.name == person.name), person)


def _changed(person, change, ours):
    if change.kind == JOINER:
        return ours
    if change.kind == LEAVER:
        last_day = change.effective - timedelta(days=1) if change.effective else None
        return replace(person, active=False, left_on=last_day)
    if change.kind == RETURNED:
        return replace(person, active=True, left_on=None)
    value = change.new
    if change.field in BOOLEANS:
        value = bool(change.new)
    elif change.field == "roles":
        value = tuple(change.new.split(", "))
    number = person.employee_number or (ours.employee_number if ours else "")
    return replace(person, employee_number=number, **{change.field: value})


# Odoo follows --------------------------------------------------------------------------


def _to_odoo(organisation, changes) -> None:
    """Change employees with the rights of who applies: HR decides who may."""
    env, company = organisation.env, organisation.company_id
    employees = env["hr.employee"].with_context(active_test=False)
    domain = [("company_id", "=", company.id)]
    by_key = {}
    for one in employees.search(domain):
        by_key[one.barcode or (one.work_email or "").casefold()] = one
    theirs = state_on(
        env["ap.expense.person"]._people(organisation.tool_id), organisation.date
    )
    for change in changes:
        person, employee = theirs.get(change.employee), by_key.get(change.employee)
        if change.kind == JOINER:
            by_key[change.employee] = _hire(employees, company, person)
        elif employee:
            employee.write(_employee_values(env, company, change, by_key))


def _hire(employees, company, person):
    return employees.create(
        {
            "name": person.name or key_of(person),
            "barcode": person.employee_number or False,
            "work_email": person.email or False,
            "company_id": company.id,
        }
    )


def _employee_values(env, company, change, by_key) -> dict:
    if change.kind == LEAVER:
        last_day = change.effective - timedelta(days=1) if change.effective else False
        return {"active": False, "departure_date": last_day}
    if change.kind == RETURNED:
        return {"active": True, "departure_date": False}
    if change.field == "email":
        return {"work_email": change.new}
    if change.field == "manager":
        return {"parent_id": _known(env, change, by_key).id}
    if change.field == "department_team":
        return {"department_id": _department(env, company, change.new).id}
    raise UserError(
        env._(
            "%(person)s: “%(field)s” is not kept by Odoo. Leave this change out, or make it "
            "on the employee by hand.",
            person=change.employee,
            field=change.field,
        )
    )


def _known(env, change, by_key):
    manager = by_key.get(change.new)
    if not manager:
        raise UserError(
            env._(
                "%(person)s: nobody has number %(number)s in Odoo, so they cannot approve. "
                "Accept that they join first.",
                person=change.employee,
                number=change.new,
            )
        )
    return manager


def _department(env, company, name):
    departments = env["hr.department"]
    domain = [("name", "=", name), ("company_id", "in", [False, company.id])]
    found = departments.search(domain, limit=1)
    return found or departments.create({"name": name, "company_id": company.id})
