# SPDX-License-Identifier: AGPL-3.0-or-later
"""Many bills and credit notes together, against the orders of their suppliers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from ..money import ZERO
from . import checks
from .credits import Settled, settle
from .duplicates import in_order, repeated, sign_of
from .judging import NEARLY
from .matcher import match
from .policy import Policy
from .pool import Pool, billable, named
from .result import EXCEPTION, MATCHED, SUGGESTED, Outcome, Reason
from .values import Bill, Key

Book = dict[Key, Decimal]


def match_bills(
    bills: Iterable[Bill],
    pool: Pool,
    policy: Policy = Policy(),  # noqa: B008 - a constant
    policies: Mapping[Key, Policy] | None = None,
    look_for_repeated: bool = True,
) -> list[Outcome]:
    """Return the outcome of each bill.

    Bills that name an order come first, then day, number and key decide. What a matched
    bill takes is gone for the next one, and what one is only suggested for is not given
    to another without a person. Credit notes come last, against all that is billed;
    what they settle makes bills match that did not. ``policies``: per bill, where it
    differs. ``look_for_repeated``: find bills that came twice among these; False where
    each bill says itself which one it repeats.
    """
    everything = in_order(bills)
    everything.sort(key=lambda bill: (sign_of(bill) < 0, not _names_any(bill, pool)))
    twice = repeated(everything) if look_for_repeated else {}
    known = [
        bill
        if bill.duplicate_of is not None or bill.key not in twice
        else bill._replace(duplicate_of=twice[bill.key])
        for bill in everything
    ]
    work = _Batch(known, pool, policy, policies or {})
    work.match_debits()
    work.match_credits()
    work.match_settled(settle(known, work.outcomes, pool))
    return [work.outcomes[bill.key] for bill in everything]


def _names_any(bill: Bill, pool: Pool) -> bool:
    bucket = pool.bucket(bill.family)
    references = [*bill.references, *(r for ln in bill.lines for r in ln.references)]
    return bool(named(bucket, references, bill.text, sign_of(bill) < 0).exact)


class _Batch:
    """The bills of one call while they are matched.

    ``taken``: quantities of matched bills by order line, in its unit; ``claimed``: of
    those that are not matched by themselves.
    """

    def __init__(
        self,
        bills: list[Bill],
        pool: Pool,
        policy: Policy,
        policies: Mapping[Key, Policy],
    ) -> None:
        self.bills, self.pool = bills, pool
        self.policy, self.policies = policy, policies
        self.outcomes: dict[Key, Outcome] = {}
        self.taken: Book = defaultdict(Decimal)
        self.claimed: Book = defaultdict(Decimal)

    def _policy(self, bill: Bill) -> Policy:
        return self.policies.get(bill.key, self.policy)

    def match_debits(self) -> None:
        """Match the bills, one after the other."""
        for bill in self.bills:
            if sign_of(bill) < 0:
                continue
            outcome = match(bill, self.pool, self._policy(bill), self.taken)
            if self._is_claimed(bill, outcome):
                outcome = _contested(outcome)
            self._note(bill, outcome)

    def match_credits(self) -> None:
        """Match the credit notes, against all that bills took or claimed."""
        credits = [bill for bill in self.bills if sign_of(bill) < 0]
        if not credits:
            return
        billed: Book = defaultdict(Decimal, self.taken)
        for key, quantity in self.claimed.items():
            billed[key] += quantity
        for bill in credits:
            outcome = match(bill, self.pool, self._policy(bill), billed)
            if outcome.state == MATCHED and bill.duplicate_of is None:
                _add(billed, outcome)
                _add(self.taken, outcome)
            self.outcomes[bill.key] = outcome

    def match_settled(self, settled: Settled) -> None:
        """Match again the exceptions that credit notes have to do with."""
        for key, outcome in settled.outcomes.items():
            if MATCHED == outcome.state != self.outcomes[key].state:
                _add(self.taken, outcome)
            self.outcomes[key] = outcome
        credited = {
            link.order_line
            for bill in self.bills
            if sign_of(bill) < 0 and self.outcomes[bill.key].state == MATCHED
            for link in self.outcomes[bill.key].links
            if link.order_quantity
        }
        for bill in self.bills:
            old = self.outcomes[bill.key]
            contested = any(reason.code == "contested" for reason in old.reasons)
            if sign_of(bill) < 0 or not (old.state == EXCEPTION or contested):
                continue
            amounts = settled.credited.get(bill.key)
            if amounts or credited & {link.order_line for link in old.links}:
                bill = bill._replace(credited=amounts or {})
                new = match(bill, self.pool, self._policy(bill), self.taken)
                why = [
                    Reason("price_credited", (amount, number))
                    for number, amount in settled.by.get(bill.key, ())
                ]
                self._note(bill, new._replace(reasons=(*new.reasons, *why)))

    def _note(self, bill: Bill, outcome: Outcome) -> None:
        self.outcomes[bill.key] = outcome
        if bill.duplicate_of is None:
            _add(self.taken if outcome.state == MATCHED else self.claimed, outcome)

    def _is_claimed(self, bill: Bill, outcome: Outcome) -> bool:
        """Return whether another bill, suggested before, may need what this one takes."""
        if outcome.state != MATCHED:
            return False
        bucket, policy = self.pool.bucket(bill.family), self._policy(bill)
        asked: Book = defaultdict(Decimal)
        for link in outcome.links:
            asked[link.order_line] += link.order_quantity
        for key, quantity in asked.items():
            if not self.claimed.get(key):
                continue
            one, sign = bucket.targets[key], -1 if quantity < 0 else 1
            own = checks.policy_of(one, policy)
            before = self.taken.get(key, ZERO) + self.claimed[key]
            if abs(quantity) > billable(one, own, sign, before):
                return True
        return False


def _add(book: Book, outcome: Outcome) -> None:
    for link in outcome.links:
        book[link.order_line] += link.order_quantity


def _contested(outcome: Outcome) -> Outcome:
    """Leave to a person what another bill may need as well."""
    return outcome._replace(
        state=SUGGESTED,
        score=min(outcome.score, NEARLY),
        reasons=(*outcome.reasons, Reason("contested")),
        action="confirm",
    )
