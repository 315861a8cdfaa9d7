# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a bank account stands at the end of any day: ledger, bank, and what lies between.

Odoo books each bank line on the account of the bank as it comes, its counterpart on the
suspense account until somebody handles it, and payments on an account of their own until
the bank has them. The ledger is therefore the sum of three: the account, the payments on
their way, and the lines to handle.
"""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from odoo.addons.ap_base.arithmetic.money import to_decimal

from ..rules.bank_reconciliation import (
    BANK,
    LEDGER,
    ZERO,
    BankReconciliation,
    CheckPoint,
    Clearing,
    Movement,
    reconcile,
)

# Bank lines up to the day, and what of each stands on the suspense account.
LINES = """
    SELECT line.id, move.date, line.amount,
           COALESCE(line.ap_bank_label, line.payment_ref, ''), line.partner_id,
           COALESCE((SELECT SUM(CASE WHEN account.reconcile THEN item.{residual}
                                     ELSE item.{amount} END)
              FROM account_move_line AS item
              JOIN account_account AS account ON account.id = item.account_id
             WHERE item.move_id = line.move_id
               AND item.account_id = %(suspense)s), 0)
      FROM account_bank_statement_line AS line
      JOIN account_move AS move ON move.id = line.move_id
     WHERE line.journal_id = %(journal)s AND move.state = 'posted' AND move.date <= %(day)s
  ORDER BY move.date, line.id"""
# Entries on the account of the bank that no bank line made.
BY_HAND = """
    SELECT item.id, item.date, item.{amount}, COALESCE(item.name, move.name),
           item.partner_id
      FROM account_move_line AS item
      JOIN account_move AS move ON move.id = item.move_id
     WHERE item.account_id = %(account)s AND item.parent_state = 'posted'
       AND item.date <= %(day)s AND move.statement_line_id IS NULL"""
# Items on the accounts of payments on their way, of this journal, with what was matched.
ON_THEIR_WAY = """
    SELECT item.id, item.date, item.{amount}, COALESCE(item.name, move.name),
           item.partner_id, move.statement_line_id IS NOT NULL
      FROM account_move_line AS item
      JOIN account_move AS move ON move.id = item.move_id
 LEFT JOIN account_payment AS payment ON payment.id = item.payment_id
     WHERE item.account_id = ANY(%(accounts)s) AND item.parent_state = 'posted'
       AND item.date <= %(day)s AND COALESCE(payment.journal_id, item.journal_id) = %(journal)s"""
CLEARED = """
    SELECT partial.debit_move_id, partial.credit_move_id, debit.date, credit.date,
           partial.{debit}, partial.{credit}
      FROM account_partial_reconcile AS partial
      JOIN account_move_line AS debit ON debit.id = partial.debit_move_id
      JOIN account_move_line AS credit ON credit.id = partial.credit_move_id
     WHERE debit.account_id = ANY(%(accounts)s)
       AND (debit.id = ANY(%(ids)s) OR credit.id = ANY(%(ids)s))
       AND debit.date <= %(day)s AND credit.date <= %(day)s"""
HOME = {
    "amount": "balance", "residual": "amount_residual", "debit": "amount", "credit": "amount",
}  # fmt: skip
FOREIGN = {
    "amount": "amount_currency", "residual": "amount_residual_currency",
    "debit": "debit_amount_currency", "credit": "credit_amount_currency",
}  # fmt: skip


class _Sum(NamedTuple):
    """Items on their way as movements, and how much of them bank lines have cleared."""

    movements: list
    cleared: Decimal


def at_date(journal, day: date) -> BankReconciliation:
    """Return where the account of the journal stands at the end of the day, in its
    currency."""
    journal = journal.sudo()
    points, opening = _points(journal, day)
    bank = _bank_lines(journal, day)
    by_hand = _by_hand(journal, day)
    way = _on_their_way(journal, day)
    first = min((one.day for one in bank), default=day)
    start = min(first, opening.day + timedelta(days=1)) if opening else first
    handled = sum((c.amount for one in bank for c in one.cleared), ZERO)
    before = sum((one.amount for one in by_hand if one.day < start), ZERO)
    since = [one for one in by_hand if one.day >= start]
    return reconcile(
        day, [*bank, *since, *way.movements], points, before + handled - way.cleared, opening
    )


def outstanding_accounts(journal) -> list[int]:
    """The accounts of payments on their way that the journal uses."""
    methods = journal.inbound_payment_method_line_ids | journal.outbound_payment_method_line_ids
    accounts = methods.payment_account_id
    groups = journal.env["account.payment"]._read_group(
        [("journal_id", "=", journal.id)], ["outstanding_account_id"]
    )
    for (account,) in groups:
        accounts |= account
    return (accounts - journal.default_account_id).ids


def _points(journal, day):
    """Printed balances, the last of each day, and the balance before the first line."""
    rows = journal.env["ap.bank.balance"].search(
        [("journal_id", "=", journal.id), ("date", "<=", day)], order="date, id"
    )
    by_day = {row.date: to_decimal(row.closing) for row in rows}
    points = [CheckPoint(*pair) for pair in sorted(by_day.items())]
    first = rows.filtered("has_opening").sorted(lambda row: (row.date_start, row.id))[:1]
    if not first:
        return points, None
    return points, CheckPoint(first.date_start - timedelta(days=1), to_decimal(first.opening))


def _bank_lines(journal, day) -> list[Movement]:
    rows = _rows(journal, LINES, day=day, suspense=journal.suspense_account_id.id)
    found = []
    for number, booked, amount, label, partner, left in rows:
        whole = to_decimal(amount)
        handled = whole + to_decimal(left)  # the suspense item has the opposite sign
        cleared = (Clearing(booked, handled),) if handled else ()
        found.append(Movement(f"line:{number}", BANK, booked, whole, label, cleared, partner))
    return found


def _by_hand(journal, day) -> list[Movement]:
    rows = _rows(journal, BY_HAND, day=day, account=journal.default_account_id.id)
    return [
        Movement(f"item:{number}", LEDGER, booked, to_decimal(amount), label, (), partner)
        for number, booked, amount, label, partner in rows
    ]


def _on_their_way(journal, day) -> _Sum:
    """Payments with the bank lines that cleared them. What bank lines put on the account
    without a payment is a movement of its own, of the opposite sign."""
    accounts = outstanding_accounts(journal)
    rows = _rows(journal, ON_THEIR_WAY, day=day, accounts=accounts) if accounts else []
    by_line = {row[0] for row in rows if row[-1]}
    clearings, used, total = _clearings(journal, day, accounts, rows, by_line)
    movements = []
    for number, booked, amount, label, partner, of_line in rows:
        whole = to_decimal(amount)
        if of_line:
            left = whole + used[number]
            if left:
                movements.append(
                    Movement(f"item:{number}", LEDGER, booked, left, label, (), partner)
                )
        else:
            cleared = tuple(clearings[number])
            movements.append(
                Movement(f"item:{number}", LEDGER, booked, whole, label, cleared, partner)
            )
    return _Sum(movements, total)


def _clearings(journal, day, accounts, rows, by_line):
    """By item: its clearings; by item of a bank line: what it has cleared, signed as what
    it cleared; and the sum of that."""
    clearings, used, total = defaultdict(list), defaultdict(Decimal), ZERO
    ids = [row[0] for row in rows]
    found = _rows(journal, CLEARED, day=day, accounts=accounts, ids=ids) if ids else []
    for debit, credit, debit_day, credit_day, in_debit, in_credit in found:
        debit_amount, credit_amount = to_decimal(in_debit), -to_decimal(in_credit)
        later = max(debit_day, credit_day)  # but the bank had it on the day of its line
        of_debit = credit_day if credit in by_line else later
        of_credit = debit_day if debit in by_line else later
        clearings[debit].append(Clearing(of_debit, debit_amount))
        clearings[credit].append(Clearing(of_credit, credit_amount))
        for line, amount in ((debit, credit_amount), (credit, debit_amount)):
            other = credit if line == debit else debit
            if line in by_line and other not in by_line:
                used[line] += amount
                total += amount
    return clearings, used, total


def _rows(journal, query, **values):
    company = journal.company_id
    foreign = journal.currency_id and journal.currency_id != company.currency_id
    names = FOREIGN if foreign else HOME
    env = journal.env
    env.flush_all()
    env.cr.execute(  # pylint: disable=sql-injection
        query.format(**names), {"journal": journal.id, **values}
    )
    return env.cr.fetchall()
