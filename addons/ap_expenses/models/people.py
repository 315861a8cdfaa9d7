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

    def find(self, expense):
        """The employee of that number, address or name; none where two have it."""
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
