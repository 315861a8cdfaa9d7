# SPDX-License-Identifier: AGPL-3.0-or-later
"""N fresh deferrals in one transaction: made, proposed, posted, and the month after.

Three companies. The first is closed on a database on which PostgreSQL knows nothing of our
tables yet; the second after it has counted them, so that it believes that a new run has no
line; the third by the release method. All three must cost the same for each line.
"""

from datetime import date

from . import scene
from .meter import measured, note

MONTHS = (date(2026, 10, 31), date(2026, 11, 30))
COMPANIES = (
    ("deferrals", "stock", False),
    ("deferrals_counted", "stock", True),
    ("deferrals_release", "release", False),
)
KINDS = {"stock": ["prepaid"], "release": ["release"]}


def main(env, sizes):
    """The measures of each size: new companies for each."""
    for size in sizes:
        for name, method, counted in COMPANIES:
            _measure(env, name, method, counted, size)
            env.invalidate_all()


def _measure(env, name, method, counted, size):
    company = scene.company(env, f"Bench {name} {size}")
    company.ap_deferral_method = method
    env = env(context=dict(env.context, allowed_company_ids=[company.id]))
    company = company.with_env(env)
    scene.dated_lines(env, size)
    env.cr.execute("ANALYZE" if counted else "ANALYZE account_move, account_move_line")
    env.cr.commit()
    print(f"\n== {size:,} deferrals, {name}, method {method}", flush=True)
    deferrals = env["ap.deferral"].sudo()
    spent, made = measured(env, lambda: deferrals._sync(company=company))
    assert len(made) == size, len(made)
    note(f"{name}_sync", size, spent)
    for day, step in zip(MONTHS, ("first", "month"), strict=True):
        spent, posted = measured(env, lambda day=day: _close(env, company, method, day))
        assert posted == size, posted
        note(f"{name}_{step}", size, spent)
    env.cr.commit()


def _close(env, company, method, day):
    """Propose and post one month; the number of lines posted."""
    env["ap.closing"].close_month(company.id, day, kinds=KINDS[method])
    closing = env["ap.closing"].search(
        [("company_id", "=", company.id), ("date_end", "=", day)]
    )
    runs = closing.run_ids.filtered(lambda run: run.kind in KINDS[method])
    runs._post()
    env.flush_all()
    return env["ap.closing.line"].search_count(
        [("run_id", "in", runs.ids), ("state", "=", "posted")]
    )
