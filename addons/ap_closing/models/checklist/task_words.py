# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person reads on a task: figures signed and now, what is wrong, what is next."""

from markupsafe import Markup, escape

from odoo.tools.misc import formatLang

from . import book_figures


def next_action(task, user, ranks):
    """The one thing that this person can do next, or nothing."""
    task.ensure_one()
    if task.closing_id.is_closed or not ranks["apprentice"]:
        return False
    if task.to_check:
        return "check"
    if task.state in ("todo", "redo"):
        ready = ranks[task.role] and (task.agrees or task.kind == "manual")
        if not ready or task.kind == "lock":
            return "open"
        return "sign" if book_figures.has_evidence(task) else "prove"
    mine = task.prepared_by_id == user
    if task.state == "done" and task.needs_reviewer and not mine:
        return "review" if ranks[reviewing_role(task)] else False
    return False


def reviewing_role(task) -> str:
    """The role that reviews the task, as it stands."""
    heads = task.role == "head" and task.state != "waived"
    return "head" if heads else "accountant"


def figure_rows(task, figures) -> dict[str, str]:
    """Label and text of each figure, in the reader's language."""
    rows = {}
    ties = task.env["ap.tie.out"]._labels()
    for code, tie in figures.get("tie_outs", {}).items():
        rows[ties.get(code, code)] = _tie_text(task, tie)
    kinds = task.env["ap.closing.kind"]._labels()
    for code, run in figures.get("runs", {}).items():
        rows[kinds.get(code, code)] = _run_text(task, run)
    for code, found in figures.get("controls", {}).items():
        rows[_control_name(task, code)] = _control_text(task, found)
    counts = task.env["ap.closing.count"]._labels()
    for code, found in figures.get("counts", {}).items():
        rows[counts.get(code, code)] = _count_text(task, found)
    company = task.env["res.company"]._fields
    for name, value in figures.get("lock", {}).items():
        if name in company:
            label = company[name]._description_string(task.env)
            rows[label] = value or task.env._("none")
    if figures.get("lock", {}).get("exceptions"):
        label = task.env._("Exceptions to the lock dates")
        rows[label] = str(figures["lock"]["exceptions"])
    files = task.env["ir.attachment"].sudo().browse(
        int(number) for number in figures.get("evidence", {})
    )
    names = {str(file.id): file.name for file in files.exists()}
    for number, checksum in figures.get("evidence", {}).items():
        label = names.get(number) or task.env._("a document")
        rows[label] = task.env._("checksum %(sum)s", sum=checksum[:8])
    return rows


def _money(task, amount) -> str:
    return formatLang(task.env, amount, currency_obj=task.currency_id)


def _tie_text(task, tie) -> str:
    return task.env._(
        "ledger %(left)s, explained %(right)s",
        left=_money(task, tie["left"]),
        right=_money(task, tie["right"]),
    )


def _run_text(task, run) -> str:
    states = dict(
        task.env["ap.closing.run"]._fields["state"]._description_selection(task.env)
    )
    text = f"{states.get(run['state'])}, {_money(task, run['amount'])}"
    if run["stale"]:
        text += " (" + task.env._("changed since") + ")"
    return text


def _control_name(task, code) -> str:
    controls = task.env["ap.control"].sudo().with_context(active_test=False)
    return controls.search([("code", "=", code)], limit=1).name or code


def _control_text(task, found) -> str:
    if found["state"] == "never":
        return task.env._("not checked yet")
    if found["state"] == "failed":
        return task.env._("the control failed")
    return task.env._("open findings: %(count)s", count=found["open"])


def _count_text(task, found) -> str:
    return task.env._("waiting: %(count)s", count=found["waiting"])


def figures_table(task, signed, now):
    """Signed and now side by side; what moved is marked."""
    if not signed and not now:
        return False
    rows = [
        Markup("<tr%s><td>%s</td><td>%s</td><td>%s</td></tr>")
        % (
            Markup(' class="table-warning"')
            if signed and signed.get(label) != now.get(label)
            else "",
            label,
            signed.get(label, "–"),
            now.get(label, "–"),
        )
        for label in {**signed, **now}
    ]
    heads = ("", task.env._("When signed"), task.env._("Now"))
    head = Markup().join(Markup("<th>%s</th>") % escape(text) for text in heads)
    return Markup('<table class="table table-sm"><tr>%s</tr>%s</table>') % (
        head,
        Markup().join(rows),
    )


