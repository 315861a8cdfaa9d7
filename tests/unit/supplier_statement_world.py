# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pairs of a supplier's list and our ledger whose truth is known: they are made together.

One document is written down twice, as the supplier writes and as our clerks do; then
things go wrong as they do: other amounts, late bookings, slips, missing numbers,
subscriptions of one amount, numbers that begin again each year, payments on their way.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal as D
from random import Random

from ap_supplier.rules.statement_values import Item, Line

START, END = date(2026, 1, 1), date(2026, 10, 31)


@dataclass
class World:
    """Lines, items, and for each line the keys of the items that it is in truth."""

    lines: list[Line] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    truth: dict[int, frozenset[int]] = field(default_factory=dict)


class Maker:
    """Makes one world from a seed."""

    def __init__(self, seed: int) -> None:
        self.random, self.world = Random(seed), World()
        self.style = self.random.choice(("plain", "year", "long", "short", "yearly"))
        self.round = self.random.random() < 0.3  # amounts that come again
        self.next = self.random.randrange(1, 9000)
        self.row, self.key = 1, 0

    def make(self) -> World:
        for _turn in range(self.random.randrange(5, 60)):
            scene = self.random.choices(
                (
                    self.bill,
                    self.paid,
                    self.subscription,
                    self.instalments,
                    self.credit,
                ),
                (60, 15, 10, 5, 10),
            )[0]
            scene()
        self.random.shuffle(self.world.items)
        return self.world

    # -- writing a document on each side ----------------------------------------------

    def day(self) -> date:
        return START + timedelta(self.random.randrange((END - START).days))

    def amount(self) -> D:
        if self.round:
            return D(self.random.choice((100, 250, 480, 1200)))
        return D(self.random.randrange(500, 900_000)) / 100

    def number(self, day: date) -> str:
        self.next += self.random.randrange(1, 4)
        return {
            "plain": f"FA{self.next:06}",
            "year": f"FA-{day.year}-{self.next:05}",
            "long": f"VTE/{day.year}/{day.month:02}/{self.next:06}",
            "short": str(self.next % 900 + 1),
            "yearly": f"{self.next % 5000}/{day.year % 100}",
        }[self.style]

    def ours(self, number: str) -> str:
        """The number as our clerk types it: most often right, now and then with a slip."""
        dice = self.random.random()
        if dice < 0.03:
            return ""
        if dice < 0.06 and len(number) > 6:
            at = self.random.randrange(len(number) - 5, len(number) - 1)
            return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
        if dice < 0.30:
            return number.replace("-", "").replace("/", "")
        if dice < 0.45:
            return number.replace("-", " ").replace("/", "-").lower()
        return number

    def line(self, amount, day, number, keys, kind="bill", label="") -> None:
        self.row += 1
        numbers = (number,) if number else ()
        self.world.lines.append(Line(self.row, amount, day, numbers, label, kind))
        self.world.truth[self.row] = frozenset(keys)

    def item(self, amount, day, number, kind="bill", **more) -> int:
        self.key += 1
        more = {"group": self.key, "residual": amount} | more
        numbers = (number,) if number else ()
        item = Item(self.key, amount, day=day, numbers=numbers, kind=kind, **more)
        self.world.items.append(item)
        return self.key

    def shifted(self, day: date) -> date:
        dice = self.random.random()
        days = 0 if dice < 0.6 else self.random.randrange(1, 6 if dice < 0.9 else 45)
        return min(day + timedelta(days), END)

    # -- scenes ----------------------------------------------------------------------

    def bill(self, amount=None, sign=1, kind="bill") -> None:
        day, amount = self.day(), amount or self.amount() * sign
        number, dice = self.number(day), self.random.random()
        booked = amount
        if dice < 0.06:
            booked += D(self.random.choice((-1, 1, 10))) * sign
        if dice > 0.93:  # not booked here
            self.line(amount, day, number, (), kind)
            return
        key = self.item(booked, self.shifted(day), self.ours(number), kind)
        if dice > 0.87:  # not on the list
            return
        self.line(
            amount, day, number if self.random.random() > 0.02 else "", (key,), kind
        )

    def credit(self) -> None:
        self.bill(sign=-1, kind="credit_note")

    def subscription(self) -> None:
        amount = self.amount()
        for _month in range(self.random.randrange(2, 6)):
            self.bill(amount)

    def paid(self) -> None:
        """A bill paid here; the list shows both, the bill only, or neither."""
        day, amount = self.day(), self.amount()
        number, dice = self.number(day), self.random.random()
        group = self.key + 1
        closed = {"residual": D(0), "group": group}
        bill = self.item(amount, self.shifted(day), self.ours(number), **closed)
        paid = min(day + timedelta(self.random.randrange(20, 60)), END)
        name = f"PAY/{self.random.randrange(10_000)}"
        payment = self.item(-amount, paid, name, "payment", **closed)
        if dice < 0.3:
            return
        self.line(amount, day, number, (bill,))
        if dice > 0.6:
            there = paid + timedelta(self.random.randrange(0, 4))
            self.line(-amount, there, "", (payment,), "payment", f"VIR {number}")

    def instalments(self) -> None:
        day, first, second = self.day(), self.amount(), self.amount()
        number = self.number(day)
        written = self.ours(number)
        keys = [self.item(first, day, written), self.item(second, day, written)]
        self.line(first + second, day, number, keys)
