# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bill and order lines of a few words, for the examples."""

from decimal import Decimal

from ap_base.arithmetic.accrual import TaxRule
from ap_base.arithmetic.matching import Bill, BillLine, OrderLine, Policy, Unit

D = Decimal
PIECE, BOX = Unit("piece", "count"), Unit("box", "count", D(12))
HOUR = Unit("hour", "time")
VAT20, VAT10 = (TaxRule("percent", D(20)),), (TaxRule("percent", D(10)),)
VAT20_IN = (TaxRule("percent", D(20), True),)
TWO_WAY = Policy(mode="two_way")


def order(key, ordered, price, received=None, order="P00001", **more):
    """An order line of supplier 7, received in full unless stated otherwise."""
    more = {"description": f"Article {key}", "codes": (f"C-{key}",)} | more
    received = D(ordered) if received is None else D(received)
    more = {"company": 1, "supplier": 7, "currency": "EUR"} | more
    return OrderLine(
        key, order, ordered=D(ordered), price_unit=D(price), received=received, **more
    )


def line(key, quantity, price, article=None, **more):
    """A bill line for the article of that order line."""
    if article:
        more = {"description": f"Article {article}", "codes": (f"C-{article}",)} | more
    return BillLine(key, D(quantity), D(price), **more)


def bill(*lines, references=("P00001",), **more):
    more = {"company": 1, "supplier": 7, "currency": "EUR"} | more
    return Bill(more.pop("key", "B1"), lines=lines, references=references, **more)


def links(outcome):
    return [(k.bill_line, k.order_line, k.order_quantity) for k in outcome.links]


A10 = order("a", 10, "5.00")
