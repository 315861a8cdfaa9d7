# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was booked meets what it clears: card payments, claims, advances, bills, loads."""

from datetime import timedelta

ON_ITS_WAY = timedelta(days=10)  # between the bank and the wallet, at most

PEOPLE = 25  # whose items are matched together


def match(tool, moves) -> None:
    """Match the open items of the tool on the accounts of employees and cards, person by
    person, and payments with the bills that they pay."""
    if not moves:
        return
    _match_bills(tool, moves)
    _match_loads(tool, moves)
    own = tool.card_account_id | tool.employee_account_id | tool.allowance_account_id
    own |= tool.advance_account_id
    accounts = own.filtered("reconcile")
    people = tool.env["account.move.line"].sudo()._read_group(
        [("move_id", "in", moves.ids), ("account_id", "in", accounts.ids),
         ("partner_id", "!=", False)],
        [], ["partner_id:array_agg_distinct"],
    )[0][0]  # fmt: skip
    for start in range(0, len(people or ()), PEOPLE):
        _match_people(tool, accounts, people[start : start + PEOPLE])


def _match_people(tool, accounts, people) -> None:
    lines = tool.env["account.move.line"].sudo().search(
        [
            ("company_id", "=", tool.company_id.id),
            ("account_id", "in", accounts.ids),
            ("partner_id", "in", people),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
            ("move_id.ap_expense_tool_id", "=", tool.id),
        ],
        order="date, id",
    )
    plan = [
        its
        for its in lines.grouped(lambda line: (line.account_id, line.partner_id)).values()
        if {line.balance > 0 for line in its} == {True, False}
    ]
    if plan:
        lines._reconcile_plan(plan)
    lines.env.flush_all()
    lines.env.invalidate_all(flush=False)


def _match_bills(tool, moves) -> None:
    """A bill paid by card is paid."""
    expenses = tool.env["ap.expense"].sudo().search(
        [("settlement_move_id", "in", moves.ids), ("bill_id", "!=", False)]
    )
    plan = []
    for bill, its in expenses.grouped("bill_id").items():
        wanted = bill.line_ids.filtered(
            lambda line: line.display_type == "payment_term" and not line.reconciled
        )
        paid = its.settlement_move_id.line_ids.filtered(
            lambda line, wanted=wanted: line.account_id in wanted.account_id
            and line.partner_id in wanted.partner_id
            and not line.reconciled
        )
        if wanted and paid:
            plan.append(wanted | paid)
    if plan:
        tool.env["account.move.line"].sudo()._reconcile_plan(plan)


def _match_loads(tool, moves) -> None:
    """What came into the wallet meets what left the bank: the same amount, a few days apart,
    the nearest first; without one it stays on its way."""
    account = tool.transit_account_id.filtered("reconcile")
    loads = moves.line_ids.filtered(
        lambda line: account and line.account_id == account and not line.reconciled
    )
    if not loads:
        return
    days = loads.mapped("date")
    others = tool.env["account.move.line"].sudo().search(
        [
            ("company_id", "=", tool.company_id.id),
            ("account_id", "=", account.id),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
            ("move_id.ap_expense_tool_id", "!=", tool.id),
            ("date", ">=", min(days) - ON_ITS_WAY),
            ("date", "<=", max(days) + ON_ITS_WAY),
        ],
        order="date, id",
    )
    plan, free = [], list(others)
    for load in loads.sorted(lambda line: (line.date, line.id)):
        near = [
            one for one in free
            if tool.currency_id.compare_amounts(one.amount_residual, -load.amount_residual) == 0
            and abs(one.date - load.date) <= ON_ITS_WAY
        ]  # fmt: skip
        if near:
            met = min(near, key=lambda one, load=load: abs(one.date - load.date))
            free.remove(met)
            plan.append(load | met)
    if plan:
        tool.env["account.move.line"].sudo()._reconcile_plan(plan)
