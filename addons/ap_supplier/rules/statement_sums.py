# SPDX-License-Identifier: AGPL-3.0-or-later
"""Several lines that are one item, or several items that are one line, by their sum."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from odoo.addons.ap_base.arithmetic.exact_sums import accident, exact_sets

from .statement_numbers import by_folded, figures, folded, same
from .statement_pairs import Pairs, days_apart
from .statement_values import CREDIT_NOTE, PAYMENT, Item, Line, Policy, Reason


def by_shared_number(found: Pairs, policy: Policy) -> None:
    """Pair what bears one number on both sides, in parts: bills due in instalments.

    The parts of each side add up to the same amount, of one sign.
    """
    lines, items = by_folded(found.free_lines()), by_folded(found.free_items())
    for line in found.free_lines():
        number = next(iter(line.numbers), "")
        if line.row not in found.lines or figures(number) < policy.long_number:
            continue
        key = folded(number)
        theirs = [one for one in lines[key] if one.row in found.lines]
        ours = [one for one in items.get(key, ()) if one.key in found.items]
        _take_parts(
            found,
            number,
            [one for one in theirs if same((number,), one.numbers)],
            [one for one in ours if same((number,), one.numbers)],
        )


def _take_parts(found: Pairs, number: str, theirs, ours) -> None:
    for owed in (True, False):
        left = [line for line in theirs if (line.amount > 0) == owed]
        right = [item for item in ours if (item.amount > 0) == owed]
        if len(left) + len(right) < 3 or not left or not right:
            continue
        if {CREDIT_NOTE, PAYMENT} <= {one.kind for one in (*left, *right)}:
            continue
        total = sum(line.amount for line in left)
        if total in (
            sum(item.amount for item in right),
            sum(item.residual for item in right),
        ):
            reason = Reason("parts", (number, str(len(left)), str(len(right))))
            found.take(left, right, True, reason)


def by_sum(found: Pairs, policy: Policy) -> None:
    """Suggest sums: one item for several lines, then one line for several items.

    Only where there is one set, and chance hardly makes it.
    """
    for item in sorted(found.free_items(), key=lambda one: one.key):
        pool = [
            line
            for line in found.free_lines()
            if _may_add(line, item, policy, True) and found.may_be_one((line,), (item,))
        ]
        chosen = _only_set(pool, item.residual or item.amount, policy)
        if chosen:
            found.take(chosen, (item,), False, Reason("sum", (str(len(chosen)),)))
    for line in sorted(found.free_lines(), key=lambda one: one.row):
        pool = [
            item
            for item in found.free_items()
            if _may_add(line, item, policy, False) and found.may_be_one((line,), (item,))
        ]
        chosen = _only_set(pool, line.amount, policy)
        if chosen:
            found.take((line,), chosen, False, Reason("sum", (str(len(chosen)),)))


def _may_add(line: Line, item: Item, policy: Policy, lines: bool) -> bool:
    """Say whether a line may be part of an item, or an item of a line: one sign, days
    near, and not two numbers of bills that contradict each other."""
    days = days_apart(line, item)
    if days is None or days > policy.sum_days:
        return False
    part = line.amount if lines else item.residual
    return bool(part) and (line.amount > 0) == (item.amount > 0)


def _only_set(pool: Sequence, target: Decimal, policy: Policy) -> list:
    """Return the only set of two and more that adds up, [] if none or by chance."""
    if not 2 <= len(pool) <= policy.most:
        return []
    amounts = [_part(one) for one in pool]
    sets = [places for places in exact_sets(amounts, target, 3) if len(places) > 1]
    if len(sets) != 1 or accident(amounts) > policy.accident:
        return []
    return [pool[place] for place in sets[0]]


def _part(one: Line | Item) -> Decimal:
    return one.amount if isinstance(one, Line) else one.residual
