# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a supplier's list and our ledger hold, and what is answered, as values.

All amounts are seen from the debt: positive is what we owe.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)

BILL, CREDIT_NOTE, PAYMENT, OPENING, OTHER = (
    "bill",
    "credit_note",
    "payment",
    "opening",
    "other",
)

MATCHED = "matched"
AMOUNT_DIFFERS = "amount_differs"
DATE_DIFFERS = "date_differs"
SUGGESTED = "suggested"
ONLY_THEIRS = "only_theirs"
ONLY_OURS = "only_ours"
DUPLICATE = "duplicate"
RESULTS = (
    MATCHED,
    AMOUNT_DIFFERS,
    DATE_DIFFERS,
    SUGGESTED,
    ONLY_THEIRS,
    ONLY_OURS,
    DUPLICATE,
)
PAIRED = frozenset((MATCHED, AMOUNT_DIFFERS, DATE_DIFFERS))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the supplier's list. ``row``: as a person counts it in the file.

    ``original``: the whole amount of a document of which ``amount`` is left open.
    """

    row: int
    amount: Decimal
    day: date | None = None
    numbers: tuple[str, ...] = ()
    label: str = ""
    kind: str = OTHER
    currency: str = ""
    due: date | None = None
    original: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """An item of our ledger at the day of the list.

    ``amount``: as booked; ``residual``: what of it was open at that day. ``group``: items
    settled with each other up to that day share it. ``aside``: not in the balance of that
    day, and why: ``draft``, or ``later`` for what was booked after it.
    """

    key: int
    amount: Decimal
    residual: Decimal
    day: date | None = None
    numbers: tuple[str, ...] = ()
    kind: str = OTHER
    currency: str = ""
    group: int = 0
    due: date | None = None
    aside: str = ""


class Reason(NamedTuple):
    """Why a row is what it is: a code and what its sentence shows."""

    code: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the reconciliation: their lines, our items, both amounts.

    ``theirs`` and ``ours`` are what the row gives to each of the balances.
    """

    result: str
    lines: tuple[Line, ...]
    items: tuple[Item, ...]
    theirs: Decimal
    ours: Decimal
    reasons: tuple[Reason, ...] = ()

    @property
    def difference(self) -> Decimal:
        """Return what the row takes from their balance on the way to ours."""
        return self.theirs - self.ours


class Policy(NamedTuple):
    """How far days and numbers may be apart; dated data of a company may say otherwise."""

    near: int = 10  # days between a document there and here that need no word
    far: int = 180  # days beyond which a number alone is another year's
    long_number: int = 4  # figures from which a number stands for itself
    sum_days: int = 60  # days inside which amounts are added up
    accident: int = 200  # millionths: sets that chance gives more often prove nothing
    most: int = 20  # amounts of which sets are looked for
