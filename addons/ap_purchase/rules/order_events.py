# SPDX-License-Identifier: AGPL-3.0-or-later
"""What bills and receipts of an order line mean, one after the other.

A bill states a quantity and an amount. Mostly both agree: 4 at the order's
price, or a little beside it. Else one of them is nominal:

- a lump sum, an instalment, a milestone (1 × 3,000.00 on 100 hours at 95.00) pays for
  the units that its amount makes;
- a price adjustment (10 × 4.00 where 10 × 100.00 were billed), a supplement, a rebate
  changes the value of what was billed, and no quantity.

A receipt records what came, and what went down. What went back after it was billed is
owed by the supplier (*avoir à recevoir*), until a credit note or another delivery; what
was recorded by mistake never came.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

ZERO, HALF, ONE, TWICE = map(Decimal, ("0", "0.5", "1", "2"))
NEAR = (Decimal("0.8"), Decimal("1.25"))  # of the order's price: nobody wonders
TINY = Decimal("1E-9")  # of what is ordered: digits lost in a division
SMALL = Decimal("0.25")  # a rebate of more of what was billed is looked at


# How people note why a quantity went down, in English and in French.
CORRECTED = re.compile(r"\b(errors?|mistakes?|corrections?|typos?|erreurs?|saisie)\b")
RETURNED = re.compile(r"\b(returns?|returned|sent back|retours?|renvoi|renvoy\w+)\b")


def cause_in(note: str) -> str | None:
    """Return why a quantity went down as its note gives it, or None.

    A note that gives both, or neither, proves nothing.

    >>> cause_in("Typing error"), cause_in("Retour fournisseur"), cause_in("BL 12")
    ('correction', 'return', None)
    """
    words = note.casefold()
    mistaken, back = bool(CORRECTED.search(words)), bool(RETURNED.search(words))
    if mistaken == back:
        return None
    return "correction" if mistaken else "return"


class Event(NamedTuple):
    """A bill line or a receipt of an order line.

    ``quantity``: in the unit of the order line; credit notes and returns are negative.
    ``amount``: untaxed, in order currency, of bills. ``cause``: of a quantity that went
    down, ``return``, ``correction``, or None where it is not known.
    """

    day: date
    is_bill: bool
    quantity: Decimal
    amount: Decimal = ZERO
    cause: str | None = None


class Billed(NamedTuple):
    """Units that bills pay for, and whether a person should look."""

    quantity: Decimal
    doubtful: bool


def billed_units(
    bills: Iterable[tuple[Decimal, Decimal]],
    price: Decimal,
    ordered: Decimal,
    received: Decimal,
) -> Billed:
    """Return how many units of an order line its bills pay for.

    ``bills``: quantity and untaxed amount of each, in the order in which they came;
    ``price``: untaxed, of a unit; ``ordered`` and ``received``: quantities. An order
    line of a negative quantity mirrors a positive one.

    >>> ten = Decimal(100), Decimal(10), Decimal(10)
    >>> adjusted = [(Decimal(10), Decimal(1000)), (Decimal(-10), Decimal(-40))]
    >>> billed_units(adjusted, *ten).quantity
    Decimal('10')
    >>> billed_units([(Decimal(1), Decimal(300))], *ten).quantity
    Decimal('3')
    """
    sign = -1 if ordered < 0 else 1
    ledger = _Ledger(price, sign * ordered, sign * received)
    for quantity, amount in bills:
        ledger.enter(sign * quantity, sign * amount)
    return Billed(sign * ledger.reached, ledger.doubtful)


def paid(
    bills: Iterable[tuple[Decimal, Decimal]], price: Decimal, ordered: Decimal
) -> list[tuple[Decimal, Decimal]]:
    """Return of each bill the units that it pays for and its amount.

    What changes the value of earlier bills, and no quantity, is added to the last one
    that has units; where there is none, it stays without units.

    >>> ten = [(Decimal(1), Decimal(1000)), (Decimal(-10), Decimal(-40))]
    >>> paid(ten, Decimal(100), Decimal(10))
    [(Decimal('10'), Decimal('960'))]
    """
    sign = -1 if ordered < 0 else 1
    ledger = _Ledger(price, sign * ordered, sign * ordered)
    found: list[tuple[Decimal, Decimal]] = []
    for quantity, amount in bills:
        before = ledger.reached
        ledger.enter(sign * quantity, sign * amount)
        units = sign * (ledger.reached - before)
        if not units and found:
            found[-1] = (found[-1][0], found[-1][1] + amount)
        else:
            found.append((units, amount))
    return found


class _Ledger:
    """The units paid for so far."""

    def __init__(self, price: Decimal, ordered: Decimal, received: Decimal) -> None:
        """Start with nothing billed."""
        self.price, self.ordered, self.received = price, ordered, received
        self.reached = self.named = self.value = ZERO
        self.parts: list[tuple[Decimal, Decimal]] = []  # amounts without their units
        self.doubtful = False

    def enter(self, quantity: Decimal, amount: Decimal) -> None:
        """Take one bill line into account."""
        self.value += amount
        expected = quantity * self.price
        if not expected:
            self.reached += quantity
            self.doubtful = self.doubtful or bool(amount)
            return
        ratio = amount / expected
        if self._is_by_number(quantity, ratio):
            self._by_number(quantity, amount, ratio)
        elif amount > 0:
            self._more(quantity, amount, ratio)
        elif amount < 0:
            self._less(quantity, amount, ratio)
        else:  # free of charge, or its price is missing
            self.doubtful = True

    def _is_by_number(self, quantity: Decimal, ratio: Decimal) -> bool:
        """Whether the quantity is what was billed, at the price or near it.

        Of one single piece that is billed clearly below its price, a part is billed.
        """
        single = self.ordered == ONE and quantity == ONE
        low = NEAR[0] if single else HALF
        return low < ratio < TWICE

    def _by_number(self, quantity: Decimal, amount: Decimal, ratio: Decimal) -> None:
        if self.parts and self.reached + quantity > self.ordered and amount > 0:
            self._part(amount)  # the last part of what earlier parts began to pay
            return
        self.reached += quantity
        self.named += quantity
        self.doubtful = self.doubtful or not NEAR[0] < ratio < NEAR[1]

    def _more(self, quantity: Decimal, amount: Decimal, ratio: Decimal) -> None:
        """A supplement for what is billed already, else a part of the price."""
        if self.reached >= self.ordered:
            return
        if 0 < ratio <= HALF and 0 < quantity <= self.named:
            # One unit that is a fraction of the price may be a part of the rest too.
            unbilled = self.reached < self.received
            self.doubtful = self.doubtful or (quantity == ONE and unbilled)
            return
        self.doubtful = self.doubtful or (ratio > HALF and ratio < TWICE)
        self._part(amount)

    def _part(self, amount: Decimal) -> None:
        """Units for an amount, at most those that are ordered and not billed yet."""
        units, left = amount / self.price, self.ordered - self.reached
        if units > left - self.ordered * TINY:  # three thirds are the whole
            self.doubtful = self.doubtful or units > left * NEAR[1]
            units = left
        self.reached += units
        self.parts.append((amount, units))

    def _less(self, quantity: Decimal, amount: Decimal, ratio: Decimal) -> None:
        """A part taken back, what was billed too much, else a rebate."""
        for part, units in self.parts:
            if part == -amount:
                self.parts.remove((part, units))
                self.reached -= units
                return
        if 0 < ratio <= HALF and quantity != -ONE:
            rebate = -amount
        else:
            over = max(self.reached - self.received, ZERO)
            back = min(-amount / self.price, over)
            self.reached -= back
            rebate = -amount - back * self.price
            self.doubtful = self.doubtful or 0 < back < over
        billed = self.value - amount
        self.doubtful = self.doubtful or rebate > SMALL * max(billed, ZERO)


class Returned(NamedTuple):
    """Quantity for which a credit note is awaited, and whether a person should look."""

    quantity: Decimal
    doubtful: bool


def awaits_credit(events: Iterable[Event]) -> Returned:
    """Return how much went back after it was billed, and is neither credited nor
    delivered again.

    Bills, receipts and returns are taken day by day; on one day receipts come before
    bills, bills before returns, and returns before credit notes. What went down and
    has no known cause is taken for a return as far as it was billed then, else for a
    correction; it is doubtful in both cases.
    """
    billed = received = pending = ZERO
    doubtful = False
    for event in sorted(events, key=_rank):
        quantity = event.quantity
        if event.is_bill:
            billed += quantity
            if quantity < 0:
                pending = max(pending + quantity, ZERO)
            continue
        received += quantity
        if quantity > 0:
            pending = max(pending - quantity, ZERO)
        elif event.cause == "return":
            pending -= quantity
        elif event.cause is None:
            doubtful = True
            pending += min(-quantity, max(billed - received, ZERO))
    return Returned(pending, doubtful)


def _rank(event: Event) -> tuple[date, int]:
    if event.is_bill:
        return event.day, 1 if event.quantity > 0 else 3
    return event.day, 0 if event.quantity > 0 else 2
