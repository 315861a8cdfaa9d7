# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was booked meets what it clears: card payments, claims, advances, bills."""


def match(tool, moves) -> None:
    """Match the open items of the tool on the accounts of employees and cards, person by
    person, and payments with the bills that they pay."""
    if not moves:
        return
    _match_bills(tool, moves)
    own = tool.card_account_id | tool.employee_account_id | tool.allowance_account_id
    own |= tool.advance_account_id
    accounts = own.filtered("reconcile")
    touched = moves.line_ids.filtered(lambda line: line.account_id in accounts)
    if not touched:
        return
    lines = tool.env["account.move.line"].sudo().search(
        [
            ("company_id", "=", tool.company_id.id),
            ("account_id", "in", accounts.ids),
            ("partner_id", "in", touched.partner_id.ids),
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
        tool.env["account.move.line"].sudo()._reconcile_plan(plan)


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
