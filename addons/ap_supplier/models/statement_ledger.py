# SPDX-License-Identifier: AGPL-3.0-or-later
"""The items of one supplier at the end of a day, as the rules of statements take them.

All items up to the day, with what was matched by then; beside them drafts and what was
booked later, which a list may name.
"""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from odoo.tools import SQL

from ..rules.statement_numbers import numbers_in
from ..rules.statement_values import BILL, CREDIT_NOTE, OTHER, PAYMENT, ZERO, Item
from .supplier_accounts import accounts_of

KINDS = ("payable", "asset", "note", "advance")
LATER = timedelta(days=400)
OF_MOVES = {"in_invoice": BILL, "in_receipt": BILL, "in_refund": CREDIT_NOTE}
_ITEMS = """
SELECT line.id, currency.name, -line.amount_currency, line.date, move.move_type,
       journal.type, move.invoice_date, move.ref, move.name, line.name,
       line.date_maturity, move.payment_reference
  FROM account_move_line line
  JOIN account_move move ON move.id = line.move_id
  JOIN account_journal journal ON journal.id = line.journal_id
  JOIN res_currency currency ON currency.id = line.currency_id
  JOIN res_partner partner ON partner.id = line.partner_id
 WHERE line.company_id = %(company)s AND line.account_id = ANY(%(accounts)s)
   AND partner.commercial_partner_id = %(partner)s AND line.parent_state = 'posted'
   AND line.date <= %(last)s
 ORDER BY line.id
"""
_PAIRS = """
SELECT partial.debit_move_id, partial.credit_move_id, partial.debit_amount_currency,
       partial.credit_amount_currency
  FROM account_partial_reconcile partial
 WHERE partial.debit_move_id = ANY(%(ids)s) AND partial.credit_move_id = ANY(%(ids)s)
   AND COALESCE(partial.ap_allocated_on, partial.max_date) <= %(day)s
"""
_DRAFTS = """
SELECT -move.id, currency.name, move.amount_total, COALESCE(move.invoice_date, move.date),
       move.move_type, move.ref
  FROM account_move move
  JOIN res_currency currency ON currency.id = move.currency_id
 WHERE move.company_id = %(company)s AND move.commercial_partner_id = %(partner)s
   AND move.state = 'draft' AND move.move_type IN ('in_invoice', 'in_refund', 'in_receipt')
"""


def items(company, partner, day: date, currency: str = "") -> list[Item]:
    """The items of a supplier, in one currency where it is named."""
    env = company.env
    env["account.move"].flush_model()
    env["account.move.line"].flush_model()
    env["account.partial.reconcile"].flush_model()
    places = {
        "company": company.id,
        "partner": partner.id,
        "accounts": [one.id for one in accounts_of(company, day, KINDS)],
        "last": day + LATER,
    }
    rows = env.execute_query(SQL(_ITEMS, **places))
    there = [row for row in rows if row[3] <= day]
    pairs = env.execute_query(SQL(_PAIRS, ids=[row[0] for row in there], day=day))
    taken, group = _allocated(pairs)
    found = [_item(row, taken, group, "") for row in there]
    found += [
        _item(row, {}, {}, "later")
        for row in rows
        if row[3] > day and row[4] in OF_MOVES
    ]
    found += [_draft(row) for row in env.execute_query(SQL(_DRAFTS, **places))]
    return [one for one in found if not currency or one.currency == currency]


def currencies(company, partner) -> list[str]:
    """The currencies in which the supplier has open items now."""
    groups = company.env["account.move.line"].sudo()._read_group(
        [
            ("company_id", "=", company.id),
            ("partner_id.commercial_partner_id", "=", partner.id),
            ("parent_state", "=", "posted"),
            ("account_id.account_type", "=", "liability_payable"),
            ("reconciled", "=", False),
        ],
        ["currency_id"],
    )
    return sorted(currency.name for (currency,) in groups)


def _allocated(pairs) -> tuple[dict[int, Decimal], dict[int, int]]:
    """What was taken from each item, and the first item that it hangs together with."""
    taken: dict[int, Decimal] = defaultdict(Decimal)
    root: dict[int, int] = {}

    def of(one):
        while root.get(one, one) != one:
            root[one] = root.get(root[one], root[one])
            one = root[one]
        return one

    for debit, credit, of_debit, of_credit in pairs:
        taken[debit] -= Decimal(str(of_debit))
        taken[credit] += Decimal(str(of_credit))
        first, second = sorted((of(debit), of(credit)))
        root[second] = first
    return taken, {one: of(one) for pair in pairs for one in pair[:2]}


def _item(row, taken, group, aside) -> Item:
    key, currency, amount, booked, move_type, journal, dated, ref, name, label, due, paid = row
    amount = Decimal(str(amount))
    kind = _kind(move_type, journal, amount)
    return Item(
        key,
        amount,
        amount - taken.get(key, ZERO),
        dated if move_type in OF_MOVES and dated else booked,
        _numbers(kind, ref, name, label, paid),
        kind,
        currency,
        group.get(key, key),
        due,
        aside,
    )


def _kind(move_type, journal, amount) -> str:
    if move_type in OF_MOVES:
        return OF_MOVES[move_type]
    if journal in ("bank", "cash", "credit") or amount < 0:
        return PAYMENT
    return OTHER


def _numbers(kind, ref, name, label, paid) -> tuple[str, ...]:
    """The numbers that a supplier may name: its own, and of payments those they pay."""
    if kind in (BILL, CREDIT_NOTE):
        return tuple(dict.fromkeys(filter(None, (ref, paid))))
    texts = " ".join(filter(None, (ref, label, paid)))
    return tuple(dict.fromkeys([*filter(None, (name,)), *numbers_in(texts)]))


def _draft(row) -> Item:
    key, currency, amount, day, move_type, ref = row
    amount = Decimal(str(amount)) * (-1 if move_type == "in_refund" else 1)
    numbers = (ref,) if ref else ()
    kind = OF_MOVES[move_type]
    return Item(key, amount, amount, day, numbers, kind, currency, key, aside="draft")
