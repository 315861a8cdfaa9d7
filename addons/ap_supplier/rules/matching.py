# SPDX-License-Identifier: AGPL-3.0-or-later
"""Open items of one supplier, account and currency that belong together, and why.

What names the other by its number, or is the only one of its amount, is sure; all else is
a suggestion, two equal answers above all. Each item is in one proposal at most.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from odoo.addons.ap_base.arithmetic.bill_numbers import bill_number, bill_number_key
from odoo.addons.ap_base.arithmetic.exact_sums import accident, exact_sets

MOST_ITEMS = 20  # of which sums are tried
BY_CHANCE = 1_000  # millionths of a set that adds up by accident: more is none
EARLY, LATE = timedelta(days=10), timedelta(days=120)  # around bill day and due day
SHORTEST = 4  # letters and figures of a number that a text names
_WORD = re.compile(r"[^\s,;|]+")


class Item(NamedTuple):
    """What is open of a journal item: bills positive, payments and credit notes negative.

    ``number``: the supplier's number of a bill or credit note. ``text``: what a payment
    or a credit note says. ``credits``: the item of the bill that a credit note reverses.
    """

    key: Hashable
    amount: Decimal
    day: date
    due: date
    number: str = ""
    text: str = ""
    is_credit_note: bool = False
    credits: Hashable = None


class Reason(NamedTuple):
    """Why items belong together: a code and what its sentence names."""

    code: str
    values: tuple = ()


@dataclass(frozen=True)
class Proposal:
    """Items to match together; ``rest``: what stays open of them, with its sign."""

    keys: tuple
    amount: Decimal
    rest: Decimal
    score: int
    sure: bool
    reasons: tuple[Reason, ...]


def propose(items: Iterable[Item]) -> list[Proposal]:
    """Return what to match with what, the surest first.

    >>> D, d = Decimal, date(2026, 3, 1)
    >>> bill = Item(1, D(120), d, d, number="FA-117")
    >>> paid = Item(2, D(-120), d, d, text="VIR FA117")
    >>> [(one.keys, one.score, one.sure) for one in propose([bill, paid])]
    [((2, 1), 100, True)]
    """
    table = _Table(list(items))
    for step in (_credited, _named, _equal, _summed, _zero):
        step(table)
    return sorted(table.found, key=lambda one: (-one.score, -one.amount, str(one.keys)))


class _Table:
    """The items that are left, and what was found of the others."""

    def __init__(self, items: Sequence[Item]):
        self.items = {item.key: item for item in items if item.amount}
        self.found: list[Proposal] = []

    def debits(self) -> list[Item]:
        return [item for item in self.items.values() if item.amount < 0]

    def credits(self) -> list[Item]:
        return [item for item in self.items.values() if item.amount > 0]

    def take(self, items: Sequence[Item], score: int, sure: bool, *reasons: Reason) -> None:
        for item in items:
            del self.items[item.key]
        plus = sum((one.amount for one in items if one.amount > 0), Decimal(0))
        minus = -sum((one.amount for one in items if one.amount < 0), Decimal(0))
        self.found.append(
            Proposal(
                tuple(one.key for one in items), min(plus, minus), plus - minus, score, sure,
                reasons,
            )
        )  # fmt: skip


def _credited(table: _Table) -> None:
    """A credit note with the bill that it reverses, whole or in part."""
    for note in table.debits():
        bill = table.items.get(note.credits)
        if note.is_credit_note and bill is not None and bill.amount >= -note.amount:
            table.take([note, bill], 100, True, Reason("credits", (bill.number,)))


def _named(table: _Table) -> None:
    """What names bills by their numbers: all of it is sure; another amount is not."""
    by_number = defaultdict(list)
    for bill in table.credits():
        if sum(map(str.isalnum, bill.number)) < SHORTEST:
            continue
        for form in _forms(bill.number):
            by_number[form].append(bill)
    for debit in sorted(table.debits(), key=lambda one: (one.amount, str(one.key))):
        named = [
            bill
            for number in numbers_in(debit.text)
            for bill in by_number.get(number, ())
            if bill.key in table.items
        ]
        named = list({bill.key: bill for bill in named}.values())
        if not named:
            continue
        numbers = tuple(bill.number for bill in named)
        total = sum((bill.amount for bill in named), Decimal(0))
        doubles = max(Counter(map(bill_number_key, numbers)).values()) > 1
        if total == -debit.amount and not doubles:
            table.take([debit, *named], 100, True, Reason("named", numbers))
        elif len(named) == 1:
            table.take(
                [debit, *named], 60, False, Reason("named", numbers), Reason("differs")
            )


def numbers_in(text: str) -> list[str]:
    """Return the words of a text, and pairs of neighbours, as numbers are compared.

    >>> numbers_in("Règlement FA 2026-117")
    ['2026.117', '2026117', 'FA2026.117', 'FA2026117']
    """
    words = _WORD.findall(text or "")
    pairs = [f"{one} {other}" for one, other in zip(words, words[1:], strict=False)]
    return [form for text in [*words, *pairs] for form in _forms(text)]


def _forms(number: str) -> list[str]:
    """Return a number as it is compared, and without its signs; none without figures."""
    key, joined = bill_number(number).key, bill_number(number).joined
    if not any(map(str.isdigit, key)):
        return []
    return [key] if joined == key else [key, joined]


def _equal(table: _Table) -> None:
    """One debit and one credit of the same amount. Where several fit, the oldest bill is
    suggested, and how many there are is said."""
    credits, debits = defaultdict(list), defaultdict(list)
    for item in sorted(table.items.values(), key=lambda one: (one.due, str(one.key))):
        (credits if item.amount > 0 else debits)[abs(item.amount)].append(item)
    for amount, some in debits.items():
        others = credits.get(amount, [])
        for debit, credit in zip(some, others, strict=False):
            reasons = [Reason("amount")]
            near = _is_near(debit, credit)
            if near:
                reasons.append(Reason("days", (abs((debit.day - credit.due).days),)))
            many = max(len(some), len(others))
            if many > 1:
                reasons.append(Reason("equal", (many,)))
            score = (85 if near else 65) - (30 if many > 1 else 0)
            table.take([debit, credit], score, near and many == 1, *reasons)


def _is_near(debit: Item, credit: Item) -> bool:
    """Whether it was paid, or credited, around the time of the bill."""
    return credit.day - EARLY <= debit.day <= credit.due + LATE


def _summed(table: _Table) -> None:
    """One item that is the sum of several of the other side, or of bills less credit
    notes; the only such set, and hardly by chance."""
    sides = [*table.debits(), *table.credits()]
    for one in sorted(sides, key=lambda item: (-abs(item.amount), str(item.key))):
        if one.key not in table.items:
            continue
        others = _candidates(table, one)
        amounts = [item.amount for item in others]
        if len(others) < 2 or accident(amounts) > BY_CHANCE:
            continue
        sets = [s for s in exact_sets(amounts, -one.amount, 3) if len(s) > 1]
        if not sets:
            continue
        chosen = [others[place] for place in sets[0]]
        reasons = [Reason("sum", (len(chosen),))]
        if len(sets) > 1:
            reasons.append(Reason("equal", (len(sets),)))
        table.take([one, *chosen], 70 if len(sets) == 1 else 45, False, *reasons)


def _candidates(table: _Table, one: Item) -> list[Item]:
    """The items that may add up to it: the other side, and credit notes with a payment."""
    fitting = [
        item
        for item in table.items.values()
        if item.key != one.key and (item.amount > 0) != (one.amount > 0)
    ]
    if one.amount < 0 and not one.is_credit_note:
        fitting += [item for item in table.debits() if item.is_credit_note]
    fitting.sort(key=lambda item: (abs((item.due - one.day).days), str(item.key)))
    return fitting[:MOST_ITEMS]


def _zero(table: _Table) -> None:
    """All that is left, where it comes to nothing."""
    left = list(table.items.values())
    if len(left) > 2 and not sum((item.amount for item in left), Decimal(0)):
        table.take(left, 50, False, Reason("zero", (len(left),)))
