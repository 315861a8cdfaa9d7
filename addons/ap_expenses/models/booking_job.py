# SPDX-License-Identifier: AGPL-3.0-or-later
"""Many expenses are booked by a job, some days at a time, beside whoever waits.

Each part is one transaction: killed, it did nothing, and the next run goes on with what is
still due. Between two parts a person may stop it. How far it is is written by transactions of
its own, so that nobody who looks or stops gets in its way.
"""

import logging

from psycopg2 import Error as DatabaseError

from odoo import api
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from . import booking

_logger = logging.getLogger(__name__)
OPEN = ("queued", "running")
LONG = 2000  # expenses and payments, from which on a job books them
CRON = "ap_expenses.ir_cron_book"


def is_long(tool, day) -> bool:
    return booking.count(tool, day) >= LONG


def at_work(tool):
    """The job that books for a tool, if any."""
    wanted = [("tool_id", "=", tool.id), ("job_state", "in", OPEN)]
    return tool.env["ap.expense.booking"].search(wanted, limit=1)


def screen(job) -> dict:
    """How far it is."""
    return {
        "type": "ir.actions.act_window",
        "name": job.env._("Book expenses"),
        "res_model": job._name,
        "res_id": job.id,
        "views": [(False, "form")],
    }


def start(tool, day):
    """The job, which waits for its turn."""
    job = tool.env["ap.expense.booking"].sudo().create(
        {
            "tool_id": tool.id,
            "company_id": tool.company_id.id,
            "date_to": day,
            "user_id": tool.env.uid,
            "total": booking.count(tool, day),
        }
    )
    tool.env.ref(CRON).sudo()._trigger()
    return job


def run_all(env) -> None:
    """Do what waits and what was interrupted, the oldest first."""
    cron = env["ir.cron"]
    jobs = waiting(env)
    cron._commit_progress(remaining=len(jobs))
    for job in jobs:
        if not run(job) or not cron._commit_progress(1):
            return


def waiting(env):
    """What waits and what was interrupted, the oldest first, whoever asked for it."""
    return env["ap.expense.booking"].sudo().search([("job_state", "in", OPEN)], order="id")


def run(job) -> bool:
    """Book part after part; whether there is time for another job."""
    try:
        tool = _of_its_user(job)
    except AccessError as error:
        return _end(job, "failed", str(error))
    while _tell(job, job_state="running"):
        day = booking.part(tool, job.date_to)
        if day is None:
            return _end(job, "done")
        try:
            with job.env.cr.savepoint():
                found = booking.book(tool, day)
        except UserError as error:
            return _end(job, "failed", str(error))
        except DatabaseError:
            _logger.warning("%s is tried again", job.display_name, exc_info=True)
            return _again(job)
        except Exception:
            _logger.exception("booking for %s failed", job.display_name)
            return _end(job, "failed", _broken(job))
        time_left = job.env["ir.cron"]._commit_progress()
        booked = found["expenses"] + found["settlements"]
        _tell(job, done=job.done + booked)
        if not booked and booking.part(tool, job.date_to) == day:
            return _end(job, "failed", _stuck(job))
        if not time_left:
            return _again(job)
    return _end(job, "cancelled")


def _end(job, state, message=None) -> bool:
    """It is at its end, and whoever asked is told, wherever they work by now."""
    _tell(job, job_state=state, message=message)
    labels = dict(job._fields["job_state"]._description_selection(job.env))
    job.user_id._bus_send(
        "simple_notification",
        {
            "type": "warning" if message else "info",
            "sticky": bool(message),
            "title": job.display_name,
            "message": message or f"{labels[state]} – {job.job_text}",
        },
    )
    return True


def _again(job) -> bool:
    job.env.ref(CRON)._trigger()
    return False


def _of_its_user(job):
    """The tool as who asked for the work sees it."""
    user = job.user_id
    if not user.active or not user.has_group("ap_base.group_accountant"):
        raise AccessError(
            job.env._("%(user)s may not book expenses any more.", user=user.name)
        )
    context = {"lang": user.lang, "tz": user.tz, "allowed_company_ids": job.company_id.ids}
    env = api.Environment(job.env.cr, user.id, context)
    return env["ap.expense.tool"].browse(job.tool_id.id).with_company(job.company_id)


def _tell(job, **values) -> bool:
    """Write how far it is, at once and whatever becomes of the part; whether it goes on."""
    sets = [SQL("%s = %s", SQL.identifier(name), value) for name, value in values.items()]
    with job.env.registry.cursor() as cr:
        cr.execute(
            SQL(
                "UPDATE ap_expense_booking SET %s WHERE id = %s RETURNING is_stopped",
                SQL(", ").join(sets), job.id,
            )
        )  # fmt: skip
        [[is_stopped]] = cr.fetchall()
    job.env["ir.cron"]._commit_progress()  # nothing is open here: what came meanwhile is seen
    job.invalidate_recordset()
    return not is_stopped


def _broken(job) -> str:
    return job.env._(
        "The work stopped at an unexpected error: what was booked before it stays. Your "
        "administrator finds it in the log of the server."
    )


def _stuck(job) -> str:
    return job.env._(
        "Some expenses are due and cannot be booked: see those to review, then book again."
    )
