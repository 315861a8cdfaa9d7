# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the books say of each task, read in bulk: one comparison per closing, one count
of findings for all of them."""

from odoo import fields

from odoo.addons.ap_base.models.ap_finding import OPEN_STATES

from ...rules.checklist import STEP, Task, moved, refreshed
from . import task_steps
from .ap_closing_task_template import NEEDS, codes_of


def refresh(closings, books=None) -> dict:
    """See `_refresh_tasks` of `ap.closing`."""
    engine = closings.sudo()
    engine._ensure_tasks()
    books = _books(engine) if books is None else books
    for closing in engine:
        _settle_tasks(closing, books[closing])
    return books


def _settle_tasks(closing, books) -> None:
    closing.ensure_one()
    tasks = {task.code: task for task in closing.task_ids}
    figures = {task: figures_of(task, books) for task in tasks.values()}
    facts = [facts_of(task, figures[task]) for task in tasks.values()]
    now = fields.Datetime.now()
    for code, outcome in refreshed(facts).items():
        task = tasks[code]
        found, agrees = figures[task]
        values = {"state": outcome.state, "agrees": agrees, "to_check": False}
        if moved(task.current_figures or {}, found):
            values["current_figures"] = found
        changed = {
            name: value for name, value in values.items() if task[name] != value
        }
        if changed:
            task._step(changed)
        if outcome.signed_itself:
            task_steps.sign(task, closing.env.ref("base.user_root"))
        elif outcome.fell:
            task_steps.say_fallen(task)
    closing.task_ids._step({"checked_on": now})


def _books(closings) -> dict:
    """What each closing's tasks are compared with."""
    open_findings = _open_findings(closings)
    return {
        closing: {
            "tie_outs": _tie_figures(closing),
            "controls": _control_figures(closing, open_findings),
            "counts": _count_figures(closing),
            "runs": _run_figures(closing),
            "lock": lock_figures(closing),
        }
        for closing in closings
    }


def _tie_figures(closing) -> dict:
    ties = closing.env["ap.tie.out"]
    known = ties._tie_outs()
    wanted = {
        code for task in closing.task_ids for code in codes_of(task.tie_out_codes)
    }
    codes = [code for code in known if code in wanted]
    if not codes:
        return {}
    return {
        tie["code"]: {name: tie[name] for name in ("left", "right", "difference")}
        for tie in ties.compute(closing.company_id.id, closing.date_end, codes)
    }


def _open_findings(closings) -> dict:
    """Open findings by company and control, and when each control last looked."""
    codes = {code for task in closings.task_ids for code in codes_of(task.control_codes)}
    if not codes:
        return {}
    counts = closings.env["ap.finding"]._read_group(
        [
            ("company_id", "in", closings.company_id.ids),
            ("control_code", "in", list(codes)),
            ("state", "in", OPEN_STATES),
        ],
        ["company_id", "control_code"],
        ["__count"],
    )
    found = {(company.id, code): count for company, code, count in counts}
    runs = closings.env["ap.control.run"].search(
        [
            ("company_id", "in", closings.company_id.ids),
            ("control_id.active", "=", True),
            ("control_id.code", "in", list(codes)),
        ]
    )
    return {
        (run.company_id.id, run.control_id.code): {
            "open": found.get((run.company_id.id, run.control_id.code), 0),
            "state": "failed" if run.error else "checked",
        }
        for run in runs
    }


def _control_figures(closing, open_findings) -> dict:
    return {
        code: values
        for (company_id, code), values in open_findings.items()
        if company_id == closing.company_id.id
    }


def _count_figures(closing) -> dict:
    """How many wait, of what the tasks of the month count."""
    counts = closing.env["ap.closing.count"]
    wanted = {code for task in closing.task_ids for code in codes_of(task.count_codes)}
    return {
        code: {"waiting": counts._count(code, closing.company_id, closing.date_end)}
        for code in counts._counts()
        if code in wanted
    }


def _run_figures(closing) -> dict:
    return {
        run.kind: {
            "state": run.state,
            "stale": bool(run.is_stale),
            "amount": closing.currency_id.round(run.amount + run.amount_tax),
        }
        for run in closing.run_ids
    }


