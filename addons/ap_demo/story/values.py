# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shapes of the story: days relative to the month to close, orders, bills."""

from calendar import monthrange
from datetime import date
from typing import NamedTuple


class Day(NamedTuple):
    """A day `months` months before the month to close (-1: the month after it)."""

    months: int
    day: int

    def on(self, last: date) -> date:
        """The calendar day, when the month to close ends on `last`.

        >>> Day(1, 31).on(date(2026, 10, 31))
        datetime.date(2026, 9, 30)
        >>> Day(-1, 2).on(date(2026, 12, 31))
        datetime.date(2027, 1, 2)
        """
        year, month = divmod(last.year * 12 + last.month - 1 - self.months, 12)
        return date(year, month + 1, min(self.day, monthrange(year, month + 1)[1]))


class Anniversary(NamedTuple):
    """The latest such day of a year that is not after the month to close."""

    month: int
    day: int
    years: int = 0  # years later
    minus: int = 0  # days earlier

    def on(self, last: date) -> date:
        """The calendar day.

        >>> Anniversary(3, 15).on(date(2026, 10, 31))
        datetime.date(2026, 3, 15)
        >>> Anniversary(3, 15, years=1, minus=1).on(date(2026, 2, 28))
        datetime.date(2026, 3, 14)
        """
        year = last.year - (date(last.year, self.month, self.day) > last)
        start = date(year + self.years, self.month, self.day)
        return date.fromordinal(start.toordinal() - self.minus)

    def back(self, last: date) -> int:
        """How many months before the month to close the day lies."""
        day = self.on(last)
        return (last.year - day.year) * 12 + last.month - day.month


class Supplier(NamedTuple):
    """A supplier and what its bills usually look like."""

    name: str
    country: str
    street: str
    zip: str
    city: str
    tax: str | None  # xml id in the French chart, None for no VAT
    currency: str = "EUR"
    place: str = "FR"  # analytic country


class Product(NamedTuple):
    """A product, in both languages, with its account in the French chart."""

    english: str
    french: str
    price: float
    account: str
    goods: bool
    centre: str


class Line(NamedTuple):
    """One line of an order, with its receipts."""

    product: str
    quantity: float
    price: float
    received: tuple[tuple[Day, float], ...] = ()
    discount: float = 0.0
    dozens: bool = False
    elapsed: tuple | None = None  # first and last day of a service received by time
    no_accrual: str | None = None


class Order(NamedTuple):
    """A confirmed order."""

    key: str
    supplier: str
    day: Day
    lines: tuple[Line, ...]
    no_accrual: str | None = None


class Item(NamedTuple):
    """One line of a bill: of an order's line, or of a product alone."""

    product: str
    quantity: float
    price: float
    order: str | None = None
    index: int = 0
    service: tuple | None = None  # first and last day
    stated: tuple | None = None  # the same, in the text of the line only
    discount: float = 0.0
    units: bool = False  # billed in units what was ordered in dozens


class Bill(NamedTuple):
    """A bill or a credit note, by its accounting day; a draft has none yet."""

    supplier: str
    reference: str
    day: Day
    items: tuple[Item, ...]
    refund: bool = False
    draft: bool = False
    bare: bool = False  # without analytic distribution
    names: tuple[str, ...] = ()  # keys of orders that the bill names
    receipt: bool = False  # totals taken over from another software: no bill
    booked: Day | None = None  # accounting day when it is not the bill's own
