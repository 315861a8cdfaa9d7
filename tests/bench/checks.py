# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seconds and queries of the checks of bills: of N posted bills at night, when drafts
are created or posted, and when e-invoices arrive."""

import time
from unittest.mock import patch

from . import bills, scene
from .meter import measured, note

DAY = scene.DAY
POSTED = 500
FILES = 25
SLOWEST = 6
CHANGED = 200  # bills written after a night, before the next one


def main(env, sizes):
    """What the checks cost; sizes grow in one database."""
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
    """The first night, which looks at all bills; all again, by hand; a night after some
    bills changed."""
    spent, found = measured(env, lambda: _night(env, company))
    note("controls", size, spent)
    _say_slowest(found)
    spent, again = measured(env, lambda: _all(env, company))
    note("controls_again", size, spent)
    assert all(counts["found"] == again[code][1]["found"] for code, (_s, counts) in found.items())
    env.cr.execute(
        """UPDATE account_move SET ref = ref || '-B'
            WHERE id IN (SELECT id FROM account_move
                          WHERE company_id = %s AND move_type = 'in_invoice'
                            AND state = 'posted' ORDER BY id LIMIT %s)""",
        (company.id, CHANGED),
    )
    spent, found = measured(env, lambda: _night(env, company))
    note("controls_changed", size, spent)
    _say_slowest(found)


def _night(env, company) -> dict:
    """A night: its stamps, then all controls of bills."""
    from odoo.addons.ap_base.models import control_night

    env.invalidate_all()
    with control_night.NIGHT.open(control_night.begin(env, company, DAY)):
        return _all(env, company)


def _all(env, company) -> dict:
    """What `check` does on bills, with the clock of each control."""
    env.invalidate_all()
    model = type(env["ap.control"])
    run, clock = model._run, {}

    def timed(control, *args):
        begin = time.perf_counter()
        counts = run(control, *args)
        clock[control.code] = (time.perf_counter() - begin, counts)
        return counts

    with patch.object(model, "_run", timed):
        env["ap.control"]._check(company.id, res_model="account.move", date=DAY)
    return clock


def _say_slowest(found) -> None:
    rows = sorted(((spent, counts["found"], code) for code, (spent, counts) in found.items()))
    for spent, stated, code in rows[: -SLOWEST - 1 : -1]:
        print(f"      {code:<28} {spent:8.2f} s {stated:8,} found")
    print(f"      {len(rows)} controls, {sum(row[1] for row in rows):,} found", flush=True)


def _creating(env, maker):
    """`POSTED` drafts in one call, with what follows a change and without it."""
    partners = maker.partners
    values = [
        maker.values(partners[n % len(partners)], f"NEW-{n}", 1 + n % 89)
        for n in range(POSTED)
    ]

    def create(looked_at):
        env.invalidate_all()
        result = measured(env, lambda: _create(env, values, looked_at))
        env.cr.rollback()
        return result

    create(True)  # caches are warm in both
    _compare("drafts_created", create(True), create(False), POSTED)


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
        result = measured(env, lambda: _post(env, drafts, checked))
        env.cr.rollback()
        return result

    post(True)  # caches are warm in both
    with_checks, without = post(True), post(False)
    _compare("drafts_posted", with_checks, without, POSTED)


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
        result = measured(env, lambda: _upload(env, journal, made, checked))
        env.cr.rollback()
        return result

    upload(True)
    _compare("einvoices_uploaded", upload(True), upload(False), FILES)


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


def _compare(name, ours, stock, count):
    (spent, _made), (floor, _none) = ours, stock
    note(name, count, spent, "stock, without our checks", floor)
