# SPDX-License-Identifier: AGPL-3.0-or-later
"""What Concur's codes mean: payment types, receipt types, kinds of entries."""

from __future__ import annotations

from decimal import Decimal

from ..rules.transaction import Kind, PaidBy, Receipt
from .profile import kind_by_sign

# Company billed, individually billed, company paid, paid by the employee.
_PAYMENTS = {
    "CBCP": PaidBy.CARD,
    "IBCP": PaidBy.CARD,
    "PCARD": PaidBy.CARD,
    "COPD": PaidBy.ACCOUNT,
    "CASH": PaidBy.EMPLOYEE,
    "EMPL": PaidBy.EMPLOYEE,
    "CASHADV": PaidBy.CASH,
}


def paid_by(*words: str) -> str:
    """Return who paid, by the first code or name that is known.

    >>> paid_by("CBCP"), paid_by("", "Cash"), paid_by("", "", "IBCP CORP")
    ('card', 'employee', 'card')
    """
    for word in words:
        upper = word.upper()
        known = _PAYMENTS.get(upper) or _PAYMENTS.get(upper.split(" ")[0])
        if known:
            return known
        if "CARD" in upper or "VISA" in upper or "AMEX" in upper:
            return PaidBy.CARD
        if "EMPLOYEE" in upper or "OUT OF POCKET" in upper:
            return PaidBy.EMPLOYEE
        if "COMPANY PAID" in upper:
            return PaidBy.ACCOUNT
    return PaidBy.EMPLOYEE


def kind_of(
    payment: str, personal: bool, distance: Decimal | None, gross: Decimal
) -> str:
    """Return the kind of an entry.

    >>> kind_of(PaidBy.CARD, False, None, Decimal(-50))
    'refund'
    """
    if personal:
        return Kind.PERSONAL
    if distance:
        return Kind.MILEAGE
    kind = {PaidBy.CARD: Kind.CARD, PaidBy.ACCOUNT: Kind.INVOICE}.get(
        payment, Kind.CLAIM
    )
    return kind_by_sign(kind, gross < 0)


def receipt_of(code: str, kind: str) -> str:
    """Return the state of a receipt: T a tax receipt, R a regular one, N none.

    >>> receipt_of("N", Kind.CARD), receipt_of("N", Kind.MILEAGE), receipt_of("", "card")
    ('missing', 'not_needed', 'unknown')
    """
    if kind in (Kind.MILEAGE, Kind.PER_DIEM):
        return Receipt.NOT_NEEDED
    return {"T": Receipt.VALID, "R": Receipt.VALID, "N": Receipt.MISSING}.get(
        code.upper(), Receipt.UNKNOWN
    )
