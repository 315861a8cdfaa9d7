# SPDX-License-Identifier: AGPL-3.0-or-later
"""One bill against the orders of its supplier."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from ..allocation import allocate
from ..money import ZERO, round_half_up
from . import checks, linking
from .duplicates import sign_of
from .fees import with_fees
from .judging import (
    MILLI,
    NEARLY,
    Found,
    action_of,
    names_known,
    names_some,
    reasons_of,
    score_of,
    state_of,
)
from .linking import FINE, Part
from .plain import plain_parts
from .policy import NONE, Policy
from .pool import Bucket, Pool, Target, billable, named, named_by, net_price
from .result import (
    EXCEPTION,
    MATCHED,
    NO_MATCH,
    SUGGESTED,
    Difference,
    Link,
    Outcome,
    main_difference,
)
from .scoring import Item
from .texts import code_keys, features, misread_key
from .totals import by_total
from .values import DISCOUNT, DOWN_PAYMENT, FREE_KINDS, Bill, BillLine, Key

BY_AMOUNT = {"sum_of_lines", "fee_in_price", "fee_of_line"}
_RANK = {MATCHED: 0, EXCEPTION: 1, SUGGESTED: 1, NO_MATCH: 2}
_NOTHING: Mapping[Key, Decimal] = {}


def match(
    bill: Bill,
    pool: Pool,
    policy: Policy = Policy(),  # noqa: B008 - a constant
    taken: Mapping[Key, Decimal] = _NOTHING,
) -> Outcome:
    """Return the outcome for one bill.

    ``taken``: quantity per order line, in its unit, of bills matched a moment before
    and not in its ``billed`` yet. A discount at the foot of the bill is tried both
    ways: as one that the order's prices already have, and as one that they have not.
    """
    bucket = pool.bucket(bill.family)
    discount = _discount(bill, policy)
    outcomes = [_match(bill, bucket, policy, taken, discount)]
    if discount and outcomes[0].state != MATCHED:
        outcomes.append(_match(bill, bucket, policy, taken, ZERO))
    return min(outcomes, key=lambda o: (_RANK[o.state], len(o.differences)))


def _discount(bill: Bill, policy: Policy) -> Decimal:
    """Return what the bill takes off at its foot, by a figure or by lines."""
    lines = (_amount(ln, policy) for ln in bill.lines if ln.kind == DISCOUNT)
    return bill.discount - sum(lines, ZERO)


def _amount(line: BillLine, policy: Policy) -> Decimal:
    if line.amount is not None:
        return line.amount
    return round_half_up(line.quantity * net_price(line), policy.step)


def _items(
    bill: Bill, bucket: Bucket, policy: Policy, discount: Decimal
) -> tuple[list[Item], tuple[str, ...]]:
    """Return the bill lines made ready, the discount shared among them."""
    lines = [one for one in bill.lines if one.kind != DISCOUNT]
    lines = sorted(lines, key=lambda one: str(one.key))
    amounts = [_amount(line, policy) for line in lines]
    weights = [ZERO if _is_free(ln) else abs(a) for ln, a in zip(lines, amounts)]  # noqa: B905
    shared = bool(discount) and any(weights)
    shares = allocate(discount, weights, policy.step) if shared else [ZERO] * len(lines)
    whole, credit = named_by(bucket, bill), sign_of(bill) < 0
    unknown = list(whole.unknown)
    items = []
    for line, amount, share in zip(lines, amounts, shares, strict=True):
        if not line.quantity or not (amount or line.codes or line.product):
            continue
        own = named(bucket, line.references, line.description, credit)
        unknown += own.unknown
        given = own if own.exact or own.near else whole
        silent = not (given.exact or given.near or whole.unknown or own.unknown)
        after = amount - share
        net = after / line.quantity
        codes, text = code_keys(line.codes), features(line.description)
        misread = frozenset(map(misread_key, codes))
        items.append(Item(line, after, net, codes, misread, text, *given[:2], silent))
    return items, tuple(unknown)


def _is_free(line: BillLine) -> bool:
    return line.kind in FREE_KINDS or line.kind == DOWN_PAYMENT


def _match(
    bill: Bill,
    bucket: Bucket,
    policy: Policy,
    taken: Mapping[Key, Decimal],
    discount: Decimal,
) -> Outcome:
    """Match with that discount shared among the lines; what is not shared is extra."""
    rooms: dict[tuple, Decimal] = {}

    def room_of(one: Target, sign: int) -> Decimal:
        known = rooms.get((one.key, sign))
        if known is None:
            own = checks.policy_of(one, policy)
            known = billable(one, own, sign, taken.get(one.key, ZERO))
            rooms[one.key, sign] = known
        return known

    items, unknown = _items(bill, bucket, policy, discount)

    def judged(parts: list[Part], left: list[Item]) -> Outcome:
        found = Found(items, parts, left, unknown)
        extra = _extra_discount(bill, found, policy, discount)
        return _judge(bill, found, policy, taken, extra)

    plain = plain_parts(items, bill, bucket, room_of)
    if plain:
        outcome = judged(with_fees(plain, [], bucket, room_of), [])
        if not outcome.differences:
            return outcome
    return judged(*_assigned(items, bill, bucket, room_of))


def _assigned(
    items: list[Item], bill: Bill, bucket: Bucket, room_of: linking.RoomOf
) -> tuple[list[Part], list[Item]]:
    """Return the parts of the best assignment, with sums, totals and fees; and what is left."""
    edges = {
        item.line.key: linking.edges_of(item, bill, bucket, room_of) for item in items
    }
    parts, left = linking.link(items, edges)
    goods = [item for item in left if not _is_free(item.line)]
    if goods:
        used = {part.edge.target.key for part in parts}
        parts += linking.by_sums(goods, bucket, used, room_of)
    if goods and len(items) == 1 and not parts:
        parts = by_total(items[0], bill, bucket, room_of)
    linked = {part.edge.item.line.key for part in parts}
    left = [i for i in items if i.line.key not in linked]
    parts = with_fees(parts, left, bucket, room_of)
    linked = {part.edge.item.line.key for part in parts}
    return parts, [i for i in items if i.line.key not in linked and i.amount]


def _extra_discount(
    bill: Bill, found: Found, policy: Policy, shared: Decimal
) -> list[Difference]:
    """Return the discount that the order does not have, if it is beyond tolerance."""
    whole = _discount(bill, policy)
    if whole == shared or policy.mode == NONE:
        return []
    before = sum((item.amount for item in found.items), ZERO)
    if policy.price.accepts(before - whole, before):
        return []
    return [Difference("price", "discount", None, None, before - whole, before)]


def _judge(
    bill: Bill,
    found: Found,
    policy: Policy,
    taken: Mapping[Key, Decimal],
    extra: list[Difference],
) -> Outcome:
    """Test everything and name the result."""
    failed = [*extra, *_failed(bill, found, policy, taken)]
    links = _billed_quantities([_link(part) for part in found.parts], found)
    score = score_of(found, links)
    state = state_of(bill, found, policy, failed, score)
    score = score if state == MATCHED else min(score, NEARLY)
    main = main_difference(tuple(failed))
    unlinked = tuple(item.line.key for item in found.left)
    figures = (main.cause, main.billed, main.expected) if main else (None, None, None)
    return Outcome(
        bill.key,
        state,
        score,
        links,
        reasons_of(found, policy),
        tuple(failed),
        unlinked,
        *figures,
        action_of(state, main, found),
    )


def _failed(
    bill: Bill, found: Found, policy: Policy, taken: Mapping[Key, Decimal]
) -> list[Difference]:
    """Return what does not fit, each test on its own."""
    goods = sum((part.amount for part in found.parts), ZERO)
    failed: list[Difference] = []
    if bill.duplicate_of is not None:
        other = str(bill.duplicate_of)
        failed.append(
            Difference("duplicate", "duplicate", None, None, bill.number, other)
        )
    failed += checks.check_parts(bill, found.parts, policy, taken)
    if found.parts or names_some(found):
        failed += checks.check_unlinked(found.left, goods, policy)
    if policy.mode != NONE and found.parts:
        failed += _totals(bill, found, policy)
    if failed and found.unknown and not names_known(found):
        name = found.unknown[0]
        failed.append(Difference("no_order", "reference", None, None, name, None))
    return failed


def _totals(bill: Bill, found: Found, policy: Policy) -> list[Difference]:
    """Compare totals, on a bill whose own discount is already off."""
    whole = _discount(bill, policy)
    listed = sum(
        (_amount(ln, policy) for ln in bill.lines if ln.kind != DISCOUNT), ZERO
    )
    counted = sum((item.amount for item in found.items), ZERO)
    if bill.total_untaxed is not None and counted == listed and whole:
        bill = bill._replace(total_untaxed=bill.total_untaxed + whole)
    return checks.check_totals(bill, found.items, found.parts, policy)


def _link(part: Part) -> Link:
    pair = part.edge
    score = Decimal(pair.points) * MILLI
    line = pair.item.line
    amount, quantity = part.amount, part.quantity
    return Link(
        line.key, pair.target.key, line.quantity, quantity, amount, score, pair.reasons
    )


def _billed_quantities(links: list[Link], found: Found) -> tuple[Link, ...]:
    """Share the quantity of each bill line among its links, by amount."""
    per_line = Counter(one.bill_line for one in links)
    lines = {item.line.key: item.line for item in found.items}
    result = [one for one in links if per_line[one.bill_line] == 1]
    for key in sorted((k for k, n in per_line.items() if n > 1), key=str):
        group = [one for one in links if one.bill_line == key]
        weights = [abs(one.order_quantity) for one in group]
        codes = {reason.code for one in group for reason in one.reasons}
        if codes & BY_AMOUNT:
            weights = [abs(one.amount) for one in group]
        shares = allocate(lines[key].quantity, weights, FINE)
        result += [
            one._replace(quantity=share)
            for one, share in zip(group, shares, strict=True)
        ]
    return tuple(sorted(result, key=lambda o: (str(o.bill_line), str(o.order_line))))
