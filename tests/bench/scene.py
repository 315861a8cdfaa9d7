# SPDX-License-Identifier: AGPL-3.0-or-later
"""A company with N open order lines and N dated bill lines, made by copying rows:
what is measured is the closing, not the making of its documents."""

from datetime import date

DAY = date(2026, 10, 31)
SUPPLIERS = 300
PRODUCTS = 20
LINES_PER_DOCUMENT = 20
SEED: dict = {}  # the documents that are copied, made once for all sizes


def company(env, name="Bench SAS"):
    """The bench company with the French chart, or another of that name; made once."""
    found = env["res.company"].search([("name", "=", name)])
    if not found:
        found = env["res.company"].with_context(install_mode=True).create(
            {"name": name, "country_id": env.ref("base.fr").id,
             "currency_id": env.ref("base.EUR").id}
        )  # fmt: skip
        env["account.chart.template"].try_loading("fr", found, install_demo=False)
        if "stock.warehouse" in env:
            env["stock.warehouse"].create(
                {"name": name, "code": f"B{found.id}"[:5], "company_id": found.id}
            )
        env.user.company_ids |= found
    return found


def build(env, size):
    """Fill the company with `size` received order lines (half of them partly billed)
    and `size` posted bill lines with a service period."""
    cr = env.cr
    seed = SEED or SEED.update(_seeds(env)) or SEED
    documents = -(-size // LINES_PER_DOCUMENT)
    partners = _partners(env)
    order_base = _copy(cr, "purchase_order", seed["order"].id, documents, {
        "name": "'BENCH' || g", "partner_id": f"({_pick(partners)})",
    })
    # A supplier bills one or two sorts of cost: its lines share two products.
    document = f"((g - 1) / {LINES_PER_DOCUMENT} + 1)"
    products = _pick(seed["products"], f"({document} % {SUPPLIERS} + g % 2)")
    line_base = _copy(cr, "purchase_order_line", seed["line"].id, size, {
        "order_id": f"{order_base} + 1 + (g - 1) / {LINES_PER_DOCUMENT}",
        "product_id": f"({products})",
        "price_unit": "10 + g % 97",
    })
    cr.execute(
        "INSERT INTO account_tax_purchase_order_line_rel"
        " (purchase_order_line_id, account_tax_id)"
        " SELECT %s + g, %s FROM generate_series(1, %s) g",
        (line_base, seed["tax"].id, size),
    )
    _copy(cr, "ap_receipt", seed["receipt"].id, size, {
        "purchase_line_id": f"{line_base} + g",
        "order_id": f"{order_base} + 1 + (g - 1) / {LINES_PER_DOCUMENT}",
        "external_id": "NULL",
    })
    move = _bills(cr, seed, documents, size, partners)
    _copy(cr, "account_move_line", seed["bill"].invoice_line_ids[:1].id, size // 2, {
        "move_id": move, "purchase_line_id": f"{line_base} + g", "quantity": "4",
        "balance": "40", "deferred_start_date": "NULL", "deferred_end_date": "NULL",
        "partner_id": _partner_of_move(partners),
    })
    cr.execute("ANALYZE")
    cr.commit()
    env.invalidate_all()


