# SPDX-License-Identifier: AGPL-3.0-or-later
"""The entries of a tool: shown, then posted once, day by day, through the one writer."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo.exceptions import LockError, UserError

from odoo.addons.ap_base.arithmetic.calendar import next_day
from odoo.addons.ap_base.arithmetic.debit_credit import debit_credit

from . import advances, matching, stopping
from .entry_items import (
    LIABILITY,
    SETTLEMENT,
    STEPS,
    ExpenseItems,
    entry_item,
    to_store,
)
from .taxes import Taxes

ZERO = Decimal(0)
DUE_TYPES = ("liability_payable", "asset_receivable")
DAYS = {LIABILITY: "expense_date", SETTLEMENT: "settlement_date"}
JOURNALS = {LIABILITY: "journal_id", SETTLEMENT: "settlement_journal_id"}


class Draft(NamedTuple):
    """An entry before it is posted."""

    step: str
    day: date
    ref: str
    expenses: list
    items: list  # of EntryItem
    places: list  # of Place, one for each item


def due(tool, day):
    """The expenses of which something is to be booked up to the day."""
    return tool.env["ap.expense"].sudo().search(
        [
            ("tool_id", "=", tool.id),
            ("is_current", "=", True),
            "|",
            "&", ("liability_due", "=", True), ("expense_date", "<=", day),
            "&", ("settlement_due", "=", True), ("settlement_date", "<=", day),
        ],
        order="expense_date, settlement_date, id",
    )  # fmt: skip


def drafts(tool, day) -> list[Draft]:
    """The entries that are due up to the day, in order of their days."""
    expenses = due(tool, day)
    taxes = Taxes(tool.company_id)
    found = []
    for step in STEPS:
        its = expenses.filtered(
            lambda one, step=step: one[f"{step}_due"] and one[DAYS[step]] <= day
        )
        found += _drafts_of(tool, step, its, taxes)
    return found


def _drafts_of(tool, step, expenses, taxes) -> list[Draft]:
    """One entry for each day and group; days that are locked give way to the first open
    one after."""
    sums = ExpenseItems(tool, taxes)
    left = advances.Advances(tool, expenses.partner_id.ids) if step == LIABILITY else None
    groups: dict = defaultdict(list)
    opened: dict = {}
    for expense in expenses:
        wanted = expense[DAYS[step]]
        if wanted not in opened:
            opened[wanted] = _open_day(tool, tool[JOURNALS[step]], wanted)
        groups[opened[wanted], _group(tool, expense)].append(expense)
    found = []
    for (day, group), its in sorted(groups.items(), key=lambda pair: pair[0]):
        amounts = [(one.kind, *pair) for one in its for pair in sums.of(one, step).items()]
        paid = left.pay(amounts) if left else []
        amounts = [(place, amount) for _kind, place, amount in amounts] + paid
        found.append(_draft(tool, step, day, group, its, _summed(amounts)))
    return found


def _summed(amounts) -> list[tuple]:
    """The amounts of each place, debits and credits apart: a refund shows beside what it
    gives back."""
    sums: dict = {}
    for place, amount in amounts:
        key = (place, amount > 0)
        sums[key] = sums.get(key, ZERO) + amount
    return [(place, amount) for (place, _is_debit), amount in sums.items() if amount]


def _group(tool, expense) -> str:
    if tool.grouping == "employee":
        return expense.employee_id.name or expense.employee_name or ""
    if tool.grouping == "report":
        return expense.report_ref or expense.external_id
    return ""


def _draft(tool, step, day, group, expenses, items) -> Draft:
    accounts = tool.env["account.account"].sudo()
    currency = tool.company_id.currency_id
    ref = _reference(tool, step, group)
    made = [
        entry_item(
            place, amount, ref, day, currency,
            accounts.browse(place.account_id).account_type in DUE_TYPES,
        )
        for place, amount in items
    ]  # fmt: skip
    return Draft(step, day, ref, expenses, made, [place for place, _amount in items])


def _reference(tool, step, group) -> str:
    """In the language of the company's books."""
    lang = tool.company_id.partner_id.lang or tool.env.lang
    env = tool.with_context(lang=lang).env
    if step == LIABILITY:
        text = env._("Expenses %(tool)s", tool=tool.name)
    else:
        text = env._("Wallet %(tool)s", tool=tool.name)
    return " – ".join(filter(None, (text, group)))


