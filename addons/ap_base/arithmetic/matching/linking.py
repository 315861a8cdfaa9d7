# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the lines of a bill to links: the best pairs, then split and merged lines."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from ..allocation import allocate
from ..money import ZERO, round_half_up
from . import assignment
from .pool import Bucket, Target
from .result import Reason
from .scoring import PRICE, PRODUCT, Edge, Item, edge
from .values import Bill, Key

MARGIN = 60  # points below which another order line might as well be meant
LESS_LIKE = 150  # how much weaker a line may be that takes what another cannot
AGAIN = 40  # what it costs to bill an order line by one more bill line
MOST_AGAIN = 4
TOGETHER, TOGETHER_SURE, SURE_TOGETHER = 100, 250, 3
MOST_PARTS = 14
FINE = Decimal("0.000001")

RoomOf = Callable[[Target, int], Decimal]


class Part(NamedTuple):
    """A quantity of an edge, in the order's unit, that becomes a link."""

    edge: Edge
    quantity: Decimal
    amount: Decimal
    sure: bool


def edges_of(item: Item, bill: Bill, bucket: Bucket, room_of: RoomOf) -> list[Edge]:
    """Return the order lines that the bill line may be for, with what they are worth.

    The orders named come first; others are only looked at when none of those is clear.
    Lines of another company, supplier or currency and closed ones count only when they
    are named.
    """
    keys = {key for n in item.exact | item.near for key in bucket.by_name.get(n, ())}
    meant = [bucket.targets[key] for key in sorted(keys, key=str)]
    own = [one for one in meant if at_home(one, bill)]
    found = _edges(item, own or meant, bill, bucket, room_of)
    if any(one.points >= PRODUCT + PRICE for one in found):
        return found
    home = bill.company, bill.supplier
    others = bucket.like(home, item.line, item.net)
    others = [one for one in others if one.key not in keys and _may_wait(one, bill)]
    return found + _edges(item, others, bill, bucket, room_of)


def _may_wait(one: Target, bill: Bill) -> bool:
    return one.line.state == "open" and one.line.currency == bill.currency


def at_home(one: Target, bill: Bill) -> bool:
    """Return whether the order is of the bill's company and very supplier."""
    return one.line.company == bill.company and one.line.supplier == bill.supplier


def _edges(
    item: Item,
    targets: Iterable[Target],
    bill: Bill,
    bucket: Bucket,
    room_of: RoomOf,
) -> list[Edge]:
    lines = 0  # of the product, those billed already included
    if item.silent:
        home = bill.company, bill.supplier
        lines = len(bucket.of_product(home, item.line))
    pairs = (pair_of(item, one, bill, room_of, lines) for one in targets)
    return [pair for pair in pairs if pair]


def pair_of(
    item: Item, one: Target, bill: Bill, room_of: RoomOf, lines: int
) -> Edge | None:
    """Return what the pair is worth; ``lines``: open lines of the product, by its code."""
    if one.line.state == "open":
        return edge(item, _in_currency(one, bill), room_of(one, item.sign), lines)
    pair = edge(item, _in_currency(one, bill), ZERO, lines)
    return pair and pair._replace(rank=max(pair.rank - 100, 1))


def _in_currency(one: Target, bill: Bill) -> Target:
    if one.line.currency == bill.currency or one.line.rate is None:
        return one
    return one._replace(net=one.net * one.line.rate)


def link(
    items: list[Item], edges: Mapping[Key, list[Edge]]
) -> tuple[list[Part], list[Item]]:
    """Return the parts of the best assignment, and the bill lines left without one."""
    edges = _together(items, edges)
    worth, by_column = _worth(items, edges)
    chosen = assignment.best(worth)
    pairs = {row: by_column[row, column] for row, column in chosen.items()}
    used: Counter[Key] = Counter()
    for pair in pairs.values():
        used[pair.target.key] += abs(pair.quantity)
    spread = {row: _spread(pair, edges[row], used) for row, pair in pairs.items()}
    parts: list[Part] = []
    for row, pair in pairs.items():
        held = _same_either_way(pair, pairs, edges[row], used)
        alike = all(e.sure or _goods(e) == _goods(pair) for e, _q, _a in spread[row])
        sure = pair.sure and alike
        sure = sure and _clear(worth, chosen, row, (pair, edges[row], held))
        parts += [Part(e, q, amount, sure) for e, q, amount in spread[row]]
    return parts, [item for item in items if item.line.key not in pairs]


