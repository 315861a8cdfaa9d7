# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills that came twice."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .texts import code_key
from .values import Bill, Key

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

    The same supplier group, the same number, the same sign.
    """
    first: dict[tuple, Key] = {}
    found = {}
    for bill in in_turn(bills):
        number = number_key(bill.number)
        if not number:
            continue
        earlier = first.setdefault((bill.family, number, sign_of(bill)), bill.key)
        if earlier != bill.key:
            found[bill.key] = earlier
    return found
