# SPDX-License-Identifier: AGPL-3.0-or-later
"""The log of a comparison: what each bill was and is, and who decided what."""

import json

from odoo import fields
from odoo.tools import SQL

# The document as `_called` of the log names it.
_LOG = """
INSERT INTO ap_match_log (match_id, move_id, document, company_id, date, user_id, event,
    state_before, state_after, figures, reason,
    create_uid, create_date, write_uid, write_date)
SELECT found.id, move.id,
       concat_ws(' · ', NULLIF(NULLIF(move.name, '/'), ''), NULLIF(move.ref, ''),
                 NULLIF(partner.name, '')),
       found.company_id, %(now)s, %(uid)s, entry.event, entry.before, entry.after,
       entry.figures, entry.reason, %(uid)s, %(now)s, %(uid)s, %(now)s
  FROM unnest(%(bills)s::int[], %(events)s::text[], %(before)s::text[], %(after)s::text[],
              %(figures)s::jsonb[], %(reasons)s::text[])
       WITH ORDINALITY
       AS entry(bill, event, before, after, figures, reason, rank)
  JOIN ap_match found ON found.move_id = entry.bill
  JOIN account_move move ON move.id = entry.bill
  LEFT JOIN res_partner partner ON partner.id = move.partner_id
 ORDER BY entry.rank
"""


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
    """Append to the log: (bill, event, state before, after, figures, reason) each. One
    statement for any number: a night compares thousands of bills."""
    if not entries:
        return
    env.flush_all()
    bills, events, before, after, figures, reasons = zip(*entries, strict=True)
    env.cr.execute(
        SQL(
            _LOG,
            uid=env.uid,
            now=fields.Datetime.now(),
            bills=list(bills),
            events=list(events),
            before=list(before),
            after=list(after),
            figures=[json.dumps(one) if one else None for one in figures],
            reasons=list(reasons),
        )
    )
    env["ap.match"].invalidate_model(["log_ids"])
