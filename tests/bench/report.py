# SPDX-License-Identifier: AGPL-3.0-or-later
"""Measures each step at each size and prints the ratios."""

import gc
import resource
import time

from odoo.addons.ap_base.arithmetic.debit_credit import debit_credit

from . import plain, scene

KINDS = ["received", "prepaid"]
STOCK_LINES = 400  # the stock wizard grows faster than its lines: a mild extrapolation


def main(env, sizes):
    """Print, per size, seconds and ratios; sizes grow in one database."""
    company = scene.company(env)
    env = env(context=dict(env.context, allowed_company_ids=[company.id]))
    made = 0
    for size in sizes:
        scene.build(env, size - made)
        made = size
        print(f"\n== {size:,} open order lines, {size:,} dated bill lines", flush=True)
        measure(env, company, size)


def measure(env, company, size):
    """One size: position, propose, post and reverse, the whole month."""
    gather, _rows = _timed(lambda: env["ap.order.position"]._gather(company, scene.DAY))
    position, _rows = _timed(lambda: env["ap.order.position"].at_date(company.id, scene.DAY))
    sql = _timed(lambda: _plain_position(env, company))[0]
    _say("position, gathered", gather, sql, "plain SQL")
    _say("position, at_date", position, sql, "plain SQL")
    work_list = env["ap.open.order"]
    for what in ("open orders, work list", "open orders, once more"):
        _say(what, _timed(lambda: work_list._refresh(company))[0], sql, "plain SQL")
    env.cr.rollback()
    floor = _plain_propose(env, company)
    propose, closing = _timed(lambda: _propose(env, company))
    _say("propose, rows written", propose, floor, "plain SQL")
    again, _closing = _timed(lambda: _propose(env, company))
    _say("propose again (refresh)", again, floor, "plain SQL")
    runs = closing.run_ids.filtered(lambda run: run.kind in KINDS)
    items = [item for run in runs for item in run._entry_items()]
    post, _none = _timed(lambda: runs._post())
    orm = _timed(lambda: _orm_floor(env, company, items))[0]
    _say(f"post + reverse, {2 * len(items):,} items", post, orm, "ORM floor")
    env.cr.rollback()
    stock = _stock_wizard(env, company, min(size, STOCK_LINES))
    month = propose + post
    print(f"   the whole month: {month:.1f} s, {1000 * month / size:.2f} ms a line")
    print(
        f"   stock wizard: {1000 * stock:.1f} ms a line (measured on "
        f"{min(size, STOCK_LINES)}): our month is {stock * size / month:,.0f} x faster"
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"   peak memory: {peak:,.0f} MiB", flush=True)


def _timed(work):
    gc.collect()
    begin = time.perf_counter()
    result = work()
    return time.perf_counter() - begin, result


def _say(what, seconds, floor, name):
    print(
        f"   {what:<34} {seconds:8.2f} s   {name} {floor:8.2f} s   "
        f"ratio {seconds / max(floor, 1e-9):6.2f}",
        flush=True,
    )


def _plain_position(env, company):
    env.cr.execute(plain.POSITION, {"company": company.id, "day": scene.DAY})
    return env.cr.fetchall()


def _plain_propose(env, company):
    """The same rows into the same table, with its indexes and foreign keys; undone."""
    closing = env["ap.closing"].create({"company_id": company.id, "date_end": "2026-09-30"})
    runs = closing._runs(KINDS)
    env.flush_all()
    terms = {
        "company": company.id, "day": scene.DAY, "uid": env.uid,
        "account": company.ap_accrued_expense_account_id.id,
        "currency": company.currency_id.id,
    }  # fmt: skip
    begin = time.perf_counter()
    env.cr.execute(plain.PROPOSE_ORDERS, {**terms, "run": runs[0].id})
    env.cr.execute(plain.PROPOSE_PREPAID, {**terms, "run": runs[1].id})
    spent = time.perf_counter() - begin
    env.cr.rollback()
    env.invalidate_all()
    return spent


def _propose(env, company):
    env["ap.closing"].close_month(company.id, scene.DAY, kinds=KINDS)
    env.flush_all()
    return env["ap.closing"].search(
        [("company_id", "=", company.id), ("date_end", "=", scene.DAY)]
    )


def _orm_floor(env, company, items):
    """The same items twice by the ORM, well fed, without matching or tracing."""
    journal = company._ap_closing_journal()
    writer = env["ap.entry"].with_company(company)
    values = []
    for day, sign in ((scene.DAY, 1), (scene.DAY.replace(month=11, day=1), -1)):
        for chunk in writer._chunks(items):
            vals = writer._move_values(journal, day, "floor", chunk, sign)
            values.append(vals)
    moves = env["account.move"].with_context(tracking_disable=True).create(values)
    moves._post(soft=False)
    env.flush_all()
    assert not debit_credit(sum(item.balance for item in items))[0]


def _stock_wizard(env, company, lines):
    """Seconds a line of Odoo's accrued orders wizard, on some of the same orders."""
    orders = env["purchase.order"].search(
        [("company_id", "=", company.id), ("name", "=like", "BENCH%")],
        limit=max(lines // scene.LINES_PER_DOCUMENT, 1),
    )
    journal = company._ap_closing_journal()
    begin = time.perf_counter()
    wizard = env["account.accrued.orders.wizard"].with_context(
        active_model="purchase.order", active_ids=orders.ids
    ).create({
        "account_id": company.ap_accrued_expense_account_id.id,
        "journal_id": journal.id, "date": scene.DAY, "reversal_date": "2026-11-01",
    })  # fmt: skip
    wizard.create_entries()
    env.flush_all()
    spent = time.perf_counter() - begin
    env.cr.rollback()
    return spent / len(orders.order_line)
