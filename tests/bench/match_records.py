# SPDX-License-Identifier: AGPL-3.0-or-later
"""N draft bills of four lines against 10 N open order lines, through `ap.match`.

Each bill names its order and bills four of its ten lines. One bill in twenty is five
percent too dear, one in twenty bills what has not come.
"""

from collections import Counter

from . import scene
from .meter import measured, note

OF_ORDER, OF_BILL = 10, 4
DEAR, EARLY = 3, 7  # places of the two bad bills among twenty
WORDS = ("Screen", "Battery", "Camera", "Speaker", "Frame", "Button", "Cover", "Tray",
         "Sensor", "Antenna")  # fmt: skip


def main(env, sizes):
    """Print what each size costs; each is made, matched and rolled back."""
    company = scene.company(env)
    env = env(context=dict(env.context, allowed_company_ids=[company.id]))
    env.cr.commit()
    for size in sizes:
        seed = scene._seeds(env)
        env["product.product"].browse(seed["products"]).purchase_method = "receive"
        bills = _build(env, seed, size)
        _measure(env, bills)
        env.cr.rollback()
        env.invalidate_all()


def _measure(env, bills):
    count = len(bills)
    print(
        f"\n== {count:,} bills of {OF_BILL * count:,} lines against "
        f"{OF_ORDER * count:,} order lines",
        flush=True,
    )
    spent, _result = measured(env, lambda: env["ap.match"]._match(bills))
    note("matching", count, spent)
    found = env["ap.match"]._read_group(
        [("move_id", "in", bills.ids)], ["state", "cause"], ["__count"]
    )
    stated = Counter({cause or state: number for state, cause, number in found})
    print(f"      {', '.join(f'{number:,} {name}' for name, number in sorted(stated.items()))}")
    spent, again = measured(env, lambda: env["ap.match"]._match(bills))
    note("matching_again", count, spent)
    print(f"      once more: {len(again.changed):,} changed", flush=True)


def _build(env, seed, count):
    cr, partners = env.cr, scene._partners(env)
    cr.execute("SELECT COALESCE(MAX(id), 0) FROM purchase_order")
    mark = cr.fetchone()[0]
    orders = scene._copy(cr, "purchase_order", seed["order"].id, count, {
        "name": f"'MB{mark}-' || lpad(g::text, 6, '0')",
        "partner_id": f"({scene._pick(partners)})",
    })  # fmt: skip
    _order_lines(cr, seed, orders, count, partners)
    base = _bills(cr, seed, count, partners, mark)
    cr.execute("ANALYZE")
    env.invalidate_all()
    return env["account.move"].browse(range(base + 1, base + count + 1))


def _order_lines(cr, seed, orders, count, partners):
    size = count * OF_ORDER
    order = f"((g - 1) / {OF_ORDER} + 1)"
    lines = scene._copy(cr, "purchase_order_line", seed["line"].id, size, {
        "order_id": f"{orders} + {order}",
        "partner_id": f"({scene._pick(partners, order)})",
        "name": _name(order, f"(g - 1) % {OF_ORDER}"),
        "price_unit": _price(order, f"(g - 1) % {OF_ORDER}"),
    })  # fmt: skip
    cr.execute(
        "INSERT INTO account_tax_purchase_order_line_rel"
        " (purchase_order_line_id, account_tax_id)"
        " SELECT %s + g, %s FROM generate_series(1, %s) g",
        (lines, seed["tax"].id, size),
    )
    early = f"{order} % 20 = {EARLY}"
    scene._copy(cr, "ap_receipt", seed["receipt"].id, size, {
        "purchase_line_id": f"{lines} + g", "order_id": f"{orders} + {order}",
        "external_id": "NULL", "quantity": f"CASE WHEN {early} THEN 2 ELSE 10 END",
    })  # fmt: skip


def _bills(cr, seed, count, partners, mark):
    """Drafts: the seed's rows, with what each bill says."""
    factor = f"(CASE WHEN g % 20 = {DEAR} THEN 1.05 ELSE 1 END)"
    prices = " + ".join(_price("g", str(rank)) for rank in range(OF_BILL))
    net = f"round((10 * {factor} * ({prices}))::numeric, 2)"
    partner = f"({scene._pick(partners)})"
    amounts = {
        "amount_untaxed": net, "amount_tax": f"round({net} * 0.2, 2)",
        "amount_total": f"{net} + round({net} * 0.2, 2)",
    }  # fmt: skip
    base = scene._copy(cr, "account_move", seed["bill"].id, count, {
        **amounts, "name": "'/'", "state": "'draft'", "posted_before": "FALSE",
        "ref": f"'BM{mark}-' || g", "partner_id": partner,
        "commercial_partner_id": partner, "sequence_number": "0",
        "invoice_origin": f"'MB{mark}-' || lpad(g::text, 6, '0')",
    })  # fmt: skip
    item = seed["bill"].invoice_line_ids[:1]
    bill, rank = f"((g - 1) / {OF_BILL} + 1)", f"(g - 1) % {OF_BILL}"
    factor = f"(CASE WHEN {bill} % 20 = {DEAR} THEN 1.05 ELSE 1 END)"
    price = f"round(({_price(bill, rank)} * {factor})::numeric, 4)"
    first = scene._copy(cr, "account_move_line", item.id, count * OF_BILL, {
        "move_id": f"{base} + {bill}", "partner_id": f"({scene._pick(partners, bill)})",
        "name": _name(bill, rank), "quantity": "10", "price_unit": price,
        "price_subtotal": f"round(10 * {price}, 2)", "parent_state": "'draft'",
        "balance": f"round(10 * {price}, 2)",
    })  # fmt: skip
    cr.execute(
        "INSERT INTO account_move_line_account_tax_rel"
        " (account_move_line_id, account_tax_id)"
        " SELECT %s + g, %s FROM generate_series(1, %s) g",
        (first, seed["tax"].id, count * OF_BILL),
    )
    return base


def _name(order, rank):
    words = ", ".join(f"'{word}'" for word in WORDS)
    return f"(ARRAY[{words}])[{rank} + 1] || ' model ' || ({order} * 7919 % 9973)"


def _price(order, rank):
    return f"(10 + ({order} * 31 + ({rank}) * 17) % 97)"