def _open_day(tool, journal, day):
    """The day itself, or the first one after every lock that covers it, of VAT as well."""
    company = tool.company_id
    locks = company._get_violated_lock_dates(day, True, journal)
    return next_day(max(lock[0] for lock in locks)) if locks else day


# -- shown ---------------------------------------------------------------------------------


def preview(tool, day) -> list[dict]:
    """The entries as plain values."""
    env = tool.env
    found = []
    for draft in drafts(tool, day):
        accounts = env["account.account"].sudo().with_company(tool.company_id)
        found.append(
            {
                "step": draft.step,
                "date": draft.day.isoformat(),
                "journal": tool[JOURNALS[draft.step]].code,
                "reference": draft.ref,
                "expenses": len(draft.expenses),
                "items": [
                    {
                        "account": accounts.browse(item.account_id).code,
                        "partner": env["res.partner"].sudo().browse(
                            item.partner_id or []
                        ).display_name or "",
                        "label": item.label,
                        "debit": float(debit_credit(item.balance)[0]),
                        "credit": float(debit_credit(item.balance)[1]),
                    }
                    for item in draft.items
                ],
            }
        )  # fmt: skip
    return found


# -- posted --------------------------------------------------------------------------------


def book(tool, day) -> dict:
    """Post what is due up to the day; all of it or nothing."""
    lock(tool)
    due(tool, day)._prepare()
    stopping.check(tool, due(tool, day))
    counts = {LIABILITY: 0, SETTLEMENT: 0}
    moves = tool.env["account.move"]
    wanted = drafts(tool, day)
    sums = ExpenseItems(tool, Taxes(tool.company_id))
    for draft in wanted:
        posted = _post(tool, draft)
        _keep(sums, draft, posted)
        counts[draft.step] += len(draft.expenses)
        moves |= posted
    matching.match(tool, moves)
    tool.env["ap.expense"].browse(
        {one.id for draft in wanted for one in draft.expenses}
    )._prepare()
    waiting = tool.env["ap.expense"].sudo().search_count(
        [("tool_id", "=", tool.id), ("state", "in", ("review", "settled"))]
    )
    return {
        "expenses": counts[LIABILITY],
        "settlements": counts[SETTLEMENT],
        "move_ids": moves.ids,
        "review": waiting,
    }


def lock(tool) -> None:
    """One at a time books, imports or takes back for a tool."""
    try:
        tool.sudo().lock_for_update()
    except LockError:
        raise UserError(
            tool.env._(
                "Somebody else is booking or importing for %(tool)s: try again in a moment.",
                tool=tool.display_name,
            )
        ) from None


def _post(tool, draft):
    writer = tool.env["ap.entry"].with_company(tool.company_id)
    journal = tool[JOURNALS[draft.step]]
    pairs = writer.post_alone(
        journal, draft.day, draft.ref, draft.items, ap_expense_tool_id=tool.id
    )
    moves = tool.env["account.move"].browse([pair.move_id for pair in pairs])
    _date_services(moves, draft)
    return moves


def _date_services(moves, draft) -> None:
    """The service periods of the tool, for the deferrals of the closing."""
    lines = moves.line_ids.sorted("id")
    for line, place in zip(lines, draft.places, strict=True):
        if place.end:
            line.sudo().write(
                {"deferred_start_date": place.start, "deferred_end_date": place.end}
            )


def _keep(sums, draft, moves) -> None:
    """The expenses know their entry, and what the books have of them."""
    names = {
        LIABILITY: ("liability_move_id", "liability_date", "liability_items"),
        SETTLEMENT: ("settlement_move_id", "settlement_booked_date", "settlement_items"),
    }[draft.step]
    for expense in draft.expenses:
        move = moves[:1] or expense.previous_id[names[0]]  # nothing differs: as it was
        values = (move.id, draft.day, to_store(sums.whole(expense, draft.step)))
        expense.sudo().write(dict(zip(names, values, strict=True)))
