# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bank lines matched in Odoo, by us and by the automatic step of account_reconcile_oca,
on the same lines and open items: seconds, right and wrong answers."""

import json
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

from psycopg2.extras import Json, execute_values

from . import scene
from .meter import measured, note

OPEN_ITEMS = 60_000
SIZES = (1000, 10_000)
THEIRS = 100  # lines that the module matches: it takes a part of a second for each
LEVEL = "middle"


def main(env, sizes=()):
    """What both answer for the lines of one scene, and how long it takes."""
    company = scene.company(env)
    env = env(context=dict(env.context, allowed_company_ids=[company.id]))
    sizes = sizes or SIZES
    found = _scene(max(sizes))
    items = _make_items(env, found)
    print(f"\n== bank lines, {len(items):,} open items, level {LEVEL}", flush=True)
    lines = {}
    for size in sizes:
        rows = found["lines"][len(lines) : size]
        lines |= _make_lines(env, rows)
        spent = _ours(env, company, lines, items, found["truth"])
        if size < max(sizes):
            note("bank_lines", size, spent)
    theirs = _theirs(env, lines, items, found["truth"]) * len(lines)
    times = theirs / spent.seconds
    note("bank_lines", size, spent, "account_reconcile_oca, times as fast", theirs, times)


def _scene(most):
    place = Path(__file__).with_name("bank_scene.py")
    words = [sys.executable, "-W", "ignore", str(place), LEVEL, str(most), str(OPEN_ITEMS)]
    return json.loads(subprocess.run(words, check=True, capture_output=True).stdout)


def _ours(env, company, lines, items, truth):
    env.invalidate_all()
    spent, _none = measured(env, lambda: env["ap.bank.match"].match_company(company.id))
    keys = {number: key for key, number in lines.items()}
    wanted = {items[key]: key for key in items}
    matches = env["ap.bank.match"].search([("state", "=", "automatic")])
    right = wrong = 0
    for match in matches:
        paid = {row[0] for row in match._proposal_values().get("allocations", ())}
        same = {wanted.get(one) for one in paid} == set(truth[keys[match.statement_line_id.id]])
        right, wrong = right + same, wrong + (not same)
    able = sum(bool(truth[key]) for key in lines)
    _print("ours", len(lines), spent, right, wrong, able)
    return spent


def _theirs(env, lines, items, truth) -> float:
    """Seconds a line of the module's own step, as it runs when lines are created."""
    from odoo.addons.account_reconcile_oca.models.account_bank_statement_line import (
        AccountBankStatementLine as Theirs,
    )

    chosen = list(lines)[:: max(1, len(lines) // THEIRS)][:THEIRS]
    records = env["account.bank.statement.line"].browse([lines[key] for key in chosen])
    names = ("_do_auto_reconcile_invoices", "reconcile_bank_line", "_retrieve_partner")
    own = {name: getattr(Theirs, name) for name in names}
    env.invalidate_all()

    def reconcile():
        records._retrieve_partner()
        Theirs._do_auto_reconcile(records, True)

    with patch.multiple(type(records), **own):
        spent, _none = measured(env, reconcile)
    wanted = {number: key for key, number in items.items()}
    right = wrong = 0
    for key, line in zip(chosen, records, strict=True):
        others = line.line_ids - line._seek_for_lines()[0]
        paid = others.matched_debit_ids.debit_move_id | others.matched_credit_ids.credit_move_id
        if paid:
            whole = not any(paid.mapped("amount_residual"))
            same = {wanted.get(one) for one in paid.ids} == set(truth[key]) and whole
            right, wrong = right + same, wrong + (not same)
    able = sum(bool(truth[key]) for key in chosen)
    _print("account_reconcile_oca", len(records), spent, right, wrong, able)
    env.cr.rollback()
    return spent.seconds / len(records)


def _print(whose, count, spent, right, wrong, able):
    precision = f"{100 * right / (right + wrong):.2f} %" if right + wrong else "none"
    print(
        f"      {whose:22} {count:>6,} lines {1000 * spent.seconds / count:8.2f} ms a line"
        f"  automatic right {right:,}, wrong {wrong:,}, precision {precision},"
        f" recall {100 * right / max(1, able):.1f} %",
        flush=True,
    )


def _make_items(env, found) -> dict:
    """Post the open items; {key: id of the payable item}."""
    partners = env["res.partner"].create(
        [{"name": one["name"], "ref": one["key"], "is_company": True} for one in found["partners"]]
    )
    keys = dict(zip((one["key"] for one in found["partners"]), partners.ids, strict=True))
    env["res.partner.bank"].create(
        [
            {"acc_number": one["iban"], "partner_id": keys[one["key"]]}
            for one in found["partners"]
        ]
    )
    rows = [
        (n, keys[one["partner"]], one["amount"], one["day"], one["due"], one["name"], one["ref"])
        for n, one in enumerate(found["items"], 1)
    ]
    base = _copy_items(env, rows)
    return {one["key"]: base + n for n, one in enumerate(found["items"], 1)}


def _copy_items(env, rows) -> int:
    """Copy a posted bill for each row; the id before that of the first payable item."""
    seed = scene.SEED or scene.SEED.update(scene._seeds(env)) or scene.SEED
    env.flush_all()
    cr = env.cr
    cr.execute(
        "CREATE TEMP TABLE bench_item (n int PRIMARY KEY, partner int, amount numeric,"
        " day date, due date, name text, ref text)"
    )
    execute_values(cr._obj, "INSERT INTO bench_item VALUES %s", rows)
    of = _columns("bench_item")
    moves = scene._copy(cr, "account_move", seed["bill"].id, len(rows), {
        "name": of("name"), "ref": of("ref"), "date": of("day"), "invoice_date": of("day"),
        "invoice_date_due": of("due"), "partner_id": of("partner"),
        "commercial_partner_id": of("partner"), "sequence_number": "g + 100000",
        "move_type": f"CASE WHEN {of('amount')} < 0 THEN 'in_invoice' ELSE 'in_refund' END",
    })  # fmt: skip
    payable = seed["bill"].line_ids.filtered(
        lambda one: one.account_type == "liability_payable"
    )
    base = scene._copy(cr, "account_move_line", payable.id, len(rows), {
        "move_id": f"{moves} + g", "move_name": of("name"), "ref": of("ref"),
        "name": of("ref"), "date": of("day"), "date_maturity": of("due"),
        "partner_id": of("partner"), **_amounts(of("amount")),
    })  # fmt: skip
    cr.execute("ANALYZE")
    cr.commit()
    return base


def _columns(table):
    """Gives the SQL of a column of the row g of the table."""
    return lambda name: f"(SELECT {name} FROM {table} WHERE n = g)"


def _amounts(amount) -> dict:
    """The columns of a journal item of this balance, nothing of it matched."""
    return {
        "balance": amount, "amount_currency": amount, "amount_residual": amount,
        "amount_residual_currency": amount, "debit": f"GREATEST({amount}, 0)",
        "credit": f"GREATEST(-({amount}), 0)",
    }  # fmt: skip


def _make_lines(env, rows) -> dict:
    """Bank lines as a statement file brings them; {key: id}."""
    journal = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1
    )
    seed = env["account.bank.statement.line"].create(
        {"journal_id": journal.id, "date": "2026-09-01", "amount": -1.0, "payment_ref": "SEED"}
    )
    env.flush_all()
    cr = env.cr
    cr.execute(
        "CREATE TEMP TABLE IF NOT EXISTS bench_line (n int PRIMARY KEY, day date,"
        " amount numeric, label text, iban text, facts jsonb)"
    )
    cr.execute("TRUNCATE bench_line")
    values = [
        (n, one["day"], one["amount"], one["label"], one["iban"] or None,
         Json({name: text for name, text in one["facts"].items() if text}))
        for n, one in enumerate(rows, 1)
    ]  # fmt: skip
    execute_values(cr._obj, "INSERT INTO bench_line VALUES %s", values)
    base = _copy_lines(cr, seed, len(rows))
    seed.move_id.with_context(force_delete=True).button_draft()
    seed.unlink()
    cr.execute("ANALYZE")
    cr.commit()
    env.invalidate_all()
    return {one["key"]: base + n for n, one in enumerate(rows, 1)}


def _copy_lines(cr, seed, count) -> int:
    of = _columns("bench_line")
    moves = scene._copy(cr, "account_move", seed.move_id.id, count, {
        "name": "'BNKBENCH/' || nextval('account_move_id_seq')", "date": of("day"),
        "ref": of("label"), "statement_line_id": "NULL", "sequence_number": "g + 1000",
    })  # fmt: skip
    base = scene._copy(cr, "account_bank_statement_line", seed.id, count, {
        "move_id": f"{moves} + g", "amount": of("amount"), "payment_ref": of("label"),
        "ap_bank_label": of("label"), "account_number": of("iban"),
        "transaction_details": of("facts"), "amount_residual": f"(-{of('amount')})::float",
        "ap_end_to_end": f"{of('facts')} ->> 'end_to_end'",
        "internal_index": "source.internal_index || g",
    })  # fmt: skip
    cr.execute(
        "UPDATE account_move SET statement_line_id = line.id"
        " FROM account_bank_statement_line AS line"
        " WHERE line.move_id = account_move.id AND line.id > %s",
        (base,),
    )
    liquidity, suspense, _others = seed._seek_for_lines()
    for item, amount in ((liquidity, of("amount")), (suspense, f"-{of('amount')}")):
        scene._copy(cr, "account_move_line", item.id, count, {
            "move_id": f"{moves} + g", "statement_line_id": f"{base} + g", "date": of("day"),
            "name": of("label"), **_amounts(amount),
        })  # fmt: skip
    return base
