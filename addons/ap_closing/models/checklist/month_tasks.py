# SPDX-License-Identifier: AGPL-3.0-or-later
"""The checklist on a closing: its tasks come with the month."""

from odoo import fields

from ...rules.checklist import SIGNED
from . import month_lock
from .ap_closing_task_template import codes_of


def ensure(closings) -> None:
    """See `_ensure_tasks` of `ap.closing`."""
    templates = closings.env["ap.closing.task.template"]
    for closing in closings.filtered(lambda one: not one.is_closed):
        have = set(closing.task_ids.mapped("code"))
        wanted = templates._of_company(closing.company_id)
        missing = wanted.filtered(
            lambda one, have=have, closing=closing: one.code not in have
            and closing._task_applies(one)
        )
        quiet = closings.env["ap.closing.task"].sudo().with_context(mail_create_nolog=True)
        if missing:
            company = closing.company_id
            staff = templates._staff(company)
            due = company._ap_due_days(
                closing.date_end, set(missing.mapped("due_offset"))
            )
            quiet.create([one._task_values(closing, staff, due) for one in missing])
            _link_tasks(closing)


def _link_tasks(closing) -> None:
    """Tasks wait for those of the same month that their templates name."""
    tasks = {task.code: task for task in closing.task_ids}
    for task in closing.task_ids:
        codes = task.template_id.predecessor_ids.mapped("code")
        before = [tasks[code].id for code in codes if code in tasks]
        if set(before) != set(task.predecessor_ids.ids):
            task._step({"predecessor_ids": [fields.Command.set(before)]})
        if task.state == "waiting" and not before:
            task._step({"state": "todo"})


def applies(closing, template) -> bool:
    """See `_task_applies` of `ap.closing`."""
    if template.kind == "tie_outs":
        ties = closing.env["ap.tie.out"]
        return bool(ties._applicable(closing.company_id, codes_of(template.tie_out_codes)))
    if template.kind == "runs":
        kinds = closing.env["ap.closing.kind"]
        return any(map(kinds._is_present, codes_of(template.run_kinds)))
    if template.kind == "counts":
        counts = closing.env["ap.closing.count"]._counts()
        return not counts.keys().isdisjoint(codes_of(template.count_codes))
    return True


def check(closings):
    """See `action_check_tasks` of `ap.closing`."""
    closings._check_role("ap_base.group_apprentice")
    closings.check_access("read")
    for tasks in closings.task_ids.grouped("company_id").values():
        tasks.filtered(lambda task: not task.is_settled)._run_controls()
    closings._refresh_tasks()
    return True


def check_open_months(closings):
    """See `_cron_check_tasks` of `ap.closing`."""
    job = closings.env["ir.cron"]
    due = to_check(closings)
    job._commit_progress(remaining=len(due))
    for closing in due:
        month_lock.refresh_or_log(closing)
        if not job._commit_progress(1):
            break


def to_check(closings):
    """Every open month, and closed ones whose books changed."""
    return closings.search(["|", ("is_closed", "=", False), ("task_ids.to_check", "=", True)])


def is_begun(closing) -> bool:
    """Whether somebody signed, waived or noted something in the checklist."""
    desk = closing.env.ref("base.user_root")
    return bool(
        closing.task_ids.filtered(
            lambda task: (task.state in SIGNED and task.prepared_by_id != desk)
            or task.state in ("waived", "redo")
            or task.note
            or task.attachment_ids
        )
    )


def counts(tasks) -> dict:
    """How many tasks a month has, are to finish, to redo, and the percentage done."""
    todo = tasks.filtered(lambda task: not task.is_settled)
    done = len(tasks) - len(todo)
    return {
        "task_count": len(tasks),
        "task_open_count": len(todo),
        "task_redo_count": len(todo.filtered(lambda task: task.state == "redo")),
        "task_progress": round(100 * done / len(tasks)) if tasks else 0,
    }


def waits_for(tasks) -> str:
    """The tasks that can be done now, each with whom it waits for."""
    return ", ".join(
        f"{task.name} ({task._next_person()})"
        for task in tasks
        if not task.is_settled and task.state != "waiting"
    )
