# SPDX-License-Identifier: AGPL-3.0-or-later
"""The steps of a task: sign, review, redo, waive."""

from odoo import fields
from odoo.exceptions import AccessError, UserError

from ...rules.checklist import SIGNED, may_sign
from . import book_figures, month_lock, task_words
from .ap_closing_task_template import codes_of

NO_REVIEW = {"reviewed_by_id": False, "reviewed_on": False}
NO_WAIVER = {"waived_by_id": False, "waived_on": False, "waiver_reason": False}


def sign_all(chosen):
    """See `action_sign` of `ap.closing.task`."""
    _begin(chosen, chosen.mapped("role"))
    for closing, tasks in chosen.grouped("closing_id").items():
        done = tasks.filtered(lambda task: task.state in SIGNED)
        tasks._run_controls()
        books = closing._refresh_tasks()
        # What has just signed itself asks for no other signature.
        for task in tasks.filtered(lambda task: task.state not in SIGNED) | done:
            _check_signable(task)
            alone = _refuse_own_work(task)
            sign(task, task.env.user)
            _log_alone(alone)
        closing._refresh_tasks(books)
    return True


def review(tasks):
    """See `action_review` of `ap.closing.task`."""
    _begin(tasks, [task_words.reviewing_role(task) for task in tasks])
    books = tasks.closing_id._refresh_tasks()
    for task in tasks:
        _check_reviewable(task)
        seen = {
            "reviewed_by_id": tasks.env.uid,
            "reviewed_on": fields.Datetime.now(),
        }
        if task.state == "waived":
            task._step(seen)
            task._message_log(body=tasks.env._("Waiver seen."))
            continue
        task._step({"state": "reviewed", **seen})
        _close_activities(task)
    tasks.closing_id._refresh_tasks(books)
    return True


def unsign(tasks):
    """See `action_unsign` of `ap.closing.task`."""
    _begin(tasks, ["apprentice"])
    for task in tasks:
        body = _withdrawn(task)
        task._message_log(body=body)
        _notify_people(task, body)
    tasks.closing_id._refresh_tasks()
    return True


def _withdrawn(task) -> str:
    """Take back what the user signed; says what, for the trace."""
    user = task.env.user
    if task.state == "reviewed" and task.reviewed_by_id == user:
        task._step({"state": "done", **NO_REVIEW})
        return task.env._("%(person)s withdrew the review.", person=user.name)
    if task.state in SIGNED and task.prepared_by_id == user:
        task._step(
            {"state": "todo", "prepared_by_id": False, "prepared_on": False, **NO_REVIEW}
        )
        return task.env._("%(person)s withdrew the signature.", person=user.name)
    raise AccessError(
        task.env._(
            "“%(task)s” was not signed by you: ask an accountant to have it redone.",
            task=task.name,
        )
    )


def take(tasks):
    """See `action_take` of `ap.closing.task`."""
    _begin(tasks, tasks.mapped("role"))
    taken = tasks.filtered(lambda task: task.user_id and task.user_id != tasks.env.user)
    if taken:
        raise UserError(
            tasks.env._(
                "“%(task)s” is %(person)s's: an accountant can give it to somebody else.",
                task=taken[0].name,
                person=taken[0].user_id.sudo().name,
            )
        )
    tasks._step({"user_id": tasks.env.uid})
    return True


def redo(tasks, reason):
    """See `action_redo` of `ap.closing.task`."""
    reason = _reason(tasks, reason)
    _begin(
        tasks,
        ["head" if task.state == "waived" else "accountant" for task in tasks]
    )
    for task in tasks:
        if task.state not in (*SIGNED, "waived"):
            raise UserError(
                tasks.env._("“%(task)s” is not signed yet.", task=task.name)
            )
        task._step({"state": "redo", **NO_REVIEW, **NO_WAIVER})
        body = tasks.env._("To redo: %(reason)s", reason=reason)
        task._message_log(body=body)
        _notify_people(task, body)
    tasks.closing_id._refresh_tasks()
    return True


def waive(tasks, reason):
    """See `action_waive` of `ap.closing.task`."""
    reason = _reason(tasks, reason)
    _begin(tasks, ["head"])
    for task in tasks:
        _check_waivable(task)
        alone = _refuse_waiving_own(task)
        task._step(
            {
                "state": "waived",
                "waived_by_id": tasks.env.uid,
                "waived_on": fields.Datetime.now(),
                "waiver_reason": reason,
                "signed_figures": task.current_figures or {},
                **NO_REVIEW,
            }
        )
        task._message_log(body=tasks.env._("Waived: %(reason)s", reason=reason))
        _log_alone(alone)
        _close_activities(task)
    tasks.closing_id._refresh_tasks()
    return True


def ask(tasks, step):
    """Ask for the reason of a step."""
    action = tasks.env["ir.actions.act_window"]._for_xml_id(
        "ap_closing.ap_closing_reason_action"
    )
    action["context"] = {"default_step": step, "default_task_ids": tasks.ids}
    return action


def _begin(tasks, roles):
    """The right person, the right company, a month that is open and held."""
    for role in dict.fromkeys(roles):
        tasks.closing_id._check_role(f"ap_base.group_{role}")
    tasks.check_access("write")
    tasks.closing_id._lock()
    tasks.invalidate_recordset()


def _reason(tasks, reason) -> str:
    reason = reason.strip() if isinstance(reason, str) else ""
    if not reason:
        raise UserError(tasks.env._("Give the reason: it stays with the task."))
    return reason


