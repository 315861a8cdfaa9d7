# SPDX-License-Identifier: AGPL-3.0-or-later
"""A signed balance as debit and credit, in the one place where it is done."""

from decimal import Decimal

from .money import ZERO


def debit_credit(balance: Decimal) -> tuple[Decimal, Decimal]:
    """Return (debit, credit) of a balance whose positive sign means debit.

    Both are positive or zero, and one of them is zero.

    >>> debit_credit(Decimal("1020.00"))
    (Decimal('1020.00'), Decimal('0'))
    >>> debit_credit(Decimal("-1200.00"))
    (Decimal('0'), Decimal('1200.00'))
    """
    if balance > 0:
        return balance, ZERO
    if balance < 0:
        return ZERO, balance.copy_negate()
    return ZERO, ZERO


def signed(debit: Decimal, credit: Decimal) -> Decimal:
    """Return debit - credit: the balance, positive for a debit.

    >>> signed(Decimal(0), Decimal("1200.00"))
    Decimal('-1200.00')
    """
    return debit - credit
