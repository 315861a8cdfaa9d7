# SPDX-License-Identifier: AGPL-3.0-or-later
"""All controls of bills over N posted bills of four lines: seconds and queries."""

import gc
import time

from . import scene

DAY = scene.DAY
LINES = 4


def main(env, sizes):
    """Print, per size, what each control costs; sizes grow in one database."""
    company = scene.company(env)
    env = env(context=dict(env.context, allowed_company_ids=[company.id]))
    company.partner_id.write({"vat": "FR46443121975", "company_registry": "443121975"})
    seed, partners = _seed(env), _partners(env)
    made = 0
    for size in sizes:
        _fill(env, seed, partners, made, size - made)
        made = size
        print(f"\n== {size:,} posted bills, {LINES * size:,} lines checked", flush=True)
        _measure(env, company, size)
        env.cr.rollback()


def _measure(env, company, size):
    controls = env["ap.control"].sudo().with_company(company)
    controls = controls._in_force(company, DAY, res_model="account.move")
    rows = []
    for control in controls:
        gc.collect()
        env.invalidate_all()
        queries, begin = env.cr.sql_log_count, time.perf_counter()
        found = control._run(company, None, DAY)["found"]
        env.flush_all()
        spent = time.perf_counter() - begin
        rows.append((spent, env.cr.sql_log_count - queries, found, control.code))
    total, queries = sum(row[0] for row in rows), sum(row[1] for row in rows)
    for spent, count, found, code in sorted(rows, reverse=True)[:6]:
        print(f"   {code:<28} {spent:8.2f} s  {count:6,} queries  {found:7,} found")
    print(
        f"   {len(rows)} controls: {total:.1f} s, {1000 * total / size:.2f} ms a bill, "
        f"{queries:,} queries, {queries / size:.3f} a bill",
        flush=True,
    )


def _seed(env):
    """One bill through the ORM: its rows are what is copied."""
    chart = env["account.chart.template"].with_company(env.company)
    tax = chart.ref("tva_acq_normale")
    partner = env["res.partner"].create({
        "name": "Bench bills", "is_company": True, "country_id": env.ref("base.fr").id,
        "vat": "FR44732829320", "company_registry": "732829320",
    })  # fmt: skip
    account = env["account.account"].search(
        [*env["account.account"]._check_company_domain(env.company),
         ("code", "=like", "6064%")], limit=1,
    )  # fmt: skip
    lines = [
        (0, 0, {"name": f"Fournitures {rank}", "quantity": 1, "price_unit": 100 + rank,
                "account_id": account.id, "tax_ids": [(6, 0, tax.ids)]})
        for rank in range(LINES)
    ]  # fmt: skip
    bill = env["account.move"].create({
        "move_type": "in_invoice", "partner_id": partner.id, "date": "2026-10-05",
        "invoice_date": "2026-10-05", "invoice_date_due": "2026-11-04",
        "ref": "CHECKED-0", "invoice_line_ids": lines,
    })  # fmt: skip
    bill.action_post()
    env.flush_all()
    return bill


def _partners(env):
    """Suppliers with a SIREN each: the seed's card, copied."""
    made = env["res.partner"].create([
        {"name": f"Checked {number}", "is_company": True, "ref": f"CHECKED{number}",
         "country_id": env.ref("base.fr").id}
        for number in range(scene.SUPPLIERS)
    ])  # fmt: skip
    env.flush_all()
    return made.ids


def _fill(env, seed, partners, made, count):
    cr = env.cr
    partner = scene._pick(partners)
    base = scene._copy(cr, "account_move", seed.id, count, {
        "name": f"'CHECKED/' || (g + {made})", "ref": f"'FA-' || (g + {made})",
        "partner_id": f"({partner})", "commercial_partner_id": f"({partner})",
        "sequence_number": f"g + {made} + 10",
    })  # fmt: skip
    for line in seed.line_ids:
        first = scene._copy(cr, "account_move_line", line.id, count, {
            "move_id": f"{base} + g", "partner_id": f"({partner})",
        })  # fmt: skip
        for tax in line.tax_ids:
            cr.execute(
                "INSERT INTO account_move_line_account_tax_rel"
                " (account_move_line_id, account_tax_id)"
                " SELECT %s + g, %s FROM generate_series(1, %s) g",
                (first, tax.id, count),
            )
    cr.execute("ANALYZE")
    cr.commit()
    env.invalidate_all()