def lock_figures(closing) -> dict:
    """Whether the month is closed, its lock dates, and exceptions to them."""
    names = closing.company_id._ap_closing_locks()
    figures = {
        "closed": bool(closing.is_closed),
        **{
            name: fields.Date.to_string(closing.company_id._ap_lock(name)) or False
            for name in names
        },
    }
    opened = _lock_exceptions(closing, names)
    return {**figures, "exceptions": opened} if opened else figures


def _lock_exceptions(closing, names) -> int:
    """How many exceptions in force open days of the month to somebody."""
    exceptions = closing.env["account.lock_exception"].sudo()
    companies = closing.company_id.sudo().parent_ids
    found = exceptions.search(
        [
            ("company_id", "in", companies.ids),
            ("state", "=", "active"),
            ("lock_date_field", "in", names),
        ]
    )
    return len(
        found.filtered(lambda one: not one.lock_date or one.lock_date < closing.date_end)
    )


def figures_of(task, books) -> tuple[dict, bool]:
    """The task's part of what the books say, and whether it agrees."""
    task.ensure_one()
    looks = {
        "controls": _look_at_controls,
        "counts": _look_at_counts,
        "tie_outs": _look_at_ties,
        "runs": _look_at_runs,
    }
    figures, agrees = _evidence_figures(task), True
    if task.kind == "manual":
        return figures, True
    if task.kind == "lock":
        return {**figures, "lock": books["lock"]}, _is_locked(task, books["lock"])
    for name, look in looks.items():
        codes = codes_of(task[NEEDS[name]])
        if codes:
            figures[name], good = look(task, codes, books[name])
            agrees = agrees and good
    return figures, agrees


def _evidence_figures(task) -> dict:
    """The documents by their checksum: another content is another document."""
    files = task.sudo().attachment_ids.sorted("id")
    if not files:
        return {}
    return {"evidence": {str(file.id): file.checksum or "" for file in files}}


def _look_at_controls(task, codes, found):
    """A control that never looked has found nothing because it never looked."""
    never = {"open": 0, "state": "never"}
    figures = {code: found.get(code, never) for code in codes}
    return figures, all(
        one["state"] == "checked" and not one["open"] for one in figures.values()
    )


def _look_at_counts(task, codes, found):
    """A count of a room that is not there says nothing."""
    figures = {code: found[code] for code in codes if code in found}
    return figures, not any(one["waiting"] for one in figures.values())


def _look_at_ties(task, codes, found):
    figures = {code: found[code] for code in codes if code in found}
    allowed = task.threshold + STEP
    known = bool(figures) or task.kind != "tie_outs"
    return figures, known and all(
        abs(one["difference"]) <= allowed for one in figures.values()
    )


def _look_at_runs(task, codes, found):
    known = list(filter(task.env["ap.closing.kind"]._is_present, codes))
    missing = {"state": "draft", "stale": False, "amount": 0.0}
    figures = {code: found.get(code, missing) for code in known}
    known = bool(figures) or task.kind != "runs"
    return figures, known and all(
        one["state"] == "posted" and not one["stale"] for one in figures.values()
    )


def _is_locked(task, lock) -> bool:
    day = fields.Date.to_string(task.date_end)
    days = [value for name, value in lock.items() if name not in ("closed", "exceptions")]
    return (
        lock["closed"]
        and not lock.get("exceptions")
        and all(value and value >= day for value in days)
    )


def facts_of(task, figures) -> Task:
    """The task as the rules know it."""
    task.ensure_one()
    found, agrees = figures
    signed = task.signed_figures or {}
    if "evidence" not in signed:  # signed before checksums were kept
        found = {name: found[name] for name in found if name != "evidence"}
    changed = moved(signed, found)
    return Task(
        task.code,
        task.state,
        tuple(task.predecessor_ids.mapped("code")),
        bound=task.kind != "manual",
        agrees=agrees,
        moved=changed or not has_evidence(task),
        signs_itself=task.signs_itself and task.evidence == "none",
        needs_reviewer=task.needs_reviewer,
        self_signed=task.prepared_by_id == task.env.ref("base.user_root"),
    )


def has_evidence(task) -> bool:
    """Whether the note or the document that the task asks for is there."""
    task.ensure_one()
    return bool(
        {"none": True, "note": (task.note or "").strip()}.get(
            task.evidence, task.attachment_ids
        )
    )
