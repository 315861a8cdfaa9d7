# SPDX-License-Identifier: AGPL-3.0-or-later
"""Order lines made ready to be searched, supplier by supplier.

A bill only ever meets the order lines of its supplier's group. Below that, lines are
found by reference, code, price and words, so that a supplier of many orders costs a
bill no more than one of few.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from decimal import Decimal
from typing import NamedTuple

from .. import accrual
from ..money import ZERO
from .policy import THREE_WAY, Policy
from .texts import Features, code_key, code_keys, features, misread_key, pieces
from .values import DOWN_PAYMENT, Bill, BillLine, Key, OrderLine

MOST_CANDIDATES = 48
COMMON_WORD = 200


class Target(NamedTuple):
    """An order line with what is compared of it."""

    line: OrderLine
    net: Decimal
    codes: frozenset[str]
    misread: frozenset[str]  # the codes, with signs that look alike made the same
    text: Features
    names: tuple[str, ...]
    bills: tuple[str, ...]  # names that only credit notes may use
    twin: Hashable  # lines of an order with the same twin may stand for each other

    @property
    def key(self) -> Key:
        """Return the key of the order line."""
        return self.line.key

    @property
    def order(self) -> tuple:
        """Return what distinguishes the order from others: its company and name."""
        return self.line.company, self.line.order


def net_price(line: OrderLine | BillLine) -> Decimal:
    """Return the price of a unit without its discount and the taxes it contains."""
    price = line.price_unit
    if line.discount:
        price = accrual.discounted_price(price, line.discount)
    included = line.taxes and any(tax.price_included for tax in line.taxes)
    return accrual.untaxed_price(price, line.taxes) if included else price


def target(line: OrderLine) -> Target:
    """Return the order line made ready."""
    net = net_price(line)
    codes = code_keys(line.codes)
    names = (line.order, *line.references, *(r.reference for r in line.receipts))
    twin = (line.company, line.supplier, line.order, line.currency, line.product)
    twin += (codes, line.description, net, line.unit, line.taxes, line.axis, line.kind)
    keys = tuple(dict.fromkeys(filter(None, map(code_key, names))))
    bills = tuple(k for k in dict.fromkeys(map(code_key, line.bills)) if k not in keys)
    keys += tuple(filter(None, bills))
    misread, text = frozenset(map(misread_key, codes)), features(line.description)
    return Target(line, net, codes, misread, text, keys, bills, twin)


def billable(one: Target, policy: Policy, sign: int, taken: Decimal) -> Decimal:
    """Return the quantity that may still be billed (or credited), as a positive number.

    ``sign``: -1 for a credit. ``taken``: signed quantity of bills matched before. A
    credit is expected for what was billed ahead of receipt, with two-way matching for
    anything billed; a down payment for what was paid down.
    """
    line = one.line
    billed = line.billed + taken
    by_receipt = policy.mode == THREE_WAY and line.receipt_expected
    due = line.received if by_receipt and line.kind != DOWN_PAYMENT else line.ordered
    if (line.ordered < 0) != (sign < 0):
        if line.kind == DOWN_PAYMENT or not by_receipt:
            back = billed * -sign
        else:
            back = (billed - due) * -sign
        return max(back, ZERO)
    return max((due - billed) * sign, ZERO)


class Bucket:
    """The order lines of one supplier group, found by what a bill says of them."""

    def __init__(self, targets: Iterable[Target]) -> None:
        """Index the lines; their order does not matter."""
        self.targets = {one.key: one for one in targets}
        self.by_name: dict[str, list[Key]] = defaultdict(list)
        self.by_code: dict[tuple, list[Key]] = defaultdict(list)
        self.by_price: dict[tuple, list[Key]] = defaultdict(list)
        self.by_word: dict[tuple, list[Key]] = defaultdict(list)
        self._misread: dict[str, set[str]] | None = None
        self.bills: set[str] = set()
        self.totals: dict[tuple, dict] = {}  # what is left of whole orders; `totals`
        for key, one in self.targets.items():
            self._index(key, one)
        for one in self.targets.values():
            self.bills.difference_update(set(one.names) - set(one.bills))

    def _index(self, key: Key, one: Target) -> None:
        home = one.line.company, one.line.supplier
        self.by_price[home, one.net].append(key)
        for name in one.names:
            self.by_name[name].append(key)
        self.bills.update(one.bills)
        for code in one.codes:
            self.by_code[home, code].append(key)
        if one.line.product is not None:
            self.by_code[home, ("product", one.line.product)].append(key)
        for word in one.text.words:
            self.by_word[home, word].append(key)

    def misread(self, name: str) -> str | None:
        """Return the only name that the given one is a misreading of, if any."""
        if self._misread is None:
            self._misread = defaultdict(set)
            for known in self.by_name.keys() - self.bills:
                self._misread[misread_key(known)].add(known)
        found = self._misread.get(misread_key(name), ())
        return next(iter(found)) if len(found) == 1 else None

    def like(self, home: tuple, line: BillLine, net: Decimal) -> list[Target]:
        """Return the lines that may be what the bill line bills, at most 48.

        ``home``: the company and the very supplier of the bill.
        """
        votes: Counter[Key] = Counter()
        votes.update(dict.fromkeys(self.of_product(home, line), 8))
        for word in features(line.description).words:
            known = self.by_word.get((home, word), ())
            if len(known) <= COMMON_WORD:
                votes.update(dict.fromkeys(known, 1))
        votes.update(dict.fromkeys(self.by_price.get((home, net), ())[:COMMON_WORD], 2))
        if len(votes) > MOST_CANDIDATES:
            ranked = sorted(votes, key=lambda key: (-votes[key], str(key)))
            votes = dict.fromkeys(ranked[:MOST_CANDIDATES])
        return [self.targets[key] for key in sorted(votes, key=str)]

    def of_product(self, home: tuple, line: BillLine) -> set[Key]:
        """Return the lines of the product that the bill line names by a code."""
        codes: list[Hashable] = sorted(code_keys(line.codes))
        if line.product is not None:
            codes.append(("product", line.product))
        return {key for code in codes for key in self.by_code.get((home, code), ())}


class Named(NamedTuple):
    """The orders that a bill names.

    ``exact`` and ``near`` (misread): names of orders or delivery notes that exist;
    ``unknown``: references given that do not.
    """

    exact: frozenset[str]
    near: frozenset[str]
    unknown: tuple[str, ...]


class Pool:
    """All order lines, in buckets of one supplier group each."""

    def __init__(self, lines: Iterable[OrderLine]) -> None:
        """Sort the lines into buckets, which are indexed when first needed."""
        self._lines: dict[Hashable, list[OrderLine]] = defaultdict(list)
        self._buckets: dict[Hashable, Bucket] = {}
        for line in lines:
            self._lines[line.family].append(line)

    def bucket(self, family: Hashable) -> Bucket:
        """Return the order lines of a supplier group."""
        if family not in self._buckets:
            lines = sorted(self._lines.get(family, ()), key=lambda one: str(one.key))
            self._buckets[family] = Bucket(map(target, lines))
        return self._buckets[family]


def named(
    bucket: Bucket, references: Iterable[str], text: str = "", credit: bool = False
) -> Named:
    """Return which orders the references name; a text only names what exists.

    A credit note names an order by a bill of it, too.
    """

    def known(name: str) -> bool:
        return name in bucket.by_name and (credit or name not in bucket.bills)

    exact, near, unknown = set(), set(), []
    for reference in references:
        key = code_key(reference)
        found = [p for p in (key, *pieces(reference)) if known(p)]
        if found:
            exact.update(found)
        elif key:
            misread = {bucket.misread(p) for p in (key, *pieces(reference))} - {None}
            near.update(misread)
            unknown += [] if misread else [reference]
    exact.update(piece for piece in pieces(text) if known(piece))
    return Named(frozenset(exact), frozenset(near - exact), tuple(unknown))


def named_by(bucket: Bucket, bill: Bill) -> Named:
    """Return the orders named by the bill itself, not by one of its lines.

    Where it names none, what its text names when it was misread.
    """
    credit = sum(line.quantity for line in bill.lines) < 0
    found = named(bucket, bill.references, bill.text, credit)
    if found.exact or not bill.text:
        return found
    near = {bucket.misread(piece) for piece in pieces(bill.text)} - {None}
    return found._replace(near=found.near | near)
