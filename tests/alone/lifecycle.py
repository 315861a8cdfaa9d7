# SPDX-License-Identifier: AGPL-3.0-or-later
"""An add-on comes and goes in a company that has posted entries (`./ap test lifecycle`).

Each function is one step, run in a shell of its own: the company is made on stock Odoo;
after installation and after update its ledger is looked at; the add-on is used; it is
uninstalled; afterwards all that is posted stands as it stood and stock Odoo works.
"""

import json
import os
from pathlib import Path

import uses
from documents import Office

ROOM = os.environ["AP_ALONE"]
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


def company(env):
    """Make the company, its papers and its posted entries; keep its ledger."""
    Office(env).open()
    _keep(env)


def look(env):
    """The ledger is as it was kept, to the column."""
    _compare(env, whole=True)


def use(env):
    """Post something with the add-on there; keep the ledger that this makes."""
    office = Office(env)
    office.bill("WITH-ADDON", 250.0)
    getattr(uses, ROOM, lambda office: None)(office)
    _compare(env, whole=False)
    _keep(env)


def uninstall(env):
    """Uninstall the add-on alone; what it depends on stays."""
    module = env["ir.module.module"].search([("name", "=", ROOM)])
    assert module.state == "installed", module.state
    module.button_immediate_uninstall()


def after(env):
    """Nothing of the add-on is left, its neighbours and the ledger are whole."""
    module = env["ir.module.module"].search([("name", "=", ROOM)])
    assert module.state == "uninstalled", module.state
    others = [name for name in module.dependencies_id.mapped("name") if name != "base"]
    states = env["ir.module.module"].search([("name", "in", others)]).mapped("state")
    assert set(states) <= {"installed"}, dict(zip(others, states, strict=False))
    assert not env["ir.model.data"].search([("module", "=", ROOM)]), "data is left"
    orphans = env["ir.model"].search([]).filtered(lambda model: model.model not in env)
    assert not orphans, orphans.mapped("model")
    _compare(env, whole=True)
    _screens_open(env)
    office = Office(env)
    office.pay(office.bill("AFTER", 120.0))
    _compare(env, whole=False)


def again(env):
    """Installed once more after that: it works, and the ledger is whole."""
    module = env["ir.module.module"].search([("name", "=", ROOM)])
    assert module.state == "installed", module.state
    _compare(env, whole=False)
    _screens_open(env)
    Office(env).bill("AGAIN", 80.0)


def _screens_open(env):
    """Each stock form and list loads, and shows each paper of the company."""
    for name in ("account.move", "res.partner", "res.company", "purchase.order"):
        if name not in env:
            continue
        views = env[name].get_views([(False, "form"), (False, "list"), (False, "search")])
        fields = [field for field in views["models"][name]["fields"] if field in env[name]]
        env[name].search([]).read(fields)
    env["ir.ui.menu"].load_menus(False)


def _ledger(env):
    env.flush_all()
    found = {}
    for table, query in POSTED.items():
        env.cr.execute(query)
        names = [column.name for column in env.cr.description]
        rows = [dict(zip(names, row, strict=True)) for row in env.cr.fetchall()]
        found[table] = {str(row["id"]): json.loads(json.dumps(row, default=str)) for row in rows}
    return found


def _keep(env):
    env.cr.commit()
    LEDGER.write_text(json.dumps(_ledger(env)), encoding="utf-8")


def _compare(env, whole):
    """Each kept row is there, the same; with `whole` there is no other."""
    kept, now = json.loads(LEDGER.read_text(encoding="utf-8")), _ledger(env)
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
