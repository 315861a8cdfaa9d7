# SPDX-License-Identifier: AGPL-3.0-or-later
"""Scenes of bills and orders, difficulty by difficulty."""

import random
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from ap_base.arithmetic.matching import Limit, OrderLine, Policy, Tolerance

from . import twists
from .drafts import Draft, Problem, draft
from .orders import Habits, Shop, decoys

_TWO = Limit(percent=Decimal(2))
POLICY = Policy(price=Tolerance(_TWO, _TWO), freight=Tolerance(_TWO, None))
LINES_A_BILL = 3
BILLS_A_SUPPLIER = 12

Twist = Callable[[random.Random, Draft], None]


class Level(NamedTuple):
    """A difficulty: habits of buying, and how likely each twist is.

    ``collective``: bills for several orders. ``copies``: bills that come again, under
    the same number or another one. ``unordered``: bills for which there is no order.
    """

    habits: Habits
    odds: dict[Twist, float]
    collective: float = 0.15
    copies: float = 0.0
    unordered: float = 0.03


_TYPOS = {
    twists.reference_look_alike: 0.2,
    twists.reference_digits: 0.08,
    twists.reference_in_text: 0.15,
    twists.reference_spelled: 0.15,
    twists.reference_missing: 0.08,
    twists.reference_of_delivery: 0.08,
    twists.codes_missing: 0.2,
    twists.codes_misread: 0.15,
    twists.words_misread: 0.35,
    twists.words_shortened: 0.25,
    twists.words_upper: 0.2,
}
_LINES = {
    twists.merge_same: 0.3,
    twists.split_lines: 0.3,
    twists.merge_all: 0.1,
    twists.freight: 0.15,
}
_UNITS = {twists.other_unit: 0.5, twists.unit_unknown: 0.1}
_PRICES = {
    twists.price_drifts: 0.2,
    twists.price_near: 0.15,
    twists.price_before_discount: 0.15,
    twists.discount_at_foot: 0.08,
    twists.tax_wrong: 0.05,
}
_QUANTITIES = {twists.quantity_over: 0.06, twists.quantity_not_received: 0.15}
_MANY = {
    twists.reference_on_lines: 0.2,
    twists.reference_in_text: 0.1,
    twists.reference_of_delivery: 0.15,
    twists.reference_missing: 0.1,
}


def _rarer(share: float, *groups: dict[Twist, float]) -> dict[Twist, float]:
    odds: dict[Twist, float] = {}
    for group in groups:
        for twist, chance in group.items():
            odds[twist] = max(odds.get(twist, 0), chance * share)
    return odds


_PARTIAL = Habits(parts=0.6, waits=0.5)
_REPEATED = Habits(repeat=0.6, again=0.1, products=10)
_ALL = Habits(repeat=0.25, again=0.05, parts=0.3, waits=0.3)

LEVELS = {
    "clean": Level(Habits(), {}, unordered=0),
    "typos": Level(Habits(), _TYPOS),
    "lines": Level(Habits(again=0.25), _LINES, collective=0.3),
    "units": Level(Habits(), _UNITS),
    "prices": Level(Habits(), _PRICES),
    "partial": Level(_PARTIAL, _QUANTITIES),
    "duplicates": Level(Habits(repeat=0.2), {}, copies=0.25),
    "many orders": Level(_REPEATED, _MANY),
    "mixed": Level(
        _ALL,
        _rarer(0.5, _QUANTITIES, _PRICES, _LINES, _UNITS, _MANY, _TYPOS),
        collective=0.2,
        copies=0.08,
        unordered=0.05,
    ),
}


class Scene(NamedTuple):
    """All order lines, and the bills with their truth."""

    lines: list[OrderLine]
    problems: list[Problem]


