# SPDX-License-Identifier: AGPL-3.0-or-later
"""The second bank account, which sends its statements: each month a transfer from the first
one and its interest, and what the new month has brought so far."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .payments import french_iban
from .values import Day

NAME, CODE = "Crédit mutualiste du Sud", "BNK2"
IBAN = french_iban(900)
# {month: (transfer, interest)}
RECEIVED = {
    2: (Decimal("20000.00"), Decimal("12.40")),
    1: (Decimal("20000.00"), Decimal("25.10")),
    0: (Decimal("60000.00"), Decimal("75.00")),
}
TRANSFER_DAY, INTEREST_DAY = 15, 28
# Interest was booked by hand in the first of these months, and is booked by a rule since.
# The bank's charge has no rule yet, and waits for somebody.
RULED = 1
INTEREST_RULE = r"\bINTERETS CREDITEURS\b"
CHARGE, CHARGE_LABEL = Decimal("-14.50"), "FRAIS TENUE DE COMPTE"
SOON = Day(-1, 1)  # of the second statement


class Movement(NamedTuple):
    """A line of a statement: positive is received."""

    day: date
    amount: Decimal
    label: str


def statement(number: int, start: date, opening: Decimal, lines, end: date) -> bytes:
    """The statement as an MT940 file.

    >>> day = date(2026, 12, 1)
    >>> print(statement(1, day, Decimal(0), [Movement(day, Decimal("-5.10"), "X")], day).decode())
    :20:RELEVE
    :25:FR7699999000010000000090034
    :28C:1/1
    :60F:C261201EUR0,00
    :61:2612011201D5,10NMSCNONREF
    :86:X
    :62F:D261201EUR5,10
    -
    """
    closing = opening + sum((line.amount for line in lines), Decimal(0))
    rows = [":20:RELEVE", f":25:{IBAN}", f":28C:{number}/1", f":60F:{_balance(start, opening)}"]
    for line in lines:
        mark = "C" if line.amount > 0 else "D"
        rows.append(f":61:{line.day:%y%m%d%m%d}{mark}{_figure(line.amount)}NMSCNONREF")
        rows.append(f":86:{line.label}")
    return "\n".join([*rows, f":62F:{_balance(end, closing)}", "-"]).encode()


def _balance(day: date, amount: Decimal) -> str:
    return f"{'D' if amount < 0 else 'C'}{day:%y%m%d}EUR{_figure(amount)}"


def _figure(amount: Decimal) -> str:
    return f"{abs(amount):.2f}".replace(".", ",")
