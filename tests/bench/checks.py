# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seconds and queries of the checks of bills: of N posted bills at night, when drafts
are created or posted, and when e-invoices arrive."""

import gc
import resource
import time
from unittest.mock import patch

from . import bills, scene

DAY = scene.DAY
POSTED = 500
FILES = 25
SLOWEST = 6


def main(env, sizes):
    """Print what the checks cost; sizes grow in one database."""
    company = scene.company(env)
    env = env(context=dict(env.context, allowed_company_ids=[company.id]))
    maker = bills.Maker(env)
    for size in sizes:
        maker.grow(size)
        print(f"\n== {size:,} posted bills, {bills.LINES * size:,} lines checked", flush=True)
        _measure(env, company, size)
        env.cr.rollback()
    _creating(env, maker)
    _posting(env, maker)
    _imports(env, maker)


def _measure(env, company, size):
    controls = env["ap.control"].sudo().with_company(company)
    controls = controls._in_force(company, DAY, res_model="account.move")
    rows = []
    for control in controls:
        env.invalidate_all()
        spent, queries, counts = _counted(env, lambda c=control: c._run(company, None, DAY))
        rows.append((spent, queries, counts["found"], control.code))
    total, queries, found = (sum(row[place] for row in rows) for place in range(3))
    for spent, count, stated, code in sorted(rows, reverse=True)[:SLOWEST]:
        print(f"   {code:<28} {spent:8.2f} s  {count:6,} queries  {stated:7,} found")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"   {len(rows)} controls: {total:.1f} s, {1000 * total / size:.2f} ms a bill, "
        f"{queries:,} queries, {queries / size:.3f} a bill, {found:,} found, "
        f"peak {peak:,.0f} MiB",
        flush=True,
    )


def _creating(env, maker):
    """`POSTED` drafts in one call, with what follows a change and without it."""
    partners = maker.partners
    values = [
        maker.values(partners[n % len(partners)], f"NEW-{n}", 1 + n % 89)
        for n in range(POSTED)
    ]

    def create(looked_at):
        env.invalidate_all()
        result = _counted(env, lambda: _create(env, values, looked_at))
        env.cr.rollback()
        return result

    create(True)  # caches are warm in both
    _compare(f"{POSTED} drafts created", create(True), create(False), POSTED)


def _create(env, values, looked_at):
    changed = type(env["ap.changed"])
    if looked_at:
        drafts = env["account.move"].create(values)
    else:
        with patch.object(changed, "_note", lambda *args, **kwargs: None):
            drafts = env["account.move"].create(values)
    env.flush_all()
    env.cr.precommit.run()
    return drafts


def _posting(env, maker):
    """`POSTED` drafts in one call, with our controls and without them."""
    partners = maker.partners
    values = [
        maker.values(partners[n % len(partners)], f"POST-{n}", 1 + n % 89)
        for n in range(POSTED)
    ]
    # Odoo's path comes first
    from odoo.addons.ap_base.models.changed_queue import CHECK
    from odoo.addons.ap_base.models.engine_pass import LOOKING

    with LOOKING.open(CHECK):
        drafts = env["account.move"].create(values)
    env.flush_all()
    env.cr.commit()

    def post(checked):
        env.invalidate_all()
        result = _counted(env, lambda: _post(env, drafts, checked))
        env.cr.rollback()
        return result

    post(True)  # caches are warm in both
    with_checks, without = post(True), post(False)
    _compare(f"{POSTED} drafts posted", with_checks, without, POSTED)


def _post(env, drafts, checked):
    if checked:
        drafts._post()
    else:
        with patch.object(type(drafts), "_ap_refuse_blocked", lambda moves: None):
            drafts._post()
    env.flush_all()


def _imports(env, maker):
    """`FILES` e-invoices uploaded at once, read and checked by us or by stock alone."""
    journal = env["account.journal"].search(
        [("type", "=", "purchase"), ("company_id", "=", env.company.id)], limit=1
    )
    example = maker.draft(maker.partners[1], "EXAMPLE")
    files = []
    for number in range(FILES):
        example.write({"ref": f"XML-{number}",
                       "partner_id": maker.partners[number].id})  # fmt: skip
        files.append({"name": f"{number}.xml", "raw": bills.ubl(example).encode()})
    env.cr.rollback()

    def upload(checked):
        env.invalidate_all()
        made = env["ir.attachment"].create(files)
        env.flush_all()
        result = _counted(env, lambda: _upload(env, journal, made, checked))
        env.cr.rollback()
        return result

    upload(True)
    _compare(f"{FILES} e-invoices uploaded", upload(True), upload(False), FILES)


def _upload(env, journal, attachments, checked):
    moves = type(env["account.move"])
    if checked:
        journal._create_document_from_attachment(attachments.ids)
    else:
        ours = {
            "_ap_read_documents": lambda moves, *args, **kwargs: None,
        }
        control = type(env["ap.control"])
        changed = type(env["ap.changed"])
        with (
            patch.multiple(moves, **ours),
            patch.object(control, "_check_documents", lambda controls, bills: None),
            patch.object(changed, "_note", lambda *args, **kwargs: None),
        ):
            journal._create_document_from_attachment(attachments.ids)
    env.flush_all()
    env.cr.precommit.run()


def _compare(what, ours, stock, count):
    (spent, queries, _made), (floor, stock_queries, _none) = ours, stock
    print(
        f"\n== {what}\n"
        f"   with our checks {spent:8.2f} s, {1000 * spent / count:6.1f} ms and "
        f"{queries / count:6.2f} queries each\n"
        f"   without         {floor:8.2f} s, {1000 * floor / count:6.1f} ms and "
        f"{stock_queries / count:6.2f} queries each   ratio {spent / floor:.2f}",
        flush=True,
    )


def _counted(env, work):
    """(seconds, queries, what it gave) of a work, with all it writes."""
    gc.collect()
    queries, begin = env.cr.sql_log_count, time.perf_counter()
    result = work()
    env.flush_all()
    return time.perf_counter() - begin, env.cr.sql_log_count - queries, result
