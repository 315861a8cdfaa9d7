# SPDX-License-Identifier: AGPL-3.0-or-later
"""What expenses are in the books: account, employee, VAT, distribution, and what they
wait for. Read in bulk for a company, written in bulk."""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from odoo.addons.ap_base.arithmetic.money import round_half_up, to_decimal
from odoo.addons.ap_base.models.ap_entry import EntryItem
from odoo.addons.ap_closing.models import changed_months

from ..rules import posting
from ..rules.posting import Role
from ..rules.progress import Known, progress
from ..rules.transaction import Kind, Transaction
from . import advances, expense_values, places, prepared_store
from .bills import Bills
from .closing_kind import EXPENSES
from .people import People
from .taxes import Taxes

ZERO = Decimal(0)
BATCH = 2000
# The queue: paid and not in the books, then what a person has to decide, then what is ready.
RANKS = {"settled": 1, "review": 2, "ready": 3, "expensed": 4, "waiting": 5}
# What of an expense changes the months that it is a cost of.
FIGURES = frozenset({"state", "cost", "account_id", "is_cost", "analytic_distribution"})


def prepare(expenses) -> None:
    """Resolve and store, company by company, a batch at a time: none is kept in memory."""
    worlds: dict = {}
    for start in range(0, len(expenses), BATCH):
        batch = expenses[start : start + BATCH].with_prefetch()
        current = batch.filtered("is_current")
        for company, its in current.grouped("company_id").items():
            if company not in worlds:
                worlds[company] = World(company.with_company(company))
            worlds[company].prepare(its)
        batch.invalidate_recordset()


class Draft(NamedTuple):
    """An expense on its way: what the tool says, what the books know, what is written."""

    expense: object
    one: Transaction
    known: Known
    values: dict


class World:
    """What the books of one company know, read once."""

    def __init__(self, company):
        self.env, self.company = company.env, company
        self.people, self.taxes = People(company), Taxes(company)
        self.places = places.Places(company)
        self.step = to_decimal(company.currency_id.rounding)

    def prepare(self, expenses) -> None:
        bills = Bills(self.company, expenses)
        stopped = _with_blocking_findings(expenses)
        drafts = [self._draft(one, bills, one.id in stopped) for one in expenses]
        lacking = self._without_axes(drafts)
        wanted: dict[int, dict] = {}
        touched = []
        for expense, one, known, values in drafts:
            known = replace(known, lacks_axes=expense.id in lacking)
            values = {**values, **self._steps(expense, one, known, expense.tool_id)}
            changed = {
                name: value for name, value in values.items()
                if _plain(expense, name) != value
            }  # fmt: skip
            if changed:
                wanted[expense.id] = values
            if FIGURES & changed.keys():
                touched.append(expense.id)
        prepared_store.write(expenses, wanted)
        _mark_months(self.company, expenses.browse(touched))

    def _without_axes(self, drafts) -> set[int]:
        """The expenses whose account requires axes on their day that they do not have."""
        writer = self.env["ap.entry"].with_company(self.company)
        currency = self.company.currency_id.id
        by_day = defaultdict(list)
        for expense, one, known, values in drafts:
            if known.has_account and one.expense_date and not expense.liability_move_id:
                cost = to_decimal(values["cost"])
                by_day[one.expense_date].append(
                    EntryItem(expense.id, values["account_id"], False, "", cost, currency,
                              cost, values["analytic_distribution"], False)
                )  # fmt: skip
        return {
            item.group
            for day, items in by_day.items()
            for objection in writer._objections(day, items).values()
            for item in objection.items
        }

    def _draft(self, expense, bills, is_stopped) -> Draft:
        """What an expense is in the books; of one that is booked it stays as it was."""
        one = expense_values.transaction(expense)
        chosen = set(expense.chosen or [])
        tool = expense.tool_id
        employee = expense.employee_id if "employee_id" in chosen else self.people.find(expense)
        bill, bill_state = bills.of(expense, chosen)
        account, nature = self._account(expense, tool, chosen)
        percent = self._percent(one, nature)
        vat = self._vat(expense, one, percent, chosen)
        recovers = bool(percent) and bool(vat.recovered or "vat_kept" not in chosen)
        tax = self._tax(expense, one, chosen) if recovers else self.env["account.tax"]
        supplier = (
            expense.supplier_id if "supplier_id" in chosen
            else bill.commercial_partner_id or bills.supplier(expense)
        )  # fmt: skip
        department = self.people.department(employee, one.expense_date) if employee else None
        distribution, is_unknown = self.places.distribution(
            expense, self.people.state(expense), department
        )
        if "analytic_distribution" in chosen:
            distribution, is_unknown = expense.analytic_distribution or False, False
        known = replace(
            self._known(expense, one, employee, is_stopped),
            has_account=bool(account), has_supplier=bool(supplier), has_tax=bool(tax),
            unknown_centre=is_unknown, bill=bill_state, percent=percent if recovers else ZERO,
            has_tool_accounts=_has_accounts(tool, one, vat, bill_state),
        )  # fmt: skip
        values = {
            "employee_id": employee.id,
            "partner_id": employee.work_contact_id.id,
            "supplier_id": supplier.id,
            "account_id": account.id,
            "nature_id": nature.id,
            "tax_id": tax.id,
            "bill_id": bill.id,
            "analytic_distribution": distribution or False,
            **self._figures(one, vat, percent),
        }
        return Draft(expense, one, known, {} if expense.liability_move_id else values)

    def _vat(self, expense, one, percent, chosen) -> posting.VatShare:
        """The VAT that is recovered: decided by a person, else by its nature."""
        if "vat_kept" in chosen:
            return posting.vat_kept(one, to_decimal(expense.vat_kept), self.step)
        return posting.vat_share(one, percent, self.step)

    def _known(self, expense, one, employee, is_stopped) -> Known:
        """What is known of the person, the amount and the day."""
        tool = expense.tool_id
        return Known(
            has_employee=bool(employee), has_contact=bool(employee.work_contact_id),
            right_currency=one.currency_base in ("", self.company.currency_id.name),
            is_held=expense.is_held, has_blocking_finding=is_stopped,
            too_old=_too_old(tool, one),
            too_much_returned=_exceeds_advance(tool, one, employee),
        )  # fmt: skip

    def _figures(self, one, vat, percent) -> dict:
        gross = one.gross_base or ZERO
        costs = posting.liability(one, vat)
        cost = posting.total(costs, Role.COST) + posting.total(costs, Role.LOST_VAT)
        return {
            "vat_percent": float(percent),
            "vat_recovered": float(vat.recovered) if cost else 0.0,
            "vat_lost": float(vat.lost) if cost else 0.0,
            "cost": float(round_half_up(cost if gross else ZERO, self.step)),
        }

    def _steps(self, expense, one, known, tool) -> dict:
        booked = bool(expense.liability_move_id), bool(expense.settlement_move_id)
        found = progress(one, known, tool.claims_paid, booked)
        state, due = found.state, (found.liability_due, found.settlement_due)
        if expense.previous_id:
            state, due = _of_correction(expense, found, booked)
        return {
            "state": state,
            "rank": RANKS.get(state, 9),
            "liability_due": due[0],
            "settlement_due": due[1],
            "is_cost": found.is_cost or bool(
                expense.previous_id.liability_move_id and expense.previous_id.is_cost
            ),
            "reasons": list(found.reasons) or False,
        }

    def _account(self, expense, tool, chosen):
        """The cost account and the nature: decided, of the category, of that code."""
        category = self.places.category(expense)
        account, nature = category.account_id, category.nature_id
        if not account:
            account = self.places.account(expense.gl_account) or tool.default_account_id
        if "account_id" in chosen:
            account = expense.account_id
        if "nature_id" in chosen:
            nature = expense.nature_id
        return account, nature

    def _percent(self, one, nature) -> Decimal:
        """The share of the VAT that is recovered; that of another country is not."""
        country = self.company.account_fiscal_country_id
        if one.supplier_country and one.supplier_country != country.code:
            return ZERO
        if one.type in (Kind.MILEAGE, Kind.PER_DIEM, Kind.PERSONAL, Kind.ADVANCE):
            return ZERO
        return self.places.percent(nature, one.expense_date)

    def _tax(self, expense, one, chosen):
        if "tax_id" in chosen:
            return expense.tax_id
        found = self.taxes.of(one.vat_code, one.vat_rate)
        vat = posting.vat_of(one, self.step)
        if not found and vat and one.gross_base:
            found = self.taxes.nearest(abs(one.gross_base - vat), abs(vat))
        return found


