# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bill of one sum and nothing else, against what is left to bill of whole orders.

“Solde des travaux”, 1 × 400.00, without an order, a code or words: where the supplier has
one open order of which just that is left to bill, it is likely that one. It is never
sure: a person confirms it.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from ..money import ONE, ZERO, round_half_up
from .linking import Part, RoomOf, at_home
from .pool import Bucket, Target
from .result import Reason
from .scoring import Edge, Item
from .values import DOWN_PAYMENT, Bill

POINTS = 500  # below what makes a difference an exception

Lines = list[tuple[Target, Decimal]]


def by_total(item: Item, bill: Bill, bucket: Bucket, room_of: RoomOf) -> list[Part]:
    """Return the bill line as all that is left to bill of an order, or nothing.

    Of several orders the first is taken, and the result notes that there are others.
    """
    if not item.silent or abs(item.line.quantity) != ONE or not item.amount:
        return []
    wanted = round_half_up(abs(item.amount))
    fitting: list[Lines] = []
    for order in _orders(item, bill, bucket, room_of).get(wanted, ()):
        lines = _left([one for one, _room in order], item, room_of)
        if _sum(lines) == wanted and all(_may_be(one, item) for one, _room in lines):
            fitting.append(lines)
    return _parts(item, fitting[0], len(fitting)) if fitting else []


def _orders(
    item: Item, bill: Bill, bucket: Bucket, room_of: RoomOf
) -> dict[Decimal, list[Lines]]:
    """Return the open orders of the very supplier by what is left of them.

    Found once for all bills: who asks looks again at what other bills took since.
    """
    key = bill.company, bill.supplier, bill.currency, item.sign
    if key not in bucket.totals:
        orders: dict[tuple, list[Target]] = defaultdict(list)
        for one in bucket.targets.values():
            line = one.line
            open_here = at_home(one, bill) and line.currency == bill.currency
            if open_here and line.state == "open" and line.kind != DOWN_PAYMENT:
                orders[one.order].append(one)
        found: dict[Decimal, list[Lines]] = defaultdict(list)
        for _order, targets in sorted(orders.items(), key=str):
            lines = _left(targets, item, room_of)
            if lines:
                found[_sum(lines)].append(lines)
        bucket.totals[key] = found
    return bucket.totals[key]


def _left(targets: list[Target], item: Item, room_of: RoomOf) -> Lines:
    rooms = ((one, room_of(one, item.sign)) for one in targets)
    return [(one, room) for one, room in rooms if room > 0 and one.net > 0]


def _sum(lines: Lines) -> Decimal:
    return sum((round_half_up(one.net * room) for one, room in lines), ZERO)


def _may_be(one: Target, item: Item) -> bool:
    """Return whether nothing the bill line says speaks against the order line."""
    line = item.line
    if None not in (line.product, one.line.product) and line.product != one.line.product:
        return False
    return not (item.codes and one.codes) or bool(item.codes & one.codes)


def _parts(item: Item, lines: Lines, fitting: int) -> list[Part]:
    code = "line_total" if len(lines) == 1 else "sum_of_lines"
    reasons = (Reason(code, (item.amount,)),)
    if fitting > 1:
        reasons += (Reason("orders_alike", (fitting,)),)
    parts = []
    for one, room in lines:
        amount = round_half_up(one.net * room) * item.sign
        quantity = room * item.sign
        pair = Edge(
            item, one, POINTS, POINTS, quantity, room, False, True, False, reasons
        )
        parts.append(Part(pair, quantity, amount, False))
    return parts
