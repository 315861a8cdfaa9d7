# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where wallets, cards and employees stand at the end of a day: what the transactions say,
beside the ledger."""

from collections import defaultdict
from decimal import Decimal

from odoo.tools import SQL, format_date

from odoo.addons.ap_base.arithmetic.money import to_decimal

from ..rules.posting import Role
from ..rules.transaction import Status
from .entry_items import LIABILITY, OF_EMPLOYEE, SETTLEMENT, STEPS, ExpenseItems, stored
from .taxes import Taxes

ZERO = Decimal(0)
# Of each step: its day in the tool, its entry, the day on which it was booked.
FIELDS = {
    LIABILITY: ("expense_date", "liability_move_id", "liability_date"),
    SETTLEMENT: ("settlement_date", "settlement_move_id", "settlement_booked_date"),
}
LEDGER = """
SELECT line.account_id, line.partner_id, SUM(line.balance)::text
  FROM account_move_line AS line
 WHERE line.company_id = %(company)s AND line.parent_state = 'posted'
   AND line.date <= %(day)s AND line.account_id = ANY(%(accounts)s)
   AND line.partner_id IS NOT NULL
 GROUP BY line.account_id, line.partner_id
"""


def expected(tool, day) -> list[tuple]:
    """(expense, step, role, amount) of each transaction in force whose day has come, as the
    tool says it, booked or not; refused and older ones apart."""
    sums = ExpenseItems(tool, Taxes(tool.company_id))
    found = []
    for expense in _in_force(tool, day):
        for step in STEPS:
            date = expense[FIELDS[step][0]]
            pending = step == SETTLEMENT and expense.tool_status == Status.PENDING
            if date and date <= day and not pending:
                lines = sums.lines(expense, step)
                found += [(expense, step, line.role, line.amount) for line in lines]
    return found


def _in_force(tool, day):
    expenses = tool.env["ap.expense"].search(
        [
            ("tool_id", "=", tool.id),
            ("is_current", "=", True),
            ("state", "not in", ("refused", "replaced")),
            ("has_amount", "=", True),
            "|", ("expense_date", "<=", day), ("settlement_date", "<=", day),
        ]
    )  # fmt: skip
    return expenses.filtered(lambda one: "too_old" not in (one.reasons or ()))


def wallet(tool, day) -> Decimal:
    """Loads less settlements and fees, as the tool says them."""
    return sum(
        (amount for _one, _step, role, amount in expected(tool, day) if role == Role.WALLET),
        ZERO,
    )


def cards(tool, day) -> dict:
    """{expense: what it leaves on the account of card payments}: settled and not expensed,
    less expensed and not settled.

    What nothing keeps from being booked counts as booked. A cost that waits for a person or
    for the tool does not: its payment stands on the account until it comes.
    """
    sums = ExpenseItems(tool, Taxes(tool.company_id))
    found = {}
    for expense in _in_force(tool, day):
        left = sum((_on_cards(sums, expense, step, day) for step in STEPS), ZERO)
        if left:
            found[expense] = left
    return found


def _on_cards(sums, expense, step, day) -> Decimal:
    """What a step has on the account at the end of a day: of the revision in force where it
    is booked or can be, else of the one before it."""
    date, move, booked = FIELDS[step]
    if expense[f"{step}_due"] and expense[date] <= day:
        lines = sums.lines(expense, step)
        return sum((one.amount for one in lines if one.role == Role.CARD), ZERO)
    revision = expense
    while revision and not (revision[move] and revision[booked] <= day):
        revision = revision.previous_id
    items = stored(revision[f"{step}_items"])
    return sum((amount for place, amount in items if place.role == Role.CARD), ZERO)


def at_date(tools, day) -> list[dict]:
    """The rows of `ap.expense.tool.at_date`."""
    found = []
    for tool in tools:
        figures: dict = defaultdict(lambda: defaultdict(Decimal))
        for expense, step, role, amount in expected(tool, day):
            if role in OF_EMPLOYEE:
                _count(figures[expense.employee_id], step, role, amount)
        ledger = _ledger(tool, day)
        for employee, sums in figures.items():
            found.append(_row(tool, employee, sums, ledger))
    return sorted(found, key=lambda row: (row["tool"], row["employee"]))


def _count(sums, step, role, amount) -> None:
    if role == Role.CARD:
        sums["expensed" if step == LIABILITY else "settled"] += abs_side(step, amount)
    elif role in (Role.EMPLOYEE, Role.ALLOWANCE):
        sums["claimed" if step == LIABILITY else "paid_back"] += abs_side(step, amount)
    elif role == Role.ADVANCE:
        sums["advance_given"] += amount


def abs_side(step, amount) -> Decimal:
    """What was spent, or paid, positive: liabilities are credits, payments are debits."""
    return -amount if step == LIABILITY else amount


def _row(tool, employee, sums, ledger) -> dict:
    partner = employee.work_contact_id.id
    card = ledger.get((tool.card_account_id.id, partner), ZERO)
    owed = sum(
        ledger.get((account.id, partner), ZERO)
        for account in tool.employee_account_id | tool.allowance_account_id
    )
    return {
        "tool_id": tool.id,
        "tool": tool.name,
        "employee_id": employee.id or False,
        "employee": employee.name or "",
        "expensed": float(sums["expensed"]),
        "settled": float(sums["settled"]),
        "card_difference": float(sums["settled"] - sums["expensed"]),
        "card_ledger": float(card),
        "claimed": float(sums["claimed"]),
        "paid_back": float(sums["paid_back"]),
        "owed": float(-owed),
        "advance": float(ledger.get((tool.advance_account_id.id, partner), ZERO)),
    }


def _ledger(tool, day) -> dict:
    tool.env.flush_all()
    accounts = (
        tool.card_account_id | tool.employee_account_id | tool.allowance_account_id
        | tool.advance_account_id
    )  # fmt: skip
    rows = tool.env.execute_query(
        SQL(LEDGER, company=tool.company_id.id, day=day, accounts=accounts.ids)
    )
    return {(account, partner): to_decimal(balance) for account, partner, balance in rows}


def screen(tool) -> dict:
    """The list of today, as an action."""
    day = tool.company_id._company_today()
    rows = tool.env["ap.expense.balance"]._at(tool, day)
    return {
        "type": "ir.actions.act_window",
        "name": tool.env._(
            "%(tool)s at %(day)s", tool=tool.name, day=format_date(tool.env, day)
        ),
        "res_model": "ap.expense.balance",
        "views": [(False, "list")],
        "domain": [("id", "in", rows.ids)],
    }