def _together(
    items: list[Item], edges: Mapping[Key, list[Edge]]
) -> Mapping[Key, list[Edge]]:
    """Prefer the one order that most lines of a bill without reference meet wholly.

    Three lines or more, each with the code, price and quantity of a line of one order
    and of no other order, name that order as well as a reference does.
    """
    if len(items) < 2 or not all(item.silent for item in items):
        return edges
    met: dict[tuple, set[Key]] = defaultdict(set)
    for key, found in edges.items():
        for pair in found:
            if pair.whole and pair.fits:
                met[pair.target.order].add(key)
    sizes = sorted((len(keys) for keys in met.values()), reverse=True)
    if not sizes or sizes[0] < 2 or sizes.count(sizes[0]) > 1:
        return edges
    order = next(one for one, keys in met.items() if len(keys) == sizes[0])
    sure = sizes[0] == len(items) >= SURE_TOGETHER
    return {
        key: [_preferred(pair, order, sure) for pair in found]
        for key, found in edges.items()
    }


def _preferred(pair: Edge, order: tuple, sure: bool) -> Edge:
    if pair.target.order != order:
        return pair
    reason = Reason("lines_together", (pair.target.line.order,))
    more = TOGETHER_SURE if sure and pair.whole else 0
    return pair._replace(
        rank=pair.rank + TOGETHER,
        points=min(pair.points + more, 1000),
        sure=pair.sure or (sure and pair.whole),
        reasons=(*pair.reasons, reason),
    )


