# SPDX-License-Identifier: AGPL-3.0-or-later
"""The entries of a tool: shown, then posted once, day by day, through the one writer."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from odoo.exceptions import LockError, UserError
from odoo.fields import Domain

from odoo.addons.ap_base.arithmetic.calendar import next_day
from odoo.addons.ap_base.arithmetic.debit_credit import debit_credit

from . import advances, matching, prepared_store, stopping
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
BATCH = 3000  # expenses whose entries are made and posted together: whole days


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
        _due(tool, LIABILITY, day) | _due(tool, SETTLEMENT, day),
        order="expense_date, settlement_date, id",
    )


def _due(tool, step, day) -> Domain:
    return Domain(
        [
            ("tool_id", "=", tool.id),
            ("is_current", "=", True),
            (f"{step}_due", "=", True),
            (DAYS[step], "<=", day),
        ]
    )


def count(tool, day, *steps) -> int:
    """How many expenses and payments are due up to the day, or of one step."""
    expenses = tool.env["ap.expense"].sudo()
    return sum(expenses.search_count(_due(tool, step, day)) for step in steps or STEPS)


def part(tool, day):
    """The last day of the next part: as many whole days as make a batch; None where nothing
    is due."""
    ends = [
        min(max(first), day)
        for first in (next(_days(tool, step, day), None) for step in STEPS)
        if first
    ]
    return min(ends, default=None)


def drafts(tool, day) -> list[Draft]:
    """The entries that are due up to the day, in order of their days."""
    return [draft for batch in _batches(tool, day) for draft in batch]


def _batches(tool, day) -> Iterator[list[Draft]]:
    """The entries that are due, some days at a time: what was read of them is forgotten
    before the next."""
    sums = ExpenseItems(tool, Taxes(tool.company_id))
    for step in STEPS:
        left = None
        for opened in _days(tool, step, day):
            wanted = _due(tool, step, day) & Domain(DAYS[step], "in", list(opened))
            expenses = tool.env["ap.expense"].sudo().search(wanted, order=f"{DAYS[step]}, id")
            if step == LIABILITY and left is None:
                left = advances.Advances(tool, _holders(tool, day))
            yield _drafts_of(sums, step, expenses, left, opened)
            expenses.invalidate_recordset()


def _holders(tool, day) -> list[int]:
    """Whose claims and advances are due."""
    rows = tool.env["ap.expense"].sudo()._read_group(
        _due(tool, LIABILITY, day), ["partner_id"]
    )
    return [partner.id for [partner] in rows if partner]


def _days(tool, step, day) -> Iterator[dict]:
    """The days on which something is due, each with the day on which it is booked: as many
    together as make a batch. Days that are locked give way to the first open one after."""
    counts = tool.env["ap.expense"].sudo()._read_group(
        _due(tool, step, day), [f"{DAYS[step]}:day"], ["__count"]
    )
    batch: dict = {}
    held = 0
    for moment, count in sorted(counts):
        wanted = moment.date() if isinstance(moment, datetime) else moment
        opened = _open_day(tool, tool[JOURNALS[step]], wanted)
        if held >= BATCH and opened not in batch.values():
            yield batch
            batch, held = {}, 0
        batch[wanted] = opened
        held += count
    if batch:
        yield batch


def _drafts_of(sums, step, expenses, left, opened) -> list[Draft]:
    """One entry for each day and group. ``opened``: the day of booking by day; ``left``:
    the advances that pay claims."""
    tool = sums.tool
    groups: dict = defaultdict(list)
    for expense in expenses:
        groups[opened[expense[DAYS[step]]], _group(tool, expense)].append(expense)
    found = []
    for (day, group), its in sorted(groups.items(), key=lambda pair: pair[0]):
        amounts = [(one.kind, *pair) for one in its for pair in sums.of(one, step).items()]
        paid = left.pay(amounts) if left else []
        amounts = [(place, amount) for _kind, place, amount in amounts] + paid
        found.append(_draft(tool, step, day, group, its, _summed(amounts)))
    return found


def _summed(amounts) -> list[tuple]:
    """The amounts of each place, debits and credits apart: a refund shows beside what it
    gives back. What was paid in another currency stands alone."""
    sums: dict = {}
    for turn, (place, amount) in enumerate(amounts):
        key = (place, amount > 0, turn if place.abroad else -1)
        sums[key] = sums.get(key, ZERO) + amount
    return [(place, amount) for (place, *_apart), amount in sums.items() if amount]


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
            place, amount, _label(tool, ref, place), day, currency,
            accounts.browse(place.account_id).account_type in DUE_TYPES,
        )
        for place, amount in items
    ]  # fmt: skip
    return Draft(step, day, ref, expenses, made, [place for place, _amount in items])


def _label(tool, ref, place) -> str:
    """With what was paid in another currency."""
    if not place.abroad:
        return ref
    return f"{ref} – {place.abroad} {tool.env['res.currency'].browse(place.currency_id).name}"


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
    moves, touched = tool.env["account.move"], set()
    sums = ExpenseItems(tool, Taxes(tool.company_id))
    for batch in _batches(tool, day):
        moves |= _post(sums, batch)
        for draft in batch:
            counts[draft.step] += len(draft.expenses)
            touched |= {one.id for one in draft.expenses}
    matching.match(tool, moves)
    tool.env["ap.expense"].browse(sorted(touched))._prepare()
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


def _post(sums, batch) -> object:
    """The moves of these entries of one step, posted at once; their expenses know them."""
    tool = sums.tool
    if not batch:
        return tool.env["account.move"]
    step = batch[0].step
    writer = tool.env["ap.entry"].with_company(tool.company_id)
    posted = writer.post_days(
        tool[JOURNALS[step]],
        [(draft.day, draft.ref, draft.items) for draft in batch],
        ap_expense_tool_id=tool.id,
    )
    _date_services(posted, batch)
    booked = {}
    for draft, moves in zip(batch, posted, strict=True):
        for one in draft.expenses:
            # nothing differs from what is booked: as it was
            move = moves[:1] or one.previous_id[f"{step}_move_id"]
            booked[one.id] = (move.id, draft.day, to_store(sums.whole(one, step)))
    prepared_store.book(tool.env["ap.expense"].sudo(), step, booked)
    tool.env.invalidate_all()  # of what is posted, nothing is kept in memory
    return tool.env["account.move"].union(*posted)


def _date_services(posted, batch) -> None:
    """The service periods of the tool, for the deferrals of the closing."""
    served = defaultdict(list)
    for draft, moves in zip(batch, posted, strict=True):
        if any(place.end for place in draft.places):
            lines = moves.line_ids.sorted("id")
            for line, place in zip(lines, draft.places, strict=True):
                if place.end:
                    served[place.start, place.end].append(line.id)
    for (start, end), ids in served.items():
        posted[0].line_ids.browse(ids).sudo().write(
            {"deferred_start_date": start, "deferred_end_date": end}
        )
