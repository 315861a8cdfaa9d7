# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills compared as on the day on which they were entered: orders, receipts and other
bills of that day, under policies that are given. The same rules; nothing is written."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from odoo import Command
from odoo.tools import SQL

from ...rules.match_verdict import Verdict
from .match_comparison import outcomes_of, verdict_of
from .match_gathering import Gathering, with_policies

# The day on which a bill was entered: posted last, else made.
ENTERED = """
    (COALESCE(move.ap_posted_on, move.create_date) AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date"""
BILLS = """
    SELECT move.id, {day} AS day
      FROM account_move AS move
     WHERE move.company_id = %(company)s AND move.state IN ('posted', 'cancel')
       AND move.move_type IN ('in_invoice', 'in_refund', 'in_receipt')
       AND {day} BETWEEN %(first)s AND %(last)s
  ORDER BY day, move.id"""


class DatedPolicy(NamedTuple):
    """A policy as a version of it was, as a record that is not stored."""

    policy: object
    key: int
    name: str
    number: int


class PastGathering(Gathering):
    """What bills of one company hold, with what was known at the end of a day."""

    states = ["posted", "cancel"]  # what was refused was compared as well
    later = False

    def __init__(self, env, day: date, by_entry: bool) -> None:
        super().__init__(env)
        self.day, self.by_entry = day, by_entry

    def _day(self, company) -> date:
        return self.day

    def _read_previous(self, ids):
        """What people linked stays linked; what they decided on differences is what is
        compared with, not what is told before."""
        return {
            key: one._replace(decision="none", accepted=frozenset(), refused=None)
            for key, one in super()._read_previous(ids).items()
        }

    def _read_duplicates(self, rows):
        """A bill is no duplicate of one that came after it."""
        found = super()._read_duplicates(rows)
        if not found:
            return found
        company = self.env["account.move"].browse(found).company_id[:1]
        entered = SQL(ENTERED, zone=str(company._company_timezone()))
        query = SQL(
            "SELECT move.id FROM account_move AS move WHERE move.id = ANY(%s) AND %s <= %s",
            list(found.values()), entered if self.by_entry else SQL("move.date"), self.day,
        )  # fmt: skip
        known = {row[0] for row in self.env.execute_query(query)}
        return {bill: other for bill, other in found.items() if other in known}

    def _read_order_extras(self, keys, families, found, marked):
        extras = super()._read_order_extras(keys, families, found, marked)
        return {
            line: one._replace(
                receipts=tuple(r for r in one.receipts if not r.day or r.day <= self.day)
            )
            for line, one in extras.items()
        }

    def under(self, problem, dated: Iterable[DatedPolicy]):
        """Return the problem under these policies, and which one holds for each bill."""
        dated = list(dated)
        policies = self.env["ap.match.policy"]
        for one in dated:
            policies += one.policy
        known = {one.policy.id: one for one in dated}
        policy, of_bills, of_lines, ids = policies._of_rows(problem.rows, problem.orders, policies)
        orders = with_policies(problem.orders, of_lines)
        asked = problem._replace(
            policy=policy, policies=of_bills, policy_ids=ids, orders=orders
        )
        return asked, {bill: known[key] for bill, key in ids.items()}


def days_of(company, first: date, last: date, by_entry: bool) -> dict[date, list[int]]:
    """Return the bills by the day on which they were entered, or that they are dated."""
    day = ENTERED if by_entry else "move.date"
    values = {"company": company.id, "first": first, "last": last}
    values["zone"] = str(company._company_timezone())
    company.env.flush_all()
    company.env.cr.execute(BILLS.format(day=day), values)  # pylint: disable=sql-injection
    found: dict[date, list[int]] = {}
    for bill, when in company.env.cr.fetchall():
        found.setdefault(when, []).append(bill)
    return found


def verdicts(problem) -> dict[int, Verdict]:
    """Return what the rules say of each bill of the problem."""
    bills = {bill.key: bill for bill in problem.bills}
    return {one.bill: verdict_of(problem, bills[one.bill], one) for one in outcomes_of(problem)}


def policies_on(company, versions, day: date) -> list[DatedPolicy]:
    """Return the policies that held in the company on that day, the narrowest first.
    `versions`: of all policies, the oldest first."""
    held = {}
    for one in versions:
        if company._company_day(one.since) <= day:
            held[one.record_id] = one
    here = [
        dated(company.env, one)
        for one in held.values()
        if one.values["active"] and not one.is_gone
        and one.values["company_id"] in (False, company.id)
    ]  # fmt: skip
    return in_order(here)


def in_order(found: Iterable[DatedPolicy]) -> list[DatedPolicy]:
    """Return policies in the order in which they decide."""
    return sorted(found, key=lambda one: (one.policy.rank, one.policy.sequence, one.key))


def dated(env, version) -> DatedPolicy:
    """Return a version of a policy as a record that is not stored."""
    values = dict(version.values)
    tolerances = values.pop("tolerance_ids")
    policy = env["ap.match.policy"].new(
        {**values, "name": version.name,
         "tolerance_ids": [Command.create(one) for one in tolerances]}
    )  # fmt: skip
    return DatedPolicy(policy, version.record_id, version.name, version.number)
