# SPDX-License-Identifier: AGPL-3.0-or-later
"""Expenses: a file of N card payments of a quarter, of 100 employees, imported, controlled
and posted, against plain SQL of the same rows and the ORM's floor for the same items."""

import base64
import time
from datetime import date, timedelta

from odoo import Command

from .meter import measured, note

EMPLOYEES, DAYS = 100, 90
FIRST = date(2026, 8, 1)
LAST = date(2026, 11, 10)
CENTRES = [f"BC{n}" for n in range(8)]
COSTS = ("606110", "606310", "606410", "613510", "615510", "618110", "618510", "622610",
         "623410", "625110", "625610", "625710")  # fmt: skip
HEADER = ("Payable ID;Payment date;Settlement date;Payer;Team;Cost center;Description;Supplier;"
          "Expense account;Payment method;Type;Local amount;Local currency;Debit;Credit;"
          "Currency;VAT;State;Receipt?;Receipt name(s)")  # fmt: skip
OWN = {
    "wallet_account_id": ("517110", "asset_cash"),
    "transit_account_id": ("580110", "asset_current"),
    "card_account_id": ("467110", "liability_current"),
    "employee_account_id": ("421110", "liability_current"),
    "advance_account_id": ("425110", "asset_current"),
    "fee_account_id": ("627510", "expense"),
}


def main(env, sizes):
    """Seconds, queries, memory and ratios of each step; a company for each size."""
    for size in sizes:
        tool = _tool(env, size)
        _say_head(size)
        _measure(tool, size)
        env.invalidate_all()


def _say_head(size) -> None:
    print(f"\n== expenses: {size:,} card payments of {DAYS} days", flush=True)


def _measure(tool, size):
    env, company = tool.env, tool.company_id
    content = base64.b64encode(_file(size).encode()).decode()

    def bring():
        return env["ap.import"].import_file("expense_tool", "b.csv", content, company.id)

    spent, result = _committed(env, bring)
    assert (result["state"], result["new"]) == ("applied", size), result
    plain = _plain_expenses(env, tool)
    note("expenses_import", size, spent, "plain SQL", plain)
    spent, again = _committed(env, bring)
    assert (again["new"], again["same"]) == (0, size), again
    note("expenses_import_again", size, spent, "plain SQL", plain)
    spent, counts = _committed(
        env, lambda: env["ap.control"].check(company.id, res_model="ap.expense")
    )
    assert not any(one.get("error") for one in counts.values()), counts
    note("expenses_controls", size, spent, "plain SQL", plain)
    spent, found = _committed(
        env, lambda: env["ap.expense"].book(company.id, tool.code, LAST.isoformat())
    )
    assert found["expenses"] == found["settlements"] == size, found
    moves = env["account.move"].browse(found["move_ids"])
    items = len(moves.line_ids)
    note("expenses_post_sql", size, spent, f"plain SQL of {items:,} items", _plain_items(env, moves))
    floor = _orm_floor(env, tool, moves)
    note("expenses_post", size, spent, f"ORM floor of {items:,} items", floor)
    print(f"      {sum(one['found'] for one in counts.values()):,} findings", flush=True)


def _committed(env, work):
    def whole():
        found = work()
        env.cr.commit()
        return found

    spent, found = measured(env, whole)
    env.invalidate_all()
    return spent, found


# -- floors ------------------------------------------------------------------------------


