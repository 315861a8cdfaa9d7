# SPDX-License-Identifier: AGPL-3.0-or-later
"""What bank lines are matched with, as values, and what matching answers.

Keys are whatever the caller knows its records by; they sort and are unique. Amounts are
signed as on the bank account: a bill to pay of 100.00 is −100.00, a credit note of 10.00
is +10.00, and so is what is left of both. Only what is left counts, never the original.
"""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)
Key = Hashable

AUTOMATIC, SUGGESTED, NONE = "automatic", "suggested", "none"
ITEMS, BATCH, RULE, LOAN, TRANSFER, RETURN, GROUP = (
    "items",
    "batch",
    "rule",
    "loan",
    "transfer",
    "return",
    "group",
)


class BankLine(NamedTuple):
    """A line of a bank journal, or what is left of it. ``iban`` to ``structured``: as
    the file has them, "" if unknown. ``return_reason``: the bank took a payment back.
    ``original``: signed amount in ``original_currency`` before conversion."""

    key: Key
    journal: Key
    day: date
    amount: Decimal
    label: str
    currency: str = "EUR"
    name: str = ""
    iban: str = ""
    end_to_end: str = ""
    mandate: str = ""
    creditor: str = ""
    reference: str = ""
    batch: str = ""
    structured: str = ""
    return_reason: str = ""
    original: Decimal | None = None
    original_currency: str = ""


class OpenItem(NamedTuple):
    """What is open in the ledger: bill, credit note, payment on its way, down payment.

    ``amount``: what is left, in ``currency``; ``home``: the same in the currency of the
    bank lines, where that is another. ``references``: its numbers, ours and theirs.
    ``batch``: the payment order it was sent with, or the list of bills of exchange it is
    on. ``journal``: of a transfer on its way (no party), the journal whose side is
    booked. ``discount``: what may be taken off
    until ``discount_until``, positive.
    """

    key: Key
    partner: Key
    amount: Decimal
    day: date
    due: date | None = None
    currency: str = "EUR"
    home: Decimal | None = None
    references: tuple[str, ...] = ()
    end_to_end: str = ""
    batch: str = ""
    discount: Decimal = ZERO
    discount_until: date | None = None
    journal: Key = None

    @property
    def expected(self) -> date:
        """Return the day on which it is to be paid."""
        return self.due or self.day


class Partner(NamedTuple):
    """A supplier or another party, by all its names and identifiers."""

    key: Key
    names: tuple[str, ...] = ()
    ibans: tuple[str, ...] = ()
    mandates: tuple[str, ...] = ()
    creditors: tuple[str, ...] = ()


class ScheduleRow(NamedTuple):
    """An instalment of a loan, parts positive. ``references``: numbers of its contract.
    ``names``: of its lender."""

    key: Key
    loan: Key
    day: date
    principal: Decimal
    interest: Decimal
    insurance: Decimal = ZERO
    fees: Decimal = ZERO
    currency: str = "EUR"
    references: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[tuple[str, Decimal], ...]:
        """Return (role, amount) of what the bank takes, signed as on the account."""
        names = ("principal", "interest", "insurance", "fees")
        return tuple(
            (name, -getattr(self, name)) for name in names if getattr(self, name)
        )

    @property
    def amount(self) -> Decimal:
        """Return what the bank takes, signed as on the account."""
        return sum((amount for _role, amount in self.parts), ZERO)


class Rule(NamedTuple):
    """A regular expression over the plain label (`labels.plain`), with named groups.

    Groups ``reference``, ``partner``, ``iban`` add what the file does not hold. With a
    ``target`` (what the line is booked on) it is an answer of its own, by itself where
    ``automatic``. ``sign``: 1 or -1 for one side only. Bounds of amounts are included,
    without sign. ``journals``: none means all. The first rule that fits counts.
    """

    key: Key
    pattern: str
    target: Key | None = None
    automatic: bool = False
    sign: int = 0
    least: Decimal | None = None
    most: Decimal | None = None
    journals: frozenset[Key] = frozenset()


class Payment(NamedTuple):
    """A bank line that was matched before, which the bank may take back."""

    key: Key
    journal: Key
    day: date
    amount: Decimal
    partner: Key = None
    label: str = ""
    end_to_end: str = ""


class Policy(NamedTuple):
    """How sure is sure enough. Scores are in thousandths, limits in the line's currency.

    ``small``: a difference without any reason; ``fee``: one that the bank may have
    taken. ``days_before``: how long before its own day an item may be paid. ``due_days``:
    around the expected day. ``most_items``: among which sums are looked for.
    ``accident``: a sum that as many sets would give by chance, in millionths, proves
    nothing. ``rate_percent``: how far a converted amount may be from the day's rate.
    """

    threshold: int = 650
    least: int = 340
    margin: int = 150
    small: Decimal = Decimal("0.00")
    fee: Decimal = Decimal("0.00")
    days_before: int = 3
    due_days: int = 12
    most_items: int = 18
    accident: int = 500
    transfer_days: int = 5
    loan_days: int = 5
    return_days: int = 60
    rate_percent: Decimal = Decimal(3)
    most_shown: int = 4


class Reason(NamedTuple):
    """Why: a code that a model puts into words, and its figures."""

    code: str
    values: tuple = ()


class Allocation(NamedTuple):
    """A part of the line for an item: ``amount`` in the item's currency, ``left`` of it
    afterwards."""

    item: Key
    amount: Decimal
    left: Decimal


class Split(NamedTuple):
    """A part of the line for something that is no open item: ``role`` (principal,
    interest, insurance, fees, fee, rounding, discount, exchange)."""

    role: str
    amount: Decimal


class Proposal(NamedTuple):
    """An answer for a line. ``exact``: all of the line is explained. ``sure``: a strong
    reference names what it is. ``lines``: others of the same pair or group. ``rest``:
    what of the line is left open."""

    kind: str
    score: int
    reasons: tuple[Reason, ...]
    exact: bool = True
    sure: bool = False
    allocations: tuple[Allocation, ...] = ()
    splits: tuple[Split, ...] = ()
    lines: tuple[Key, ...] = ()
    source: Key = None
    rest: Decimal = ZERO

    def has(self, code: str) -> bool:
        """Say whether a reason of that code speaks for it."""
        return any(reason.code == code for reason in self.reasons)

    @property
    def what(self) -> tuple:
        """Return what is proposed, without why: two equal ones are one answer."""
        items = tuple(sorted(str(one.item) for one in self.allocations))
        return self.kind, items, tuple(map(str, self.lines)), str(self.source)


class Result(NamedTuple):
    """The answer for a line: state, and proposals, the best first. ``why``: what keeps
    the best one from being automatic, None if nothing does."""

    line: Key
    state: str
    proposals: tuple[Proposal, ...] = ()
    why: Reason | None = None

    @property
    def best(self) -> Proposal | None:
        """Return the first proposal."""
        return self.proposals[0] if self.proposals else None