def _check_signable(task):
    task.ensure_one()
    waits = task.predecessor_ids.filtered(lambda one: not one.is_settled)
    facts = book_figures.facts_of(task, (task.current_figures or {}, task.agrees))
    if may_sign(facts, ready=not waits) and book_figures.has_evidence(task):
        return
    if task.state not in ("waiting", "todo", "redo"):
        raise UserError(
            task.env._("“%(task)s” is signed already.", task=task.name)
        )
    if waits:
        raise UserError(
            task.env._(
                "“%(task)s” comes after: %(names)s.",
                task=task.name,
                names=", ".join(waits.mapped("name")),
            )
        )
    wrong = task_words.contradiction(task)
    if wrong:
        raise UserError(
            task.env._(
                "“%(task)s” cannot be signed. %(why)s",
                task=task.name,
                why=" ".join(wrong),
            )
        )
    raise UserError(_evidence_asked(task))


def _evidence_asked(task) -> str:
    if task.evidence == "note":
        return task.env._(
            "“%(task)s”: write in a note what was done.", task=task.name
        )
    return task.env._(
        "“%(task)s”: add the document that proves it.", task=task.name
    )


def _check_reviewable(task):
    task.ensure_one()
    user = task.env.user
    if task.state == "waived":
        if task.waived_by_id == user:
            raise AccessError(
                task.env._(
                    "You waived “%(task)s” yourself: another person looks at it.",
                    task=task.name,
                )
            )
        return
    if task.state != "done":
        raise UserError(
            task.env._(
                "“%(task)s” must be signed before it is reviewed.", task=task.name
            )
        )
    if task.prepared_by_id == user:
        raise AccessError(
            task.env._(
                "You signed “%(task)s” yourself: another person reviews it.",
                task=task.name,
            )
        )
    named = task.reviewer_id
    if named and named != user and not user.has_group("ap_base.group_head"):
        raise AccessError(
            task.env._(
                "“%(task)s” is reviewed by %(person)s, or by the head of accounting.",
                task=task.name,
                person=named.sudo().name,
            )
        )


def _check_waivable(task):
    task.ensure_one()
    if task.kind == "lock":
        raise UserError(
            task.env._("Locking the month is not waived: it comes with closing it.")
        )
    if task.state in (*SIGNED, "waived"):
        raise UserError(
            task.env._(
                "“%(task)s” is finished: there is nothing to waive.", task=task.name
            )
        )


def _refuse_own_work(task):
    """Refuse to sign a task that is for somebody else than who did the month.

    Returns the task where one person may do both, by the administrator's choice.
    """
    task.ensure_one()
    workers = month_lock.workers(task.closing_id, task)
    if not task.by_others or task.env.user not in workers:
        return task.browse()
    return _alone_or_refuse(
        task,
        task.env._(
            "You posted entries of this month or signed its tasks: “%(task)s” is "
            "signed by somebody who did not.",
            task=task.name,
        )
    )


def _refuse_waiving_own(task):
    """Refuse to waive a task of one's own: signed before, given to, or of entries
    that one posted. Returns as `_refuse_own_work`."""
    task.ensure_one()
    runs = task.closing_id.run_ids.filtered(
        lambda run: run.kind in codes_of(task.run_kinds)
    )
    people = task.prepared_by_id | task.user_id | runs._posters()
    if task.env.user not in people:
        return task.browse()
    return _alone_or_refuse(
        task,
        task.env._(
            "You prepared “%(task)s” yourself: another head of accounting waives it.",
            task=task.name,
        )
    )


def _alone_or_refuse(task, sentence):
    if task.env.su:
        return task.browse()
    month_lock.refuse_unless_one_person(task.closing_id, sentence)
    return task


def _log_alone(tasks):
    for task in tasks:
        task._message_log(
            body=tasks.env._(
                "Done by one person alone: the company has one who keeps its books."
            )
        )


def sign(task, user):
    """Keep who signed, when, and at which figures."""
    task.ensure_one()
    task._step(
        {
            "state": "done",
            "prepared_by_id": user.id,
            "prepared_on": fields.Datetime.now(),
            "signed_figures": task.current_figures or {},
            **NO_REVIEW,
            **NO_WAIVER,
        }
    )
    figures = "; ".join(task_words.figure_rows(task, task.current_figures or {}).values())
    if figures:
        task._message_log(
            body=task.env._("Signed at: %(figures)s", figures=figures),
            author_id=user.partner_id.id,
        )
    _close_activities(task)


def say_fallen(task):
    """Both figures in the trace, and word to those who signed."""
    task.ensure_one()
    signed = task_words.figure_rows(task, task.signed_figures or {})
    now = task_words.figure_rows(task, task.current_figures or {})
    changes = [
        task.env._(
            "%(label)s: signed at %(signed)s; now %(now)s.",
            label=label,
            signed=signed.get(label, "–"),
            now=now.get(label, "–"),
        )
        for label in {**signed, **now}
        if signed.get(label) != now.get(label)
    ]
    body = " ".join(
        [task.env._("The books moved after the signature: to redo."), *changes]
    )
    task._message_log(body=body, author_id=task.env.ref("base.partner_root").id)
    _notify_people(task, body)


def _notify_people(task, body):
    """An activity for the preparer and the reviewer, who work in that company."""
    people = task.prepared_by_id | task.reviewed_by_id | task.reviewer_id
    if not people - task.env.ref("base.user_root"):
        people |= task.user_id
    for person in people - task.env.ref("base.user_root"):
        works = person.active and task.company_id in person.company_ids
        if works and person.has_group("ap_base.group_apprentice"):
            task.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=person.id,
                summary=task.env._("Sign again: %(task)s", task=task.name),
                note=body,
            )


def _close_activities(tasks):
    tasks.sudo().activity_unlink(["mail.mail_activity_data_todo"])
