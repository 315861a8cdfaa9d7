# SPDX-License-Identifier: AGPL-3.0-or-later
"""Comparing bills with orders: read by sets, compared by pure rules, stored by sets."""

from typing import NamedTuple

from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.matching import Pool, match_bills
from odoo.addons.ap_base.arithmetic.matching import match as match_alone

from ...rules.match_verdict import Facts, Verdict, verdict
from .match_credits import with_related
from .match_findings import refresh_changed
from .match_gathering import Gathering, Problem
from .match_links import write_links
from .match_owners import hand_over, owners_of
from .match_store import store
from .match_trace import note_run

AT_ONCE = 1000  # bills held in memory together, but for those of one group of suppliers


class Run(NamedTuple):
    """One comparison of a set of bills."""

    problem: Problem
    verdicts: dict[int, Verdict]
    changed: list[int]  # bills of which something new is to be stored


class Compared(NamedTuple):
    """What a comparison left: the state of each bill, and the bills that it changed."""

    states: dict[int, str]
    changed: list[int]


def compare(env, moves) -> Compared:
    """Compare these bills again, with those that credit notes bind them to; what is the
    same as before is not written. ``env``: of the superuser.

    Bills meet in the orders of one group of suppliers only: group after group, few enough at
    once, is the same as all together."""
    env.flush_all()
    ids = lock_bills(env, with_related(env, moves.ids))
    parts = Gathering(env).by_family(ids, AT_ONCE)
    states, changed = {}, []
    for some in parts:
        run = _compare_some(env, some)
        states.update((key, one.state) for key, one in run.verdicts.items())
        changed += run.changed
        if parts[1:]:
            env.flush_all()
            env.invalidate_all(flush=False)
    return Compared(states, changed)


def _compare_some(env, ids) -> Run:
    problem = Gathering(env).problem(ids)
    by_key = {bill.key: bill for bill in problem.bills}
    verdicts = {
        one.bill: verdict_of(problem, by_key[one.bill], one) for one in outcomes_of(problem)
    }
    changed = [
        key
        for key, one in verdicts.items()
        if key not in problem.previous or problem.previous[key].digest != one.digest
    ]
    run = Run(problem, verdicts, changed)
    owners = owners_of(env, run)
    if changed:
        store(env, run, owners)
        write_links(env, run)
        note_run(env, run)
        refresh_changed(env, run)
    hand_over(env, run, owners)
    return run


def lock_bills(env, ids) -> list[int]:
    """Let comparisons of the same bills wait for each other; return those that exist."""
    query = SQL(
        "SELECT id FROM account_move WHERE id = ANY(%s) ORDER BY id FOR UPDATE",
        list(ids),
    )
    return [row[0] for row in env.execute_query(query)]


def outcomes_of(problem) -> list:
    """Compare all bills together; those with order lines refused each alone."""
    policy = problem.policy
    pool = Pool(problem.orders.values())
    outcomes = {
        one.bill: one
        for one in match_bills(
            problem.bills, pool, policy, problem.policies, look_for_repeated=False
        )
    }
    for bill in problem.bills:
        before = problem.previous.get(bill.key)
        if before and before.refused:
            refused = set(before.refused)
            left = [o for key, o in problem.orders.items() if key not in refused]
            bill = bill._replace(duplicate_of=_duplicate_of(outcomes[bill.key]))
            own = problem.policies.get(bill.key, policy)
            outcomes[bill.key] = match_alone(bill, Pool(left), own)
    return list(outcomes.values())


def verdict_of(problem, bill, outcome) -> Verdict:
    before = problem.previous.get(outcome.bill)
    if before is not None:
        pairs = {(link[0], link[1]) for link in before.links}
        before = (before.decision, pairs, before.accepted)
    facts = Facts(
        posted=problem.rows[outcome.bill].state == "posted",
        order_expected=outcome.bill in problem.expected,
    )
    return verdict(bill, outcome, problem.orders, facts, before)


def _duplicate_of(outcome):
    """Return the bill that this one was found to repeat."""
    found = [d.expected for d in outcome.differences if d.cause == "duplicate"]
    return int(found[0]) if found else None


def as_dict(match) -> dict:
    """Return the match as `match_bills` gives it."""
    return {
        "bill_id": match.move_id.id,
        "state": match.state,
        "score": match.score,
        "cause": match.cause or "",
        "action": match.action or "none",
        "reasons": (match.explanation or "").splitlines(),
        "exceptions": [
            {
                "cause": one.cause,
                "check": one.check,
                "bill_line_id": one.bill_line_id.id,
                "purchase_line_id": one.purchase_line_id.id,
                "billed": one.billed or "",
                "expected": one.expected or "",
            }
            for one in match.difference_ids
            if one.state == "open"
        ],
        "links": [
            {
                "bill_line_id": line.bill_line_id.id,
                "purchase_line_id": line.purchase_line_id.id,
                "quantity": line.quantity,
                "order_quantity": line.order_quantity,
                "amount": line.amount,
                "score": line.score,
                "reasons": (line.explanation or "").splitlines(),
            }
            for line in match.line_ids
        ],
    }
