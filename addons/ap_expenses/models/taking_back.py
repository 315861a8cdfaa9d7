# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entries of expenses taken back: opposite entries, and expenses to book again."""

from odoo.exceptions import UserError

from . import booking
from .entry_items import STEPS


def take_back(moves) -> None:
    """Post the opposite of these entries on their day, or on the first open one after, and
    free their expenses. An entry that is corrected by a later one is taken back after
    it."""
    moves = moves.filtered(lambda move: move.state == "posted")
    if not moves:
        return
    _refuse_corrected(moves)
    for tool, its in moves.grouped("ap_expense_tool_id").items():
        booking.lock(tool)
        writer = tool.env["ap.entry"].with_company(tool.company_id)
        for move in its:
            day = booking._open_day(tool, move.journal_id, move.date)
            items = [item._replace(to_match=False) for item in writer.opposite_items(move)]
            label = writer._reversal_ref(tool.company_id, move.ref)
            pairs = writer.post_alone(move.journal_id, day, label, items)
            undone = move.browse([pair.move_id for pair in pairs])
            undone.sudo().write({"ap_expense_tool_id": tool.id})
            _match(move, undone)
        free(its)


def free(moves) -> None:
    """The expenses of these entries are to book again."""
    expenses = moves.env["ap.expense"].sudo()
    for step in STEPS:
        found = expenses.search([(f"{step}_move_id", "in", moves.ids)])
        day = "liability_date" if step == "liability" else "settlement_booked_date"
        found.write({f"{step}_move_id": False, day: False, f"{step}_items": False})
        expenses |= found
    expenses._prepare()


def _refuse_corrected(moves) -> None:
    expenses = moves.env["ap.expense"].sudo()
    names = [f"previous_id.{step}_move_id" for step in STEPS]
    for name, own in zip(names, STEPS, strict=True):
        later = expenses.search(
            [(name, "in", moves.ids), (f"{own}_move_id", "!=", False),
             (f"{own}_move_id", "not in", moves.ids)],
            limit=1,
        )  # fmt: skip
        if later:
            entry = later[f"{own}_move_id"]
            raise UserError(
                moves.env._(
                    "%(expense)s was corrected in %(entry)s: take that entry back first.",
                    expense=later.display_name,
                    entry=entry.display_name,
                )
            )


def _match(move, undone) -> None:
    """Each item meets its opposite."""
    lines = move.env["account.move.line"].sudo()
    move.line_ids.filtered("reconciled").sudo().remove_move_reconcile()
    partly = move.line_ids.filtered(lambda line: line.matched_debit_ids or line.matched_credit_ids)
    partly.sudo().remove_move_reconcile()
    plan = [
        one | other
        for one, other in zip(move.line_ids.sorted("id"), undone.line_ids.sorted("id"), strict=True)
        if one.account_id.reconcile and one.balance
    ]
    if plan:
        lines._reconcile_plan(plan)
