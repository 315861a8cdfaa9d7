# SPDX-License-Identifier: AGPL-3.0-or-later
"""The message to a supplier that lists what is missing, in its language."""

from markupsafe import Markup

from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ..rules.statement_values import (
    AMOUNT_DIFFERS,
    DUPLICATE,
    ONLY_OURS,
    ONLY_THEIRS,
)

HERE = ("draft_here", "booked_later")
LISTED = (ONLY_THEIRS, AMOUNT_DIFFERS, ONLY_OURS, DUPLICATE)


def composer(statement):
    """The window of a message, filled in; the reconciliation goes with it as PDF."""
    spoken = statement.with_context(lang=statement.partner_id.lang or statement.env.lang)
    return {
        "type": "ir.actions.act_window",
        "name": statement.env._("Message to the supplier"),
        "res_model": "mail.compose.message",
        "views": [(False, "form")],
        "target": "new",
        "context": {
            "default_composition_mode": "comment",
            "default_model": statement._name,
            "default_res_ids": statement.ids,
            "default_partner_ids": statement.partner_id.ids,
            "default_subject": subject(spoken),
            "default_body": body(spoken),
            "default_attachment_ids": [(6, 0, _pdf(spoken).ids)],
        },
    }


def subject(spoken) -> str:
    """What the message is called."""
    return spoken.env._(
        "%(company)s: your statement of %(day)s",
        company=spoken.company_id.name,
        day=format_date(spoken.env, spoken.date),
    )


def body(spoken) -> Markup:
    """What is asked, group by group; internal notes and our accounts are not told."""
    env = spoken.env
    found = Markup("<p>%s</p>") % env._(
        "We compared your statement of %(day)s (%(theirs)s) with our books (%(ours)s).",
        day=format_date(env, spoken.date),
        theirs=_money(spoken, spoken.theirs),
        ours=_money(spoken, spoken.ours),
    )
    parts = [
        _part(title, [_item(spoken, line) for line in told])
        for result, title in _titles(env)
        if (told := _told(spoken, result))
    ]
    if not parts:
        return found + Markup("<p>%s</p>") % env._("Both agree. Thank you.")
    thanks = Markup("<p>%s</p>") % env._("Thank you for your answer.")
    return found + Markup("").join(parts) + thanks


def _titles(env) -> list[tuple[str, str]]:
    titles = {
        ONLY_THEIRS: env._("Not in our books; please send us a copy:"),
        AMOUNT_DIFFERS: env._("Amounts that differ; please explain them:"),
        ONLY_OURS: env._("In our books, not on your statement:"),
        DUPLICATE: env._("Twice on your statement; please check:"),
    }
    return [(result, titles[result]) for result in LISTED]


def _told(spoken, result: str):
    """The rows that concern the supplier: what we booked twice is for us, and what we
    have as a draft, or booked later, did come."""
    lines = spoken.line_ids.filtered(lambda line: line.result == result)
    if result == ONLY_THEIRS:
        return lines.filtered(lambda line: line.reason not in HERE)
    return lines.filtered("theirs") if result == DUPLICATE else lines


def _part(title: str, items: list[str]) -> Markup:
    listed = Markup("").join(Markup("<li>%s</li>") % item for item in items)
    return Markup("<p>%s</p><ul>%s</ul>") % (title, listed)


def _item(spoken, line) -> str:
    """One document: number, day, amounts of both sides where both have it."""
    env = spoken.env
    number = line.their_number or line.our_number or line.their_label or "/"
    day = line.their_date or line.our_date
    dated = format_date(env, day) if day else "—"
    if line.result == AMOUNT_DIFFERS:
        return env._(
            "%(number)s of %(day)s: %(theirs)s with you, %(ours)s with us",
            number=number, day=dated,
            theirs=_money(spoken, line.theirs), ours=_money(spoken, line.ours),
        )  # fmt: skip
    amount = line.theirs or line.ours
    return env._(
        "%(number)s of %(day)s: %(amount)s",
        number=number,
        day=dated,
        amount=_money(spoken, amount),
    )


def _money(spoken, amount) -> str:
    return formatLang(spoken.env, amount, currency_obj=spoken.currency_id)


def _pdf(spoken):
    """The reconciliation as a file that goes with the message."""
    made = spoken.line_ids.export([("statement_id", "=", spoken.id)], "pdf")
    return spoken.env["ir.attachment"].create({
        "name": made["name"],
        "datas": made["content"],
        "mimetype": made["mimetype"],
        "res_model": "mail.compose.message",
        "res_id": 0,
    })  # fmt: skip
