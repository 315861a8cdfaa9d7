# SPDX-License-Identifier: AGPL-3.0-or-later
from dataclasses import fields as dataclass_fields
from datetime import date

from odoo import api, fields, models

from ..rules.organisation import state_on
from ..rules.organisation_findings import key_of
from ..rules.transaction import Person

# Field of a person -> field here, where the names differ.
NAMES = {"active": "is_active", "tool_id": "tool_ref"}
LISTS = ("roles",)


class ApExpensePerson(models.Model):
    """A person as an expense tool has it from a day on. Earlier states stay: an expense
    belongs to the organisation of its day."""

    _name = "ap.expense.person"
    _inherit = ["ap.guarded"]
    _description = "Person in an expense tool"
    _order = "tool_id, last_name, key, valid_from desc, id desc"
    _check_company_auto = True

    tool_id = fields.Many2one(
        "ap.expense.tool", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="tool_id.company_id", store=True, index=True)
    key = fields.Char(required=True, string="Known by")
    valid_from = fields.Date(string="From", required=True)
    employee_number = fields.Char(string="Employee number")
    first_name = fields.Char()
    last_name = fields.Char()
    email = fields.Char(string="Address")
    login = fields.Char()
    manager = fields.Char(string="Approver", help="Employee number.")
    second_approver = fields.Char(help="Employee number.")
    is_active = fields.Boolean(string="Active in the tool")
    legal_entity = fields.Char()
    department_team = fields.Char(string="Team")
    cost_centre = fields.Char(string="Cost centre")
    location_country = fields.Char(string="Country", size=2)
    currency = fields.Char(size=3)
    locale = fields.Char(string="Language")
    cash_advance_account = fields.Char(string="Account of advances")
    roles = fields.Char()
    non_employee = fields.Boolean(string="No employee")
    reimbursement_type = fields.Char(string="Reimbursed by")
    tool_ref = fields.Char(string="Number in the tool")
    left_on = fields.Date()
    has_card = fields.Boolean(string="Holds a card")
    grade = fields.Char()
    activity = fields.Char()

    _state_once = models.UniqueIndex(
        "(tool_id, key, valid_from)", "The person has a state of that day already."
    )

    @api.depends("first_name", "last_name", "key")
    def _compute_display_name(self):
        for one in self:
            name = " ".join(filter(None, (one.first_name, one.last_name)))
            one.display_name = name or one.key

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | self._ap_all_fields_but(())

    @api.model
    def _ap_engine_refusal(self, names):
        return self.env._(
            "People of an expense tool come from its file, and change by an update of the "
            "organisation: Configuration ▸ Closing ▸ Organisation."
        )

    @api.model
    def _people(self, tool) -> list[Person]:
        """All states of the people of a tool."""
        return [
            one._person() for one in self.sudo().search([("tool_id", "=", tool.id)])
        ]

    def _person(self) -> Person:
        values = {}
        for one in dataclass_fields(Person):
            value = self[NAMES.get(one.name, one.name)]
            if one.name in LISTS:
                value = tuple(filter(None, (value or "").split(",")))
            elif one.type == "str":
                value = value or ""
            values[one.name] = value or None if "date" in one.type else value
        return Person(**values)

    @api.model
    def _remember(self, tool, people, day: date) -> int:
        """Keep the states that differ from the last ones, from that day; how many."""
        known = state_on(self._people(tool), day)
        written = 0
        for person in people:
            since = person.valid_from or day
            before = known.get(key_of(person))
            if before and _same(before, person):
                continue
            self._write_state(tool, person, since)
            written += 1
        return written

    def _write_state(self, tool, person, since):
        values = {
            "tool_id": tool.id, "key": key_of(person), "valid_from": since,
            **{
                NAMES.get(one.name, one.name): _stored(getattr(person, one.name))
                for one in dataclass_fields(Person)
                if one.name != "valid_from"
            },
        }  # fmt: skip
        domain = [
            ("tool_id", "=", tool.id), ("key", "=", values["key"]),
            ("valid_from", "=", since),
        ]  # fmt: skip
        found = self.sudo().search(domain)
        if found:
            found.write(values)
        else:
            self.sudo().create(values)


def _stored(value):
    return ",".join(value) if isinstance(value, tuple) else value


def _same(one: Person, other: Person) -> bool:
    names = [field.name for field in dataclass_fields(Person) if field.name != "valid_from"]
    return all(getattr(one, name) == getattr(other, name) for name in names)
