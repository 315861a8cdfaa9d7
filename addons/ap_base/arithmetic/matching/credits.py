# SPDX-License-Identifier: AGPL-3.0-or-later
"""Credit notes that take off a price: they settle what bills cost too much.

10 at 104.00 were billed where 100.00 was ordered: 40.00 too much. A credit note of
1 × 40.00, or of 10 × 4.00, returns nothing; it gives back a price. It names the order, or
the bill, and settles the oldest bill first, in part or whole. Whether goods or a price are
meant is given by the price of its lines, their words and what there is to settle.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ..bill_numbers import bill_number_key
from ..money import CENT, ONE, ZERO, round_half_up
from .duplicates import sign_of
from .judging import NEARLY
from .pool import Bucket, Pool, Target, named_by
from .result import (
    EXCEPTION,
    MATCHED,
    SUGGESTED,
    Difference,
    Link,
    Outcome,
    Reason,
    action_for,
    main_difference,
)
from .texts import code_keys, features, fold, pieces, similarity
from .values import FREE_KINDS, Bill, BillLine, Key

_PRICE = re.compile(
    r"\b(prix|tarifs?|tarifaire|ecart|price|remises?|rabais|ristournes?|rebate|discount)\b"
)
_GOODS = re.compile(
    r"\b(retours?|retournee?s?|reprises?|returns?|returned|manquants?)\b"
)
LIKE = 500  # how alike descriptions must be to mean one article
Credited = dict[Key, dict[Key, Decimal]]


@dataclass
class Excess:
    """What a bill costs above the order, on one order line; ``left`` is not credited."""

    bill: Key
    number: str
    day: date | None
    target: Target
    left: Decimal


@dataclass
class Settled:
    """What credit notes settle.

    ``credited``: amounts by bill and order line; ``by``: for each of those bills, the
    numbers of the credit notes and their amounts; ``outcomes``: of the credit notes.
    """

    credited: Credited = field(default_factory=lambda: defaultdict(dict))
    by: dict[Key, list[tuple[str, Decimal]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    outcomes: dict[Key, Outcome] = field(default_factory=dict)


def settle(bills: list[Bill], outcomes: Mapping[Key, Outcome], pool: Pool) -> Settled:
    """Return what the credit notes among the bills settle, in their order."""
    result = Settled()
    credits = [one for one in bills if sign_of(one) < 0 and one.duplicate_of is None]
    if not credits:
        return result
    debits = [one for one in bills if sign_of(one) > 0 and one.duplicate_of is None]
    excess = _excess(debits, outcomes, pool)
    for credit in credits:
        found = excess.get((credit.company, credit.supplier, credit.currency), [])
        work = _Credit(credit, outcomes[credit.key], pool.bucket(credit.family), found)
        work.settle(result)
    return result


def _excess(
    bills: Iterable[Bill], outcomes: Mapping[Key, Outcome], pool: Pool
) -> dict[tuple, list[Excess]]:
    """Return what bills cost above their orders, the oldest first, by supplier."""
    found: dict[tuple, list[Excess]] = defaultdict(list)
    for bill in bills:
        bucket = pool.bucket(bill.family)
        spent: dict[Key, Decimal] = defaultdict(Decimal)
        for link in outcomes[bill.key].links:
            one = bucket.targets[link.order_line]
            due = round_half_up(one.net * link.order_quantity)
            if one.line.currency == bill.currency:
                spent[link.order_line] += link.amount - due
        for key, amount in spent.items():
            if amount > 0:
                one = Excess(
                    bill.key, bill.number, bill.day, bucket.targets[key], amount
                )
                found[bill.company, bill.supplier, bill.currency].append(one)
    for some in found.values():
        some.sort(key=lambda e: (str(e.day or ""), e.number, str(e.bill)))
    return found


class _Credit:
    """One credit note while it is settled."""

    def __init__(
        self, bill: Bill, outcome: Outcome, bucket: Bucket, excess: list[Excess]
    ) -> None:
        self.bill, self.outcome = bill, outcome
        self.named = named_by(bucket, bill)
        self.bills = self._bills_named({one.number for one in excess})
        keys = set(map(bill_number_key, self.bills))
        # references that are no orders, but the bills that are settled
        self.known = {r for r in self.named.unknown if bill_number_key(r) in keys}
        self.excess = [one for one in excess if self._is_named(one)]
        self.sure = bool(self.excess or self.named.exact)
        if not self.named.exact and not self.bills:
            self.excess = self._only_one(excess)

    def _bills_named(self, numbers: set[str]) -> set[str]:
        """Return the numbers of bills that the credit note names."""
        known = {bill_number_key(number): number for number in numbers if number}
        stated = set(map(bill_number_key, self.bill.references))
        texts = [self.bill.text, *self.bill.references]
        texts += [line.description for line in self.bill.lines]
        joined = {piece for text in texts for piece in pieces(text)}
        by_signs = {
            key.replace(".", "").lower(): number for key, number in known.items()
        }
        found = {known[key] for key in stated & known.keys()}
        return found | {by_signs[piece] for piece in joined & by_signs.keys()}

    def _is_named(self, one: Excess) -> bool:
        by_order = any(name in self.named.exact for name in one.target.names)
        return one.number in self.bills or (by_order and not self.bills)

    def _only_one(self, excess: list[Excess]) -> list[Excess]:
        """Return the excess that is just the amount of a credit note without names."""
        total = -sum((_amount(line) for line in self.bill.lines), ZERO)
        exact = [one for one in excess if abs(one.left - total) < CENT]
        return exact if len(exact) == 1 else []

    # Which lines take off a price -------------------------------------------------------

    def settle(self, result: Settled) -> None:
        """Settle bills, and say what became of the credit note."""
        lines = [line for line in self.bill.lines if self._is_of_price(line)]
        self._goods_too_dear({line.key for line in lines}, result)
        if not lines:
            return
        links: list[Link] = []
        over = ZERO
        for line in sorted(lines, key=lambda one: (-abs(_amount(one)), str(one.key))):
            found, rest = self._allocate(line, result)
            links += found
            over += rest
        if not links and not self.sure:
            return
        keys = {line.key for line in lines}
        result.outcomes[self.bill.key] = self._outcome(keys, links, over)

    def _is_of_price(self, line: BillLine) -> bool:
        """Return whether a line takes off a price, and returns no goods."""
        if not line.quantity or _amount(line) >= 0 or line.kind in FREE_KINDS:
            return False
        words = fold(line.description)
        if _PRICE.search(words) and not _GOODS.search(words):
            return bool(self.excess) or self.outcome.state != MATCHED
        if self.outcome.state == MATCHED or _GOODS.search(words):
            return False
        links = [one for one in self.outcome.links if one.bill_line == line.key]
        near = any(r.code in ("price", "price_near") for k in links for r in k.reasons)
        failed = any(d.bill_line == line.key for d in self.outcome.differences)
        if near:
            amount = -_amount(line)
            exact = any(abs(one.left - amount) < CENT for one in self.excess)
            return failed and exact and not any(_fits(k) for k in links)
        return bool(self.excess)

    def _allocate(self, line: BillLine, result: Settled) -> tuple[list[Link], Decimal]:
        """Take the amount of a line off what is too dear; return links and the rest."""
        rest, shares = -_amount(line), []
        for one in sorted(self.excess, key=lambda e: self._rank(line, e, rest)):
            part = min(one.left, rest)
            if part > 0:
                self._take(one, part, result)
                rest -= part
                shares.append((one, part))
        links: dict[Key, Link] = {}
        for one, part in shares:
            reason = Reason("price_credit", (part, one.number))
            known = links.get(one.target.key)
            amount = -part + (known.amount if known else ZERO)
            reasons = (*(known.reasons if known else ()), reason)
            links[one.target.key] = Link(
                line.key, one.target.key, ZERO, ZERO, amount, ONE, reasons
            )
        return list(links.values()), rest

    def _rank(self, line: BillLine, one: Excess, amount: Decimal) -> tuple:
        """Sort: the article of the line, then the very amount, then the oldest."""
        mine, theirs = line, one.target
        alike = similarity(features(mine.description), theirs.text) >= LIKE
        same = mine.product is not None and mine.product == theirs.line.product
        article = same or alike or bool(code_keys(mine.codes) & theirs.codes)
        exact = abs(one.left - amount) < CENT
        return not article, not exact, str(one.day or ""), one.number, str(one.bill)

    def _goods_too_dear(self, of_price: set[Key], result: Settled) -> None:
        """Goods credited at the price billed give back what that price was too high."""
        failed = of_price | {one.bill_line for one in self.outcome.differences}
        for link in self.outcome.links:
            if link.bill_line in failed or not link.order_quantity:
                continue
            for one in self.excess:
                if one.target.key == link.order_line:
                    due = round_half_up(one.target.net * link.order_quantity)
                    self._take(one, min(due - link.amount, one.left), result)

    def _take(self, one: Excess, part: Decimal, result: Settled) -> None:
        """Note that the credit note gives back that part of what is too dear."""
        if part <= 0:
            return
        one.left -= part
        book = result.credited[one.bill]
        book[one.target.key] = book.get(one.target.key, ZERO) + part
        result.by[one.bill].append((self.bill.number, part))

    # The credit note --------------------------------------------------------------------

    def _outcome(self, keys: set[Key], links: list[Link], over: Decimal) -> Outcome:
        old = self.outcome
        left = tuple(d for d in old.differences if self._stays(d, keys))
        gone = keys | self.known
        reasons = [r for r in old.reasons if not (r.values and r.values[0] in gone)]
        if not links:
            reasons.append(Reason("price_credit_waits"))
        elif over >= CENT:
            reasons.append(Reason("credited_beyond", (over,)))
        kept = [k for k in old.links if k.bill_line not in keys]
        unlinked = tuple(key for key in old.unlinked if key not in keys)
        unknown = set(self.named.unknown) - self.known
        doubt = over >= CENT or not links or unknown or unlinked
        state = SUGGESTED if doubt or not self.sure else MATCHED
        main = main_difference(left)
        if main:
            state = EXCEPTION
        figures = (
            (main.cause, main.billed, main.expected) if main else (None, None, None)
        )
        action = "confirm" if links or kept else "post"
        action = action_for(main.cause, True) if main else action
        return Outcome(
            old.bill,
            state,
            ONE if state == MATCHED else min(NEARLY, max(old.score, NEARLY)),
            tuple(
                sorted(
                    [*kept, *links], key=lambda k: (str(k.bill_line), str(k.order_line))
                )
            ),
            tuple(reasons),
            left,
            unlinked,
            *figures,
            "post" if state == MATCHED else action,
        )

    def _stays(self, one: Difference, keys: set[Key]) -> bool:
        """Return whether a difference holds although lines only take off a price."""
        if one.bill_line is not None:
            return one.bill_line not in keys
        if one.check == "reference":
            return one.billed not in self.known
        return one.check in ("reading", "tax")


def _amount(line: BillLine) -> Decimal:
    if line.amount is not None:
        return line.amount
    return line.quantity * line.price_unit


def _fits(link: Link) -> bool:
    """Return whether a link may be billed (credited) as far as quantities go."""
    return any(one.code == "quantity" for one in link.reasons)
