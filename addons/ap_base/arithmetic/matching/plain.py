# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills whose lines each have one order line that nothing else comes near.

Most bills bill what was ordered. Of those the best assignment is seen without looking for it:
where each line likes one order line best, by more than the margin, and no two lines like the
same, no other assignment is worth as much. Pairs that cannot come near are never scored: a
pair without the price of the order, to the cent, stays below `WITHOUT_PRICE`.

What is found here is what `linking` finds, or None: then `linking` looks.
"""

from __future__ import annotations

from . import scoring
from .linking import MARGIN, Part, RoomOf, at_home, pair_of
from .pool import Bucket, Target
from .scoring import Edge, Item
from .values import Bill, Key

# The most a pair can rank whose price is not that of the order and whose amount is not that
# of all that is open: everything else is as ordered.
WITHOUT_PRICE = 1000 - 1 + scoring.EXACT_BONUS
Asked = tuple[frozenset[str], frozenset[str]]


def plain_parts(
    items: list[Item], bill: Bill, bucket: Bucket, room_of: RoomOf
) -> list[Part] | None:
    """Return the parts of a bill that names its orders, None where it takes an assignment."""
    meant: dict[Asked, list[Target]] = {}
    taken: set[Key] = set()
    parts = []
    for item in items:
        asked = item.exact, item.near
        if asked not in meant:
            meant[asked] = _meant(asked, bill, bucket)
        pair = _only(item, meant[asked], bill, room_of)
        if pair is None or pair.target.key in taken:
            return None
        taken.add(pair.target.key)
        parts.append(Part(pair, pair.quantity, item.amount, pair.sure))
    return parts or None


def _meant(asked: Asked, bill: Bill, bucket: Bucket) -> list[Target]:
    """Return the lines of the orders named, if all are ones that a bill may be for."""
    keys = {key for names in asked for name in names for key in bucket.by_name.get(name, ())}
    found = [bucket.targets[key] for key in sorted(keys, key=str)]
    plain = all(
        at_home(one, bill) and one.line.state == "open" and one.line.currency == bill.currency
        for one in found
    )
    return found if plain else []


def _only(
    item: Item, targets: list[Target], bill: Bill, room_of: RoomOf
) -> Edge | None:
    """Return the pair of the one line that the bill line is for, with room for all of it."""
    near, far = [], []
    for one in targets:
        (near if _may_be(item, one, room_of) else far).append(one)
    found = [pair for one in near if (pair := pair_of(item, one, bill, room_of, 0))]
    if not found:
        return None
    best = max(found, key=lambda pair: pair.rank)
    if best.points < scoring.PRODUCT + scoring.PRICE or not best.fits:
        return None
    least = best.rank - MARGIN
    if least < WITHOUT_PRICE:
        found += [pair for one in far if (pair := pair_of(item, one, bill, room_of, 0))]
    return None if any(p.rank > least for p in found if p is not best) else best


def _may_be(item: Item, one: Target, room_of: RoomOf) -> bool:
    """Return whether the bill line costs what the order line costs, by piece or in all."""
    quantity, _known = scoring.order_quantity(item.line, one)
    if scoring.rounds_to(one.net * quantity, item.amount):
        return True
    return scoring.is_total(item, one, room_of(one, item.sign))
