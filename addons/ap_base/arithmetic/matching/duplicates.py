# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills that came twice, among those that are matched together.

The rule is that of `arithmetic.duplicates`; who has a ledger asks it there, all bills of
the supplier included, and hands the result to `match_bills`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from .. import duplicates
from .values import Bill, Key

_UNDATED = date(1, 1, 1)


def sign_of(bill: Bill) -> int:
    """Return -1 for a credit note: it may bear the number of its bill."""
    return -1 if sum(line.quantity for line in bill.lines) < 0 else 1


def in_order(bills: Iterable[Bill]) -> list[Bill]:
    """Return the bills in the order in which they are matched: day, then key."""
    return sorted(bills, key=lambda b: (str(b.day or ""), str(b.number), str(b.key)))


def repeated(bills: Iterable[Bill]) -> dict[Key, Key]:
    """Return, for each bill that is another one again, the first of them."""
    ordered = in_order(bills)
    found: dict[Key, Key] = {}
    pairs = duplicates.find(
        _comparable(place, bill) for place, bill in enumerate(ordered)
    )
    kept = sorted((p.second, p.first) for p in pairs if p.same_bill)
    for second, first in kept:
        earlier = ordered[first].key
        found.setdefault(ordered[second].key, found.get(earlier, earlier))
    return found


def _comparable(place: int, bill: Bill) -> duplicates.Bill:
    total = _total(bill)
    return duplicates.Bill(
        id=place,
        supplier=bill.family,
        number=bill.number,
        day=bill.day or _UNDATED,
        total=abs(total) * sign_of(bill) if total else total,
        currency=bill.currency,
    )


def _total(bill: Bill) -> Decimal:
    if bill.total_untaxed is not None:
        return bill.total_untaxed
    amounts = (
        line.quantity * line.price_unit if line.amount is None else line.amount
        for line in bill.lines
    )
    return sum(amounts, -bill.discount)
