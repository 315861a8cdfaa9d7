# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the controls of suppliers' accounts ask the database, each by one statement."""

from odoo.tools import SQL

from .supplier_accounts import OWED, accounts_of

_PAID_BEFORE = """
SELECT DISTINCT ON (mine.id) mine.id, bill.move_id, COALESCE(move.ref, move.name)
  FROM unnest(%(ids)s::int[], %(amounts)s::numeric[], %(days)s::date[])
       AS mine(id, amount, day)
  JOIN account_move_line payment ON payment.id = mine.id
  JOIN account_move_line bill
    ON bill.account_id = payment.account_id AND bill.partner_id = payment.partner_id
   AND bill.company_id = payment.company_id
   AND bill.balance = -mine.amount AND bill.reconciled AND bill.parent_state = 'posted'
  JOIN account_move move ON move.id = bill.move_id
  JOIN account_partial_reconcile partial
    ON partial.credit_move_id = bill.id AND partial.amount = mine.amount
  JOIN account_move_line other ON other.id = partial.debit_move_id
 WHERE move.move_type IN ('in_invoice', 'in_receipt')
   AND other.id <> mine.id
   AND abs(other.date - mine.day) <= %(within)s
 ORDER BY mine.id, abs(other.date - mine.day), bill.id
"""
_CROSS = """
SELECT partial.id, mine.commercial_partner_id, theirs.commercial_partner_id, theirs.name,
       partial.amount
  FROM account_partial_reconcile partial
  JOIN account_move_line debit ON debit.id = partial.debit_move_id
  JOIN account_move_line credit ON credit.id = partial.credit_move_id
  JOIN res_partner mine ON mine.id = credit.partner_id
  JOIN res_partner other ON other.id = debit.partner_id
  JOIN res_partner theirs ON theirs.id = other.commercial_partner_id
 WHERE credit.company_id = %(company)s AND credit.account_id = ANY(%(accounts)s)
   AND partial.max_date <= %(day)s
   AND mine.commercial_partner_id <> other.commercial_partner_id
   AND %(chosen)s
 ORDER BY partial.id
"""
_NOBODY = """
SELECT line.move_id, SUM(-line.balance)
  FROM account_move_line line
 WHERE line.company_id = %(company)s AND line.account_id = ANY(%(accounts)s)
   AND line.parent_state = 'posted' AND line.date <= %(day)s AND line.partner_id IS NULL
   AND line.reconciled IS NOT TRUE AND %(chosen)s
 GROUP BY line.move_id
HAVING SUM(line.balance) <> 0
 ORDER BY line.move_id
"""


def paid_before(company, items, within) -> list[tuple]:
    """(item, bill id, its number) of open payments whose amount another one has paid."""
    if not items:
        return []
    by_id = {one.id: one for one in items}
    rows = company.env.execute_query(
        SQL(
            _PAID_BEFORE,
            ids=list(by_id),
            amounts=[str(round(-one.rest, 2)) for one in items],
            days=[one.date for one in items],
            within=within,
        )
    )
    return [(by_id[number], bill, name) for number, bill, name in rows]


def cross_matches(company, day, partner_ids) -> list[tuple]:
    """(matching, supplier, other supplier, its name, amount) across suppliers."""
    chosen = SQL("TRUE")
    if partner_ids is not None:
        chosen = SQL("mine.commercial_partner_id = ANY(%s)", partner_ids)
    return _asked(company, day, _CROSS, chosen)


def without_supplier(company, day, move_ids) -> list[tuple]:
    """(entry, amount) of what is open without a supplier, debts positive."""
    chosen = SQL("TRUE")
    if move_ids is not None:
        chosen = SQL("line.move_id = ANY(%s)", move_ids)
    return _asked(company, day, _NOBODY, chosen)


def _asked(company, day, text, chosen) -> list[tuple]:
    accounts = [one.id for one in accounts_of(company, day, OWED)]
    return company.env.execute_query(
        SQL(text, company=company.id, accounts=accounts, day=day, chosen=chosen)
    )


def shared_ibans(env, company) -> dict[int, set]:
    """The suppliers that have a bank account number of another one, and whose: by
    commercial partner."""
    env["res.partner.bank"].flush_model(["sanitized_acc_number", "partner_id", "active"])
    rows = env.execute_query(
        SQL(
            """SELECT array_agg(DISTINCT partner.commercial_partner_id)
                 FROM res_partner_bank bank
                 JOIN res_partner partner ON partner.id = bank.partner_id
                WHERE bank.active AND bank.sanitized_acc_number <> ''
                  AND (bank.company_id IS NULL OR bank.company_id = ANY(%s))
                GROUP BY bank.sanitized_acc_number
               HAVING COUNT(DISTINCT partner.commercial_partner_id) > 1""",
            company.sudo().parent_ids.ids,
        )
    )
    found = {}
    for [numbers] in rows:
        for one in numbers:
            found.setdefault(one, set()).update(set(numbers) - {one})
    return found
