# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts of suppliers at the end of any day, by one statement over journal items and
what was matched by then. Debts are positive.

A matching counts from the later of its two items' days, or from the day of the latest
item that was matched in the same act. What was matched between two suppliers or two
accounts settles neither of them: the sum of the open items of an account is its balance.
"""

from datetime import date
from typing import NamedTuple

from odoo.fields import Domain
from odoo.tools import SQL

from . import accrued_lines
from .supplier_accounts import SupplierAccount, accounts_of

# What is open of each item: `item` and `open_item`.
_OPEN = """
WITH item AS MATERIALIZED (
    SELECT line.id, line.move_id, line.account_id, line.currency_id, line.date,
           COALESCE(partner.commercial_partner_id, line.partner_id) AS partner_id,
           COALESCE(line.date_maturity, line.date) AS due,
           line.balance, line.amount_currency
      FROM account_move_line line
 LEFT JOIN res_partner partner ON partner.id = line.partner_id
     WHERE line.company_id = %(company)s
       AND line.account_id = ANY(%(accounts)s)
       AND line.parent_state = 'posted'
       AND line.date <= %(day)s
       AND NOT (%(is_pooled)s)
       AND %(chosen)s
), pair AS (
    SELECT partial.debit_move_id, partial.credit_move_id, partial.amount,
           partial.debit_amount_currency, partial.credit_amount_currency
      FROM account_partial_reconcile partial
      JOIN item debit ON debit.id = partial.debit_move_id
      JOIN item credit ON credit.id = partial.credit_move_id
     WHERE COALESCE(partial.ap_allocated_on, partial.max_date) <= %(day)s
       AND credit.account_id = debit.account_id
       AND credit.partner_id IS NOT DISTINCT FROM debit.partner_id
), taken AS (
    SELECT side.id, SUM(side.amount) AS amount, SUM(side.amount_currency) AS amount_currency
      FROM (SELECT debit_move_id AS id, amount, debit_amount_currency AS amount_currency
              FROM pair
         UNION ALL
            SELECT credit_move_id, -amount, -credit_amount_currency FROM pair) side
     GROUP BY side.id
), %(parts)s, open_item AS (
    SELECT item.*, COALESCE(taken.amount, 0) - item.balance AS rest,
           COALESCE(taken.amount_currency, 0) - item.amount_currency AS rest_currency,
           %(day)s - item.due AS late
      FROM item LEFT JOIN taken ON taken.id = item.id
     UNION ALL
    SELECT part.id, part.move_id, part.account_id, part.currency_id, part.date,
           part.partner_id, part.due, part.balance, part.amount_currency, -part.balance,
           -part.amount_currency, %(day)s - part.due
      FROM part
)"""
_TOTALS = """
SELECT one.partner_id, one.account_id, one.currency_id,
       -SUM(one.balance), SUM(one.rest), SUM(one.rest_currency),
       COALESCE(SUM(one.rest) FILTER (WHERE one.late <= 0), 0),
       ARRAY[%(bands)s]::numeric[],
       COALESCE(SUM(one.rest) FILTER (WHERE one.rest > 0), 0),
       COALESCE(-SUM(one.rest) FILTER (WHERE one.rest < 0), 0),
       COALESCE(-SUM(one.rest) FILTER (WHERE one.rest < 0 AND move.move_type = 'in_refund'), 0),
       COALESCE(SUM(one.rest) FILTER (WHERE one.move_id = ANY(%(held)s)), 0),
       COALESCE(SUM(one.rest) FILTER (WHERE one.move_id = ANY(%(disputed)s)), 0),
       COALESCE(MAX(one.late) FILTER (WHERE one.rest > 0), 0),
       COUNT(*) FILTER (WHERE one.rest <> 0)
  FROM open_item one
  JOIN account_move move ON move.id = one.move_id
 GROUP BY one.partner_id, one.account_id, one.currency_id
 ORDER BY one.partner_id, one.account_id, one.currency_id
"""
_ITEMS = """
SELECT one.id, one.move_id, one.partner_id, one.account_id, one.currency_id, one.date,
       one.due, one.rest, one.rest_currency, GREATEST(one.late, 0), move.move_type,
       move.name, line.ref, line.name AS label, -one.balance
  FROM open_item one
  JOIN account_move move ON move.id = one.move_id
  JOIN account_move_line line ON line.id = one.id
 WHERE one.rest <> 0 OR one.rest_currency <> 0
 ORDER BY one.partner_id, one.account_id, one.due, one.id
