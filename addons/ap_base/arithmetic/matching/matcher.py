# SPDX-License-Identifier: AGPL-3.0-or-later
"""One bill, or many, against the orders of their suppliers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from ..allocation import allocate
from ..money import ONE, ZERO, round_half_up
from . import checks, linking
from .duplicates import in_turn, repeated
from .linking import FINE, Part
from .policy import NONE, Policy
from .pool import Bucket, Pool, Target, billable, named, named_by, net_price
from .result import (
    ACTIONS,
    EXCEPTION,
    MATCHED,
    NO_MATCH,
    SUGGESTED,
    Difference,
    Link,
    Outcome,
    Reason,
    main_difference,
)
from .scoring import Item
from .texts import code_keys, features, misread_key
from .values import DISCOUNT, DOWN_PAYMENT, FREE_KINDS, Bill, BillLine, Key

MILLI = Decimal("0.001")
NEARLY = Decimal("0.99")
LIKELY = Decimal("0.6")
_RANK = {MATCHED: 0, EXCEPTION: 1, SUGGESTED: 1, NO_MATCH: 2}
_NOTHING: Mapping[Key, Decimal] = {}


class _Found(NamedTuple):
    """What was found for the bill before it is judged."""

    items: list[Item]
    parts: list[Part]
    left: list[Item]
    unknown: tuple[str, ...]


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
    to another without a person. ``policies``: per bill, where it differs.
    ``look_for_repeated``: find bills that came twice among these; False where each bill
    says itself which one it repeats.
    """
    everything = in_turn(bills)
    everything.sort(key=lambda bill: not _names_any(bill, pool))
    twice = repeated(everything) if look_for_repeated else {}
    taken: dict[Key, Decimal] = defaultdict(Decimal)
    claimed: dict[Key, Decimal] = defaultdict(Decimal)
    outcomes = []
    for one in everything:
        again = twice.get(one.key) if one.duplicate_of is None else one.duplicate_of
        bill = one._replace(duplicate_of=again)
        own = (policies or {}).get(bill.key, policy)
        outcome = match(bill, pool, own, taken)
        if _is_claimed(outcome, pool.bucket(bill.family), own, (taken, claimed)):
            outcome = _contested(outcome)
        book = taken if outcome.state == MATCHED else claimed
        if bill.duplicate_of is None:
            for link in outcome.links:
                book[link.order_line] += link.order_quantity
        outcomes.append(outcome)
    return outcomes


def _names_any(bill: Bill, pool: Pool) -> bool:
    bucket = pool.bucket(bill.family)
    references = [*bill.references, *(r for ln in bill.lines for r in ln.references)]
    return bool(named(bucket, references, bill.text).exact)


def _is_claimed(
    outcome: Outcome,
    bucket: Bucket,
    policy: Policy,
    books: tuple[Mapping[Key, Decimal], Mapping[Key, Decimal]],
) -> bool:
    """Say whether another bill, suggested before, may need what this one takes."""
    taken, claimed = books
    asked: dict[Key, Decimal] = defaultdict(Decimal)
    if outcome.state == MATCHED:
        for link in outcome.links:
            asked[link.order_line] += link.order_quantity
    for key, quantity in asked.items():
        if not claimed.get(key):
            continue
        one, sign = bucket.targets[key], -1 if quantity < 0 else 1
        own = checks.policy_of(one, policy)
        before = taken.get(key, ZERO) + claimed[key]
        if abs(quantity) > billable(one, own, sign, before):
            return True
    return False


def _contested(outcome: Outcome) -> Outcome:
    """Leave to a person what another bill may need as well."""
    return outcome._replace(
        state=SUGGESTED,
        score=min(outcome.score, NEARLY),
        reasons=(*outcome.reasons, Reason("contested")),
        action="confirm",
    )


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
    whole = named_by(bucket, bill)
    unknown = list(whole.unknown)
    items = []
    for line, amount, share in zip(lines, amounts, shares, strict=True):
        if not line.quantity or not (amount or line.codes or line.product):
            continue
        own = named(bucket, line.references, line.description)
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

    def room_of(one: Target, sign: int) -> Decimal:
        own = checks.policy_of(one, policy)
        return billable(one, own, sign, taken.get(one.key, ZERO))

    items, unknown = _items(bill, bucket, policy, discount)
    edges = {
        item.line.key: linking.edges_of(item, bill, bucket, room_of) for item in items
    }
    parts, left = linking.link(items, edges)
    goods = [item for item in left if not _is_free(item.line)]
    if goods:
        used = {part.edge.target.key for part in parts}
        parts += linking.by_sums(goods, bucket, used, room_of)
    linked = {part.edge.item.line.key for part in parts}
    left = [i for i in items if i.line.key not in linked and i.amount]
    found = _Found(items, parts, left, unknown)
    extra = _extra_discount(bill, found, policy, discount)
    return _judge(bill, found, policy, taken, extra)


