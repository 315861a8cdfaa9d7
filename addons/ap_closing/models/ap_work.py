# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models

from odoo.addons.ap_base.models.work import Piece, Work, of_companies

from .checklist import month_lock, month_tasks


class ApWork(models.AbstractModel):
    """Months to propose or to prepare, their tasks, and what recurs: each company by
    itself. The kinds of one month stay together: they decide who brings a cost."""

    _inherit = "ap.work"

    @api.model
    def _registered(self):
        cron = "ap_closing.ap_closing_cron_propose"
        tasks, learn = "ap_closing.ap_closing_cron_check_tasks", "ap_closing.ap_recurring_cron_learn"
        return [
            *super()._registered(),
            Work("months", cron, _months, _propose),
            Work("tasks", tasks, _months_with_tasks, _check_tasks),
            Work("recurring", learn, _with_accounts, _learn),
            Work("prepare_months", None, lambda env: [], _prepare, whole=True),
        ]


def _companies(env):
    return env["res.company"].search([("chart_template", "!=", False)])


def _with_accounts(env):
    return of_companies(_companies(env))


def _months(env):
    closings = env["ap.closing"]
    due = {one: closings._month_to_propose(one) for one in _companies(env)}
    return [Piece(one.id, day.isoformat(), one.name) for one, day in due.items() if day]


def _propose(env, company, _day):
    """The month that is due now, if it still is."""
    day = env["ap.closing"]._month_to_propose(company)
    if day:
        env["ap.closing"]._propose_in_cron(company, day)


def _months_with_tasks(env):
    return of_companies(month_tasks.to_check(env["ap.closing"]).company_id)


def _check_tasks(env, company, _about):
    for closing in month_tasks.to_check(env["ap.closing"]):
        if closing.company_id == company:
            month_lock.refresh_or_log(closing)
            env["ir.cron"]._commit_progress()


def _learn(env, company, _about):
    env["ap.recurring"].learn(company.id)


def _prepare(env, company, about):
    """One company's month as who asked for it; he is told what became of it."""
    day, post, _user = about
    [found] = env["ap.closing"].close_months([company.id], day, post=post)
    sentence = env["ap.closing.months"]._sentence(found)
    env.user._bus_send(
        "simple_notification",
        {"type": "warning" if found.get("error") or found["blocking"] else "success",
         "message": sentence},
    )  # fmt: skip
    return sentence
