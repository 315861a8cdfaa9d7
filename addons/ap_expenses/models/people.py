# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who the employee of a transaction is, and what team they were in on that day."""

from odoo.tools import SQL

DEPARTMENTS = """
SELECT version.employee_id, version.date_version, version.department_id
  FROM hr_version AS version
 WHERE version.employee_id = ANY(%(employees)s)
 ORDER BY version.employee_id, version.date_version
"""


class People:
    """The employees of one company, read once for a set of expenses."""

    def __init__(self, company):
        self.env, self.company = company.env, company
        employees = self.env["hr.employee"].sudo().with_context(active_test=False).search(
            [("company_id", "in", [False, company.id])]
        )
        self.by_email, self.by_number, self.by_name = {}, {}, {}
        for one in employees:
            _add(self.by_email, one.work_email, one)
            _add(self.by_number, one.barcode, one)
            _add(self.by_name, one.name, one)
        self._departments = None
        self._employees = employees
        self._states = self._read_states()

    def find(self, expense):
        """The employee of that number, address or name; else the one of the person that
        the tool calls so. None where two have it."""
        found = self._named(expense)
        state = None if found else self.state(expense)
        for known, text in ((self.by_number, state and state["employee_number"]),
                            (self.by_email, state and state["email"])):  # fmt: skip
            its = known.get((text or "").strip().casefold(), ())
            if not found and len(its) == 1:
                found = its[0]
        return found

    def state(self, expense) -> dict | None:
        """The person in the organisation of the tool on the day of the expense."""
        for text in (expense.employee_ref, expense.employee_email):
            states = self._states.get((expense.tool_id.id, (text or "").casefold()), ())
            day = expense.expense_date
            since = [one for one in states if not day or one["valid_from"] <= day]
            if states:
                return (since or states[:1])[-1]
        return None

    def _read_states(self) -> dict:
        """The states of people by tool and by each name the tool has for them, in order."""
        found: dict = {}
        names = ("employee_number", "tool_ref", "email")
        people = self.env["ap.expense.person"].sudo().search_read(
            [("company_id", "=", self.company.id)],
            ["tool_id", "valid_from", "cost_centre", "department_team", *names],
            order="valid_from, id",
        )
        for one in people:
            for text in {(one[name] or "").casefold() for name in names} - {""}:
                found.setdefault((one["tool_id"][0], text), []).append(one)
        return found

    def _named(self, expense):
        places = (
            (self.by_number, expense.employee_ref),
            (self.by_email, expense.employee_email),
            (self.by_email, expense.employee_ref),
            (self.by_name, expense.employee_name),
        )
        for known, text in places:
            found = known.get((text or "").strip().casefold())
            if found and len(found) == 1:
                return found[0]
        return self.env["hr.employee"]

    def called(self, text):
        """The employee of that number, address or name; none where two have it."""
        key = (text or "").strip().casefold()
        for known in (self.by_number, self.by_email, self.by_name):
            its = known.get(key, ())
            if key and len(its) == 1:
                return its[0]
        return self.env["hr.employee"]

    def department(self, employee, day):
        """The department of the employee on that day."""
        if self._departments is None:
            self._departments = self._read_departments()
        found = None
        for since, department in self._departments.get(employee.id, ()):
            if found is None or (day and since <= day):
                found = department
        return self.env["hr.department"].sudo().browse(found or [])

    def _read_departments(self) -> dict:
        self.env.flush_all()
        rows = self.env.execute_query(SQL(DEPARTMENTS, employees=self._employees.ids))
        found: dict = {}
        for employee, since, department in rows:
            found.setdefault(employee, []).append((since, department))
        return found


def _add(known, text, record):
    key = (text or "").strip().casefold()
    if key:
        known.setdefault(key, []).append(record)