def _worth(
    items: list[Item], edges: Mapping[Key, list[Edge]]
) -> tuple[dict, dict[tuple, Edge]]:
    """Return ranks by row and column; an order line with room may be a column again."""
    wanted = Counter(pair.target.key for found in edges.values() for pair in found)
    worth: dict = {}
    by_column = {}
    for item in items:
        row = worth.setdefault(item.line.key, {})
        for pair in edges[item.line.key]:
            key = pair.target.key
            more = abs(pair.quantity) < pair.room
            times = min(wanted[key], MOST_AGAIN + len(items) // 4) if more else 1
            for time in range(times):
                rank = pair.rank - AGAIN * min(time, 3)
                row[key, time] = max(rank, 1)
                by_column[item.line.key, (key, time)] = pair
    return worth, by_column


def _same_either_way(
    pair: Edge, pairs: Mapping[Key, Edge], edges: list[Edge], used: Counter[Key]
) -> set[Key]:
    """Return the order lines that the bill line may change places with.

    Those that equal lines of the bill hold; and those of the same goods in the orders
    named, when all of them together are billed to the last piece.
    """
    same = _distinct_features(pair.item)
    held = {p.target.key for p in pairs.values() if _distinct_features(p.item) == same}
    goods = [one for one in edges if one.room and _goods(one) == _goods(pair)]
    if all(used[one.target.key] == one.room for one in goods):
        held |= {one.target.key for one in goods}
    return held


def _distinct_features(item: Item) -> tuple:
    """Return all in which two lines of a bill differ that are not the same again."""
    line = item.line
    what = line.product, item.codes, line.description, line.unit, line.taxes, line.kind
    return *what, line.quantity, item.net, item.exact, item.near


def _goods(pair: Edge) -> tuple:
    """Return what is bought at which price, and how its order was found."""
    line = pair.target.line
    how = pair.reasons[0].code if pair.reasons else None
    what = line.company, line.supplier, line.currency, line.product, line.description
    return *what, pair.target.codes, pair.target.net, line.unit, line.taxes, how


def _clear(
    worth: dict, chosen: dict, row: Key, found: tuple[Edge, list[Edge], set[Key]]
) -> bool:
    """Return whether no other order line might as well be meant.

    ``found``: with the order lines that equal lines of the bill hold: to change places
    with one of those changes nothing.
    """
    pair, edges, held = found
    twin = pair.target.twin
    keys = held | {one.target.key for one in edges if one.target.twin == twin}
    if all(one.target.key in keys for one in edges):
        return True
    same = frozenset(column for column in worth[row] if column[0] in keys)
    return assignment.margin(worth, chosen, row, same) >= MARGIN


def _spread(
    pair: Edge, edges: list[Edge], used: Counter[Key]
) -> list[tuple[Edge, Decimal, Decimal]]:
    """Return quantity and amount per edge: what is too much goes where there is room."""
    key = pair.target.key
    beyond = min(used[key] - pair.room, abs(pair.quantity))
    if beyond <= 0 or not pair.units or not pair.room:
        return [(pair, pair.quantity, pair.item.amount)]
    near = [e for e in edges if e.points >= pair.points - LESS_LIKE and e.units]
    near.sort(key=lambda e: (-e.rank, str(e.target.key)))
    sign = pair.item.sign
    taken: list[tuple[Edge, Decimal]] = []
    for other in near:
        room = other.room - used[other.target.key]
        if other.target.key == key or room <= 0 or beyond <= 0:
            continue
        quantity = min(room, beyond)
        used[other.target.key] += quantity
        used[key] -= quantity
        beyond -= quantity
        taken.append((other, quantity * sign))
    rest = pair.quantity - sum((q for _e, q in taken), ZERO)
    shares = [(pair, rest), *taken] if rest else taken
    amounts = allocate(pair.item.amount, [abs(q) for _e, q in shares])
    return [(e, q, amount) for (e, q), amount in zip(shares, amounts, strict=True)]


def by_sums(
    items: list[Item], bucket: Bucket, used: set[Key], room_of: RoomOf
) -> list[Part]:
    """Return parts for bill lines that are a sum of order lines, and the reverse.

    Only within the orders that the bill names: a sum alone proves nothing.
    """
    parts: list[Part] = []
    for item in items:
        for open_lines in _orders_named(item, bucket, used, room_of):
            parts += _one_to_many(item, open_lines)
            used.update(part.edge.target.key for part in parts)
            if any(part.edge.item is item for part in parts):
                break
    linked = {part.edge.item.line.key for part in parts}
    rest = [item for item in items if item.line.key not in linked]
    if len(rest) > 1:
        for open_lines in _orders_named(rest[0], bucket, used, room_of):
            parts += _many_to_one(rest, open_lines)
    return parts


def _orders_named(
    item: Item, bucket: Bucket, used: set[Key], room_of: RoomOf
) -> list[list[tuple[Target, Decimal]]]:
    """Return, per order named, its lines that wait for a bill, with their room.

    Last come those of all the orders together.
    """
    orders: dict[tuple, list] = {}
    keys = {key for name in item.exact for key in bucket.by_name.get(name, ())}
    for key in sorted(keys - used, key=str):
        one = bucket.targets[key]
        room = room_of(one, item.sign)
        if room > 0 and one.line.state == "open":
            orders.setdefault(one.order, []).append((one, room))
    apart = [lines for _order, lines in sorted(orders.items(), key=str)]
    together = [line for lines in apart for line in lines]
    return [*apart, together] if len(apart) > 1 else apart


def _cents(amount: Decimal) -> int:
    return int(round_half_up(amount) * 100)


def _one_to_many(item: Item, lines: list[tuple[Target, Decimal]]) -> list[Part]:
    """Return the bill line as the sum of all the order lines, or else of some."""
    amounts = [_cents(one.net * room) for one, room in lines]
    wanted = _cents(abs(item.amount))
    whole = bool(wanted) and sum(amounts) == wanted and min(amounts) > 0
    found: tuple[int, ...] | None = tuple(range(len(lines)))
    if not whole:
        some = assignment.subset(amounts[:MOST_PARTS], wanted)
        found = some and some[0]
    return [
        _sum_part(item, lines[i], Decimal(amounts[i]) / 100 * item.sign, whole)
        for i in found or ()
    ]


def _many_to_one(items: list[Item], lines: list[tuple[Target, Decimal]]) -> list[Part]:
    items = items[:MOST_PARTS]
    parts: list[Part] = []
    for one, room in lines:
        left = [i for i in items if all(p.edge.item is not i for p in parts)]
        amounts = [_cents(abs(item.amount)) for item in left]
        found = assignment.subset(amounts, _cents(one.net * room))
        if found is None:
            continue
        chosen = [left[i] for i in found[0]]
        shares = allocate(room, [abs(item.amount) for item in chosen], FINE)
        parts += [
            _sum_part(item, (one, share), item.amount, False)
            for item, share in zip(chosen, shares, strict=True)
        ]
    return parts


def _sum_part(
    item: Item, place: tuple[Target, Decimal], amount: Decimal, sure: bool
) -> Part:
    one, room = place
    points = 1000 if sure else 700
    reasons = (
        Reason("order_named", (one.line.order,)),
        Reason("sum_of_lines", (item.amount,)),
    )
    quantity = room * item.sign
    pair = Edge(item, one, points, points, quantity, room, sure, True, False, reasons)
    return Part(pair, quantity, amount, sure)