"""
_FLUSHED = {
    "account.move": ["move_type", "name"],
    "account.move.line": [
        "date", "balance", "amount_currency", "account_id", "partner_id", "parent_state",
        "company_id", "date_maturity", "currency_id", "ref", "name",
    ],
    "account.partial.reconcile": [
        "amount", "debit_amount_currency", "credit_amount_currency", "max_date",
        "ap_allocated_on", "debit_move_id", "credit_move_id",
    ],
    "res.partner": ["commercial_partner_id"],
}  # fmt: skip


class Total(NamedTuple):
    """A supplier's account in one currency at a day, debts positive; `bands` by days
    late, as the bands of ageing are."""

    partner_id: int | None
    account_id: int
    currency_id: int
    balance: float
    rest: float
    rest_currency: float
    not_due: float
    bands: list
    unmatched_credit: float
    unmatched_debit: float
    credit_notes: float
    held: float
    disputed: float
    days_late: int
    item_count: int


class OpenItem(NamedTuple):
    """An item of which something is open at a day; `late`: days past its due date."""

    id: int
    move_id: int
    partner_id: int | None
    account_id: int
    currency_id: int
    date: date
    due: date
    rest: float
    rest_currency: float
    late: int
    move_type: str
    number: str | None
    reference: str | None
    label: str | None
    amount: float


def totals(company, day, partner_ids=None, accounts=None) -> list[Total]:
    """The accounts of these suppliers (none: of all, and of items without one), by
    supplier and account."""
    accounts = accounts_of(company, day) if accounts is None else accounts
    if not accounts:
        return []
    bands = SQL(", ").join(
        _band(start, end) for _name, start, end in company.env["ap.ageing.band"]._bounds()
    )
    bills = company.env["account.move"]
    held = _bills(company, partner_ids, Domain("ap_payment_hold", "=", True))
    disputed = _bills(company, partner_ids, bills._ap_disputed_domain())
    query = SQL("%s %s", _open(company, day, accounts, partner_ids),
                SQL(_TOTALS, bands=bands, held=held, disputed=disputed))  # fmt: skip
    return list(map(Total._make, _rows(company.env, query)))


def open_items(company, day, partner_ids=None, accounts=None) -> list[OpenItem]:
    """What is open of these suppliers at the end of the day, by supplier, account, due
    date."""
    accounts = accounts_of(company, day) if accounts is None else accounts
    if not accounts:
        return []
    query = SQL("%s %s", _open(company, day, accounts, partner_ids), SQL(_ITEMS))
    return list(map(OpenItem._make, _rows(company.env, query)))


def _open(company, day, accounts: list[SupplierAccount], partner_ids) -> SQL:
    chosen = SQL("TRUE")
    if partner_ids is not None:
        # Said of the line first: the items of a supplier are found by index, not by reading
        # all items of the accounts.
        chosen = SQL(
            """line.partner_id IN (
                   SELECT id FROM res_partner
                    WHERE commercial_partner_id = ANY(%(ids)s)
                       OR commercial_partner_id IS NULL AND id = ANY(%(ids)s))""",
            ids=list(partner_ids),
        )
    return SQL(
        _OPEN,
        company=company.id,
        accounts=[one.id for one in accounts],
        day=day,
        chosen=chosen,
        is_pooled=accrued_lines.is_pooled(company),
        parts=accrued_lines.parts(company, day, accounts, chosen),
    )


def _band(start, end) -> SQL:
    upto = SQL("TRUE") if end is None else SQL("one.late <= %s", end)
    return SQL(
        "COALESCE(SUM(one.rest) FILTER (WHERE one.late >= %s AND %s), 0)", start, upto
    )


def _bills(company, partner_ids, domain) -> list[int]:
    """The posted bills of which that is so now: holds and disputes are not dated."""
    domain &= Domain("company_id", "=", company.id) & Domain("state", "=", "posted")
    domain &= Domain("move_type", "in", company.env["account.move"].get_purchase_types())
    if partner_ids is not None:
        domain &= Domain("commercial_partner_id", "in", list(partner_ids))
    return company.env["account.move"].sudo().search(domain).ids


def _rows(env, query) -> list[tuple]:
    for model, names in _FLUSHED.items():
        env[model].flush_model(names)
    return env.execute_query(query)
