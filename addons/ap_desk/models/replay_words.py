# SPDX-License-Identifier: AGPL-3.0-or-later
"""Decisions of a replay in words."""

from markupsafe import Markup

from odoo import fields
from odoo.tools import format_date

from ..rules.replay_values import VERDICTS, agreement


def verdicts(env, kind) -> dict[str, str]:
    """{verdict: in words}, those that this kind of replay may come to."""
    words = (
        env._("By itself, as people decided"),
        env._("By itself, otherwise than people decided"),
        env._("By itself, nobody decided"),
        env._("Suggested, as people decided"),
        env._("Suggested, otherwise than people decided"),
        env._("Suggested, nobody decided"),
        env._("Not accrued") if kind == "closings" else env._("Left to a person"),
    )
    found = dict(zip(VERDICTS, words, strict=True))
    if kind in ("closings", "controls"):  # they decide, and suggest nothing
        found = {code: text for code, text in found.items() if not code.startswith("suggested")}
    return found


def answer(env, words) -> str:
    """What one answer names."""
    kinds = {
        "item": "%s",
        "account": env._("account %s"),
        "line": env._("bank line %s"),
        "row": env._("loan %s"),
        "order": "%s",
        "refused": env._("refused%s"),
        "cents": "%s", "came": "%s", "flagged": "%s",
    }
    # The amount says that a cost was taken in, and how much of it.
    beside = {"account", "came"} if any(one[0] == "cents" for one in words) else {"account"}
    items = [one for one in words if one[0] not in beside] or words
    return ", ".join(
        dict.fromkeys(kinds.get(kind, "%s") % name for kind, _key, name in items)
    )


def decision(env, state, kept) -> str:
    """What would have been decided: the answer of what goes by itself, else what is shown."""
    if kept["causes"]:
        names = dict(env["ap.match"]._fields["cause"]._description_selection(env))
        return ", ".join(names.get(code, code) for code in kept["causes"])
    if state == "none":
        return env._("nothing")
    shown = kept["answers"][:1] if state == "automatic" else kept["answers"]
    texts = [text for one in shown if (text := answer(env, one))]
    return " / ".join(texts) or env._("a payment that comes back")


def rule(env, kept) -> str:
    """By what it was decided, with its version."""
    kind, name, number = kept["rule"]
    if kind == "rule":
        return env._("%(rule)s v%(number)s", rule=name, number=number)
    if kind == "limits" and number:
        return env._("Matching, limits v%(number)s", number=number)
    if kind == "control":
        return name
    if kind == "closing":
        return env._("Closing")
    if kind == "policy":
        named = env._("%(rule)s v%(number)s", rule=name, number=number)
        return named if number else env._("Policy as delivered")
    return env._("Matching, limits tried") if kind == "limits" else ""


def unseen(env, found) -> str:
    """What came later, each with its day."""
    texts = []
    for kind, name, number, day in found or ():
        when = format_date(env, fields.Date.to_date(day))
        if kind == "rule":
            texts.append(env._("rule %(rule)s v%(number)s, from %(day)s",
                               rule=name, number=number, day=when))  # fmt: skip
        else:
            texts.append(env._("%(document)s, known on %(day)s", document=name, day=when))
    return "\n".join(texts)


def summary(replay) -> Markup:
    """The table of verdicts, before and after, and how often machines and people agree."""
    env, counts = replay.env, replay.counts
    cell = Markup("<td class='text-end'>%s</td>")
    rows = Markup().join(
        Markup("<tr><td>%s</td>%s%s</tr>")
        % (text, cell % counts["before"][code], cell % counts["after"][code])
        for code, text in verdicts(env, replay.kind).items()
    )
    shares = [agreement(counts[side]) for side in ("before", "after")]
    last = Markup("<tr class='fw-bold'><td>%s</td>%s%s</tr>") % (
        env._("By itself and right"), *(cell % f"{right} / {of}" for right, of in shares)
    )  # fmt: skip
    head = Markup("<tr><th></th><th class='text-end'>%s</th><th class='text-end'>%s</th></tr>")
    return (
        Markup("<table class='table table-sm w-auto'><thead>%s</thead><tbody>%s%s</tbody></table>")
        % (head % (env._("Before"), env._("After")), rows, last)
    )


def in_short(replay) -> str:
    """What goes by itself as people decided, before and after, and what changes sides."""
    (right, of), (right_after, of_after) = (
        agreement(replay.counts[side]) for side in ("before", "after")
    )
    return replay.env._(
        "Right by itself: %(before)s → %(after)s; changed sides: %(changed)s",
        before=f"{right} / {of}", after=f"{right_after} / {of_after}",
        changed=replay.changed_count,
    )  # fmt: skip
