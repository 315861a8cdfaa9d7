# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills matched to purchase orders: links, a score, reasons, and what does not fit.

`match` takes one bill, `match_bills` many of them, both against a `Pool` of order
lines and under a `Policy`. The bill is never changed to fit the order, nor the order to
fit the bill: what differs beyond tolerance is stated, with both figures.

- `values`: bills and order lines as they come in
- `policy`: modes and tolerances
- `texts`: words, references and codes made comparable
- `pool`: order lines found by reference, code, price and words
- `scoring`: what a pair is worth, and why
- `assignment`: the best pairs over all lines together; sums of lines
- `linking`: best pairs, split lines, merged lines
- `fees`: fees and freight within a price, or apart
- `checks`: everything that is tested before a bill is called matched
- `judging`: state, score, reasons, recommended action
- `duplicates`: bills that came twice
- `matcher`: one bill
- `credits`: credit notes that settle prices
- `batch`: many bills and credit notes together
- `result`: outcome, causes, recommended actions
"""

from .batch import match_bills
from .duplicates import repeated
from .matcher import match
from .policy import (
    EXACT,
    MODES,
    NONE,
    NOT_TESTED,
    THREE_WAY,
    TWO_WAY,
    Limit,
    Policy,
    Tolerance,
)
from .pool import Pool
from .result import ACTIONS, CAUSES, STATES, Difference, Link, Outcome, Reason
from .texts import kind_of
from .values import Bill, BillLine, OrderLine, Receipt, Unit

__all__ = [
    "ACTIONS",
    "CAUSES",
    "EXACT",
    "MODES",
    "NONE",
    "NOT_TESTED",
    "STATES",
    "THREE_WAY",
    "TWO_WAY",
    "Bill",
    "BillLine",
    "Difference",
    "Limit",
    "Link",
    "OrderLine",
    "Outcome",
    "Policy",
    "Pool",
    "Reason",
    "Receipt",
    "Tolerance",
    "Unit",
    "kind_of",
    "match",
    "match_bills",
    "repeated",
]
