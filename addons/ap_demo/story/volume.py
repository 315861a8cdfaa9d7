# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ordinary traffic of three months: the same figures every time.

Dates are counted in months of thirty days, so that the figures do not depend on how
long the real months are.
"""

import random
from typing import NamedTuple

from .values import Bill, Day, Item, Line, Order

SEED = 20260101
FIRST_MONTH = 2  # months before the one to close
MONTH = 30
FIRST_NUMBER = 40000


class Habit(NamedTuple):
    """How often a supplier is asked, for what, and how late it sends its bill."""

    orders: int  # a month
    lines: int  # at most, per order
    products: tuple[tuple[str, int, int], ...]  # product, least and most quantity
    receipt_lag: tuple[int, int]
    bill_lag: tuple[int, int]


HABITS = {
    "nordix": Habit(4, 5, (("iphone13", 5, 30), ("iphone12", 8, 40), ("galaxy", 5, 25), ("pixel", 4, 20)), (3, 9), (2, 18)),
    "comptoir": Habit(4, 4, (("margin", 10, 60), ("iphone12", 4, 12)), (1, 5), (1, 12)),
    "solidaire": Habit(2, 3, (("margin", 5, 25), ("thinkpad", 2, 8)), (3, 10), (5, 20)),
    "mazovia": Habit(3, 5, (("thinkpad", 5, 25), ("macbook", 3, 12), ("galaxy", 5, 20)), (5, 12), (3, 15)),
    "pacific": Habit(2, 4, (("battery", 100, 600), ("camera", 40, 160)), (8, 16), (2, 12)),
    "carton": Habit(2, 4, (("box", 500, 4000), ("pouch", 1000, 6000)), (2, 6), (3, 15)),
    "bureau": Habit(3, 4, (("paper", 10, 80), ("tools", 1, 6)), (1, 4), (2, 20)),
    "outillage": Habit(2, 2, (("tools", 4, 20),), (2, 8), (5, 25)),
    "nuage": Habit(1, 3, (("hosting", 20000, 60000), ("compute", 200, 900)), (12, 20), (8, 16)),
    "cloudwest": Habit(1, 2, (("compute", 400, 1500),), (12, 20), (4, 14)),
    "papillon": Habit(2, 3, (("agencyday", 2, 8),), (6, 14), (5, 22)),
    "mirabelle": Habit(2, 2, (("photo", 1, 4),), (3, 9), (4, 15)),
    "interim": Habit(4, 5, (("temp", 35, 160),), (5, 9), (5, 18)),
    "kerouac": Habit(4, 3, (("freight", 4, 22),), (1, 6), (6, 22)),
    "colis": Habit(4, 3, (("parcel", 300, 1500),), (4, 9), (5, 20)),
    "voyageurs": Habit(2, 2, (("hotel", 1, 6),), (2, 8), (3, 12)),
    "ouest": Habit(2, 2, (("fuel", 300, 900),), (3, 9), (4, 16)),
    "garance": Habit(1, 2, (("leaflet", 3000, 15000),), (4, 10), (4, 18)),
}  # fmt: skip


def traffic(prices: dict[str, float]) -> tuple[list[Order], list[Bill]]:
    """The orders and the bills, with list prices taken from `prices`."""
    chance = random.Random(SEED)
    orders, bills = [], []
    for months in range(FIRST_MONTH, -1, -1):
        for supplier, habit in HABITS.items():
            for _turn in range(habit.orders):
                number = len(orders) + 1
                order, bill = _order(chance, number, supplier, habit, months, prices)
                orders.append(order)
                if bill:
                    bills.append(bill)
    return orders, _numbered(bills)


OLDER = (9, 5)  # months before, of totals taken over from the former software
OLDER_MONTHS = 4.5  # that each of them stands for


def older(bills: list[Bill], prices: dict[str, float]) -> list[Bill]:
    """Purchases of the nine months before the traffic, so that ratios of a year are
    those of a year: two totals per supplier, at the pace of its traffic."""
    spent = dict.fromkeys(HABITS, 0.0)
    for bill in bills:
        spent[bill.supplier] += sum(item.quantity * item.price for item in bill.items)
    totals = []
    for supplier, habit in HABITS.items():
        product = habit.products[0][0]
        wanted = spent[supplier] / (FIRST_MONTH + 1) * OLDER_MONTHS
        item = Item(product, float(round(wanted / prices[product])), prices[product])
        totals += [
            Bill(supplier, f"REPRISE-{supplier.upper()}-{back}", Day(back, 15), (item,), receipt=True)
            for back in OLDER
        ]
    return totals


def _numbered(bills: list[Bill]) -> list[Bill]:
    """Each supplier numbers its bills in the order of their days."""
    count = dict.fromkeys(HABITS, FIRST_NUMBER)
    numbered = []
    for bill in sorted(bills, key=lambda bill: (-bill.day.months, bill.day.day)):
        count[bill.supplier] += 1
        name = f"{bill.supplier[:2].upper()}-{count[bill.supplier]}"
        numbered.append(bill._replace(reference=name))
    return numbered


def _order(chance, number, supplier, habit, months, prices):
    """One order, and its bill if it comes before the end of the month to close."""
    ordered = (FIRST_MONTH - months) * MONTH + chance.randint(0, 24)
    count = chance.randint(1, habit.lines)
    key = f"traffic-{number}"
    delivered = ordered + chance.randint(*habit.receipt_lag)
    lines, items, last = [], [], ordered
    for index, pick in enumerate(chance.choices(habit.products, k=count)):
        product, least, most = pick
        quantity = float(chance.randint(least, most))
        price = _near(prices[product], chance.randint(-60, 60))
        came = delivered + chance.choice((0, 0, 0, 0, 3))
        share = chance.choice((0.5, 1, 1, 1, 1, 1))
        taken = float(max(int(quantity * share), 1))
        received = ((_day(came), taken),) if _in_time(came) else ()
        lines.append(Line(product, quantity, price, received))
        billed = _near(price, chance.choice((0, 0, 0, 0, 0, 15, -20)))
        items.append(Item(product, taken, billed, key, index))
        last = max(last, came)
    sent = last + chance.randint(*habit.bill_lag)
    order = Order(key, supplier, _day(ordered), tuple(lines))
    if not _in_time(sent):
        return order, None
    return order, Bill(supplier, "", _day(sent), tuple(items))


def _near(price: float, thousandths: int) -> float:
    """A price that differs by some thousandths, in cents."""
    return max(round(price * (1000 + thousandths) / 1000, 2), 0.01)


def _in_time(count: int) -> bool:
    return count < (FIRST_MONTH + 1) * MONTH - 2


def _day(count: int) -> Day:
    """The day of a count of days, in months of thirty."""
    return Day(FIRST_MONTH - count // MONTH, min(count % MONTH + 1, 28))