def _mark_months(company, expenses) -> None:
    """The months from the day of the expense, or of its entry, have changed."""
    days = {one: one.liability_date or one.expense_date for one in expenses}
    changed_months.mark(
        company, {one: day for one, day in days.items() if day}, EXPENSES, "changed"
    )


def _of_correction(expense, found, booked):
    """A revision books the difference to what was booked, also where it is nought now."""
    before = expense.previous_id
    due = (
        not booked[0] and not found.reasons and bool(before.liability_items),
        not booked[1] and bool(before.settlement_items),
    )
    due = (due[0] or found.liability_due, due[1] or found.settlement_due)
    if any(due):
        return ("review" if found.reasons else "ready"), due
    return ("done" if all(booked) else found.state), due


def _exceeds_advance(tool, one, employee) -> bool:
    """Whether more comes back than the employee holds in the books."""
    if one.type != Kind.ADVANCE or not one.gross_base or one.gross_base > 0:
        return False
    partner = employee.work_contact_id.id
    return -one.gross_base > advances.held(tool, [partner]).get(partner, ZERO)


def _too_old(tool, one) -> bool:
    day = one.expense_date or one.settlement_date
    return bool(tool.date_from and day and day < tool.date_from)


def _has_accounts(tool, one, vat, bill_state) -> bool:
    """Whether the tool names an account for each role of the liability."""
    lines = posting.liability(one, vat, bill_state == "booked")
    own = {Role.COST, Role.LOST_VAT, Role.VAT, Role.SUPPLIER}
    return all(line.role in own or tool._account(line.role) for line in lines)


def _with_blocking_findings(expenses) -> set[int]:
    findings = expenses.env["ap.finding"].sudo().search(
        [
            ("res_model", "=", expenses._name),
            ("res_id", "in", expenses.ids),
            ("state", "in", ("open", "assigned")),
            ("severity", "=", "blocking"),
        ]
    )
    return set(findings.mapped("res_id"))


def _plain(expense, name):
    value = expense[name]
    return value.id if expense._fields[name].type == "many2one" else value