def _copied(env, table, where, changes):
    """What it takes: one INSERT of the same rows into the same table; undone."""
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = %s AND column_name <> 'id' AND is_generated = 'NEVER'",
        (table,),
    )
    names = [name for [name] in env.cr.fetchall()]
    values = ", ".join(changes.get(name, f'"{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    insert = f'INSERT INTO "{table}" ({columns}) SELECT {values} FROM "{table}" WHERE {where}'
    spent, _none = measured(env, lambda: env.cr.execute(insert))
    env.cr.rollback()
    env.invalidate_all()
    return spent


def _plain_expenses(env, tool):
    changes = {"external_id": "external_id || 'x'"}
    return _copied(env, "ap_expense", f"tool_id = {tool.id}", changes)


def _plain_items(env, moves):
    ids = ", ".join(map(str, moves.ids))
    return _copied(env, "account_move_line", f"move_id IN ({ids})", {})


def _orm_floor(env, tool, moves):
    """The same entries by the ORM, well fed; not matched, not noted on expenses; undone."""
    writer = env["ap.entry"].with_company(tool.company_id)
    values = []
    for move in moves:
        items = writer.opposite_items(move)
        values.append(writer._move_values(move.journal_id, move.date, "floor", items, -1))
    env.invalidate_all()

    def write():
        made = env["account.move"].with_context(
            tracking_disable=True, skip_invoice_sync=True
        ).create(values)
        made._post(soft=False)

    spent, _none = measured(env, write)
    env.cr.rollback()
    env.invalidate_all()
    return spent


# -- scene -------------------------------------------------------------------------------


def _file(size) -> str:
    """The export of the tool: amounts and days that no two neighbours share."""
    lines = [HEADER]
    for n in range(size):
        day = FIRST + timedelta(days=n * DAYS // size)
        gross = 1200 + (n * 7919) % 23_000
        vat = round(gross / 6)
        lines.append(
            f"P{n};{day};{day + timedelta(days=2)};Person {n % EMPLOYEES};Team {n % 8};"
            f"{CENTRES[n % 8]};Purchase {n};Shop {n % 977};{COSTS[n % 12]};Card;Payment;"
            f"{gross / 100:.2f};EUR;{gross / 100:.2f};0.00;EUR;{vat / 100:.2f};Settled;Yes;"
            f"r{n}.pdf"
        )
    return "\n".join(lines)


def _tool(env, size):
    """A tool of a French company of its own, whose employees are called Person n."""
    company = env["res.company"].with_context(install_mode=True).create(
        {"name": f"Bench expenses {size} {time.time():.0f}", "country_id": env.ref("base.fr").id,
         "currency_id": env.ref("base.EUR").id}
    )  # fmt: skip
    env.user.company_ids |= company
    env["account.chart.template"].try_loading("fr", company, install_demo=False)
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    own = {name: _account(env, company, *pair).id for name, pair in OWN.items()}
    for code in COSTS:
        _account(env, company, code, "expense")
    plan = env["account.analytic.plan"].search([], limit=1)
    plan = plan or plan.create({"name": "Centres"})
    env["account.analytic.account"].create(
        [{"name": code, "code": code, "plan_id": plan.id, "company_id": company.id}
         for code in CENTRES]
    )  # fmt: skip
    contacts = env["res.partner"].create([{"name": f"Person {n}"} for n in range(EMPLOYEES)])
    env["hr.employee"].create(
        [{"name": f"Person {n}", "company_id": company.id, "work_contact_id": contact.id}
         for n, contact in enumerate(contacts)]
    )  # fmt: skip
    journals = env["account.journal"].create(
        [{"name": code, "code": code, "type": "general", "company_id": company.id}
         for code in ("BEXP", "BWAL")]
    )  # fmt: skip
    tool = env["ap.expense.tool"].create(
        {"name": "Cards", "code": "CARDS", "company_id": company.id,
         "journal_id": journals[0].id, "settlement_journal_id": journals[1].id, **own}
    )  # fmt: skip
    env.cr.execute("ANALYZE")
    env.cr.commit()
    return tool


def _account(env, company, code, kind):
    accounts = env["account.account"].with_company(company)
    domain = [*accounts._check_company_domain(company), ("code", "=", code)]
    return accounts.search(domain, limit=1) or accounts.create(
        {"name": code, "code": code, "account_type": kind,
         "company_ids": [Command.set(company.ids)],
         "reconcile": kind in ("asset_current", "liability_current")}
    )  # fmt: skip
