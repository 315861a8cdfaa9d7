# SPDX-License-Identifier: AGPL-3.0-or-later
"""What must hold when a company of an old version is updated (`./ap test upgrade`).

Each function is run in a shell of its own: `before` by the old version, `after` by this
one after each update, `onward` once at the end.
"""

import json

from dateutil.relativedelta import relativedelta
from ledger import LEDGER, compare, keep
from screens import menus_open_for

FIGURES = LEDGER.with_name("figures.json")
ACCOUNTS = ("408", "486")  # as roll-forwards ask for them


def before(env):
    """Keep the ledger and the roll-forwards of the last closed month."""
    keep(env)
    found = _figures(env)
    assert any(figures["closing"] for figures in found.values()), "its story accrued nothing"
    FIGURES.write_text(json.dumps(found), encoding="utf-8")


def after(env):
    """Not one posted row differs, roll-forwards say what they said, screens open."""
    compare(env, whole=True)
    kept, now = json.loads(FIGURES.read_text(encoding="utf-8")), _figures(env)
    assert now == kept, f"a roll-forward changed: {kept} is {now}"
    modules = env["ir.module.module"].search([("author", "=", "AP Desk contributors")])
    stuck = modules.filtered(lambda module: module.state.startswith("to "))
    assert not stuck, f"not at their end: {stuck.mapped('name')}"
    menus = env["ir.ui.menu"].search([("id", "child_of", env.ref("ap_base.menu_desk").id)])
    for login in ("accountant", "head", "auditor"):
        person = env["res.users"].search([("login", "=", login)], limit=1)
        seen = menus_open_for(env, person, menus)
        assert len(seen) > 20, f"{login} sees {len(seen)} menus"


def onward(env):
    """The next month is proposed and tied to what the old version has posted."""
    last = _last(env)
    company, day = last.company_id, last.date_end + relativedelta(days=1)
    end = day + relativedelta(months=1, day=1, days=-1)
    desk = env(
        user=env["res.users"].search([("login", "=", "accountant")]).id,
        context={"allowed_company_ids": company.ids},
    )
    result = desk["ap.closing"].close_month(company.id, end, post=True)
    assert not result["blocking"], result["blocking"]
    for account in ACCOUNTS:
        rolled = desk["ap.closing"].roll_forward(company.id, day, end, account)
        assert abs(rolled["difference"]) < 0.005, (account, rolled["difference"])
    compare(env, whole=False)
    env.cr.rollback()


def _last(env):
    """The last closing with posted entries."""
    closings = env["ap.closing"].search([]).filtered(lambda one: one.run_ids.move_ids)
    return max(closings, key=lambda one: one.date_end)


def _figures(env):
    last = _last(env)
    found = {}
    for account in ACCOUNTS:
        rolled = env["ap.closing"].roll_forward(
            last.company_id.id, last.date_end.replace(day=1), last.date_end, account
        )
        assert abs(rolled["difference"]) < 0.005, (account, rolled["difference"])
        found[account] = {name: round(rolled[name], 2) for name in ("opening", "closing", "ledger")}
    return found
