# SPDX-License-Identifier: AGPL-3.0-or-later
"""The improvement log: two ideas, each replayed over months that are closed; key figures of
these months are kept, and say what the change did."""

from odoo.addons.ap_base.arithmetic.calendar import month_end

from ..story.bank import RULED
from ..story.improvements import HELPED, HURT
from ..story.values import Day


def try_out(env, book):
    """Keep the closed months, replay, decide."""
    env.flush_all()
    env.cr.precommit.run()  # estimates meet their bills at the end of a transaction
    kpis = env["ap.kpi"].with_user(book.people["accountant"])
    for month in HURT.months:
        kpis.keep(book.company.id, Day(month, 1).on(book.last))
    rule = env["ap.bank.rule"].search([("company_id", "=", book.company.id)])
    versions = env["ap.setting.version"].search(
        [("res_model", "=", rule._name), ("record_id", "in", rule.ids)]
    )
    start = Day(RULED, 1).on(book.last)
    helped = _noted(env, book, HELPED, {"rule_ids": rule.ids})
    helped.write(
        {
            "changed_on": start, "version_ids": versions.ids,
            "after_from": start, "after_to": start,
        }
    )  # fmt: skip
    helped.state = "measured"
    _noted(env, book, HURT, HURT.change).state = "dropped"


def _noted(env, book, idea, change):
    """The apprentice's idea; the accountant replays it and notes what was decided."""
    accountant, company = book.people["accountant"], book.company
    first, last = (Day(month, 1).on(book.last) for month in idea.months)
    found = env["ap.replay"].with_user(accountant).run(
        idea.kind, company.id, first, month_end(last), {"basis": "dated", **change}
    )
    replay = env["ap.replay"].browse(found["replay_id"])
    replay.with_user(accountant).name = idea.name
    noted = env["ap.improvement"].with_user(book.people["apprentice"]).create(
        {"name": idea.name, "idea": idea.idea, "company_id": company.id}
    )
    noted = noted.with_user(accountant)
    noted.write(
        {
            "change": idea.done, "replay_id": replay.id,
            "kpi_id": env.ref(f"ap_desk.kpi_{idea.figure}").id,
            "baseline_from": first, "baseline_to": last,
        }
    )  # fmt: skip
    return noted
