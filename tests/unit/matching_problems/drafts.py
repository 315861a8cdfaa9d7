# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills as they should be, with the order lines they truly bill."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from ap_base.arithmetic.accrual import TaxRule
from ap_base.arithmetic.matching import Bill, BillLine, OrderLine, Unit
from ap_base.arithmetic.matching.values import Key
from ap_base.arithmetic.money import round_half_up

from .orders import HOME, VAT20

ZERO, HUNDRED = Decimal(0), Decimal(100)
LAST_DAY = date(2026, 11, 30)


class Problem(NamedTuple):
    """A bill and its truth.

    ``truth``: quantity per order line that it bills, in the order's unit. ``payable``:
    nothing differs beyond tolerance, so nobody has to look. ``causes``: those that may
    rightly be named when it is not payable. ``twists``: what was done to it.
    """

    bill: Bill
    truth: dict[Key, Decimal]
    payable: bool
    causes: tuple[str, ...]
    twists: tuple[str, ...]


@dataclass
class Row:
    """A line of a bill in the making."""

    quantity: Decimal
    price: Decimal
    text: str
    codes: tuple[str, ...]
    unit: Unit | None
    parts: dict[Key, Decimal]
    order: str = ""
    references: tuple[str, ...] = ()
    discount: Decimal = ZERO
    taxes: tuple[TaxRule, ...] = VAT20
    kind: str = "goods"

    @property
    def amount(self) -> Decimal:
        """Return the line total as printed."""
        return round_half_up(self.quantity * self.price * (1 - self.discount / HUNDRED))


@dataclass
class Draft:
    """A bill in the making."""

    key: str
    supplier: int
    group: int | None
    rows: list[Row]
    references: tuple[str, ...]
    notes: tuple[str, ...]  # its delivery notes
    text: str = ""
    company: int = HOME
    currency: str = "EUR"
    number: str = ""
    day: date = LAST_DAY
    discount: Decimal = ZERO
    payable: bool = True
    causes: tuple[str, ...] = ()
    twists: tuple[str, ...] = ()
    orders: dict[Key, OrderLine] = field(default_factory=dict)

    def fails(self, *causes: str) -> None:
        """State that a person has to look at the bill, and for which cause."""
        self.payable = False
        self.causes += causes

    def again(self, key: str) -> Draft:
        """Return the same bill a few days later."""
        rows = [replace(row, parts=dict(row.parts)) for row in self.rows]
        return replace(self, key=key, rows=rows, day=self.day + timedelta(3))

    def problem(self, rng: random.Random) -> Problem:
        """Return the finished bill, its lines in any order, and its truth."""
        rows = rng.sample(self.rows, len(self.rows))
        lines = tuple(_line(f"{self.key}-{n}", row) for n, row in enumerate(rows))
        untaxed = sum((row.amount for row in rows), ZERO) - self.discount
        rate = sum((tax.amount for tax in rows[0].taxes), ZERO)
        bill = Bill(
            self.key,
            self.company,
            self.supplier,
            self.currency,
            lines,
            group=self.group,
            number=self.number,
            day=self.day,
            references=self.references,
            text=self.text,
            total_untaxed=untaxed,
            total_tax=round_half_up(untaxed * rate / HUNDRED),
            discount=self.discount,
        )
        truth = added(*(row.parts for row in rows))
        return Problem(bill, truth, self.payable, self.causes, self.twists)


def added(*quantities: dict[Key, Decimal]) -> dict[Key, Decimal]:
    """Return the sum per order line."""
    total: dict[Key, Decimal] = {}
    for one in quantities:
        for key, quantity in one.items():
            total[key] = total.get(key, ZERO) + quantity
    return total


def _line(key: str, row: Row) -> BillLine:
    return BillLine(
        key,
        row.quantity,
        row.price,
        row.text,
        row.codes,
        references=row.references,
        unit=row.unit,
        discount=row.discount,
        amount=row.amount,
        taxes=row.taxes,
        kind=row.kind,
    )


def draft(
    key: str, quantities: list[tuple[OrderLine, Decimal]], notes: tuple[str, ...] = ()
) -> Draft:
    """Return the bill that bills these quantities as ordered."""
    rows = [_row(line, quantity) for line, quantity in quantities]
    first = quantities[0][0]
    references = tuple(dict.fromkeys(line.order for line, _quantity in quantities))
    orders = {line.key: line for line, _quantity in quantities}
    number = f"FA-2026-{int(key[1:]):05d}" if key[1:].isdigit() else key
    found = Draft(
        key, first.supplier, first.group, rows, references, notes, number=number
    )
    return replace(found, orders=orders)


def _row(line: OrderLine, quantity: Decimal) -> Row:
    parts = {line.key: quantity}
    unit, price = line.unit, line.price_unit
    return Row(quantity, price, line.description, line.codes, unit, parts, line.order)
