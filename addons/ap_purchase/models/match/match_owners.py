# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who can clear what differs, and until when."""

from datetime import timedelta

from odoo.tools import SQL

from . import match_sql
from .match_findings import refresh
from .match_store import first_gap

DAYS_TO_CLEAR = 5


def owners_of(env, run) -> dict[int, tuple]:
    """Return, for each exception, who can clear it, and until when."""
    wanted = {}
    for key, one in run.verdicts.items():
        if one.state == "exception":
            gap = first_gap(one)
            line = gap.difference.order_line if gap else None
            line = line or next((k.order_line for k in one.links), None)
            wanted[key] = (line, gap.difference.cause if gap else None)
    lines = list({line for line, _cause in wanted.values() if line})
    query = SQL(match_sql.OWNERS, lines)
    people = {line: (b, r) for line, b, r in env.execute_query(query)}
    result = {}
    for key, (line, cause) in wanted.items():
        buyer, receiver = people.get(line, (None, None))
        owner = (receiver or buyer) if cause == "not_received" else buyer
        result[key] = (owner, _due(env, run, key, cause))
    return _with_buyers_of_suppliers(env, result)


def hand_over(env, run, owners) -> None:
    """Give to its owner of now what differs as before: orders change hands."""
    moved = {}
    for key, (owner, _due) in owners.items():
        before = run.problem.previous.get(key)
        if before and key not in run.changed and before.owner != owner:
            moved[key] = owner
    if not moved:
        return
    keys, people = list(moved), list(moved.values())
    query = SQL(match_sql.HAND_OVER, moves=keys, owners=people, uid=env.uid)
    env.cr.execute(query)
    env.invalidate_all(flush=False)
    refresh(env, list(moved))


def _with_buyers_of_suppliers(env, found) -> dict[int, tuple]:
    """Give what no order names an owner for to the buyer of its supplier."""
    rest = [key for key, (owner, _due) in found.items() if not owner]
    if not rest:
        return found
    rows = env.execute_query(SQL(match_sql.OWNERS_OF_BILLS, rest))
    return found | {key: (owner, found[key][1]) for key, owner in rows}


def _due(env, run, key, cause):
    """Return when an exception should be cleared: soon, and before the due date."""
    before = run.problem.previous.get(key)
    if before and before.date_due and before.cause == cause:
        return before.date_due
    row = run.problem.rows[key]
    today = env["res.company"].browse(row.company_id)._company_today()
    soon = today + timedelta(days=DAYS_TO_CLEAR)
    return max(today, min(soon, row.due or soon))
