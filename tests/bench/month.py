# SPDX-License-Identifier: AGPL-3.0-or-later
"""The month of N open order lines and N dated bill lines: positions, proposals, entries and
their reversal, against plain SQL, the ORM's floor and Odoo's own wizard."""

from odoo.addons.ap_base.arithmetic.debit_credit import debit_credit

from . import plain, scene
from .meter import Spent, measured, note

KINDS = ["received", "prepaid"]
POSTED = {"supplier": "", "axis": "_by_axis"}  # lines of entries, and the name's end
STOCK_LINES = 400  # the stock wizard grows faster than its lines: a mild extrapolation


def main(env, sizes, topics=("month", "orders")):
    """The measures of each size; sizes grow in one database."""
    company = scene.company(env)
    env = env(context=dict(env.context, allowed_company_ids=[company.id]))
    made = 0
    for size in sizes:
        scene.build(env, size - made)
        made = size
        print(f"\n== {size:,} open order lines, {size:,} dated bill lines", flush=True)
        floor = measured(env, lambda: _plain_position(env, company))[0]
        if "month" in topics:
            _positions(env, company, size, floor)
        if "orders" in topics:
            _work_list(env, company, size, floor)
        if "month" in topics:
            _month(env, company, size)


def _positions(env, company, size, floor):
    positions = env["ap.order.position"]
    spent, _rows = measured(env, lambda: positions._gather(company, scene.DAY))
    note("position", size, spent, "plain SQL", floor)
    spent, _rows = measured(env, lambda: positions.at_date(company.id, scene.DAY))
    note("at_date", size, spent, "plain SQL", floor)


def _work_list(env, company, size, floor):
    """Open orders: written the first time, then with nothing changed."""
    for name in ("orders_first", "orders_again"):
        spent, _none = measured(env, lambda: env["ap.open.order"]._refresh(company))
        note(name, size, spent, "plain SQL", floor)
    env.cr.rollback()
    env.invalidate_all()


def _month(env, company, size):
    floor = _plain_propose(env, company)
    propose, closing = measured(env, lambda: _propose(env, company))
    note("propose", size, propose, "plain SQL", floor)
    again, _closing = measured(env, lambda: _propose(env, company))
    note("propose_again", size, again, "plain SQL", floor)
    runs = closing.run_ids.filtered(lambda run: run.kind in KINDS)
    posts = {items: _posted(env, company, runs, items, size) for items in POSTED}
    env.cr.rollback()
    env.invalidate_all()
    stock = _stock_wizard(env, company, min(size, STOCK_LINES)) * size
    for items, post in posts.items():
        whole = Spent(
            propose.seconds + post.seconds, propose.queries + post.queries,
            max(propose.peak_mib, post.peak_mib),
        )  # fmt: skip
        times = stock / whole.seconds
        name = f"month_vs_stock{POSTED[items]}"
        note(name, size, whole, "stock wizard, times as fast", stock, times)


def _posted(env, company, runs, items, size):
    """Entries as the company may want them, with their reversal; undone."""
    with env.cr.savepoint() as savepoint:
        company.ap_closing_items = items
        written = [item for run in runs for item in run._entry_items()]
        post, _none = measured(env, runs._post)
        orm, _none = measured(env, lambda: _orm_floor(env, company, written))
        floor = f"ORM floor of {2 * len(written):,} items"
        note(f"post_reverse{POSTED[items]}", size, post, floor, orm)
        savepoint.rollback()
    env.invalidate_all()
    return post


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

    def insert():
        env.cr.execute(plain.PROPOSE_ORDERS, {**terms, "run": runs[0].id})
        env.cr.execute(plain.PROPOSE_PREPAID, {**terms, "run": runs[1].id})

    spent, _none = measured(env, insert)
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

    def accrue():
        env["account.accrued.orders.wizard"].with_context(
            active_model="purchase.order", active_ids=orders.ids
        ).create({
            "account_id": company.ap_accrued_expense_account_id.id,
            "journal_id": journal.id, "date": scene.DAY, "reversal_date": "2026-11-01",
        }).create_entries()  # fmt: skip

    spent, _none = measured(env, accrue)
    env.cr.rollback()
    env.invalidate_all()
    return spent.seconds / len(orders.order_line)
