# SPDX-License-Identifier: AGPL-3.0-or-later
"""Closing a month for good, and opening it again with a reason."""

import logging

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from .. import closing_period
from ..closing_cron import AT_ONCE

_logger = logging.getLogger(__name__)


def close_months(closings):
    """See `action_close` of `ap.closing`."""
    closings._check_role("ap_base.group_head")
    closings.check_access("write")
    for closing in closings.sorted("date_end"):
        closing._lock()
        closing._refresh_tasks()
        missing = _prevents_closing(closing)
        if missing:
            raise UserError("\n".join(missing))
        alone = _closed_alone(closing)
        _close_one(closing)
        if alone:
            closing._message_log(
                body=closing.env._(
                    "Closed by one person alone: the company has one who keeps its "
                    "books."
                )
            )
    return True


def reopen_months(closings, reason):
    """See `action_reopen` of `ap.closing`."""
    closings._check_role("ap_base.group_head")
    closings.check_access("write")
    reason = reason.strip() if isinstance(reason, str) else ""
    if not reason:
        raise UserError(closings.env._("Say why the month is opened again."))
    for closing in closings.sorted("date_end", reverse=True):
        closing._hold()
        _check_reopenable(closing)
        _reopen(closing, reason)
    return True


def _prevents_closing(closing) -> list[str]:
    """Sentences that say what is missing; empty when the month can be closed."""
    closing.ensure_one()
    return [
        *filter(None, [closing_period.running_note(closing)]),
        *_tasks_missing(closing),
        *_runs_missing(closing),
        *_months_missing(closing),
        *branches_missing(closing),
    ]


def workers(closing, but=None):
    """Who posted entries of these months or signed their tasks (`but` one)."""
    tasks = closing.task_ids - but if but else closing.task_ids
    root = closing.env.ref("base.user_root")
    return closing.run_ids._posters() | tasks.prepared_by_id - root


def _closed_alone(closing) -> bool:
    """Refuse to close a month that only the user saw, and return whether that is so
    by the administrator's choice.

    Who waived a task of the month closes it once somebody else has seen the waiver;
    who posted its entries, once somebody else has signed the review, or waived it.
    """
    closing.ensure_one()
    user = closing.env.user
    if closing.env.su:
        return False
    waived = closing.task_ids.filtered(
        lambda task: task.waived_by_id == user and not task.reviewed_by_id
    )
    if waived:
        return refuse_unless_one_person(
            closing,
            closing.env._(
                "You waived “%(task)s”: another accountant looks at the waiver first, "
                "or another head of accounting closes the month.",
                task=waived[0].name,
            )
        )
    seen = closing.task_ids.filtered("by_others")
    others = (seen.prepared_by_id | seen.reviewed_by_id | seen.waived_by_id) - user
    if user in closing.run_ids._posters() and not others:
        return refuse_unless_one_person(
            closing,
            closing.env._(
                "You posted entries of this month, and nobody else has reviewed it: a "
                "second person signs the review, or closes the month."
            )
        )
    return False


def refuse_unless_one_person(closing, sentence) -> bool:
    """Refuse with the sentence, unless one person keeps the books of these companies."""
    if all(closing.company_id.sudo().mapped("ap_one_person")):
        return True
    raise AccessError(
        closing.env._(
            "%(why)s\n\nWhere one person keeps the books of a company, its "
            "administrator says so under Settings ▸ AP Desk.",
            why=sentence,
        )
    )


def _tasks_missing(closing) -> list[str]:
    states = dict(
        closing.env["ap.closing.task"]._fields["state"]._description_selection(closing.env)
    )
    return [
        closing.env._(
            "%(task)s: %(state)s, waits for %(person)s.",
            task=task.name,
            state=states[task.state],
            person=task._next_person(),
        )
        for task in closing.task_ids
        if task.kind != "lock" and not task.is_settled
    ]


def _runs_missing(closing) -> list[str]:
    if not closing.run_ids:
        return [closing.env._("The month was never proposed.")]
    labels = closing.env["ap.closing.kind"]._labels()
    todo = closing.run_ids.filtered(
        lambda run: run.state != "posted" or run._must_be_read_again()
    )
    return [
        closing.env._(
            "%(run)s: not posted, or changed since it was.", run=labels[run.kind]
        )
        for run in todo
    ]


def _months_missing(closing) -> list[str]:
    """Months are closed in order; those locked by other means count as closed."""
    company = closing.company_id
    locked = max(
        filter(None, map(company._ap_lock, company._ap_closing_locks())),
        default=None,
    )
    domain = [
        ("company_id", "=", company.id),
        ("date_end", "<", closing.date_end),
        ("is_closed", "=", False),
        ("run_ids.move_ids", "!=", False),
    ]
    if locked:
        domain.append(("date_end", ">", locked))
    earlier = closing.search(domain, order="date_end", limit=1)
    if not earlier:
        return []
    return [
        closing.env._(
            "%(closing)s comes first: it is not closed.",
            closing=earlier.display_name,
        )
    ]


