# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fees and freight that one side has in its price and the other apart.

An eco-contribution of 10.00 may be within a price of 510.00 ordered and beside a price
of 500.00 billed, or the reverse. What is one line of the order is compared as a sum.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from ..allocation import allocate
from ..money import CENT, ZERO, round_half_up
from .linking import Part, RoomOf
from .pool import Bucket, Target
from .result import Reason
from .scoring import Edge, Item
from .values import FEE, FREE_KINDS, Key

Groups = dict[Key, list[Part]]


def with_fees(
    parts: list[Part], left: Iterable[Item], bucket: Bucket, room_of: RoomOf
) -> list[Part]:
    """Return the parts, with fees that belong to a line of the order.

    Fees billed apart join the line whose price lacks just that; with the quantity of
    one line, a fee joins it whatever is lacking. A price billed with fees is shared
    with the fees that its order has apart.
    """
    groups: Groups = defaultdict(list)
    for part in parts:
        if part.edge.units and part.quantity:
            groups[part.edge.target.key].append(part)
    fees = [item for item in left if item.line.kind in FREE_KINDS and item.amount]
    joined = _joined(groups, fees)
    shared = {} if joined else _shared(groups, bucket, room_of)
    kept = [shared.get(id(part), [part]) for part in parts]
    return [part for some in kept for part in some] + joined


def _due(group: list[Part]) -> Decimal:
    """Return what the order's price asks of a group, less what is billed of it."""
    net = group[0].edge.target.net
    return sum((round_half_up(net * p.quantity) - p.amount for p in group), ZERO)


def _joined(groups: Groups, fees: list[Item]) -> list[Part]:
    """Return the fees as parts of the lines that lack them."""
    lacking = {key: _due(group) for key, group in groups.items()}
    found, rest = [], []
    for fee in sorted(fees, key=lambda one: (-abs(one.amount), str(one.line.key))):
        key = _home(fee, groups, lacking)
        if key is None:
            rest.append(fee)
            continue
        lacking[key] -= fee.amount
        found.append(_fee_part(fee, groups[key][0], fee.amount))
    return found + _spread(rest, groups, lacking)


def _home(fee: Item, groups: Groups, lacking: dict[Key, Decimal]) -> Key | None:
    """Return the one line that a fee is lacking from."""
    same = [key for key in groups if _quantity(groups[key]) == fee.line.quantity]
    open_ones = [key for key, due in lacking.items() if due * fee.sign >= CENT]
    exact = [key for key in open_ones if abs(lacking[key] - fee.amount) < CENT]
    both = [key for key in exact if key in same]
    for some in (exact, both):
        if len(some) == 1:
            return some[0]
    likely = [key for key in open_ones if key in same]
    if not exact and fee.line.kind == FEE and len(likely) == 1:
        return likely[0]
    return None


def _quantity(group: list[Part]) -> Decimal:
    """Return what the bill lines of a group bill, in their own unit."""
    lines = {part.edge.item.line.key: part.edge.item.line for part in group}
    return sum((line.quantity for line in lines.values()), ZERO)


def _spread(
    fees: list[Item], groups: Groups, lacking: dict[Key, Decimal]
) -> list[Part]:
    """Return fees that together are just what several lines lack together."""
    sign = fees[0].sign if fees else 1
    open_ones = [key for key, due in lacking.items() if due * sign >= CENT]
    total = sum((fee.amount for fee in fees), ZERO)
    wanted = sum((lacking[key] for key in open_ones), ZERO)
    if not total or abs(total - wanted) > CENT * len(open_ones):
        return []
    weights = [abs(lacking[key]) for key in open_ones]
    return [
        _fee_part(fee, groups[key][0], share)
        for fee in fees
        for key, share in zip(open_ones, allocate(fee.amount, weights), strict=True)
        if share
    ]


def _fee_part(fee: Item, part: Part, amount: Decimal) -> Part:
    """Return the fee as a part without quantity: it is within the price ordered."""
    one = part.edge.target
    reasons = (*_named(part), Reason("fee_of_line", (amount,)))
    points = part.edge.points
    pair = Edge(fee, one, points, points, ZERO, ZERO, part.sure, True, False, reasons)
    return Part(pair, ZERO, amount, part.sure)


def _named(part: Part) -> tuple[Reason, ...]:
    return tuple(one for one in part.edge.reasons if one.code.startswith("order_"))


def _shared(groups: Groups, bucket: Bucket, room_of: RoomOf) -> dict[int, list[Part]]:
    """Return, by the id of a part, what it is shared into: goods, and fees ordered."""
    apart = _fees_ordered(groups, bucket, room_of)
    result: dict[int, list[Part]] = {}
    for order, fees in apart.items():
        dear = [g for g in groups.values() if g[0].edge.target.order == order]
        dear = [g for g in dear if len(g) == 1 and -_due(g) >= CENT]
        total = sum((one.net * room for one, room in fees), ZERO)
        for group in dear:
            exact = [f for f in fees if _worth(f) == -_due(group)]
            whole = fees if len(dear) == 1 and abs(total + _due(group)) < CENT else []
            taken = exact if len(exact) == 1 else whole
            if taken:
                result[id(group[0])] = _cut(group[0], taken)
                fees = [one for one in fees if one not in taken]
    return result


def _worth(fee: tuple[Target, Decimal]) -> Decimal:
    return round_half_up(fee[0].net * fee[1])


def _fees_ordered(
    groups: Groups, bucket: Bucket, room_of: RoomOf
) -> dict[tuple, list[tuple[Target, Decimal]]]:
    """Return, per order that is billed, its open lines of fees that nothing bills."""
    found: dict[tuple, list] = defaultdict(list)
    orders = {
        group[0].edge.target.order
        for group in groups.values()
        if group[0].edge.item.sign > 0 and -_due(group) >= CENT
    }
    if not orders:
        return {}
    for key, one in bucket.targets.items():
        free = one.line.kind in FREE_KINDS and one.line.state == "open"
        if free and one.order in orders and key not in groups:
            room = room_of(one, 1)
            if room > 0:
                found[one.order].append((one, room))
    return found


def _cut(part: Part, fees: list[tuple[Target, Decimal]]) -> list[Part]:
    """Return the part without its fees, and the fees as parts of the same bill line."""
    cut, left = [], part.amount
    for one, room in fees:
        amount = round_half_up(one.net * room)
        left -= amount
        reasons = (*_named(part), Reason("fee_in_price", (amount,)))
        points = part.edge.points
        item = part.edge.item
        pair = Edge(
            item, one, points, points, room, room, part.sure, True, False, reasons
        )
        cut.append(Part(pair, room, amount, part.sure))
    return [part._replace(amount=left), *cut]
