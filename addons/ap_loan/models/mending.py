# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entries that others booked for a loan: found, compared row by row, put right."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tools import SQL

from ..rules import entries
from ..rules.entries import EntryLine, Role
from . import bookings, contract, interest_actuals, ledger, schedule_store

ZERO = Decimal(0)
NEAR = timedelta(days=5)  # a bank debits on the next working day
# Entries in which the loan repays capital, without those of closings.
REPAYMENTS = """
SELECT item.move_id, MIN(item.date) AS date, SUM(item.amount_currency)::text AS principal
  FROM (%(items)s) item
  JOIN account_move move ON move.id = item.move_id AND move.ap_closing_run_id IS NULL
 WHERE item.loan_id = %(loan)s
   AND NOT EXISTS (SELECT 1 FROM ap_loan_row row WHERE row.move_id = item.move_id)
 GROUP BY item.move_id
"""
SPLIT = """
SELECT item.move_id, item.account_id, SUM(item.amount_currency)::text AS amount
  FROM account_move_line item
 WHERE item.move_id = ANY(%(moves)s)
 GROUP BY item.move_id, item.account_id
"""
SPLIT_ROLES = (Role.LOAN, Role.INTEREST, Role.INSURANCE, Role.FEES, Role.INDEMNITY)


def link_entries(loan) -> int:
    """Give the rows that are due the entries that repay them: the same capital, or the
    same total, within five days, and no second one like it. How many were found."""
    contract.lock(loan)
    version = schedule_store.in_force(loan).get(loan.id)
    if version is None:
        return 0
    today = loan.company_id._company_today()
    moves = _candidates(loan, today + NEAR)
    records = loan.env["ap.loan.row"].sudo()
    linked = 0
    for row, stored in zip(version.schedule.rows, version.stored, strict=True):
        if row.date > today or stored["move_id"] or stored["is_taken_over"]:
            continue
        like = [move for move, one in moves.items() if _repays(one, row)]
        if len(like) == 1:
            records.browse(stored["id"]).move_id = like[0]
            del moves[like[0]]
            linked += 1
    interest_actuals.refresh(loan)
    return linked


def _candidates(loan, day) -> dict[int, dict]:
    """Entries that repay the loan and are of no row: their day, capital and money."""
    env = loan.env
    env.flush_all()
    items = ledger.items_of(loan.company_id, day, "account_id")
    rows = env.execute_query_dict(SQL(REPAYMENTS, items=items, loan=loan.id))
    splits = _splits(loan, [row["move_id"] for row in rows])
    return {
        row["move_id"]: {
            "date": row["date"],
            "principal": Decimal(row["principal"]),
            "debit": sum(
                (splits[row["move_id"]].get(role, ZERO) for role in SPLIT_ROLES), ZERO
            ),
        }
        for row in rows
    }


def _repays(entry, row) -> bool:
    if abs(entry["date"] - row.date) > NEAR or entry["principal"] <= 0:
        return False
    return entry["principal"] == row.principal or entry["debit"] == row.debit


def _splits(loan, move_ids) -> dict[int, dict[Role, Decimal]]:
    """What each entry has on the accounts of the loan, in its currency, by role."""
    roles = defaultdict(list)
    for role in SPLIT_ROLES:
        roles[loan[bookings.ACCOUNTS[role]].id].append(role)
    found: dict = {move: {} for move in move_ids}
    if not move_ids:
        return found
    for row in loan.env.execute_query_dict(SQL(SPLIT, moves=move_ids)):
        for role in roles.get(row["account_id"], ())[:1]:
            found[row["move_id"]][role] = Decimal(row["amount"])
    return found


def wrong_splits(loan) -> list[tuple]:
    """The booked rows whose entry has other amounts: (row, entry, differences). What was
    put right by an entry of ours counts with it."""
    version = schedule_store.in_force(loan).get(loan.id)
    if version is None:
        return []
    booked = {
        stored["move_id"]: row
        for row, stored in zip(version.schedule.rows, version.stored, strict=True)
        if stored["move_id"]
    }
    loan.env.flush_all()
    mended = _mended(loan, booked)
    splits = _splits(loan, [*booked, *(one for its in mended.values() for one in its)])
    found = []
    for move, row in booked.items():
        sums: dict = defaultdict(Decimal)
        for entry in (move, *mended.get(move, ())):
            for role, amount in splits[entry].items():
                sums[role] += amount
        gaps = [
            gap
            for gap in entries.split_differences(row, sums)
            if gap.role in SPLIT_ROLES and _is_split(loan, gap.role)
        ]
        if gaps:
            found.append((row, loan.env["account.move"].browse(move), gaps))
    return found


def _is_split(loan, role) -> bool:
    """Whether the role has an account of its own here: one that two share says nothing."""
    name = bookings.ACCOUNTS[role]
    others = [bookings.ACCOUNTS[one] for one in SPLIT_ROLES if one != role]
    return bool(loan[name]) and all(loan[one] != loan[name] for one in others)


def _mended(loan, booked) -> dict[int, list[int]]:
    """The entries of ours that put right those of the rows."""
    moves = loan.env["account.move"].sudo()
    found: dict = defaultdict(list)
    for one in moves.search(
        [("ap_loan_mends_id", "in", list(booked)), ("state", "=", "posted")]
    ):
        found[one.ap_loan_mends_id.id].append(one.id)
    return found


def mend_splits(loan) -> None:
    """Post, for each wrong split, the entry that moves the amounts to their accounts, on
    the day of the entry it mends or the first open one after. What does not balance (the
    money itself differs) is refused with its figures."""
    contract.lock(loan)
    for row, move, gaps in wrong_splits(loan):
        lines = [EntryLine(gap.role, gap.expected - gap.booked) for gap in gaps]
        if sum((line.balance for line in lines), ZERO):
            raise UserError(
                loan.env._(
                    "%(entry)s: the money is not that of the instalment of %(day)s. Look at "
                    "the bank's notice, then reverse the entry or import its table.",
                    entry=move.display_name,
                    day=row.date.isoformat(),
                )
            )
        writer = loan.env["ap.entry"].with_company(loan.company_id)
        day = writer.first_open_day(bookings.journal_of(loan), move.date)
        label = bookings.books(loan).env._(
            "Loan %(name)s: split of instalment %(number)s put right",
            name=loan.name,
            number=row.number,
        )
        done = bookings.post(loan, day, label, lines)
        done.sudo().write({"ap_loan_mends_id": move.id})
    interest_actuals.refresh(loan)


def gap_words(loan, gaps) -> list[str]:
    """“Interest 22.75 instead of 300.00”, for each role."""
    labels = {
        Role.LOAN: loan.env._("Capital"),
        Role.INTEREST: loan.env._("Interest"),
        Role.INSURANCE: loan.env._("Insurance"),
        Role.FEES: loan.env._("Fees"),
        Role.INDEMNITY: loan.env._("Indemnity"),
    }
    amount = contract.shown_amount
    return [
        loan.env._(
            "%(what)s %(booked)s instead of %(expected)s",
            what=labels[gap.role],
            booked=amount(loan, gap.booked),
            expected=amount(loan, gap.expected),
        )
        for gap in gaps
    ]
