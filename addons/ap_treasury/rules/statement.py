# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bank statements as values, whatever the format of the file they came in.

Amounts are signed as the account holder sees them: positive is money received. An
entry is what the bank booked; the transactions inside stand in its
details, which `lines.booked_lines` turns into lines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

ZERO = Decimal(0)

# What a file is: booked statements; movements of the day, that a statement repeats;
# notices of single movements.
STATEMENT, INTERIM, NOTICE = "statement", "interim", "notice"


@dataclass(frozen=True, slots=True)
class Account:
    """The account of a statement, by IBAN or by bank, branch and number.

    ``written``: as the file has it, in one text.
    """

    iban: str = ""
    bank: str = ""
    branch: str = ""
    number: str = ""
    bic: str = ""
    holder: str = ""

    @property
    def written(self) -> str:
        """Return the account in one text.

        >>> Account(bank="30003", branch="01234", number="01234567890").written
        '30003 01234 01234567890'
        """
        return self.iban or " ".join(
            filter(None, (self.bank, self.branch, self.number))
        )


@dataclass(frozen=True, slots=True)
class Balance:
    """A booked balance at the end of a day (opening: before the first entry)."""

    amount: Decimal
    day: date | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a movement beside its amount and its dates; "" is unknown.

    ``name``, ``iban``, ``bic``: the counterpart. ``reference``: the bank's or the
    sender's own. ``batch``: the order of many payments it belongs to. ``structured``:
    a structured creditor reference. ``remittance``: free text. ``return_reason``: code
    and text of a return or a reject. ``original``, ``original_currency``: signed amount
    before conversion or charges; ``rate``: of the conversion; ``charges``: what the bank
    took, positive. ``kept``: parts nobody reads yet, by their name in the file.
    """

    name: str = ""
    iban: str = ""
    bic: str = ""
    end_to_end: str = ""
    mandate: str = ""
    creditor: str = ""
    reference: str = ""
    batch: str = ""
    structured: str = ""
    remittance: str = ""
    purpose: str = ""
    return_reason: str = ""
    original: Decimal | None = None
    original_currency: str = ""
    rate: Decimal | None = None
    charges: Decimal | None = None
    kept: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Detail:
    """A transaction inside an entry. ``amount``: signed, in the currency of the entry;
    None where the file does not give it. ``charges``: taken by the bank, positive."""

    amount: Decimal | None
    facts: Facts = Facts()
    charges: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement booked by the bank.

    ``row``: its line in the file. ``codes``: (scheme, code) pairs: ``cfonb`` interbank,
    ``iso`` bank transaction, ``swift``, ``ofx``, ``bank`` for the bank's own.
    ``reversal``: the bank takes an earlier movement back. ``ident``: the bank's own
    unique identifier, where its format has one; not trusted alone.
    """

    day: date
    amount: Decimal
    currency: str = ""
    label: str = ""
    value_day: date | None = None
    facts: Facts = Facts()
    codes: tuple[tuple[str, str], ...] = ()
    reversal: bool = False
    ident: str = ""
    details: tuple[Detail, ...] = ()
    row: int | None = None
    remarks: tuple[str, ...] = ()

    def code(self, scheme: str) -> str:
        """Return the code of a scheme, "" without one."""
        return dict(self.codes).get(scheme, "")


@dataclass(frozen=True, slots=True)
class Statement:
    """What a bank booked on one account in one period.

    ``pending``: entries that are announced, not booked: in no sum. ``check_points``:
    balances on the way, in order, opening and closing among them. ``kept``: unread
    parts of the statement itself.
    """

    format: str
    account: Account
    currency: str = ""
    number: str = ""
    kind: str = STATEMENT
    start: date | None = None
    end: date | None = None
    opening: Balance | None = None
    closing: Balance | None = None
    entries: tuple[Entry, ...] = ()
    pending: tuple[Entry, ...] = ()
    check_points: tuple[Balance, ...] = ()
    kept: tuple[tuple[str, str], ...] = field(default=())
    remarks: tuple[str, ...] = ()

    @property
    def total(self) -> Decimal:
        """Return the sum of the booked entries."""
        return sum((entry.amount for entry in self.entries), ZERO)

    @property
    def difference(self) -> Decimal | None:
        """Return closing − opening − entries: zero when it adds up, None if unknown."""
        if self.opening is None or self.closing is None:
            return None
        return self.closing.amount - self.opening.amount - self.total
