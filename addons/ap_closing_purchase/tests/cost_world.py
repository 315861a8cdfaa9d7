# SPDX-License-Identifier: AGPL-3.0-or-later
"""Worlds of orders, receipts and bills, as hypothesis draws them around one month end."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

# Beside this file, or loaded by its path where there is no Odoo.
try:
    from .cost_oracle import Bill, Order, World
except ImportError:
    from cost_oracle import Bill, Order, World

DAY = date(2026, 10, 31)
FIRST = date(2026, 9, 1)
TAXES = ("none", "deductible", "not_deductible", "half")
days = st.integers(0, 80).map(lambda n: FIRST + timedelta(n))
# Prices that a dozen, a tenth and a fifth divide without a rest of cents.
prices = st.integers(1, 40).map(lambda n: Decimal(n * 12))
amounts = st.integers(1, 90).map(lambda n: Decimal(n * 10))


@st.composite
def orders(draw):
    """An order line with up to three receipts and maybe one return."""
    quantity = draw(st.integers(1, 20))
    receipts, left = [], quantity
    for _ in range(draw(st.integers(0, 3))):
        if left:
            part = draw(st.integers(1, left))
            receipts.append((draw(days), part))
            left -= part
    return Order(
        quantity, draw(prices), tuple(sorted(receipts)), draw(st.sampled_from(TAXES)),
        draw(st.booleans()),
    )  # fmt: skip


@st.composite
def _dates(draw):
    """Date of a bill and its accounting date: draft, the same day, or booked later."""
    day = draw(days)
    late = draw(st.sampled_from((None, 0, 0, 5, 40)))
    return day, None if late is None else day + timedelta(late)


@st.composite
def order_bills(draw, place, order, left, knowledge):
    """A bill of an order line for at most `left` units, at its price or a tenth more."""
    quantity = draw(st.integers(1, left))
    day, booked = draw(_dates())
    dearer = draw(st.sampled_from((Decimal(1), Decimal(1), Decimal("1.1"))))
    return Bill(
        quantity * order.price * dearer, day, booked, place, quantity,
        draw(st.sampled_from(knowledge)), tax=order.tax,
    )  # fmt: skip


@st.composite
def other_bills(draw, count, knowledge):
    """A bill of no order: plain, of a service, an advance, a copy, or a credit note."""
    day, booked = draw(_dates())
    amount = draw(amounts)
    service, kind = None, draw(st.sampled_from(("plain", "service", "advance", "copy")))
    if kind == "service":
        start = FIRST + timedelta(draw(st.integers(-20, 80)))
        service = start, start + timedelta(draw(st.integers(0, 120)))
    elif draw(st.booleans()) and kind == "plain":
        amount = -amount
    suspect = None
    known = draw(st.sampled_from(knowledge))
    if kind == "plain" and amount > 0 and count and known == "doubtful":
        suspect = draw(st.integers(0, count - 1))
    return Bill(
        amount, day, None if kind == "copy" else booked, None, 1,
        "doubtful" if suspect is not None else "none", suspect, service,
        draw(st.sampled_from(TAXES)), kind == "copy", kind == "advance",
    )  # fmt: skip


@st.composite
def worlds(draw, knowledge=("sure",), most=4):
    """Up to three order lines, and up to `most` bills of them and of nothing.

    ``knowledge``: what the desk may know of the bills of orders. No order line is
    billed for more than was ordered: that is a duplicate, or a mistake.
    """
    lines = draw(st.lists(orders(), max_size=3))
    left = [order.quantity for order in lines]
    bills = []
    for _ in range(draw(st.integers(0, most))):
        open_places = [place for place, rest in enumerate(left) if rest]
        if open_places and draw(st.booleans()):
            place = draw(st.sampled_from(open_places))
            bill = draw(order_bills(place, lines[place], left[place], knowledge))
            left[place] -= bill.quantity
            bills.append(bill)
        else:
            bills.append(draw(other_bills(len(lines), knowledge)))
    return World(tuple(lines), tuple(bills))
