# SPDX-License-Identifier: AGPL-3.0-or-later
"""Comparing bills with orders: read by sets, compared by pure rules, stored by sets."""

from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.matching import Pool, match, match_bills
from odoo.addons.ap_base.models import arguments

from ...rules.match_verdict import Facts, Verdict, verdict
from .ap_match_gather import Problem
from .match_credits import with_related


class Run(NamedTuple):
    """One comparison of a set of bills."""

    problem: Problem
    verdicts: dict[int, Verdict]
    changed: list[int]  # bills of which something new is to be stored


class ApMatch(models.Model):
    _inherit = "ap.match"

    @api.model
    def match_bills(self, bill_ids):
        """Compare supplier bills with the orders, store and return what came of it.

        For RPC. Returns, in the order asked for, a dict per bill: "bill_id", "state",
        "score", "cause", "action", "reasons" (texts), "exceptions" and "links".
        """
        if not self.env.su and not self.env.user.has_group("ap_base.group_apprentice"):
            raise AccessError(
                self.env._("Matching bills takes the role Apprentice or above.")
            )
        bills = self.env["account.move"].browse(arguments.some_ids(self.env, bill_ids))
        lost = set(bills.ids) - set(bills.exists().ids)
        if lost:
            raise UserError(
                self.env._(
                    "There is no bill %(ids)s.", ids=", ".join(map(str, sorted(lost)))
                )
            )
        bills.check_access("read")
        others = bills.filtered(lambda bill: not bill.is_purchase_document(True))
        if others:
            raise UserError(
                self.env._("%(bill)s is no supplier bill.", bill=others[0].display_name)
            )
        self._match(bills)
        matches = {
            match.move_id.id: match
            for match in self.search([("move_id", "in", bills.ids)])
        }
        return [matches[key]._as_dict() for key in bills.ids if key in matches]

    @api.model
    def _match(self, moves) -> Run:
        """Compare these bills again, with those that credit notes bind them to; what says
        the same as before is not written."""
        engine = self.sudo()
        engine.env.flush_all()
        ids = engine._lock_bills(with_related(engine.env, moves.ids))
        problem = engine._read_problem(ids)
        by_key = {bill.key: bill for bill in problem.bills}
        verdicts = {
            one.bill: engine._verdict(problem, by_key[one.bill], one)
            for one in engine._outcomes(problem)
        }
        changed = [
            key
            for key, one in verdicts.items()
            if key not in problem.previous or problem.previous[key].digest != one.digest
        ]
        run = Run(problem, verdicts, changed)
        owners = engine._owners(run)
        if changed:
            engine._store(run, owners)
            engine._write_links(run)
            engine._tell(run)
        engine._hand_over(run, owners)
        return run

    def _outcomes(self, problem) -> list:
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
                outcomes[bill.key] = match(bill, Pool(left), own)
        return list(outcomes.values())

    def _lock_bills(self, ids) -> list[int]:
        """Let comparisons of the same bills wait for each other."""
        query = SQL(
            "SELECT id FROM account_move WHERE id = ANY(%s) ORDER BY id FOR UPDATE",
            list(ids),
        )
        return [row[0] for row in self.env.execute_query(query)]

    def _verdict(self, problem, bill, outcome) -> Verdict:
        before = problem.previous.get(outcome.bill)
        if before is not None:
            pairs = {(link[0], link[1]) for link in before.links}
            before = (before.decision, pairs, before.accepted)
        facts = Facts(
            posted=problem.rows[outcome.bill].state == "posted",
            order_expected=outcome.bill in problem.expected,
        )
        return verdict(bill, outcome, problem.orders, facts, before)

    def _as_dict(self) -> dict:
        """Return the match as `match_bills` gives it."""
        self.ensure_one()
        return {
            "bill_id": self.move_id.id,
            "state": self.state,
            "score": self.score,
            "cause": self.cause or "",
            "action": self.action or "none",
            "reasons": (self.explanation or "").splitlines(),
            "exceptions": [
                {
                    "cause": one.cause,
                    "check": one.check,
                    "bill_line_id": one.bill_line_id.id,
                    "purchase_line_id": one.purchase_line_id.id,
                    "billed": one.billed or "",
                    "expected": one.expected or "",
                }
                for one in self.difference_ids
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
                for line in self.line_ids
            ],
        }


def _duplicate_of(outcome):
    """Return the bill that this one was found to repeat."""
    found = [d.expected for d in outcome.differences if d.cause == "duplicate"]
    return int(found[0]) if found else None
