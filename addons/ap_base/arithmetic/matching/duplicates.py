# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills that came twice."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from .texts import code_key, misread_key
from .values import Bill, Key

_COPY = re.compile(r"\b(duplicata|duplicate|copie|copy)\b", re.IGNORECASE)
_LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


def number_key(number: str) -> str:
    """Return a bill number without case, punctuation and leading zeros.

    >>> number_key("FA-2026/00042") == number_key("fa 2026 42")
    True
    """
    parts = re.split(r"[^0-9A-Za-z]+", number)
    return code_key("".join(_LEADING_ZEROS.sub("", part) for part in parts))


def sign_of(bill: Bill) -> int:
    """Return -1 for a credit note: it may bear the number of its bill."""
    return -1 if sum(line.quantity for line in bill.lines) < 0 else 1


def in_turn(bills: Iterable[Bill]) -> list[Bill]:
    """Return the bills in the order in which they are matched: day, then key."""
    return sorted(bills, key=lambda b: (str(b.day or ""), str(b.number), str(b.key)))


def repeated(bills: Iterable[Bill]) -> dict[Key, Key]:
    """Return, for each bill that repeats another, the first of them.

    The same supplier group, the same sign, and the same number; or the same total and
    a number that is the same without its signs or when misread.
    """
    first: dict[tuple, Key] = {}
    found = {}
    for bill in in_turn(bills):
        keys = _keys(bill)
        earlier = [first[key] for key in keys if key in first]
        if earlier:
            found[bill.key] = min(earlier, key=str)
        for key in keys:
            first.setdefault(key, found.get(bill.key, bill.key))
    return found


def _keys(bill: Bill) -> list[tuple]:
    """Return what two bills share when one repeats the other; nothing without number."""
    plain = _COPY.sub(" ", bill.number)
    number, joined = number_key(plain), code_key(plain)
    if not number:
        return []
    who = bill.family, sign_of(bill)
    alike = {joined, misread_key(number), misread_key(joined)}
    total = _total(bill)
    return [(*who, number), *((*who, one, total) for one in sorted(alike))]


def _total(bill: Bill) -> Decimal:
    if bill.total_untaxed is not None:
        return bill.total_untaxed
    amounts = (
        line.quantity * line.price_unit if line.amount is None else line.amount
        for line in bill.lines
    )
    return sum(amounts, -bill.discount)
