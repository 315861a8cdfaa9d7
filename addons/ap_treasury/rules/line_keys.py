# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bank lines that are there already: found without the identifiers of banks.

Identifiers change from one export to the next, or are missing. A line is known by its
account, day, amount and words; two real twins of one day are two lines, so that each
key counts its occurrences.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

NEW, KNOWN, ALIKE = "new", "known", "alike"
_SIGN = re.compile(r"[^0-9A-Z]+")


class LineFacts(NamedTuple):
    """What tells a line: its day of booking, signed amount, currency, label."""

    day: date
    amount: Decimal
    currency: str
    label: str


class Incoming(NamedTuple):
    """A line of a file against what is stored. ``state``: new; known (the same line);
    alike (a stored line of that day and amount has other words: a person decides).
    ``occurrence``: from 1, of lines that are the same in all."""

    key: str
    state: str
    occurrence: int


def file_hash(content: bytes) -> str:
    """Return what tells a file: the same bytes never count twice."""
    return hashlib.sha256(content).hexdigest()


def line_key(account: str, line: LineFacts, occurrence: int = 1) -> str:
    """Return the key of a line of an account (its journal's, not as a file writes it).

    Case, accents, blanks and signs of the label do not count.

    >>> day, amount = date(2026, 10, 1), Decimal("-50.00")
    >>> one = LineFacts(day, amount, "EUR", "PRLV SEPA  Opérateur")
    >>> other = LineFacts(day, Decimal("-50.0"), "EUR", "prlv sepa operateur")
    >>> line_key("A", one) == line_key("A", other) != line_key("A", one, 2)
    True
    """
    parts = (account, *_alike(line), line.currency, _words(line.label), str(occurrence))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def line_keys(account: str, lines: Iterable[LineFacts]) -> list[str]:
    """Return the key of each line; twins get different ones, in their order."""
    seen: Counter[str] = Counter()
    keys = []
    for line in lines:
        first = line_key(account, line)
        seen[first] += 1
        again = seen[first]
        keys.append(first if again == 1 else line_key(account, line, again))
    return keys


def compare(
    account: str, lines: Sequence[LineFacts], stored: Mapping[str, LineFacts]
) -> list[Incoming]:
    """Return for each line of a file whether it is there already.

    ``stored``: lines of the account by their key, at least those of the same days.
    """
    keys = line_keys(account, lines)
    known = {key for key in keys if key in stored}
    left = Counter(_alike(line) for key, line in stored.items() if key not in known)
    seen: Counter[tuple] = Counter()
    found = []
    for key, line in zip(keys, lines, strict=True):
        alike = _alike(line)
        words = (*alike, _words(line.label))
        seen[words] += 1
        state = KNOWN if key in known else NEW
        if state == NEW and left[alike]:
            left[alike] -= 1
            state = ALIKE
        found.append(Incoming(key, state, seen[words]))
    return found


def moved_opening(
    opening: Decimal, lines: Sequence[LineFacts], known: Sequence[bool]
) -> Decimal:
    """Return the opening balance of what is left of a statement: known lines are left
    out, and their amounts move it.

    >>> lines = [LineFacts(date(2026, 3, 3), Decimal(-50), "EUR", "B")] * 2
    >>> moved_opening(Decimal(900), lines, [True, False])
    Decimal('850')
    """
    pairs = zip(lines, known, strict=True)
    return opening + sum((line.amount for line, there in pairs if there), Decimal(0))


def _alike(line: LineFacts) -> tuple[str, str]:
    return line.day.isoformat(), format(line.amount.normalize(), "f")


def _words(label: str) -> str:
    plain = unicodedata.normalize("NFKD", label).upper()
    return _SIGN.sub("", "".join(c for c in plain if not unicodedata.combining(c)))
