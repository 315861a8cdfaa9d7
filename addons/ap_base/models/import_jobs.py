# SPDX-License-Identifier: AGPL-3.0-or-later
"""Long files are read and applied by a job, beside whoever waits for them.

An import waits (*queued*), is worked on (*running*), and then simply is what the work made
of it, or *failed* with the reason. One transaction does the work and takes the job off: a
job that was killed did nothing, is still *running*, and is done again by the next run.
"""

import logging

from psycopg2 import Error as DatabaseError

from odoo import api, fields
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .ap_import_progress import PHASES

_logger = logging.getLogger(__name__)
LONG_ROWS = 2000
MOST_TRIES = 3
OPEN = ("queued", "running")
AT_WORK = "ap_import_job"


def queue(record, step: str) -> None:
    """Let the job do `step` (`dry_run` or `apply`) as the user who asks."""
    own = record.sudo()
    own.write(
        {
            "job_state": "queued",
            "job_step": step,
            "job_user_id": record.env.uid,
            "job_queued": fields.Datetime.now(),
            "job_tries": 0,
            "job_message": False,
        }
    )
    own.progress_ids.unlink()
    values = {"import_id": own.id, "company_id": own.company_id.id}
    own.env["ap.import.progress"].create(values)
    own.env.ref("ap_base.ir_cron_import_jobs")._trigger()


def tell(record, phase: str, done: int = 0, total: int = 0) -> None:
    """Show how far the work is, at once and whatever becomes of it."""
    if not record.env.context.get(AT_WORK):
        return
    with record.env.registry.cursor() as cr:
        cr.execute(
            SQL(
                """UPDATE ap_import_progress SET phase = %s, done = %s, total = %s
                    WHERE import_id = %s""",
                phase, done, total, record.id,
            )
        )  # fmt: skip


def percent(phase: str, done: int, total: int) -> int:
    """The part done: each phase is one of as many.

    >>> percent("reading", 0, 0), percent("writing", 500, 1000)
    (0, 90)
    """
    names = [name for name, _label in PHASES]
    part = min(done, total) / total if total else 0
    return int(100 * (names.index(phase) + part) / len(names))


def run_all(env) -> None:
    """Do what waits and what was interrupted, the oldest first, one transaction each."""
    cron = env["ir.cron"]
    todo = waiting(env)
    cron._commit_progress(remaining=len(todo))
    for record in todo:
        run(record)
        if not cron._commit_progress(1):
            return


def waiting(env):
    """What waits and what was interrupted, the oldest first, whoever asked for it."""
    imports = env["ap.import"].sudo()
    return imports.search([("job_state", "in", OPEN)], order="job_queued, id")


def run(record) -> None:
    """Do one job, unless somebody else is at it."""
    record.invalidate_recordset()
    record = record.with_context(lang=record.job_user_id.lang)
    if not record.try_lock_for_update() or record.job_state not in OPEN:
        return
    record.write({"job_state": "running", "job_tries": record.job_tries + 1})
    if record.job_tries > MOST_TRIES:
        _fail(record, _gave_up(record))
        return
    record.env["ir.cron"]._commit_progress()  # who kills us now leaves it running
    try:
        with record.env.cr.savepoint():
            message = _work(_of_its_user(record))
            ended = {"job_state": "failed" if message else False, "job_message": message}
            record.write(ended)
    except UserError as error:
        _fail(record, str(error))
    except DatabaseError:
        _logger.warning("%s is tried again", record.display_name, exc_info=True)
        record.env.ref("ap_base.ir_cron_import_jobs")._trigger()
        return
    except Exception:
        _logger.exception("%s failed", record.display_name)
        _fail(record, _broken(record))
    _notify(record)


def _of_its_user(record):
    """The import as who asked for the work sees it."""
    user = record.job_user_id
    if not user.active:
        raise AccessError(record.env._("%(user)s is archived.", user=user.name))
    context = {
        "lang": user.lang,
        "tz": user.tz,
        "allowed_company_ids": [record.company_id.id],
        AT_WORK: True,
    }
    return record.with_env(api.Environment(record.env.cr, user.id, context))


def _work(record):
    """Read the file, and apply it where that was asked; why not, if not."""
    if record.job_step == "dry_run":
        return record._read_now()
    return False if record._apply_now() else record._changed_sentence()


def _fail(record, message: str) -> None:
    record.write({"job_state": "failed", "job_message": message})


def _gave_up(record) -> str:
    return record.env._(
        "The work was interrupted %(count)s times: the server was stopped, or the file takes "
        "longer than it allows. Cut the file into parts, or ask your administrator.",
        count=MOST_TRIES,
    )


def _broken(record) -> str:
    return record.env._(
        "The work stopped at an unexpected error; nothing was written. Your administrator "
        "finds it in the log of the server."
    )


def _notify(record) -> None:
    """Tell who waits, wherever he works by now."""
    text = record.env._("%(file)s: the work on it is done.", file=record.display_name)
    failed = record.job_state == "failed"
    record.job_user_id._bus_send(
        "simple_notification",
        {
            "type": "warning" if failed else "info",
            "sticky": failed,
            "message": f"{record.display_name}: {record.job_message}" if failed else text,
        },
    )
