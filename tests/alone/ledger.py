# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is posted, kept beside a database (`AP_LEDGER`) and compared with it later."""

import json
import os
from pathlib import Path

LEDGER = Path(os.environ["AP_LEDGER"])

# Stock's own columns, in what is posted. What a screen computes is not listed.
POSTED = {
    "account_move": """
        SELECT id, name, ref, date, invoice_date, invoice_date_due, move_type, journal_id,
               company_id, partner_id, currency_id, amount_untaxed, amount_tax,
               amount_total, amount_residual, payment_state, state
          FROM account_move WHERE state = 'posted' ORDER BY id""",
    "account_move_line": """
        SELECT id, move_id, account_id, partner_id, date, date_maturity, name, debit,
               credit, balance, amount_currency, currency_id, quantity, price_unit,
               amount_residual, matching_number, full_reconcile_id, tax_line_id,
               analytic_distribution, display_type
          FROM account_move_line WHERE parent_state = 'posted' ORDER BY id""",
    "account_partial_reconcile": """
        SELECT id, debit_move_id, credit_move_id, amount
          FROM account_partial_reconcile ORDER BY id""",
}


def _rows(env):
    env.flush_all()
    found = {}
    for table, query in POSTED.items():
        env.cr.execute(query)
        names = [column.name for column in env.cr.description]
        rows = [dict(zip(names, row, strict=True)) for row in env.cr.fetchall()]
        found[table] = {str(row["id"]): json.loads(json.dumps(row, default=str)) for row in rows}
    return found


def keep(env):
    env.cr.commit()
    LEDGER.write_text(json.dumps(_rows(env)), encoding="utf-8")


def compare(env, whole):
    """Each kept row is there, the same; with `whole` there is no other."""
    kept, now = json.loads(LEDGER.read_text(encoding="utf-8")), _rows(env)
    assert sum(map(len, kept.values())) > 20, "no ledger was kept"
    for table, rows in kept.items():
        gone = sorted(set(rows) - set(now[table]), key=int)
        assert not gone, f"{len(gone)} rows of {table} are gone: {gone[:5]}"
        new = sorted(set(now[table]) - set(rows), key=int)
        assert not (whole and new), f"{len(new)} rows of {table} are new: {new[:5]}"
        for number, row in rows.items():
            other = now[table][number]
            changed = {n: (row[n], other[n]) for n in row if row[n] != other[n]}
            assert not changed, f"{table} {number} changed: {changed}"
    balance = sum(round(row["balance"] * 100) if isinstance(row["balance"], float)
                  else int(str(row["balance"]).replace(".", "").ljust(1, "0"))
                  for row in now["account_move_line"].values())  # fmt: skip
    assert balance == 0, balance
