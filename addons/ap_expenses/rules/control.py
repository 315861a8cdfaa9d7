# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the controls of expenses look at and what they give.

Each control is a pure function of subjects and dated rows; a row with no end holds until
further notice. French figures are rows of data, none stands here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from odoo.addons.ap_base.arithmetic.money import ZERO

from .transaction import Transaction

# Recommended actions: what a person does with one press.
ASK_HOLDER = "ask_holder"
ASK_APPROVER = "ask_approver"
CORRECT_VAT = "correct_vat"
RECLASS = "reclass"
SPREAD = "spread"
RECLAIM = "reclaim"
MARK_READY = "mark_ready"
ACTIONS = (
    ASK_HOLDER, ASK_APPROVER, CORRECT_VAT, RECLASS, SPREAD, RECLAIM, MARK_READY
)  # fmt: skip


class Nature:
    """What an expense is for the law; the codes of the natures on record."""

    MEAL = "meal"
    CLIENT_MEAL = "client_meal"
    HOTEL = "hotel"
    HOTEL_CLIENT = "hotel_client"
    TRANSPORT = "transport"
    CAR = "car"
    UTILITY = "utility"  # of goods, not of people
    FUEL = "fuel"
    FUEL_UTILITY = "fuel_utility"
    ELECTRICITY = "electricity"
    TOLL = "toll"
    GIFT = "gift"
    MILEAGE = "mileage"
    PER_DIEM = "per_diem"
    PHONE = "phone"
    SUPPLIES = "supplies"
    TRAINING = "training"
    FEE = "fee"


@dataclass(frozen=True, slots=True)
class Subject:
    """An expense to look at, with what the company knows of it.

    ``percent``: how much of its VAT the law lets be recovered, None where nothing says;
    ``recovered``: the VAT that would be booked; ``kept``: the part that a person decided
    to recover, None where nobody did; ``is_spread``: somebody said from when to when it
    serves, or it is booked with its days; ``centre``: what its cost centre is called, where it is not as in the tool.
    """

    id: int
    one: Transaction
    employee: str = ""
    nature: str = ""
    grade: str = ""
    percent: Decimal | None = None
    recovered: Decimal | None = None
    approver: str = ""
    centre_closed: date | None = None
    centre_opened: date | None = None
    centre_known: bool = True
    beneficiary: str = ""
    kept: Decimal | None = None
    is_spread: bool = False
    centre: str = ""

    @property
    def day(self) -> date:
        """Return the day that rules are looked up for."""
        return self.one.expense_date or self.one.settlement_date or date.min

    @property
    def amount(self) -> Decimal:
        """Return the amount, tax included, in the company's currency."""
        return self.one.gross_base or ZERO


@dataclass(frozen=True, slots=True)
class Result:
    """What a control states of an expense.

    ``code`` names the sentence, ``values`` what it says, ``amount`` what is at stake,
    ``action`` what to do, ``others`` the other expenses it is about, ``key`` tells two
    results of one code and one expense apart.
    """

    subject: int
    code: str
    amount: Decimal = ZERO
    values: dict = field(default_factory=dict)
    action: str = ASK_HOLDER
    others: tuple[int, ...] = ()
    key: str = ""

    @property
    def group(self) -> tuple[str, str]:
        """Return what like results share: they are handled together."""
        return self.code, self.action


@dataclass(frozen=True, slots=True)
class Dated:
    """What every row of rules has: the days it holds, both included."""

    date_from: date | None = None
    date_to: date | None = None

    def holds(self, day: date) -> bool:
        """Return whether the row holds on that day.

        >>> Dated(date(2026, 1, 1)).holds(date(2025, 12, 31))
        False
        """
        return (self.date_from or date.min) <= day <= (self.date_to or date.max)


Row = TypeVar("Row", bound=Dated)


def on(rows: Iterable[Row], day: date) -> list[Row]:
    """Return the rows that hold on a day, the latest to begin first."""
    found = [row for row in rows if row.holds(day)]
    return sorted(found, key=lambda row: row.date_from or date.min, reverse=True)


def grouped(results: Iterable[Result]) -> dict[tuple[str, str], list[Result]]:
    """Return like results together, the most at stake first.

    >>> one, two = Result(1, "late", Decimal(5)), Result(2, "late", Decimal(9))
    >>> [len(found) for found in grouped([one, two]).values()]
    [2]
    """
    groups: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        groups.setdefault(result.group, []).append(result)
    ordered = sorted(
        groups.items(), key=lambda pair: -sum(abs(one.amount) for one in pair[1])
    )
    return dict(ordered)
