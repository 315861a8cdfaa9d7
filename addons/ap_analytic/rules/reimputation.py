# SPDX-License-Identifier: AGPL-3.0-or-later
"""Imputing posted lines anew: what changes on one axis, what stays on the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from odoo.addons.ap_base.arithmetic.distribution import amounts, combine

from . import analytic

Key = tuple[int, ...]
Shares = Mapping[Key, Decimal]


def replace_account(shares: Shares, old: int, new: int) -> dict[Key, Decimal]:
    """The same shares, with one account in the place of another.

    >>> replace_account({(1, 8): Decimal(60), (2, 8): Decimal(40)}, 1, 2)
    {(2, 8): Decimal('100')}
    """
    found: dict[Key, Decimal] = {}
    for key, share in shares.items():
        swapped = tuple(sorted({new if one == old else one for one in key}))
        found[swapped] = found.get(swapped, Decimal(0)) + share
    return found


def with_axes(
    shares: Shares,
    part: Shares,
    plan_of: Mapping[int, int],
    step: Decimal = analytic.CENT,
) -> dict[Key, Decimal]:
    """What `part` says on its axes, what `shares` state on all others.

    >>> with_axes({(1,): Decimal(100)}, {(8,): Decimal(60), (9,): Decimal(40)},
    ...           {1: 5, 8: 6, 9: 6})
    {(1, 8): Decimal('60.00'), (1, 9): Decimal('40.00')}
    """
    kept_plans = {*analytic.plan_shares(shares, plan_of)}
    kept_plans -= {*analytic.plan_shares(part, plan_of)}
    kept = analytic.project(shares, kept_plans, plan_of)
    pieces = analytic.components(kept, plan_of) + analytic.components(part, plan_of)
    return combine(pieces, step)


def totals(
    balance: Decimal,
    shares: Shares,
    plan_of: Mapping[int, int],
    plans: Collection[int],
    step: Decimal = analytic.CENT,
) -> dict[tuple[int, int | None], Decimal]:
    """The amount of a line by axis and account; what an axis lacks has no account.

    On each of `plans` the amounts sum to the balance, to the cent.

    >>> totals(Decimal(100), {(1,): Decimal(60)}, {1: 5}, [5])
    {(5, 1): Decimal('60.00'), (5, None): Decimal('40.00')}
    """
    known = {key: share for key, share in shares.items() if plan_of.keys() >= {*key}}
    found: dict[tuple[int, int | None], Decimal] = {}
    left = dict.fromkeys(plans, balance)
    for key, amount in amounts(balance, known, plan_of, step).items():
        for account in key:
            plan = plan_of[account]
            found[plan, account] = found.get((plan, account), Decimal(0)) + amount
            left[plan] = left.get(plan, balance) - amount
    found |= {(plan, None): rest for plan, rest in left.items() if rest}
    return found


def worse(
    before: Collection[analytic.Breach], after: Collection[analytic.Breach]
) -> list[analytic.Breach]:
    """What a change breaks that was not broken as badly before.

    >>> half = analytic.Breach(5, analytic.MISSING, Decimal(50))
    >>> all_ = analytic.Breach(5, analytic.MISSING, Decimal(100))
    >>> worse([all_], [half]), worse([half], [all_]) == [all_]
    ([], True)
    """
    was = {(one.plan, one.problem): one.share for one in before}
    return [one for one in after if one.share > was.get((one.plan, one.problem), 0)]
