# SPDX-License-Identifier: AGPL-3.0-or-later
"""Expenses as the controls look at them, and their results as findings."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from odoo.fields import Domain

from odoo.addons.ap_base.arithmetic.money import round_half_up, to_decimal
from odoo.addons.ap_base.models.finding_value import FindingValue, day, link, money

from ..rules.control import Result, Subject
from . import control_world, expense_values

# Values of results that are amounts in the company's currency.
AMOUNTS = frozenset({"amount", "vat", "allowed", "total", "limit", "net", "right"})
HORIZON = 400  # days back: a year, and the month in which it is looked at
BATCH = 5000
# What two expenses have in common where one bears on what the other is.
SHARED = ("employee_id", "employee_ref", "gross", "gross_original", "vehicle_ref", "attendees",
          "invoice_number")  # fmt: skip


class Looked:
    """The expenses in force of a company, looked at for one control.

    All of the last months are read, since what an expense is may depend on others; only
    results on ``records`` are findings, where these are given.
    """

    def __init__(self, control, company, records, today: date):
        self.env, self.company = control.env, company
        self.control, self.today = control, today
        self.country = (company.account_fiscal_country_id or company.country_id).code
        self.wanted = None if records is None else set(records.ids)
        self.records = records
        days = control.parameter("days_back", HORIZON)
        since = today - timedelta(days=int(days))
        self.domain = [
            ("company_id", "=", company.id),
            ("is_current", "=", True),
            ("is_gone", "=", False),
            ("has_amount", "=", True),
            ("tool_status", "!=", "refused"),
            "|", ("expense_date", ">=", since), ("expense_date", "=", False),
        ]  # fmt: skip

    def subjects(self, *more, alone=False) -> Iterator[Subject]:
        """The expenses that a control asks for, a batch at a time. Where some are looked
        at: these and those that can bear on them; only these, where each is judged
        ``alone``."""
        near = [] if self.records is None else self._near(alone)
        expenses = self.env["ap.expense"].search([*self.domain, *more, *near], order="id")
        numbers = _numbers(self.env, expenses)
        for start in range(0, len(expenses), BATCH):
            batch = expenses[start : start + BATCH]
            for expense in batch:
                yield self._subject(expense, numbers)
            batch.invalidate_recordset(flush=False)

    def _near(self, alone) -> list:
        """The records, and what shares with them a person, an amount, a vehicle or guests."""
        parts = [[("id", "in", self.records.ids)]]
        for name in () if alone else SHARED:
            values = {
                value.id if name == "employee_id" else value
                for value in self.records.mapped(name)
                if value
            }
            if values:
                parts.append([(name, "in", list(values))])
        return list(Domain.OR(parts))

    def _subject(self, expense, numbers) -> Subject:
        employee = expense.employee_id
        known = numbers.get(employee.id, set())
        approver = (expense.approver_ref or "").strip().casefold()
        who = f"#{employee.id}" if employee else _said_by_tool(expense)
        himself = bool(approver) and approver in (known or {who})
        chosen = set(expense.chosen or [])
        attendees = (expense.attendees or "").split(expense_values.SEPARATOR)
        return Subject(
            expense.id,
            expense_values.transaction(expense),
            who,
            expense.nature_id.code or "",
            employee.job_title or "",
            percent_of(expense, self.country),
            to_decimal(expense.vat_recovered),
            who if himself else approver,
            beneficiary=attendees[0] if len(attendees) == 1 else "",
            kept=to_decimal(expense.vat_kept) if "vat_kept" in chosen else None,
            is_spread=bool(
                expense.liability_move_id or {"service_start", "service_end"} & chosen
            ),
            **self._of_centre(expense, chosen),
        )

    def _of_centre(self, expense, chosen) -> dict:
        """From when to when its cost centre is open, by the days of the tool or because
        its analytic account is archived; no question where somebody moved it to another
        place."""
        place = (expense.tool_id.id, centre_key(expense.cost_centre or expense.team))
        opened, closed, distribution = self.centres.get(place, (None, None, None))
        moved = "analytic_distribution" in chosen and expense.analytic_distribution
        if moved and moved != distribution:
            opened = closed = None
        archived = [self.archived[one] for one in self._archived_of(expense)]
        if not archived:
            return {"centre_opened": opened, "centre_closed": closed}
        day, name = min(archived)
        return {
            "centre_opened": opened,
            "centre_closed": min(filter(None, (closed, day))),
            "centre": expense.cost_centre or expense.team or name,
        }

    def _archived_of(self, expense) -> list[int]:
        accounts = {
            int(one)
            for key in expense.analytic_distribution or {}
            for one in key.split(",")
        }
        return sorted(accounts & self.archived.keys())

    @cached_property
    def archived(self) -> dict:
        """The analytic accounts that are closed, each with its last day and its name."""
        return control_world.closed_centres(self.company)

    @cached_property
    def centres(self) -> dict:
        """The days on which the cost centres of the tools open and close."""
        centres = self.env["ap.expense.centre"].sudo()
        domain = [
            ("company_id", "=", self.company.id),
            "|", ("date_from", "!=", False), ("date_to", "!=", False),
        ]  # fmt: skip
        return {
            (one.tool_id.id, centre_key(one.name)): (
                one.date_from or None, one.date_to or None, one.analytic_distribution,
            )
            for one in centres.search(domain)
        }  # fmt: skip

    def findings(self, results: Iterable[Result]) -> list[FindingValue]:
        """The results as findings of the engine."""
        results = [
            one for one in results if self.wanted is None or one.subject in self.wanted
        ]
        ids = {one.subject for one in results} | {
            other for one in results for other in one.others
        }
        names = {
            one.id: one.display_name
            for one in self.env["ap.expense"].browse(sorted(ids)).exists()
        }
        partners = {
            one.id: one.partner_id.id
            for one in self.env["ap.expense"].browse([one.subject for one in results])
        }
        return [self._finding(one, names, partners) for one in results]

    def _finding(self, result: Result, names, partners) -> FindingValue:
        currency = self.company.currency_id
        others = [link("ap.expense", one, names.get(one, "")) for one in result.others[:5]]
        values = {
            name: _plain(name, value, currency) for name, value in result.values.items()
        }
        evidence = {"other_document": others[0]} if others else {}
        return FindingValue(
            "ap.expense",
            result.subject,
            key=":".join(filter(None, (result.code, result.key))),
            message_code=result.code,
            values={
                "expense": names.get(result.subject, ""),
                "others": ", ".join(one["name"] for one in others),
                **values,
            },
            amount=result.amount,
            currency_id=currency.id,
            partner_id=partners.get(result.subject),
            evidence={**evidence, "action": result.action},
        )


def percent_of(expense, country: str) -> Decimal | None:
    """What the law gives back of VAT of this country; of another, it is no question."""
    abroad = expense.supplier_country
    if not expense.nature_id or (abroad and abroad != country):
        return None
    return to_decimal(expense.vat_percent)


def centre_key(text) -> str:
    """A cost centre made comparable.

    >>> centre_key("  CC  10 ")
    'cc 10'
    """
    return " ".join((text or "").split()).casefold()


def _plain(name, value, currency):
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Decimal):
        if name in AMOUNTS:
            step = to_decimal(currency.rounding)
            return money(round_half_up(value, step), currency)
        return f"{value.normalize():f}"
    if isinstance(value, tuple):
        return ", ".join(_plain("", one, currency) for one in value)
    return "" if value is None else value if isinstance(value, int) else str(value)


def _said_by_tool(expense) -> str:
    said = expense.employee_ref or expense.employee_email or expense.employee_name or ""
    return said.strip().casefold()


def _numbers(env, expenses) -> dict[int, set[str]]:
    """What each employee is called: number, address, name."""
    found = {}
    for one in expenses.employee_id.sudo():
        texts = (one.barcode, one.work_email, one.name)
        found[one.id] = {text.strip().casefold() for text in texts if text}
    return found
