# SPDX-License-Identifier: AGPL-3.0-or-later
"""The organisation as Odoo has it on a day, and what both sides know besides people."""

from datetime import date

from odoo.tools import SQL

from ..rules.organisation_findings import Centre, Claim, World
from ..rules.transaction import Person, Status

STATES = """
SELECT employee.id, employee.name, employee.barcode, employee.work_email,
       employee.active, manager.barcode AS manager, department.id AS department,
       version.job_title, version.departure_date, version.date_version
  FROM hr_employee AS employee
  JOIN LATERAL (
       SELECT *
         FROM hr_version AS one
        WHERE one.employee_id = employee.id
        ORDER BY one.date_version <= %(day)s DESC,
                 CASE WHEN one.date_version <= %(day)s
                      THEN one.date_version END DESC NULLS LAST,
                 one.date_version
        LIMIT 1) AS version ON TRUE
  LEFT JOIN hr_employee AS manager ON manager.id = employee.parent_id
  LEFT JOIN hr_department AS department ON department.id = version.department_id
 WHERE employee.company_id = %(company)s
 ORDER BY employee.id
"""


def odoo_people(company, day: date) -> list[Person]:
    """The employees of a company as they are on a day. Those without a number are known
    by their address; those with neither cannot be compared and are left out."""
    env = company.env
    env.flush_all()
    rows = env.execute_query_dict(SQL(STATES, company=company.id, day=day))
    names = {
        one.id: one.name
        for one in env["hr.department"].sudo().browse(
            {row["department"] for row in rows if row["department"]}
        )
    }
    country = company.account_fiscal_country_id or company.country_id
    return [
        _person(row, names, country.code or "", company.currency_id.name)
        for row in rows
        if row["barcode"] or row["work_email"]
    ]


def _person(row, names, country, currency) -> Person:
    gone = row["departure_date"]
    first, _space, last = (row["name"] or "").partition(" ")
    return Person(
        row["barcode"] or "",
        first if last else "",
        last or first,
        row["work_email"] or "",
        manager=row["manager"] or "",
        active=bool(row["active"]),
        department_team=names.get(row["department"], ""),
        location_country=country,
        currency=currency,
        left_on=gone,
        grade=row["job_title"] or "",
    )


def world(tool, day: date) -> World:
    """Cost centres, teams with their managers, claims that wait, days of departure."""
    company, env = tool.company_id, tool.env
    centres = _centres(company) or None
    departments = env["hr.department"].sudo().search(
        [("company_id", "in", [False, company.id])]
    )
    teams = {
        one.name: Centre(one.name, manager=one.manager_id.barcode or "")
        for one in departments
    }
    gone = {
        person.employee_number: person.left_on
        for person in odoo_people(company, day)
        if person.employee_number and person.left_on
    }
    return World(day, centres, teams, tuple(_claims(tool)), gone)


def _centres(company) -> dict[str, Centre]:
    """Analytic accounts by code, by name and by the tool's own name; archived are closed."""
    accounts = company.env["account.analytic.account"].sudo().with_context(active_test=False)
    found: dict[str, Centre] = {}
    for one in accounts.search([("company_id", "in", [False, company.id])]):
        closed = None if one.active else one.write_date.date()
        for text in filter(None, (one.code, one.name)):
            found[text] = Centre(text, closed=closed)
    mapped = company.env["ap.expense.centre"].sudo().search(
        [("company_id", "=", company.id)]
    )
    return found | {one.name: Centre(one.name) for one in mapped}


def _claims(tool) -> list[Claim]:
    waiting = tool.env["ap.expense"].sudo().search(
        [
            ("tool_id", "=", tool.id),
            ("is_current", "=", True),
            ("tool_status", "=", Status.SUBMITTED),
            ("approver_ref", "!=", False),
        ]
    )
    found = {}
    for one in waiting:
        name = one.report_ref or one.external_id
        who = one.employee_id.sudo().barcode or one.employee_ref or ""
        found[name, one.approver_ref] = Claim(name, who, one.approver_ref)
    return list(found.values())
