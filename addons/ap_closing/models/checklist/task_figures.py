# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a row of the checklist shows of a task's figures: ✓ with the amount, or each ✗."""

from odoo.tools.misc import formatLang

GOOD, BAD = "✓", "✗"
SHOWN = 1  # what contradicts a task, in its row; the task itself says all


def in_short(task) -> str:
    """One line for a list; "" for a task that is a person's word."""
    figures = task.current_figures or {}
    if not figures:
        return ""
    wrong = [*_apart(task, figures), *_open(task, figures), *_not_posted(task, figures)]
    if "lock" in figures and not task.agrees:
        wrong.append(task.env._("not locked"))
    if wrong:
        more = f" +{len(wrong) - SHOWN}" if len(wrong) > SHOWN else ""
        return f"{BAD} {' · '.join(wrong[:SHOWN])}{more}"
    if not task.agrees:
        return BAD
    return f"{GOOD} {_amount(task, figures)}".rstrip()


def _amount(task, figures) -> str:
    """The amount that agrees: of the entries, else of the first comparison."""
    runs, ties = figures.get("runs", {}), figures.get("tie_outs", {})
    if runs:
        amount = sum(run["amount"] for run in runs.values())
    elif ties:
        amount = next(iter(ties.values()))["left"]
    else:
        return ""
    return formatLang(task.env, amount, currency_obj=task.currency_id)


def _apart(task, figures) -> list[str]:
    return [
        task.env._(
            "apart by %(amount)s",
            amount=formatLang(task.env, tie["difference"], currency_obj=task.currency_id),
        )
        for tie in figures.get("tie_outs", {}).values()
        if abs(tie["difference"]) > task.threshold + 0.000001
    ]


def _open(task, figures) -> list[str]:
    env, found = task.env, []
    for one in figures.get("controls", {}).values():
        if one["state"] == "failed":
            found.append(env._("the control failed"))
        elif one["state"] != "checked":
            found.append(env._("not checked yet"))
        elif one["open"]:
            found.append(env._("open findings: %(count)s", count=one["open"]))
    found += [
        env._("waiting: %(count)s", count=one["waiting"])
        for one in figures.get("counts", {}).values()
        if one["waiting"]
    ]
    return found


def _not_posted(task, figures) -> list[str]:
    """The runs that are not posted, each with its state."""
    env = task.env
    states = dict(env["ap.closing.run"]._fields["state"]._description_selection(env))
    labels = env["ap.closing.kind"]._labels()
    found = []
    for code, run in figures.get("runs", {}).items():
        if run["state"] == "posted" and not run["stale"]:
            continue
        state = states.get(run["state"], "").lower()
        if run["state"] == "posted":
            state = env._("changed since")
        found.append(env._("%(run)s: %(state)s", run=labels.get(code, code), state=state))
    return found