def branches_missing(closing) -> list[str]:
    """Branches whose month is open: the lock of their parent holds for them too."""
    if not closing.company_id._ap_closing_locks():
        return []
    open_ones = closing.sudo().search(
        [
            ("company_id", "child_of", closing.company_id.id),
            ("company_id", "!=", closing.company_id.id),
            ("date_end", "=", closing.date_end),
            ("is_closed", "=", False),
        ]
    )
    return [
        closing.env._(
            "%(closing)s comes first: locking this company locks its branch too.",
            closing=one.display_name,
        )
        for one in open_ones
    ]


def _close_one(closing):
    closing.ensure_one()
    company = closing.company_id.sudo()
    before = {}
    for name in company._ap_closing_locks():
        if not company[name] or company[name] < closing.date_end:
            before[name] = fields.Date.to_string(company[name]) or False
    if before:
        # The role was checked: writing a company otherwise needs an administrator.
        company.write(dict.fromkeys(before, closing.date_end))
    today = company._company_today()
    closing._step(
        {
            "is_closed": True,
            "closed_by_id": closing.env.uid,
            "closed_on": fields.Datetime.now(),
            "days_to_close": company._ap_days_to_close(closing.date_end, today),
            "locks_before": before,
        }
    )
    closing._refresh_tasks()
    closing._message_log(body=_locks_described(closing))
    closing._after_close()


def _locks_described(closing) -> str:
    company = closing.company_id
    names = [
        company._fields[name]._description_string(closing.env)
        for name in company._ap_closing_locks()
    ]
    if not names:
        return closing.env._("Closed. No lock date is set, as the company chose.")
    return closing.env._(
        "Closed. Locked up to %(day)s: %(names)s.",
        day=format_date(closing.env, closing.date_end),
        names=", ".join(names),
    )


def _check_reopenable(closing):
    closing.ensure_one()
    if not closing.is_closed:
        raise UserError(
            closing.env._("%(closing)s is not closed.", closing=closing.display_name)
        )
    hard = closing.company_id._ap_lock("hard_lock_date")
    if hard and hard >= closing.date_end:
        raise UserError(
            closing.env._(
                "%(closing)s is locked for good up to %(day)s: a hard lock date can "
                "never move back.",
                closing=closing.display_name,
                day=format_date(closing.env, hard),
            )
        )
    later = closing.search(
        [
            ("company_id", "=", closing.company_id.id),
            ("date_end", ">", closing.date_end),
            ("is_closed", "=", True),
        ],
        order="date_end desc",
        limit=1,
    )
    if later:
        raise UserError(
            closing.env._(
                "%(closing)s is closed too: open it first.",
                closing=later.display_name,
            )
        )


def _reopen(closing, reason):
    company = closing.company_id.sudo()
    back = {
        name: day
        for name, day in (closing.locks_before or {}).items()
        if name != "hard_lock_date" and company[name] == closing.date_end
    }
    if back:
        company.write(back)
    closing._step(
        {
            "is_closed": False,
            "closed_by_id": False,
            "closed_on": False,
            "days_to_close": 0,
            "locks_before": False,
            "reopen_reason": reason,
        }
    )
    approvals = closing.task_ids.filtered(
        lambda task: task.role == "head" and task.state in ("done", "reviewed")
    )
    approvals._step(
        {"state": "redo", "reviewed_by_id": False, "reviewed_on": False}
    )
    closing._refresh_tasks()
    closing._message_log(body=_reopening_described(closing, reason))


def _reopening_described(closing, reason) -> str:
    """The reason, and which locks still hold the month."""
    company = closing.company_id
    words = [closing.env._("Opened again: %(reason)s", reason=reason)]
    for name in ("purchase_lock_date", "fiscalyear_lock_date"):
        day = company._ap_lock(name)
        if day and day >= closing.date_end:
            words.append(
                closing.env._(
                    "%(lock)s stays at %(day)s: it was set by other means.",
                    lock=company._fields[name]._description_string(closing.env),
                    day=format_date(closing.env, day),
                )
            )
    return " ".join(words)


def refresh_or_log(closing):
    """Look at one month; what fails is logged and leaves the others done."""
    closing.ensure_one()
    try:
        with closing.env.cr.savepoint():
            closing._refresh_tasks()
    except Exception as error:
        if isinstance(error, AT_ONCE):
            raise  # the snapshot is old: the job runs again
        _logger.exception("Tasks of %s not compared", closing.display_name)
