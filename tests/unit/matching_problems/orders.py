# SPDX-License-Identifier: AGPL-3.0-or-later
"""Suppliers with their catalogues, and orders made from them, with deliveries."""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from ap_base.arithmetic.accrual import TaxRule
from ap_base.arithmetic.matching import OrderLine, Receipt, Unit

from .words import BOX, PIECE, TRADES

VAT20 = (TaxRule("percent", Decimal(20)),)
FIRST_DAY = date(2026, 9, 1)
HOME, SISTER = 1, 2  # companies
GROUP = 1000  # suppliers of a number divisible by five have a sister supplier
BOXED_SHARE = 0.15


class Product(NamedTuple):
    """A product of a supplier's catalogue."""

    name: str
    code: str
    price: Decimal
    unit: Unit
    quantities: tuple[int, ...]
    service: bool


class Habits(NamedTuple):
    """How a company buys at a difficulty.

    ``repeat``: how likely an order repeats an earlier one of the supplier as it was.
    ``again``: how likely a product stands twice on an order. ``parts``: how likely an
    order line comes in several deliveries. ``waits``: how likely the last delivery has
    not come. ``products``: in a catalogue. ``more``: lines of an order beside its first,
    on average.
    """

    repeat: float = 0.05
    again: float = 0.0
    parts: float = 0.0
    waits: float = 0.0
    products: int = 20
    more: float = 2.0


def catalogue(rng: random.Random, supplier: int, habits: Habits) -> list[Product]:
    """Return products of one trade; variants are near in name and in price."""
    trade = TRADES[supplier % len(TRADES)]
    pairs = [(name, variant) for name in trade.names for variant in trade.variants]
    least, most = trade.prices
    base = {
        name: Decimal(int(least * (most / least) ** rng.random())) / 100
        for name in trade.names
    }
    products = []
    for number, (name, variant) in enumerate(sorted(pairs)[: habits.products]):
        near = 1 + Decimal(trade.variants.index(variant)) * Decimal("0.03")
        places = Decimal("0.0001") if base[name] < 1 else Decimal("0.01")
        price = (base[name] * near).quantize(places)
        code = f"{trade.code}{supplier:02d}-{rng.randrange(100, 1000)}{number:02d}"
        boxed = trade.unit == PIECE and rng.random() < BOXED_SHARE
        unit, price = (BOX, price * 10) if boxed else (trade.unit, price)
        full = f"{name} {variant}"
        products.append(
            Product(full, code, price, unit, trade.quantities, trade.service)
        )
    return products


class Shop:
    """Makes the orders of a scene, one after the other."""

    def __init__(self, rng: random.Random, suppliers: int, habits: Habits) -> None:
        self.rng, self.habits = rng, habits
        self.number = 0
        self.note = 80000
        self.products = {n: catalogue(rng, n, habits) for n in range(suppliers)}
        self.earlier: dict[int, list] = {}
        self.lines: list[OrderLine] = []

    def order(self, supplier: int) -> list[OrderLine]:
        """Return the lines of a new order of the home company, and keep them."""
        rng, habits = self.rng, self.habits
        self.number += 1
        before = self.earlier.setdefault(supplier, [])
        if before and rng.random() < habits.repeat:
            wanted = rng.choice(before)
        else:
            count = min(1 + int(rng.expovariate(1 / habits.more)), 9)
            chosen = rng.sample(self.products[supplier], count)
            if rng.random() < habits.again:
                chosen.append(rng.choice(chosen))
            wanted = [(one, rng.choice(one.quantities)) for one in chosen]
        before.append(wanted)
        day = FIRST_DAY + timedelta(rng.randrange(60))
        self.note += 2
        lines = [
            self._line(supplier, day, position, product, quantity)
            for position, (product, quantity) in enumerate(wanted)
        ]
        self.lines += lines
        return lines

    def _line(self, supplier, day, position, product, quantity):
        ordered = Decimal(quantity)
        receipts = () if product.service else self._receipts(ordered, day)
        received = sum((one.quantity for one in receipts), Decimal(0))
        return OrderLine(
            f"{self.number:05d}/{position:02d}",
            f"P{self.number:05d}",
            HOME,
            supplier,
            "EUR",
            ordered,
            product.price,
            received,
            description=product.name,
            codes=(product.code,),
            product=None,
            group=GROUP + supplier if supplier % 5 == 0 else None,
            unit=product.unit,
            taxes=VAT20,
            receipt_expected=not product.service,
            receipts=receipts,
            axis=f"site {position % 2}",
        )

    def _receipts(self, ordered: Decimal, day: date) -> tuple[Receipt, ...]:
        rng, habits = self.rng, self.habits
        parts = [ordered]
        if ordered > 3 and rng.random() < habits.parts:
            first = Decimal(rng.randrange(1, int(ordered)))
            parts = [first, ordered - first]
        receipts = []
        for number, part in enumerate(parts):
            when = day + timedelta(7 + 10 * number)
            receipts.append(Receipt(f"BL{self.note + number}", part, when))
        if len(parts) > 1 and rng.random() < habits.waits:
            receipts.pop()
        return tuple(receipts)


def decoys(rng: random.Random, lines: list[OrderLine]) -> list[OrderLine]:
    """Return orders that no bill is for: of the sister company, under names that the
    home company uses too, of the sister supplier, and in another currency."""
    found = []
    for line in lines:
        if rng.random() < 0.15:
            found.append(line._replace(key=f"{line.key} sister", company=SISTER))
        if line.group is not None and rng.random() < 0.3:
            found.append(
                line._replace(
                    key=f"{line.key} group",
                    supplier=line.supplier + GROUP,
                    order=f"{line.order}G",
                )
            )
        if rng.random() < 0.05:
            name, key = f"{line.order}U", f"{line.key} dollar"
            found.append(line._replace(key=key, order=name, currency="USD"))
    return found