def dated_lines(env, size):
    """Fill the environment's company with `size` posted bill lines with a service period;
    nothing is counted (ANALYZE) and nothing is kept for good."""
    accounts = _accounts(env)
    tax = env["account.chart.template"].with_company(env.company).ref("tva_acq_normale")
    partner = env["res.partner"].create({"name": "Bench seed", "is_company": True})
    bill = _seed_bill(env, partner, accounts[0], tax, f"SEED-{env.company.id}")
    env.flush_all()
    seed = {"bill": bill, "accounts": accounts.ids}
    _bills(env.cr, seed, -(-size // LINES_PER_DOCUMENT), size, _partners(env))
    env.invalidate_all()


def _bills(cr, seed, documents, size, partners):
    """Bills of dated lines; the id of the bill of line g, as SQL."""
    move_base = _copy(cr, "account_move", seed["bill"].id, documents, {
        "name": "'BENCH/' || nextval('account_move_id_seq')", "partner_id": f"({_pick(partners)})",
        "commercial_partner_id": f"({_pick(partners)})", "sequence_number": "g + 10",
    })
    item = seed["bill"].invoice_line_ids[:1]
    document = f"((g - 1) / {LINES_PER_DOCUMENT} + 1)"
    accounts = _pick(seed["accounts"], f"({document} % {SUPPLIERS} + g % 2)")
    move = f"{move_base} + 1 + (g - 1) / {LINES_PER_DOCUMENT}"
    _copy(cr, "account_move_line", item.id, size, {
        "move_id": move, "account_id": f"({accounts})", "balance": "100 + g % 89",
        "partner_id": _partner_of_move(partners),
        "deferred_start_date": "date '2026-10-15' + (g % 10)::int",
        "deferred_end_date": "date '2027-10-14' + (g % 30)::int",
    })
    return move


def _partner_of_move(partners):
    return f"({_pick(partners, f'((g - 1) / {LINES_PER_DOCUMENT} + 1)')})"


def _seeds(env):
    """One document of each sort through the ORM: its row is what is copied."""
    firm = env.company
    accounts = _accounts(env)
    products = env["product.product"].create(
        [{"name": f"Bench {account.code}", "type": "service",
          "property_account_expense_id": account.id} for account in accounts]
    )  # fmt: skip
    tax = env["account.chart.template"].with_company(firm).ref("tva_acq_normale")
    partner = env["res.partner"].create({"name": "Bench seed", "is_company": True})
    order = env["purchase.order"].create({
        "partner_id": partner.id, "date_order": "2026-10-01",
        "order_line": [(0, 0, {"product_id": products[0].id, "name": "Bench",
                               "product_qty": 10, "price_unit": 10,
                               "tax_ids": [(6, 0, tax.ids)]})],
    })  # fmt: skip
    order.button_confirm()
    order.date_approve = "2026-10-01 10:00:00"
    receipt = env["ap.receipt"].create(
        {"purchase_line_id": order.order_line.id, "date": "2026-10-20", "quantity": 10}
    )
    bill = _seed_bill(env, partner, accounts[0], tax, f"SEED{order.id}")
    env.flush_all()
    return {
        "accounts": accounts.ids, "bill": bill, "line": order.order_line, "order": order,
        "products": products.ids, "receipt": receipt, "tax": tax,
    }  # fmt: skip


def _accounts(env):
    return env["account.account"].search(
        [*env["account.account"]._check_company_domain(env.company), ("code", "=like", "6%"),
         ("account_type", "=", "expense")], limit=PRODUCTS,
    )  # fmt: skip


def _seed_bill(env, partner, account, tax, ref):
    """The bill that is copied, posted by the ORM."""
    bill = env["account.move"].create({
        "move_type": "in_invoice", "partner_id": partner.id, "date": "2026-10-05",
        "invoice_date": "2026-10-05", "ref": ref,
        "invoice_line_ids": [(0, 0, {"name": "Bench", "quantity": 1, "price_unit": 100,
                                     "account_id": account.id,
                                     "tax_ids": [(6, 0, tax.ids)]})],
    })  # fmt: skip
    bill.action_post()
    return bill


def _partners(env):
    found = env["res.partner"].search([("ref", "=like", "BENCH%")])
    missing = range(len(found), SUPPLIERS)
    found |= env["res.partner"].create(
        [{"name": f"Supplier {n}", "ref": f"BENCH{n}", "is_company": True} for n in missing]
    )
    env.flush_all()
    return found.ids


def _pick(ids, number="g"):
    array = ",".join(map(str, ids))
    return f"(ARRAY[{array}])[{number} % {len(ids)} + 1]"


def _copy(cr, table, source_id, count, changes):
    """Copy one row `count` times with changed columns; the id before the first copy."""
    cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = %s AND column_name <> 'id' AND is_generated = 'NEVER'",
        (table,),
    )
    columns = [row[0] for row in cr.fetchall()]
    cr.execute(f'SELECT COALESCE(MAX(id), 0) FROM "{table}"')
    [base] = cr.fetchone()
    values = ", ".join(
        str(changes[name]) if name in changes else f'source."{name}"' for name in columns
    )
    names = ", ".join(f'"{name}"' for name in columns)
    cr.execute(
        f'INSERT INTO "{table}" (id, {names}) SELECT {base} + g, {values}'
        f' FROM "{table}" source, generate_series(1, {int(count)}) g'
        f" WHERE source.id = {int(source_id)}"
    )
    cr.execute(f"SELECT setval('{table}_id_seq', (SELECT MAX(id) FROM \"{table}\"))")
    return base
