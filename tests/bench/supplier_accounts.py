# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts of suppliers at a date: N items of N/10 suppliers, four of five pairs matched,
against the plain SQL that reads the same rows."""

from odoo import Command

from odoo.addons.ap_supplier.models import supplier_ledger

from . import scene
from .meter import measured, note

DAY = scene.DAY
PAIRS = 5  # of each supplier: a bill and its payment
PLAIN = """
SELECT line.partner_id, line.account_id, -SUM(line.balance),
       SUM(paid.amount - line.balance),
       SUM(paid.amount - line.balance) FILTER (WHERE line.date_maturity >= %(day)s),
       SUM(paid.amount - line.balance) FILTER (WHERE %(day)s - line.date_maturity BETWEEN 1 AND 30),
       SUM(paid.amount - line.balance) FILTER (WHERE %(day)s - line.date_maturity BETWEEN 31 AND 60),
       SUM(paid.amount - line.balance) FILTER (WHERE %(day)s - line.date_maturity > 60)
  FROM account_move_line line
  JOIN account_move move ON move.id = line.move_id
  JOIN account_account account ON account.id = line.account_id,
       LATERAL (SELECT COALESCE(SUM(part.amount), 0) AS amount FROM (
           SELECT one.amount FROM account_partial_reconcile one
            WHERE one.debit_move_id = line.id AND one.max_date <= %(day)s
        UNION ALL
           SELECT -two.amount FROM account_partial_reconcile two
            WHERE two.credit_move_id = line.id AND two.max_date <= %(day)s) part) paid
 WHERE line.company_id = %(company)s AND move.state = 'posted' AND line.date <= %(day)s
   AND account.account_type = 'liability_payable'
 GROUP BY line.partner_id, line.account_id
"""


def main(env, sizes):
    """Seconds and the ratio to plain SQL; sizes grow in one database."""
    company = scene.company(env)
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    made = 0
    for size in sizes:
        grow(env, company, made, size)
        made = size
        print(f"\n== supplier accounts: {size:,} items of {size // 10:,} suppliers", flush=True)
        _measure(env, company.with_env(env), size)


def _measure(env, company, size):
    ledger, _totals = measured(env, lambda: supplier_ledger.totals(company, DAY))
    whole, _rows = measured(env, lambda: env["ap.supplier.account"].at_date(company.id, DAY))
    reviews, _none = measured(env, lambda: env["ap.supplier.review"].open_month(company.id, DAY))
    env.cr.rollback()
    env.invalidate_all()
    plain, _same = measured(env, lambda: _plain(env, company))
    for name, spent in (
        ("supplier_totals", ledger), ("supplier_accounts", whole), ("supplier_reviews", reviews)
    ):  # fmt: skip
        note(name, size, spent, "plain SQL", plain)


def _plain(env, company):
    env.cr.execute(PLAIN, {"day": DAY, "company": company.id})
    return env.cr.fetchall()


def grow(env, company, made, size):
    """Suppliers from `made` / 10 on, each with five bills and five payments."""
    cr, count = env.cr, (size - made) // 10
    entry = _seed(env, company)
    item = entry.line_ids.filtered("partner_id")
    first = scene._copy(cr, "res_partner", item.partner_id.id, count, {
        "name": "'Supplier ' || g", "commercial_partner_id": "NULL",
    })  # fmt: skip
    cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE id > %s", [first])
    moves = scene._copy(cr, "account_move", entry.id, count, {"name": "'ACC/' || g + %d" % made})
    day = "date '2026-01-05' + ((g * 7) % 290)::int"
    base = scene._copy(cr, "account_move_line", item.id, count * 10, {
        "move_id": f"{moves} + 1 + (g - 1) / 10",
        "partner_id": f"{first} + 1 + (g - 1) / 10",
        "balance": "(CASE WHEN g % 2 = 1 THEN -1 ELSE 1 END) * (100 + ((g - 1) / 2) % 89)",
        "amount_currency": "(CASE WHEN g % 2 = 1 THEN -1 ELSE 1 END) * (100 + ((g - 1) / 2) % 89)",
        "date": day, "date_maturity": f"{day} + 30",
    })  # fmt: skip
    cr.execute(
        """INSERT INTO account_partial_reconcile (
                  debit_move_id, credit_move_id, amount, debit_amount_currency,
                  credit_amount_currency, max_date, company_id, debit_currency_id,
                  credit_currency_id)
           SELECT paid.id, bill.id, paid.balance, paid.balance, paid.balance,
                  GREATEST(paid.date, bill.date), bill.company_id, bill.currency_id,
                  bill.currency_id
             FROM generate_series(1, %(pairs)s) g
             JOIN account_move_line bill ON bill.id = %(base)s + 2 * g - 1
             JOIN account_move_line paid ON paid.id = %(base)s + 2 * g
            WHERE g %% 5 <> 0""",
        {"pairs": count * PAIRS, "base": base},
    )
    cr.execute("ANALYZE")
    cr.commit()
    env.invalidate_all()


def _seed(env, company):
    """The entry that is copied."""
    account = env["account.account"].search(
        [("company_ids", "in", company.ids), ("code", "=", "401100")], limit=1
    )
    other = env["account.account"].search(
        [("company_ids", "in", company.ids), ("account_type", "=", "expense")], limit=1
    )
    journal = env["account.journal"].search(
        [("company_id", "=", company.id), ("type", "=", "general")], limit=1
    )
    partner = env["res.partner"].create({"name": "Supplier", "supplier_rank": 1})
    entry = env["account.move"].create({
        "journal_id": journal.id, "date": "2026-01-05",
        "line_ids": [
            Command.create({"account_id": account.id, "partner_id": partner.id, "credit": 1.0}),
            Command.create({"account_id": other.id, "debit": 1.0}),
        ],
    })  # fmt: skip
    entry.action_post()
    env.flush_all()
    return entry
