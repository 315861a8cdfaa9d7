# SPDX-License-Identifier: AGPL-3.0-or-later
"""The log of a comparison: what each bill was and is, and who decided what."""


def note_run(env, run) -> None:
    """Note, for the bills whose result changed, what it was and is."""
    entries = []
    for key in run.changed:
        before, one = run.problem.previous.get(key), run.verdicts[key]
        states = (before.state if before else None, one.state)
        event = "computed"
        if before and before.decision == "accepted" and one.decision == "none":
            event = "retested"
        figures = {
            "score": float(one.outcome.score),
            "gap": float(one.gap),
            "links": [
                [
                    k.bill_line,
                    k.order_line,
                    float(k.order_quantity),
                    float(k.amount),
                ]
                for k in one.links
            ],
            "differences": [list(gap.key) for gap in one.gaps],
        }
        entries.append((key, event, *states, figures, None))
        held = states[1] == "exception"
        if held != (states[0] == "exception"):
            event = "held" if held else "released"
            entries.append((key, event, *states, {"cause": one.outcome.cause}, None))
        if one.apply and not (before and before.applied):
            entries.append((key, "applied", *states, {}, None))
    log(env, entries)


def log(env, entries) -> None:
    """Append to the log: (bill, event, state before, after, figures, reason) each."""
    if not entries:
        return
    matches = env["ap.match"].sudo().search_fetch(
        [("move_id", "in", [entry[0] for entry in entries])], ["move_id"]
    )
    ids = {match.move_id.id: match.id for match in matches}
    env["ap.match.log"].sudo().create(
        [
            {
                "match_id": ids[move],
                "move_id": move,
                "user_id": env.uid,
                "event": event,
                "state_before": before,
                "state_after": after,
                "figures": figures,
                "reason": reason,
            }
            for move, event, before, after, figures, reason in entries
        ]
    )
