# SPDX-License-Identifier: AGPL-3.0-or-later
"""Expenses: a file of N card payments of a quarter, of 100 employees, imported, controlled
and posted, against plain SQL of the same rows and the ORM's floor for the same items."""

import base64
import gc
import time
from datetime import date, timedelta

from odoo import Command

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
    """Print seconds, queries, memory and ratios of each step; a company for each size."""
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
    _reset_peak()
    base = _peak()

    def bring():
        return env["ap.import"].import_file("expense_tool", "b.csv", content, company.id)

    def say(what, spent, floor, name):
        seconds, busy, queries = spent
        print(f"   {what:<22} {seconds:8.2f} s  {1000 * seconds / size:6.2f} ms each  "
              f"(Python {busy:6.2f} s, {queries:6,} queries)   {name} {floor:7.2f} s   "
              f"ratio {seconds / max(floor, 1e-9):6.2f}   peak {_peak():,.0f} MiB",
              flush=True)  # fmt: skip

    spent, result = _timed(env, bring)
    assert (result["state"], result["new"]) == ("applied", size), result
    plain = _plain_expenses(env, tool)
    say("import", spent, plain, "plain SQL")
    spent, again = _timed(env, bring)
    assert (again["new"], again["same"]) == (0, size), again
    say("the same file again", spent, plain, "plain SQL")
    spent, counts = _timed(env, lambda: env["ap.control"].check(company.id, res_model="ap.expense"))
    say("controls", spent, plain, "plain SQL")
    assert not any(one.get("error") for one in counts.values()), counts
    spent, found = _timed(
        env, lambda: env["ap.expense"].book(company.id, tool.code, LAST.isoformat())
    )
    assert found["expenses"] == found["settlements"] == size, found
    moves = env["account.move"].browse(found["move_ids"])
    items = len(moves.line_ids)
    say(f"post {items:,} items", spent, _plain_items(env, moves), "plain SQL")
    say(f"post {items:,} items", spent, _orm_floor(env, tool, moves), "ORM floor")
    print(f"   memory: {base:,.0f} MiB before, {_peak():,.0f} MiB at most; "
          f"{sum(one['found'] for one in counts.values()):,} findings", flush=True)  # fmt: skip


def _timed(env, work):
    gc.collect()
    begin, busy, queries = time.perf_counter(), time.process_time(), env.cr.sql_log_count
    found = work()
    env.cr.commit()
    spent = time.perf_counter() - begin, time.process_time() - busy
    queries = env.cr.sql_log_count - queries
    env.invalidate_all()
    return (*spent, queries), found


# -- floors ------------------------------------------------------------------------------


def _copied(env, table, where, changes) -> float:
    """Seconds of one INSERT of the same rows into the same table; undone."""
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = %s AND column_name <> 'id' AND is_generated = 'NEVER'",
        (table,),
    )
    names = [name for [name] in env.cr.fetchall()]
    values = ", ".join(changes.get(name, f'"{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    begin = time.perf_counter()
    env.cr.execute(f'INSERT INTO "{table}" ({columns}) SELECT {values} FROM "{table}" WHERE {where}')
    spent = time.perf_counter() - begin
    env.cr.rollback()
    env.invalidate_all()
    return spent


def _plain_expenses(env, tool) -> float:
    changes = {"external_id": "external_id || 'x'"}
    return _copied(env, "ap_expense", f"tool_id = {tool.id}", changes)


def _plain_items(env, moves) -> float:
    ids = ", ".join(map(str, moves.ids))
    return _copied(env, "account_move_line", f"move_id IN ({ids})", {})


def _orm_floor(env, tool, moves) -> float:
    """The same entries by the ORM, well fed; not matched, not noted on expenses; undone."""
    writer = env["ap.entry"].with_company(tool.company_id)
    values = []
    for move in moves:
        items = writer.opposite_items(move)
        values.append(writer._move_values(move.journal_id, move.date, "floor", items, -1))
    env.invalidate_all()
    begin = time.perf_counter()
    made = env["account.move"].with_context(
        tracking_disable=True, skip_invoice_sync=True
    ).create(values)
    made._post(soft=False)
    env.flush_all()
    spent = time.perf_counter() - begin
    env.cr.rollback()
    env.invalidate_all()
    return spent


def _reset_peak() -> None:
    with open("/proc/self/clear_refs", "w") as place:
        place.write("5")


def _peak() -> float:
    with open("/proc/self/status") as lines:
        [line] = [line for line in lines if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


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