def scene(
    name: str, bills: int, seed: int = 1, lines_at_least: int = 0, **habits: float
) -> Scene:
    """Return about that many bills of the difficulty, and half as many orders again.

    Further orders wait until there are as many lines as wanted.
    """
    level, rng = LEVELS[name], random.Random(f"{name}/{bills}/{seed}")
    level = level._replace(habits=level.habits._replace(**habits))
    suppliers = max(bills // BILLS_A_SUPPLIER, 3)
    shop = Shop(rng, suppliers, level.habits)
    drafts: list[Draft] = []
    while len(drafts) < bills:
        supplier = rng.randrange(suppliers)
        orders = [shop.order(supplier)]
        while rng.random() < level.collective and len(orders) < 4:
            orders.append(shop.order(supplier))
        if rng.random() < 0.3:
            shop.order(supplier)  # one that waits for its bill
        drafts += _bills(rng, orders, len(drafts))
    while len(shop.lines) < lines_at_least:
        shop.order(rng.randrange(suppliers))
    for one in drafts:
        _twist(rng, one, level)
    drafts += _copies(rng, drafts, level)
    lines = _without_unordered(rng, shop, drafts, level)
    lines += decoys(rng, lines)
    rng.shuffle(lines)
    problems = [one.problem(rng) for one in drafts]
    rng.shuffle(problems)
    return Scene(lines, problems)


def _bills(rng: random.Random, orders: list[list[OrderLine]], done: int) -> list[Draft]:
    """Return a bill for all that came, or one per delivery."""
    lines = [line for order in orders for line in order]
    deliveries: dict[int, list] = {}
    apart = rng.random() < 0.6
    for line in lines:
        if not line.receipts:
            deliveries.setdefault(0, []).append((line, line.ordered, ""))
        for number, receipt in enumerate(line.receipts):
            found = deliveries.setdefault(number if apart else 0, [])
            found.append((line, receipt.quantity, receipt.reference))
    bills = []
    for number, parts in sorted(deliveries.items()):
        quantities: dict[str, tuple[OrderLine, Decimal]] = {}
        for line, quantity, _note in parts:
            before = quantities.get(line.key, (line, Decimal(0)))[1]
            quantities[line.key] = (line, before + quantity)
        notes = tuple(dict.fromkeys(note for _line, _quantity, note in parts if note))
        key = f"B{done + number:05d}"
        bills.append(draft(key, list(quantities.values()), notes))
    return bills


def _twist(rng: random.Random, one: Draft, level: Level) -> None:
    for twist, chance in level.odds.items():
        if rng.random() < chance:
            twist(rng, one)
            one.twists += (twist.__name__,)


def _copies(rng: random.Random, drafts: list[Draft], level: Level) -> list[Draft]:
    """Return bills that came again: the same number, or a number misread."""
    found = []
    for one in drafts:
        if rng.random() >= level.copies:
            continue
        copy = one.again(f"{one.key}bis")
        if rng.random() < 0.6:
            copy.number = one.number.replace("-", rng.choice((" ", "/", ""))).lower()
            copy.causes = ("duplicate",)
        else:
            copy.number = rng.choice(twists.MISREAD_NUMBERS)(one.number)
            copy.causes = ("duplicate", "over_quantity", *one.causes)
        copy.payable, copy.twists = False, (*one.twists, "copy")
        found.append(copy)
    return found


def _without_unordered(
    rng: random.Random, shop: Shop, drafts: list[Draft], level: Level
) -> list[OrderLine]:
    """Return the orders without those of bills that were ordered by word of mouth."""
    gone: set[str] = set()
    for one in drafts:
        if rng.random() < level.unordered and "copy" not in one.twists:
            gone.update(line.order for line in one.orders.values())
    for one in drafts:
        missing = {key for key, line in one.orders.items() if line.order in gone}
        if missing:
            one.rows = [
                replace(row, parts=_kept(row.parts, missing)) for row in one.rows
            ]
            one.fails("no_order", "not_received")
            one.twists += ("unordered",)
            if rng.random() < 0.5:
                one.references, one.text = (), ""
    return [line for line in shop.lines if line.order not in gone]


def _kept(parts: dict, missing: set) -> dict:
    return {key: quantity for key, quantity in parts.items() if key not in missing}
