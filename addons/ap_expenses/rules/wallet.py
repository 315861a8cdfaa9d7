# SPDX-License-Identifier: AGPL-3.0-or-later
"""The wallet: what transactions make of it, and a sign read the wrong way round."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from odoo.addons.ap_base.arithmetic.money import ZERO

from .transaction import Kind, PaidBy, Status, Transaction


def wallet_change(transactions: Iterable[Transaction]) -> Decimal:
    """Return what the transactions add to the wallet: loads less card payments and fees.

    Pending and refused ones move nothing.

    >>> wallet_change([Transaction("L", type=Kind.LOAD, gross_base=Decimal(100)),
    ...     Transaction("C", payment_method=PaidBy.CARD, gross_base=Decimal(30))])
    Decimal('70')
    """
    change = ZERO
    for one in transactions:
        if one.bookkeeping_status in (Status.REFUSED, Status.PENDING):
            continue
        amount = one.gross_base or ZERO
        if one.type == Kind.LOAD:
            change += amount
        elif one.payment_method == PaidBy.CARD:
            change -= amount + (one.fees or ZERO)
    return change


def looks_inverted(transactions: Iterable[Transaction]) -> bool:
    """Say whether expenses seem to be read as refunds: more comes back than is spent.

    By amount, of what cards and employees paid. A month of refunds only looks like it
    as well: a person decides.
    """
    spent = back = ZERO
    for one in transactions:
        if not one.is_spend or one.gross_base is None or one.type == Kind.CREDIT_NOTE:
            continue
        if one.gross_base > 0:
            spent += one.gross_base
        else:
            back -= one.gross_base
    return back > spent