def _extra_discount(
    bill: Bill, found: _Found, policy: Policy, shared: Decimal
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
    found: _Found,
    policy: Policy,
    taken: Mapping[Key, Decimal],
    extra: list[Difference],
) -> Outcome:
    """Test everything and name the result."""
    failed = [*extra, *_failed(bill, found, policy, taken)]
    links = _billed_quantities([_link(part) for part in found.parts], found)
    score = _score(found, links)
    state = _state(bill, found, policy, failed, score)
    score = score if state == MATCHED else min(score, NEARLY)
    main = main_difference(tuple(failed))
    unlinked = tuple(item.line.key for item in found.left)
    figures = (main.cause, main.billed, main.expected) if main else (None, None, None)
    return Outcome(
        bill.key,
        state,
        score,
        links,
        _reasons(found, policy),
        tuple(failed),
        unlinked,
        *figures,
        _action(state, main, found),
    )


def _failed(
    bill: Bill, found: _Found, policy: Policy, taken: Mapping[Key, Decimal]
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
    if found.parts or _names_some(found):
        failed += checks.check_unlinked(found.left, goods, policy)
    if policy.mode != NONE and found.parts:
        failed += _totals(bill, found, policy)
    if failed and found.unknown and not _names_known(found):
        name = found.unknown[0]
        failed.append(Difference("no_order", "reference", None, None, name, None))
    return failed


def _totals(bill: Bill, found: _Found, policy: Policy) -> list[Difference]:
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


def _billed_quantities(links: list[Link], found: _Found) -> tuple[Link, ...]:
    """Share the quantity of each bill line among its links, by amount."""
    per_line = Counter(one.bill_line for one in links)
    lines = {item.line.key: item.line for item in found.items}
    result = [one for one in links if per_line[one.bill_line] == 1]
    for key in sorted((k for k, n in per_line.items() if n > 1), key=str):
        group = [one for one in links if one.bill_line == key]
        weights = [abs(one.order_quantity) for one in group]
        if "sum_of_lines" in {reason.code for reason in group[0].reasons}:
            weights = [abs(one.amount) for one in group]
        shares = allocate(lines[key].quantity, weights, FINE)
        result += [
            one._replace(quantity=share)
            for one, share in zip(group, shares, strict=True)
        ]
    return tuple(sorted(result, key=lambda o: (str(o.bill_line), str(o.order_line))))


def _score(found: _Found, links: tuple[Link, ...]) -> Decimal:
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


def _state(
    bill: Bill,
    found: _Found,
    policy: Policy,
    failed: list[Difference],
    score: Decimal,
) -> str:
    if bill.duplicate_of is not None:
        return EXCEPTION
    if not found.parts:
        named_any = _names_some(found) and policy.mode != NONE
        return EXCEPTION if named_any else NO_MATCH
    if policy.mode == NONE:
        return SUGGESTED
    if failed:
        clear = score >= LIKELY or any(part.sure for part in found.parts)
        return EXCEPTION if clear else SUGGESTED
    alone = [item for item in found.left if item.line.kind not in FREE_KINDS]
    sure = all(_sure(part, policy) for part in found.parts)
    return MATCHED if sure and not alone and not found.unknown else SUGGESTED


def _names_some(found: _Found) -> bool:
    return bool(found.unknown) or _names_known(found)


def _names_known(found: _Found) -> bool:
    return any(item.exact or item.near for item in found.items)


def _sure(part: Part, policy: Policy) -> bool:
    """Say whether a part needs no person, under the policy of its order line."""
    own = checks.policy_of(part.edge.target, policy)
    if own.mode == NONE or (part.edge.item.silent and not own.unnamed):
        return False
    return part.sure


def _reasons(found: _Found, policy: Policy) -> tuple[Reason, ...]:
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
    return tuple(sorted(set(reasons), key=str))


def _action(state: str, main: Difference | None, found: _Found) -> str:
    if state == MATCHED:
        return "post"
    if main:
        return ACTIONS[main.cause]
    if any(item.line.kind == DOWN_PAYMENT for item in found.left):
        return "record_down_payment"
    return "confirm" if state == SUGGESTED else "find_order"
