# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is booked for a loan: roles and signed amounts, which always balance.

A role is no account: the company says which account plays it (164, 66116, 616 …). A
positive balance is a debit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from odoo.addons.ap_base.arithmetic.money import ZERO

from .schedule import Row, RowKind


class Role(str, Enum):
    """The part that an account plays, with its usual number in France."""

    BANK = "bank"  # 512
    LOAN = "loan"  # 164
    INTEREST = "interest"  # 66116
    INSURANCE = "insurance"  # 616
    FEES = "fees"  # 6272
    INDEMNITY = "indemnity"  # 668
    ACCRUED_INTEREST = "accrued_interest"  # 1648
    ISSUE_COSTS = "issue_costs"  # 481
    ISSUE_COSTS_CHARGE = "issue_costs_charge"  # 6862


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An amount on a role, positive for a debit."""

    role: Role
    balance: Decimal


@dataclass(frozen=True, slots=True)
class SplitDifference:
    """What was booked on a role where the row says something else."""

    role: Role
    booked: Decimal
    expected: Decimal


def drawdown(
    amount: Decimal, withheld: Decimal = ZERO, role: Role = Role.FEES
) -> list[EntryLine]:
    """Return the entry of money lent, less what the bank keeps for itself.

    ``role``: `Role.FEES` for a charge of the year, `Role.ISSUE_COSTS` to spread it.

    >>> [(line.role.value, str(line.balance))
    ...  for line in drawdown(Decimal("100000.00"), Decimal("1200.00"))]
    [('bank', '98800.00'), ('fees', '1200.00'), ('loan', '-100000.00')]
    """
    return _lines({Role.BANK: amount - withheld, role: withheld, Role.LOAN: -amount})


def instalment(row: Row) -> list[EntryLine]:
    """Return the entry of a row: capital, interest, insurance and fees out of the bank.

    Interest added to the capital is a charge against the loan; the bank then pays
    insurance and fees only. The fees of an early repayment are its indemnity.
    """
    fees = Role.INDEMNITY if row.kind == RowKind.REPAYMENT else Role.FEES
    return _lines(
        {
            Role.LOAN: row.principal,
            Role.INTEREST: row.interest,
            Role.INSURANCE: row.insurance,
            fees: row.fees,
            Role.BANK: -row.debit,
        }
    )


def accrual(amount: Decimal) -> list[EntryLine]:
    """Return the entry of accrued interest; `reversal` gives that of the next day.

    >>> [(line.role.value, str(line.balance)) for line in accrual(Decimal("152.99"))]
    [('interest', '152.99'), ('accrued_interest', '-152.99')]
    """
    return _lines({Role.INTEREST: amount, Role.ACCRUED_INTEREST: -amount})


def amortisation(amount: Decimal) -> list[EntryLine]:
    """Return the entry of issue costs that become a charge (6862 / 481)."""
    return _lines({Role.ISSUE_COSTS_CHARGE: amount, Role.ISSUE_COSTS: -amount})


def reversal(lines: list[EntryLine]) -> list[EntryLine]:
    """Return the opposite entry."""
    return [EntryLine(line.role, -line.balance) for line in lines]


def split_differences(
    row: Row, booked: Mapping[Role, Decimal], tolerance: Decimal = ZERO
) -> list[SplitDifference]:
    """Return the roles on which something else was booked than the row says.

    The total of the bank line does not show interest and insurance exchanged: each
    role is compared by itself, those absent on one side with zero.
    """
    expected = {line.role: line.balance for line in instalment(row)}
    return [
        SplitDifference(role, booked.get(role, ZERO), expected.get(role, ZERO))
        for role in Role
        if abs(booked.get(role, ZERO) - expected.get(role, ZERO)) > tolerance
    ]


def _lines(balances: Mapping[Role, Decimal]) -> list[EntryLine]:
    """Return a line for each role that bears something."""
    return [EntryLine(role, balance) for role, balance in balances.items() if balance]
