# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a month end should hold, counted naively: the other half of a property.

Written apart from the product: nothing of its rules is imported here. A world is plain
values; the truth about each bill (which order line it bills, or none) is known.

    cost up to a day   for an order line, what was received: at the price of the bills
                       in the books as far as they go, at the order's price beyond;
                       for any other bill, the days of its service that are over, or
                       all of it when it is dated up to the day;
                       nothing for an advance, nor for a bill that came twice.
    a closing brings   that cost less what the books hold already.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

CENT = Decimal("0.01")
# Of a price of 100 before tax: what is cost of it, with the tax that is not deducted.
COST_OF_TAX = {
    "none": Decimal(1),
    "deductible": Decimal(1),
    "not_deductible": Decimal("1.2"),
    "half": Decimal("1.1"),
}


class Order(NamedTuple):
    """An order line: quantity and price in its unit, receipts as (day, quantity)."""

    quantity: int
    price: Decimal
    receipts: tuple[tuple[date, int], ...] = ()
    tax: str = "deductible"
    dozens: bool = False


class Bill(NamedTuple):
    """A bill line.

    ``order``: place of the order line that it truly bills, or None. ``quantity``: in the
    unit of the order, negative for a credit note. ``known``: what the desk knows of it:
    'sure', 'likely', 'doubtful', or 'none'. ``suspect``: place of an order line that it
    does not bill although it looks like it. ``booked``: accounting date, None: draft.
    """

    amount: Decimal
    day: date
    booked: date | None
    order: int | None = None
    quantity: int = 1
    known: str = "none"
    suspect: int | None = None
    service: tuple[date, date] | None = None
    tax: str = "deductible"
    repeats: bool = False
    is_advance: bool = False


class World(NamedTuple):
    """Everything that happened to a supplier."""

    orders: tuple[Order, ...]
    bills: tuple[Bill, ...]


def cost_up_to(world: World, day: date) -> Decimal:
    """The cost of the months up to the day, the non-deductible tax with it."""
    total = sum(
        (_cost_of_order(world, place, day) for place in range(len(world.orders))),
        Decimal(0),
    )
    for bill in world.bills:
        if bill.order is None and not bill.repeats and not bill.is_advance:
            total += _cost_of_bill(bill, day) * COST_OF_TAX[bill.tax]
    return total


def in_the_books(world: World, day: date) -> Decimal:
    """What the bills booked up to the day put into the charges."""
    return sum(
        (
            bill.amount * COST_OF_TAX[bill.tax]
            for bill in world.bills
            if _is_booked(bill, day) and not bill.is_advance
        ),
        Decimal(0),
    )


def closing_brings(world: World, day: date) -> Decimal:
    """What closing the month adds to the charges, or takes out of them."""
    return cost_up_to(world, day) - in_the_books(world, day)


def _is_booked(bill: Bill, day: date) -> bool:
    return bill.booked is not None and bill.booked <= day


def _cost_of_order(world: World, place: int, day: date) -> Decimal:
    order = world.orders[place]
    received = sum(quantity for when, quantity in order.receipts if when <= day)
    mine = [b for b in world.bills if b.order == place and _is_booked(b, day)]
    billed = sum(bill.quantity for bill in mine)
    balance = sum((b.amount * COST_OF_TAX[b.tax] for b in mine), Decimal(0))
    if received >= billed:
        unit = order.price * COST_OF_TAX[order.tax]
        return balance + (received - billed) * unit
    return balance * received / billed


def _cost_of_bill(bill: Bill, day: date) -> Decimal:
    if bill.service is None:
        return bill.amount if bill.day <= day else Decimal(0)
    start, end = bill.service
    days = (end - start).days + 1
    over = min(max((day - start).days + 1, 0), days)
    return (bill.amount * over / days).quantize(CENT)
