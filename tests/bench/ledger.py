# SPDX-License-Identifier: AGPL-3.0-or-later
"""A ledger of very many items of suppliers: what a month reads of it, and how that grows."""

from odoo.addons.ap_supplier.models import supplier_ledger

from . import scene, supplier_accounts
from .meter import measured, note

DAY = scene.DAY
FIRST = DAY.replace(day=1)
TABLES = ("account_move_line", "account_move", "account_partial_reconcile")


def main(env, sizes):
    """Seconds of each reading, the second time: caches of PostgreSQL are warm, Odoo's are
    not. Sizes grow in one database."""
    company = scene.company(env)
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    made = 0
    for size in sizes:
        supplier_accounts.grow(env, company, made, size)
        made = size
        print(f"\n== ledger: {size:,} items of suppliers, {_bytes(env):,} bytes an item", flush=True)
        for name, work in _readings(env, company.with_env(env)):
            for _time in range(2):
                env.invalidate_all()
                spent, _found = measured(env, work)
                env.cr.rollback()
            note(name, size, spent)


def _readings(env, company):
    """(what, a function that reads it) of the first screen and the proofs of a month."""
    counters = env["ap.desk.counter"]
    return (
        ("ledger_suppliers", lambda: supplier_ledger.totals(company, DAY)),
        ("ledger_one_supplier", lambda: _one_supplier(env, company)),
        ("ledger_key_figures", lambda: env["ap.kpi"].compute(company.id, FIRST, DAY)),
        ("ledger_tie_outs", lambda: env["ap.tie.out"].compute(company.id, DAY)),
        ("ledger_roll_forward", lambda: _roll_forward(env, company)),
        ("ledger_first_screen", lambda: counters.search([]).mapped("count")),
    )


def _one_supplier(env, company):
    supplier = env["res.partner"].search([("name", "=", "Supplier 7")], limit=1)
    return env["ap.supplier.account"].at_date(company.id, DAY, supplier.ids)


def _roll_forward(env, company):
    return env["ap.closing"].roll_forward(company.id, FIRST, DAY, "408")


def _bytes(env):
    """Bytes of items, entries and matches with their indexes, for each item."""
    env.cr.execute(
        "SELECT SUM(pg_total_relation_size(name::regclass))"
        "       / (SELECT COUNT(*) FROM account_move_line) FROM unnest(%s) name",
        [list(TABLES)],
    )
    return round(env.cr.fetchone()[0])
