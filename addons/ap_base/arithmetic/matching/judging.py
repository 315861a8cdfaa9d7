# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is found of a bill and what it fails become a state, a score and reasons."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from ..money import ONE, ZERO, round_half_up
from . import checks
from .linking import Part
from .policy import NONE, Policy
from .result import (
    EXCEPTION,
    MATCHED,
    NO_MATCH,
    SUGGESTED,
    Difference,
    Link,
    Reason,
    action_for,
)
from .scoring import FURTHEST_PRICE, Item
from .values import DOWN_PAYMENT, FREE_KINDS, Bill, Key

MILLI = Decimal("0.001")
NEARLY = Decimal("0.99")
LIKELY = Decimal("0.6")


class Found(NamedTuple):
    """What was found for the bill before it is judged."""

    items: list[Item]
    parts: list[Part]
    left: list[Item]
    unknown: tuple[str, ...]


def score_of(found: Found, links: tuple[Link, ...]) -> Decimal:
    """Return the scores of the links by amount; a line without one counts as zero."""
    missing = [item for item in found.left if item.line.kind not in FREE_KINDS]
    whole = sum((abs(one.amount) for one in links), ZERO)
    weight = whole + sum((abs(item.amount) for item in missing), ZERO)
    if not links:
        return ZERO
    if not weight:
        return min(one.score for one in links)
    total = sum((one.score * abs(one.amount) for one in links), ZERO)
    return min(round_half_up(total / weight, MILLI), ONE)


def state_of(
    bill: Bill,
    found: Found,
    policy: Policy,
    failed: list[Difference],
    score: Decimal,
) -> str:
    """Return the state: `MATCHED`, `SUGGESTED`, `EXCEPTION` or `NO_MATCH`."""
    if bill.duplicate_of is not None:
        return EXCEPTION
    if not found.parts:
        named_any = names_some(found) and policy.mode != NONE
        return EXCEPTION if named_any else NO_MATCH
    if policy.mode == NONE:
        return SUGGESTED
    if failed:
        clear = score >= LIKELY or any(part.sure for part in found.parts)
        return EXCEPTION if clear else SUGGESTED
    alone = [item for item in found.left if item.line.kind not in FREE_KINDS]
    sure = all(_sure(part, policy) for part in found.parts) and not far_below(found)
    return MATCHED if sure and not alone and not found.unknown else SUGGESTED


def far_below(found: Found) -> list[Part]:
    """Return what costs far less than ordered: rather another unit than a favour.

    Nothing differs where less may pass, but nobody should pay it unseen either.
    """
    spent: dict[Key, Decimal] = defaultdict(Decimal)
    ordered: dict[Key, Decimal] = defaultdict(Decimal)
    for part in found.parts:
        key = part.edge.target.key
        spent[key] += part.amount
        ordered[key] += part.edge.target.net * part.quantity
    share = 1 - FURTHEST_PRICE / 100
    far = {k for k, due in ordered.items() if due > 0 and spent[k] < due * share}
    return [part for part in found.parts if part.edge.target.key in far]


def names_some(found: Found) -> bool:
    """Return whether the bill names any order, be it one that nobody knows."""
    return bool(found.unknown) or names_known(found)


def names_known(found: Found) -> bool:
    """Return whether the bill names an order that exists."""
    return any(item.exact or item.near for item in found.items)


def _sure(part: Part, policy: Policy) -> bool:
    """Return whether a part needs no person, under the policy of its order line."""
    own = checks.policy_of(part.edge.target, policy)
    if own.mode == NONE or (part.edge.item.silent and not own.unnamed):
        return False
    return part.sure


def reasons_of(found: Found, policy: Policy) -> tuple[Reason, ...]:
    """Return what keeps the bill as a whole from being matched, or is worth knowing."""
    reasons = [Reason("unknown_reference", (name,)) for name in found.unknown]
    if policy.mode == NONE:
        reasons.append(Reason("no_control"))
    for item in found.left:
        reasons.append(Reason("without_order_line", (item.line.key, item.line.kind)))
    reasons += [
        Reason("not_sure", (part.edge.item.line.key, part.edge.target.key))
        for part in found.parts
        if not part.sure
    ]
    reasons += [
        Reason("price_far_below", (part.edge.item.line.key,))
        for part in far_below(found)
    ]
    return tuple(sorted(set(reasons), key=str))


def action_of(state: str, main: Difference | None, found: Found) -> str:
    """Return the recommended action, by the gravest difference.

    No supplier is asked for money on links that are not sure: first comes which order
    line is meant.
    """
    if state == MATCHED:
        return "post"
    if main:
        credit = sum((item.amount for item in found.items), ZERO) < 0
        action = action_for(main.cause, credit)
        claims = state == SUGGESTED and action == "ask_credit_note"
        return "find_order" if claims else action
    if any(item.line.kind == DOWN_PAYMENT for item in found.left):
        return "record_down_payment"
    return "confirm" if state == SUGGESTED else "find_order"