def contradiction(task) -> list[str]:
    """Sentences that say why the books do not let this task be signed."""
    task.ensure_one()
    if task.kind == "manual" or task.agrees:
        return []
    figures = task.current_figures or {}
    found = [
        *_ties_apart(task, figures.get("tie_outs", {})),
        *_findings_open(task, figures.get("controls", {})),
        *_still_waiting(task, figures.get("counts", {})),
        *_runs_open(task, figures.get("runs", {})),
    ]
    if task.kind == "lock":
        found.append(_why_not_locked(task, figures.get("lock", {})))
    return found or [
        task.env._(
            "There is nothing to compare: the accounts of this task are not chosen "
            "in the settings of the company."
        )
    ]


def _why_not_locked(task, lock) -> str:
    if lock.get("exceptions"):
        return task.env._(
            "Exceptions to the lock dates open days of the month: revoke them, or wait "
            "until they end."
        )
    return task.env._("The month is not closed and locked.")


def _ties_apart(task, ties) -> list[str]:
    labels = task.env["ap.tie.out"]._labels()
    return [
        task.env._(
            "“%(label)s”: the ledger has %(left)s, explained are %(right)s; the "
            "difference is %(difference)s.",
            label=labels.get(code, code),
            left=_money(task, tie["left"]),
            right=_money(task, tie["right"]),
            difference=_money(task, tie["difference"]),
        )
        for code, tie in ties.items()
        if abs(tie["difference"]) > task.threshold + 0.000001
    ]


def _findings_open(task, controls) -> list[str]:
    return [
        task.env._(
            "%(control)s: %(found)s.",
            control=_control_name(task, code),
            found=_control_text(task, found),
        )
        for code, found in controls.items()
        if found["open"] or found["state"] != "checked"
    ]


def _still_waiting(task, counts) -> list[str]:
    labels = task.env["ap.closing.count"]._labels()
    return [
        task.env._(
            "%(label)s: %(count)s wait.",
            label=labels.get(code, code),
            count=found["waiting"],
        )
        for code, found in counts.items()
        if found["waiting"]
    ]


def _runs_open(task, runs) -> list[str]:
    labels = task.env["ap.closing.kind"]._labels()
    return [
        task.env._(
            "%(run)s: %(state)s; it must be posted and unchanged since.",
            run=labels.get(code, code),
            state=_run_text(task, run),
        )
        for code, run in runs.items()
        if run["state"] != "posted" or run["stale"]
    ]


def open_screen(task):
    """See `action_open_screen` of `ap.closing.task`."""
    task.ensure_one()
    found = _action_of_count(task) or _action_of_template(task) or _action_of_runs(task)
    if found:
        return found
    if task.tie_out_codes:
        return task.closing_id.action_open_tie_outs()
    if task.control_codes:
        return task.action_open_findings()
    return task.closing_id.get_formview_action()


def _action_of_template(task):
    """The action of the template; None where its add-on is not installed."""
    name = task.template_id.action_xmlid
    action = name and task.env.ref(name, raise_if_not_found=False)
    if not action or action._name != "ir.actions.act_window":
        return None
    return task.env["ir.actions.act_window"]._for_xml_id(name)


def _action_of_count(task):
    """The screen of the first count that waits."""
    for code, found in (task.current_figures or {}).get("counts", {}).items():
        if found["waiting"]:
            counts = task.env["ap.closing.count"]
            return counts._open(code, task.company_id, task.date_end)
    return None


def _action_of_runs(task):
    wanted = (task.current_figures or {}).get("runs", {})
    runs = task.closing_id.run_ids.filtered(lambda run: run.kind in wanted)
    todo = runs.filtered(lambda run: run.state != "posted" or run.is_stale) or runs
    return todo[0].get_formview_action() if todo else None
