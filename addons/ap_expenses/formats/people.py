# SPDX-License-Identifier: AGPL-3.0-or-later
"""People of a tool or of HR, read from a sheet, Concur's 305 records or an API's users."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from odoo.addons.ap_base.readers.errors import CellError, ReaderError
from odoo.addons.ap_base.readers.headers import header_key
from odoo.addons.ap_base.readers.sheets import Table
from odoo.addons.ap_base.readers.table import read_table
from odoo.addons.ap_base.readers.values import parse_boolean, to_text

from ..rules.transaction import Person
from .errors import Fault, FileRefused
from .json_file import load, objects
from .record import Record
from .result import Settings

# Field -> names of its column; those of the known tools, and plain ones.
COLUMNS = {
    "employee_number": ("Employee ID", "employeeID", "Matricule", "Employee number",
                        "N° salarié", "Code salarié", "user.code"),
    "first_name": ("First name", "firstName", "Prénom", "first_name"),
    "last_name": ("Last name", "lastName", "Nom", "last_name", "Name"),
    "email": ("Email address", "employeeEmail", "Email", "E-mail", "Mail",
              "Adresse e-mail"),
    "login": ("Login ID", "Login", "Identifiant"),
    "manager": ("Manager", "managerEmail", "Responsable", "manager_id", "Approver",
                "Valideur", "Matricule du validateur Niveau 1",
                "Mail du validateur Niveau 1"),
    "second_approver": ("Second approver", "Valideur 2",
                        "Mail du validateur supplémentaire-0"),
    "active": ("Active", "Actif", "État", "Status"),
    "legal_entity": ("Legal entity", "Ledger Code", "policyID", "Société", "Entité",
                     "Entity", "entity_id"),
    "department_team": ("Department", "Team", "Équipe", "Service", "Département",
                        "customField1", "department_id"),
    "cost_centre": ("Cost centre", "Cost center", "Centre", "Centre de coûts",
                    "Axe analytique 1", "customField2"),
    "location_country": ("Country", "Country Code", "Pays"),
    "currency": ("Currency", "Devise", "Reimbursement Currency Code"),
    "locale": ("Locale", "Langue", "Locale Code"),
    "cash_advance_account": ("Cash advance account", "Compte d'avances"),
    "roles": ("Roles", "Role", "Rôle", "Rôle Comptable"),
    "non_employee": ("Non employee", "Sous-traitant", "Is Non Employee"),
    "reimbursement_type": ("Reimbursement type",),
    "tool_id": ("Tool ID", "user_id", "id"),
    "valid_from": ("Valid from", "Effective date", "Date d'effet", "Depuis"),
    "left_on": ("Left on", "Date de sortie", "Date de départ", "Termination date"),
    "has_card": ("Card", "Carte", "Has card"),
    "grade": ("Grade", "Niveau", "Catégorie"),
    "activity": ("Activity", "Activité", "Métier"),
}  # fmt: skip
_DAYS = ("valid_from", "left_on")
_BOOLEANS = ("active", "non_employee", "has_card")
_INACTIVE = frozenset({
    "inactive", "user inactive", "inactif", "sorti", "suspended", "user suspended",
    "terminated", "archived", "archive",
})  # fmt: skip
_ACTIVE = frozenset({
    "active", "user active", "actif", "present", "invited", "invite pending",
    "invite accepted", "user onboarding",
})  # fmt: skip
# Places of a record 305 (from 1) -> field.
_305 = {
    2: "first_name", 4: "last_name", 5: "employee_number", 6: "login", 8: "email",
    9: "locale", 10: "location_country", 12: "legal_entity", 13: "currency",
    14: "cash_advance_account", 15: "active", 16: "department_team", 22: "cost_centre",
    59: "manager", 80: "second_approver", 89: "non_employee", 90: "reimbursement_type",
}  # fmt: skip


def read_people(
    content: bytes, settings: Settings | None = None
) -> tuple[list[Person], list[Fault]]:
    """Return the people of a file and what of it cannot be read. Raises `FileRefused`."""
    settings = settings or Settings()
    start = content[:256].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"{", b"[")):
        return _users(load(content), settings)
    try:
        table = read_table(content)
    except ReaderError as error:
        raise FileRefused("unreadable", reason=error.code) from None
    if to_text(table[0][0]) in ("100", "305"):
        rows, header = _records_305(table), {name: name for name in _305.values()}
    else:
        rows, header = _sheet(table)
    people, faults = [], []
    for number, values in rows:
        record = Record(values, number, settings, ("dd/mm/yyyy", "yyyy-mm-dd"))
        person = _person(record, header)
        if record.faults:
            faults += record.faults
        elif person:
            people.append(person)
    return _by_number(people), faults


def _records_305(table: Table) -> list[tuple[int, dict]]:
    found = []
    for number, row in enumerate(table, 1):
        if row and to_text(row[0]) == "305":
            cells = {name: row[at - 1] for at, name in _305.items() if at <= len(row)}
            found.append((number, cells))
    return found


def _sheet(table: Table) -> tuple[list[tuple[int, dict]], dict[str, str]]:
    """Return the rows below the header, and what each field is called there."""
    best: tuple[int, dict[str, str], list[str]] | None = None
    for place, row in enumerate(table[:20]):
        names = [to_text(cell) for cell in row]
        keys = {header_key(name): name for name in reversed(names) if name}
        header = {}
        for field, known in COLUMNS.items():
            found = next((keys[k] for k in map(header_key, known) if k in keys), None)
            if found and found not in header.values():
                header[field] = found
        if best is None or len(header) > len(best[1]):
            best = place, header, names
    if best is None or not {"employee_number", "email"} & set(best[1]):
        raise FileRefused("missing_column", column="Employee ID, Email")
    place, header, names = best
    rows = [
        (number, dict(zip(names, cells, strict=False)))
        for number, cells in enumerate(table[place + 1 :], place + 2)
        if any(cell not in (None, "") for cell in cells)
    ]
    return rows, header


def _person(record: Record, header: Mapping[str, str]) -> Person | None:
    given: dict = {}
    for field, name in header.items():
        if field in _DAYS:
            given[field] = record.day(name)
        elif field in _BOOLEANS:
            given[field] = _boolean(record, field, name)
        elif field == "roles":
            given[field] = tuple(filter(None, record.text(name).replace(";", ",").split(",")))
        else:
            given[field] = record.text(name)
    given.setdefault("employee_number", "")
    if not given["employee_number"] and not given.get("email"):
        record.fault("missing", header.get("employee_number", "email"))
    return Person(**given)


def _boolean(record: Record, field: str, name: str) -> bool:
    text = record.text(name)
    key = header_key(text)
    if not text:
        return field == "active"
    if key in _INACTIVE or key in _ACTIVE:
        return key in _ACTIVE
    try:
        return parse_boolean(text)
    except CellError:
        record.fault("value", name, text)
        return True


def _users(document: object, settings: Settings) -> tuple[list[Person], list[Fault]]:
    """Return the users of Spendesk or Ramp."""
    people, faults = [], []
    for number, found in enumerate(objects(document, "users", "data"), 1):
        record = Record(found if isinstance(found, Mapping) else {}, number, settings)
        if not record.text("id"):
            record.fault("object" if not record.values else "missing", "id")
        status = header_key(record.text("status"))
        person = Person(
            record.text("employee_id"),
            record.text("firstName", "first_name"),
            record.text("lastName", "last_name"),
            record.text("email"),
            manager=record.text("manager_id"),
            active=status not in _INACTIVE,
            legal_entity=record.text("entity_id"),
            department_team=record.text("department_id"),
            roles=tuple(filter(None, (record.text("role"),))),
            tool_id=record.text("id"),
        )
        faults += record.faults
        if not record.faults:
            people.append(person)
    return _by_number(people), faults


def _by_number(people: list[Person]) -> list[Person]:
    """Return people whose managers are named by number, where an address was given."""
    by_mark: dict[str, str] = {}
    for person in people:
        for mark in (person.email.casefold(), person.tool_id):
            if mark and person.employee_number:
                by_mark.setdefault(mark, person.employee_number)
    found = []
    for person in people:
        named = {
            field: by_mark[mark.casefold()]
            for field in ("manager", "second_approver")
            if (mark := getattr(person, field)) and mark.casefold() in by_mark
        }
        values = {one.name: getattr(person, one.name) for one in fields(person)}
        found.append(Person(**{**values, **named}) if named else person)
    return found
