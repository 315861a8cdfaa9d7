# SPDX-License-Identifier: AGPL-3.0-or-later
"""A line of an e-invoice as quantity, price and discount that give its net amount.

The net amount (BT-131) holds. Books keep few decimals: where quantity × price cannot give
it exactly, the amount is kept beside them. A discount is taken where the e-invoice writes
one, never made up to explain an amount.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from .einvoice import Line
from .einvoice_arithmetic import line_amount, line_room, price_base
from .einvoice_numbers import ZERO, number

ONE, HUNDRED = Decimal(1), Decimal(100)
DISCOUNT_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Precision:
    """Decimals of prices and of quantities in the books; ``step``: smallest amount."""

    price: int = 2
    quantity: int = 2
    step: Decimal = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Shape:
    """``exact``: quantity × price less the discount is the net amount, without rounding:
    books that round sums, not lines, would else lose cents."""

    quantity: Decimal
    price: Decimal
    discount: Decimal = ZERO
    exact: bool = True


def shape(line: Line, net: Decimal, precision: Precision) -> Shape:
    """Return the line as the books hold it; ``net``: what it has to give.

    >>> books = Precision()
    >>> shape(Line(quantity="2", price="300.00", net="600.00"), Decimal("600.00"), books)
    Shape(quantity=Decimal('2'), price=Decimal('300.00'), discount=Decimal('0'), exact=True)
    >>> shape(Line(quantity="2", price="160.00", net="160"), Decimal("160"), books).price
    Decimal('80.00')
    >>> long = Line(quantity="560", price="0.153421", net="85.92")
    >>> found = shape(long, Decimal("85.92"), books)
    >>> found.price, found.quantity, found.exact
    (Decimal('0.15'), Decimal('560'), False)
    """
    quantity = number(line.quantity) or ZERO
    quantity = quantity.quantize(ONE.scaleb(-precision.quantity), ROUND_HALF_UP)
    if not quantity:
        return _shaped(ONE, net, ZERO, net, precision)
    quantity = quantity if quantity % 1 else quantity.to_integral_value()
    price = _unit_price(line)
    if price is None or not _explains(line, net):
        return _shaped(quantity, net / quantity, ZERO, net, precision)
    before, percent = _discount(line, quantity, price, net, precision)
    return _shaped(quantity, before, percent, net, precision)


def _shaped(quantity, price, discount, net, precision) -> Shape:
    price = _rounded(price, precision)
    exact = quantity * price * (1 - discount / HUNDRED) == net
    return Shape(quantity, price, discount, exact)


def _unit_price(line: Line) -> Decimal | None:
    """The price of one unit; None if there is none, or one of nothing."""
    price = number(line.price)
    return price / price_base(line) if price else None


def _explains(line: Line, net: Decimal) -> bool:
    """Whether quantity, price, allowances and charges give the amount that is written."""
    expected, written = line_amount(line), number(line.net)
    if expected is None or written is None:
        return False
    return abs(expected - written) <= line_room(line) and (net >= 0) == (
        number(line.quantity) * number(line.price) >= 0
    )


def _discount(line: Line, quantity, price, net, precision) -> tuple[Decimal, Decimal]:
    """The price before what is allowed (BT-136, BT-147), and that in percent of it; the
    price and 0 where nothing is allowed."""
    gross = number(line.gross_price)
    before = max(price, gross / price_base(line) if gross else price)
    allowed = sum(number(row.amount) or ZERO for row in line.allowances if not row.charge)
    whole = _rounded(before, precision) * quantity
    if not whole or not (allowed or before > price):
        return price, ZERO
    percent = (HUNDRED * (1 - net / whole)).quantize(
        ONE.scaleb(-DISCOUNT_DIGITS), ROUND_HALF_UP
    )
    return (before, percent) if ZERO < percent <= HUNDRED else (price, ZERO)


def _rounded(price: Decimal, precision: Precision) -> Decimal:
    return price.quantize(ONE.scaleb(-precision.price), ROUND_HALF_UP)
