# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far a month is, as one figure, and its next step in words.

Entries are one half of a month, its checklist the other; the last points are those of
closing it for good. A month whose entries are posted is not done while eighteen tasks
wait.
"""

from markupsafe import Markup

from odoo.tools import format_date
from odoo.tools.misc import formatLang

from . import closing_blockers

ENTRIES, TASKS = 50, 45  # of 100; the rest is the lock
STATES = ("draft", "proposed", "reviewed", "posted")


def progress(closing) -> int:
    """Percent of the month that is done."""
    if closing.is_closed:
        return 100
    states = [
        "draft" if run.state == "cancelled" else run.state for run in closing.run_ids
    ]
    entries = sum(map(STATES.index, states)) / (3 * len(states)) if states else 0
    tasks = closing.task_ids
    done = len(tasks.filtered("is_settled")) / len(tasks) if tasks else 1
    if not states:
        done = done if tasks else 0
    return round(ENTRIES * entries + TASKS * done)


def next_step(closing) -> str:
    """The one thing to do next, and who waits where somebody does."""
    env = closing.env
    if closing.is_closed:
        return env._(
            "Closed on %(day)s by %(person)s",
            day=format_date(env, closing.closed_on),
            person=closing.closed_by_id.sudo().name or "",
        )
    if closing.is_stale:
        if closing.change_count:
            return env._(
                "Documents came later (%(count)s): propose again", count=closing.change_count
            )
        return env._("Documents came later: propose again")
    words = {
        "draft": env._("Propose the month"),
        "reviewed": env._("Post the month"),
    }
    if closing.state in words:
        return words[closing.state]
    if closing.state == "proposed":
        return _to_review(closing)
    return _to_close(closing)


def _to_review(closing) -> str:
    env = closing.env
    if closing.review_count:
        return env._(
            "Look at what is marked (%(count)s), then review", count=closing.review_count
        )
    return env._("Review the entries")


def _to_close(closing) -> str:
    """Posted: the tasks, then the lock."""
    env = closing.env
    todo = closing.task_ids.filtered(
        lambda task: not task.is_settled and task.kind != "lock"
    )
    if not todo:
        return env._("Close the month")
    ready = todo.filtered(lambda task: task.state != "waiting")[:1]
    if not ready:
        return env._("Checklist: %(count)s tasks to finish", count=len(todo))
    return env._(
        "Checklist: %(count)s tasks to finish, first “%(task)s” (%(person)s)",
        count=len(todo),
        task=ready.name,
        person=ready._next_person(),
    )


def blockers(closing) -> list[dict]:
    """What stands before posting, for the screen: text, button, and whether it prevents
    posting."""
    return [
        {
            "key": one.key,
            "prevents": one.level == closing_blockers.BLOCK,
            "text": one.text,
            "button": one.button,
        }
        for one in closing_blockers.of(closing)
    ]


def dialog(closing, title: str, steps: list[dict]) -> dict:
    """The action that runs these steps one after the other, with a bar."""
    return {
        "type": "ir.actions.client",
        "tag": "ap_closing_steps",
        "name": title,
        "target": "new",
        "params": {"model": closing._name, "res_ids": closing.ids, "steps": steps},
    }


def posted_words(runs) -> Markup:
    """What was posted, for the trace of the month: each run with its entries."""
    env = runs.env
    labels = env["ap.closing.kind"]._labels()
    rows = [
        Markup("<li>%s</li>")
        % env._(
            "%(run)s: %(amount)s %(entries)s",
            run=labels[run.kind],
            amount=formatLang(env, run.amount, currency_obj=run.currency_id),
            entries=Markup(", ").join(
                move._get_html_link() for move in run._standing_moves().sorted("id")
            ),
        )
        for run in runs
        if run.line_count
    ]
    if not rows:
        return Markup("<p>%s</p>") % env._("Posted: nothing to book.")
    return Markup("<p>%s</p><ul>%s</ul>") % (env._("Posted:"), Markup().join(rows))
