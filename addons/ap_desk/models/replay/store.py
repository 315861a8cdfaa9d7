# SPDX-License-Identifier: AGPL-3.0-or-later
"""The documents of a day, written by one statement."""

from odoo import fields

from odoo.addons.ap_base.models.bulk import copy_rows

from ...rules import replay_values

COLUMNS = (
    "replay_id", "company_id", "res_model", "res_id", "date", "name", "amount", "currency_id",
    "before", "after", "reference", "before_state", "after_state", "before_verdict",
    "after_verdict", "changes_side", "is_by_itself", "unseen",
    "create_uid", "write_uid", "create_date", "write_date",
)  # fmt: skip


def insert_day(replay, kind, day) -> None:
    """Write what the kind says of the documents of that day."""
    found = kind.work(day)
    answers = {
        answer
        for one in found
        for answer in (*one.before.answers, *one.after.answers, one.reference)
        if answer
    }
    names = kind.names(answers)
    now, user = fields.Datetime.now(), replay.env.uid
    rows = [
        (
            replay.id, replay.company_id.id, one.res_model, one.res_id, one.day, one.name,
            one.amount, one.currency_id, _kept(one.before, names), _kept(one.after, names),
            _words(one.reference, names) if one.reference else None,
            one.before.state, one.after.state,
            replay_values.verdict(one.before, one.reference),
            replay_values.verdict(one.after, one.reference),
            "t" if replay_values.changes(one.before, one.after) else "f",
            "t" if one.is_by_itself else "f",
            [[kind_, name, number, str(came)] for kind_, name, number, came in one.unseen],
            user, user, now, now,
        )
        for one in found
    ]  # fmt: skip
    copy_rows(replay.env.cr, "ap_replay_line", COLUMNS, rows)


def _kept(decision, names) -> dict:
    """A decision as JSON: what is proposed, in the words of the documents, and by what."""
    return {
        "answers": [_words(one, names) for one in decision.answers],
        "rule": list(decision.rule),
        "causes": list(decision.causes),
    }


def _words(answer, names) -> list:
    return [[kind, key, names.get((kind, key), "")] for kind, key in answer.parts]
