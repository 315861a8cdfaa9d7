# SPDX-License-Identifier: AGPL-3.0-or-later
"""Our matching beside that of stock Odoo, on the same bills of the same database.

Stock's is what Odoo does by itself with a bill that was imported: it looks for the
orders that the bill names and for one of its total
(`_find_and_set_purchase_orders`). A bill all of whose lines it linked is counted as
matched: nothing else is asked before it may be posted.
"""

import re
import sys
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit"))

import conftest  # noqa: F401 - lets the pure helpers be imported
from matching_problems import LEVELS, POLICY, scene, score, table
from matching_problems.scoring import Figures

from odoo.addons.ap_base.arithmetic import matching as core
from odoo.addons.purchase.models.account_invoice import AccountMove as StockMove

from tests.bench.scene import company as bench_company
from tests.bench.stock_scene import Maker

BILLS = 40
NO_SCORE = Decimal(0)


def main(env, bills=BILLS):
    company = bench_company(env)
    env = env(context={**env.context, "allowed_company_ids": company.ids,
                       "tracking_disable": True})  # fmt: skip
    env.user.group_ids |= env.ref("ap_base.group_head")
    env["decimal.precision"].search(
        [("name", "in", ("Product Price", "Product Unit"))]
    ).write({"digits": 6})
    env.cr.commit()
    ours, stock, changed, failed = {}, {}, 0, 0
    for name in LEVELS:
        given = scene(name, bills, 7)
        made = Maker(env, company.with_env(env)).make(given)
        ours[name] = _apart(env, _ours, given, made)
        stock[name], *wrong = _apart(env, _stock, given, made)
        changed, failed = changed + wrong[0], failed + wrong[1]
        env.cr.rollback()
        env.invalidate_all()
    _print("ours, through ap.match", ours)
    _print("stock Odoo", stock)
    print(f"   of its matches, stock gave {changed} bills another amount; ours none")
    print(f"   stock's matching ended in an error on {failed} bills")


def _print(title, found):
    total = Figures(*map(sum, zip(*found.values(), strict=True)))
    print(f"\nthe same bills in a database, {title}:")
    print(table({**found, "all": total}), flush=True)


def _apart(env, work, given, made):
    """Do the work and take it back; return what came of it."""
    env.cr.execute("SAVEPOINT matching")
    result = work(env, given, made)
    env.flush_all()
    env.cr.execute("ROLLBACK TO SAVEPOINT matching")
    env.invalidate_all()
    return result


def _ours(env, given, made):
    model = env["ap.match"]
    policy = core.Policy(
        price=_tolerance(POLICY.price), freight=_tolerance(POLICY.freight)
    )
    before = type(model)._policies
    type(model)._policies = lambda self, rows, orders: (policy, {}, {}, {})
    try:
        found = model.match_bills([bill.id for bill in made.bills.values()])
    finally:
        type(model)._policies = before
    keys = {record.id: key for key, record in made.order_lines.items()}
    bills = {record.id: key for key, record in made.bills.items()}
    outcomes = []
    for one in found:
        links = [
            (keys[k["purchase_line_id"]], k["order_quantity"]) for k in one["links"]
        ]
        outcomes.append(
            _outcome(bills[one["bill_id"]], one["state"], links, one["cause"] or None)
        )
    return score(given, outcomes)


def _tolerance(one):
    return core.Tolerance(*(limit and core.Limit(*limit) for limit in one))


def _stock(env, given, made):
    keys = {record.id: key for key, record in made.order_lines.items()}
    outcomes, changed, failed = [], 0, 0
    for problem in sorted(given.problems, key=lambda p: (p.bill.day, p.bill.number)):
        move = made.bills[problem.bill.key]
        before = move.amount_untaxed
        if not _match_as_stock_does(env, move):
            failed += 1
            outcomes.append(_outcome(problem.bill.key, "no_match", []))
            continue
        links, alone = [], 0
        for line in move.invoice_line_ids.filtered(
            lambda one: one.display_type == "product"
        ):
            order_line = line.purchase_line_id
            if order_line:
                quantity = line.product_uom_id._compute_quantity(
                    line.quantity, order_line.product_uom_id, round=False
                )
                links.append((keys[order_line.id], quantity))
            else:
                alone += core.kind_of(line.name or "") == "goods"
        links = [(key, quantity) for key, quantity in links if quantity]
        state = (
            "matched" if links and not alone else "suggested" if links else "no_match"
        )
        changed += state == "matched" and abs(move.amount_untaxed - before) > 0.005
        outcomes.append(_outcome(problem.bill.key, state, links))
    return score(given, outcomes), changed, failed


def _match_as_stock_does(env, move):
    """Call stock's own method, before which ours stands; False when it fails.

    It has: "Expected singleton", when it takes the lines of the order.
    """
    references = list(filter(None, re.split(r"[ ,]+", move.invoice_origin or "")))
    try:
        with env.cr.savepoint():
            StockMove._find_and_set_purchase_orders(
                move, references, move.partner_id.id, move.amount_total
            )
    except ValueError:
        env.invalidate_all()
        return False
    return True


def _outcome(key, state, links, cause=None):
    found = tuple(
        core.Link("", line, NO_SCORE, Decimal(str(quantity)), NO_SCORE, NO_SCORE, ())
        for line, quantity in links
    )
    return core.Outcome(key, state, NO_SCORE, found, cause=cause)
