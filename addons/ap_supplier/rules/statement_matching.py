# SPDX-License-Identifier: AGPL-3.0-or-later
"""A supplier's list against our ledger, in the order that is safe.

1. number and date, 2. number alone: these match by themselves. 3. a number inside the
other, with the same amount, 4. sums of what bears one number. Then come suggestions only:
5. numbers mistyped, 6. amount and date where one side has no number, 7. sums without a
number. What is left is only theirs, only ours, or there twice. Empty numbers never match;
two different numbers never do by their amount.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from . import statement_sums
from .statement_decided import Decided
from .statement_numbers import (
    alike,
    by_folded,
    figures,
    folded,
    inside,
    numbers_in,
    same,
)
from .statement_pairs import NOTHING, Pair, Pairs, days_apart, same_amount
from .statement_values import CREDIT_NOTE, OPENING, PAYMENT, Item, Line, Policy, Reason

POLICY = Policy()


def match(
    lines: Sequence[Line],
    items: Sequence[Item],
    policy: Policy = POLICY,
    decided: Decided = NOTHING,
) -> list[Pair]:
    """Return the pairs of a list and a ledger of one supplier in one currency.

    What stands in no pair is only theirs or only ours. Items put aside (drafts, booked
    later) are in no pair. What people decided comes first.

    >>> from decimal import Decimal as D
    >>> from datetime import date
    >>> theirs = [Line(2, D(1180), date(2026, 4, 2), ("FA/053612",))]
    >>> ours = [Item(7, D(1180), D(1180), date(2026, 4, 3), ("FA-53612",))]
    >>> [pair] = match(theirs, ours)
    >>> pair.sure, pair.reasons[0].code
    (True, 'number_date')
    """
    found = Pairs(
        [line for line in lines if line.kind != OPENING],
        [item for item in items if not item.aside],
        decided,
    )
    _by_number(found, policy, equal=True)
    statement_sums.by_shared_number(found, policy)
    _by_number(found, policy, equal=False)
    _by_inner_number(found, policy)
    _by_payment_number(found, policy)
    _by_mistyped_number(found, policy)
    _by_amount(found, policy)
    statement_sums.by_sum(found, policy)
    return found.made


def _by_number(found: Pairs, policy: Policy, equal: bool) -> None:
    """Pair what has one number, the nearest day first; amounts equal, then any."""
    ranked = []
    for line, item, numbers in _candidates(found):
        days = days_apart(line, item)
        if equal != same_amount(line, item):
            continue
        near = days is not None and days <= policy.near
        if not equal and PAYMENT in (line.kind, item.kind):
            continue  # a payment may name one of the several bills it pays
        if not _is_one_document(line, equal, days, policy):
            continue
        rank = days if days is not None else 9999
        code = "number_date" if near else "number"
        ranked.append((rank, line.row, item.key, line, item, Reason(code, numbers)))
    ranked.sort(key=lambda one: one[:3])
    for _rank, _row, _key, line, item, reason in ranked:
        if found.both_free(line, item):
            found.take((line,), (item,), True, reason)


def _candidates(found: Pairs):
    """Yield line, item and both numbers, where the numbers are one."""
    index = by_folded(found.free_items())
    for line in found.free_lines():
        seen = set()
        for number in line.numbers:
            for item in index.get(folded(number), ()):
                if item.key in seen or not _same_side(line, item):
                    continue
                if not found.may_be_one((line,), (item,)):
                    continue
                if numbers := same(line.numbers, item.numbers):
                    seen.add(item.key)
                    yield line, item, numbers


def _is_one_document(line: Line, equal: bool, days: int | None, policy: Policy) -> bool:
    """Say whether one number is one document: short numbers come again each year."""
    longest = max(map(figures, line.numbers), default=0)
    if days is not None and days > policy.far and (not equal or longest < 6):
        return False
    return equal or longest >= policy.long_number


def _same_side(line: Line, item: Item) -> bool:
    """A bill is not its payment nor its credit note, whatever number these name."""
    if {line.kind, item.kind} == {PAYMENT, CREDIT_NOTE}:
        return False
    return (line.amount > 0) == (item.amount > 0)


def _by_inner_number(found: Pairs, policy: Policy) -> None:
    """Pair a number inside the other, with the same amount, if it is the only one."""
    found.take_only_ones(
        lambda line, item: (
            same_amount(line, item)
            and _same_side(line, item)
            and _within(line, item, policy.far)
            and (numbers := inside(line.numbers, item.numbers, policy.long_number))
            and Reason("inside", numbers)
        ),
        sure=True,
    )


def _by_payment_number(found: Pairs, policy: Policy) -> None:
    """Pair payments of one amount whose texts name the same document."""

    def named(line: Line, item: Item):
        if line.amount > 0 or not same_amount(line, item) or not _same_side(line, item):
            return None
        if not _within(line, item, policy.sum_days):
            return None
        theirs = (*line.numbers, *numbers_in(line.label))
        numbers = same(theirs, item.numbers)
        if not numbers or min(map(figures, numbers)) < policy.long_number:
            return None
        return Reason("named", numbers)

    found.take_only_ones(named, sure=True)


def _by_mistyped_number(found: Pairs, policy: Policy) -> None:
    """Suggest numbers that one slip makes one, amount and day the same."""
    found.take_only_ones(
        lambda line, item: (
            same_amount(line, item)
            and _within(line, item, policy.near)
            and (numbers := alike(line.numbers, item.numbers))
            and Reason("mistyped", numbers)
        ),
        sure=False,
    )


def _by_amount(found: Pairs, policy: Policy) -> None:
    """Suggest amount and day, where numbers do not say the contrary; nearest first."""
    ranked = []
    for line, item in found.by_amount():
        days = days_apart(line, item)
        if days is None or days > policy.near or _contradict(line, item):
            continue
        code = (
            "amount_date" if line.numbers or item.numbers else "amount_date_no_number"
        )
        ranked.append(
            (days, line.row, item.key, line, item, Reason(code, (str(days),)))
        )
    ranked.sort(key=lambda one: one[:3])
    for _days, _row, _key, line, item, reason in ranked:
        if found.both_free(line, item):
            found.take((line,), (item,), False, reason)


def _contradict(line: Line, item: Item) -> bool:
    """Two bills with two numbers are two bills; payments bear numbers of each side."""
    if line.amount < 0 and PAYMENT in (line.kind, item.kind):
        return False
    return bool(line.numbers and item.numbers)


def _within(line: Line, item: Item, days: int) -> bool:
    apart = days_apart(line, item)
    return apart is None or apart <= days


def only_before(items: Iterable[Item], lines: Sequence[Line]) -> list[Item]:
    """Return the items older than every line: what an opening balance stands for."""
    days = [line.day for line in lines if line.day and line.kind != OPENING]
    first = min(days, default=None)
    return [
        item
        for item in items
        if first is None or (item.day and item.day <= first - timedelta(days=1))
    ]
