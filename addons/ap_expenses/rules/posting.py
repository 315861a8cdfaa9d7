# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a transaction books: roles and amounts, before any account is known.

Two steps, on two days. The *liability* on the day of the expense: its cost and its VAT
against whom the company owes (employee, card, supplier). The *settlement* on the day the
money moved: that debt against the wallet, with fees and the difference of exchange.
Debits are positive; each step sums to zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from .transaction import Kind, PaidBy, Transaction

ZERO = Decimal(0)
CENT = Decimal("0.01")


class Role:
    """What an amount stands for; the tool's settings name its account."""

    COST = "cost"
    LOST_VAT = "lost_vat"  # VAT that is not recovered: cost, shown apart
    VAT = "vat"
    EMPLOYEE = "employee"  # owed to the employee
    ALLOWANCE = "allowance"  # mileage and per diem owed to the employee
    CARD = "card"  # paid by card, not cleared yet
    SUPPLIER = "supplier"
    ADVANCE = "advance"  # the employee has money of the company
    WALLET = "wallet"
    TRANSIT = "transit"  # money on its way from the bank
    FEE = "fee"
    LOSS = "loss"
    GAIN = "gain"


class ClaimsPaid:
    """How claims are given back to employees."""

    WITH_CLAIM = "claim"  # from the wallet, on the claim's settlement day
    ROWS = "rows"  # by rows of the tool that say so
    ELSEWHERE = "elsewhere"  # by the bank or with the salary


@dataclass(frozen=True)
class Posting:
    """An amount of a role, debit positive."""

    role: str
    amount: Decimal


@dataclass(frozen=True)
class VatShare:
    """The VAT of a transaction, in its currency: what is recovered, what is cost."""

    recovered: Decimal = ZERO
    lost: Decimal = ZERO


# Whom the company owes once the expense is known.
OWED_TO = {
    Kind.CLAIM: Role.EMPLOYEE,
    Kind.MILEAGE: Role.ALLOWANCE,
    Kind.PER_DIEM: Role.ALLOWANCE,
    Kind.INVOICE: Role.SUPPLIER,
    Kind.CREDIT_NOTE: Role.SUPPLIER,
    Kind.PERSONAL: Role.CARD,
    Kind.ADVANCE: Role.EMPLOYEE,
}
BY_PAYER = {
    PaidBy.CARD: Role.CARD,
    PaidBy.EMPLOYEE: Role.EMPLOYEE,
    PaidBy.CASH: Role.ADVANCE,
    PaidBy.ACCOUNT: Role.SUPPLIER,
    PaidBy.NONE: Role.CARD,
}
# What is no cost: the employee owes it.
OWED_BY_EMPLOYEE = frozenset({Kind.PERSONAL, Kind.ADVANCE})
ONLY_MONEY = frozenset({Kind.LOAD, Kind.FEE, Kind.SETTLEMENT})
GIVEN_BACK = frozenset({Role.EMPLOYEE, Role.ALLOWANCE})


def owed_to(one: Transaction) -> str:
    """Return the role that the transaction owes to.

    >>> owed_to(Transaction("P1", type=Kind.CARD, payment_method=PaidBy.CARD))
    'card'
    >>> owed_to(Transaction("P1", type=Kind.REFUND, payment_method=PaidBy.EMPLOYEE))
    'employee'
    """
    return OWED_TO.get(one.type) or BY_PAYER[one.payment_method]


def is_withdrawal(one: Transaction) -> bool:
    """Return whether it is cash taken with the card: the employee holds it."""
    return one.type == Kind.CASH and one.payment_method == PaidBy.CARD


def vat_share(one: Transaction, percent: Decimal, step: Decimal = CENT) -> VatShare:
    """Return the VAT of a cost of which the law lets ``percent`` be recovered.

    The amount of the tool rules; from the rate alone it is taken out of the gross amount.

    >>> ticket = Transaction("T", gross_base=Decimal("19.99"), vat_rate=Decimal(20))
    >>> vat_share(ticket, Decimal(100))
    VatShare(recovered=Decimal('3.33'), lost=Decimal('0.00'))
    >>> fuel = Transaction("F", gross_base=Decimal(60), vat_amount=Decimal(10))
    >>> vat_share(fuel, Decimal(80)).recovered
    Decimal('8.00')
    """
    whole = vat_of(one, step)
    recovered = _rounded(whole * percent / 100, step)
    if one.vat_reclaim is not None:  # the tool knows a part that is not recovered
        recovered = min(recovered, _rounded(one.vat_reclaim, step), key=abs)
    return VatShare(recovered, whole - recovered)


def vat_kept(one: Transaction, kept: Decimal, step: Decimal = CENT) -> VatShare:
    """Return the VAT of a cost of which a person decided what is recovered.

    >>> fuel = Transaction("F", gross_base=Decimal(60), vat_amount=Decimal(10))
    >>> vat_kept(fuel, Decimal(7))
    VatShare(recovered=Decimal('7.00'), lost=Decimal('3.00'))
    """
    recovered, whole = _rounded(kept, step), vat_of(one, step)
    lost = whole - recovered
    return VatShare(recovered, lost if lost * whole > 0 else ZERO)


def vat_of(one: Transaction, step: Decimal = CENT) -> Decimal:
    """Return the VAT of the document, recovered or not, with the sign of its amount."""
    gross = one.gross_base or ZERO
    if one.vat_amount is not None:
        return _rounded(abs(one.vat_amount).copy_sign(gross), step)
    if one.net is not None and not one.vat_rate:
        return _rounded(gross - one.net, step)
    if one.vat_rate:
        return gross - _rounded(gross / (1 + one.vat_rate / 100), step)
    return ZERO


def liability(one: Transaction, vat: VatShare, bill_is_booked: bool = False) -> list[Posting]:
    """Return what is booked on the day of the expense; nothing where a bill of the books
    has the cost already, or where only money moves.

    >>> from decimal import Decimal
    >>> fuel = Transaction("F", type=Kind.CLAIM, gross_base=Decimal(60))
    >>> for line in liability(fuel, VatShare(Decimal(8), Decimal(2))):
    ...     print(line.role, line.amount)
    cost 50
    lost_vat 2
    vat 8
    employee -60
    """
    gross = one.gross_base or ZERO
    if one.type in ONLY_MONEY or bill_is_booked:
        return []
    if one.type in OWED_BY_EMPLOYEE or is_withdrawal(one):
        lines = [Posting(Role.ADVANCE, gross)]
    else:
        lines = [
            Posting(Role.COST, gross - vat.recovered - vat.lost),
            Posting(Role.LOST_VAT, vat.lost),
            Posting(Role.VAT, vat.recovered),
        ]
    return _kept([*lines, Posting(owed_to(one), -gross)])


def settlement(
    one: Transaction,
    claims_paid: str = ClaimsPaid.ROWS,
    bill_is_booked: bool = False,
    settled: Decimal | None = None,
) -> list[Posting]:
    """Return what is booked on the day the money moved, through the wallet only: what
    the bank or the salary pays is booked there.

    ``settled``: what left the wallet, where it is not the amount of the expense.

    >>> card = Transaction("C", payment_method=PaidBy.CARD, gross_base=Decimal(80),
    ...                    fees=Decimal("1.20"))
    >>> for line in settlement(card, settled=Decimal("80.50")):
    ...     print(line.role, line.amount)
    card 80
    wallet -80.50
    loss 0.50
    fee 1.20
    wallet -1.20
    """
    gross, fees = one.gross_base or ZERO, one.fees or ZERO
    if one.type == Kind.LOAD:
        return _kept([Posting(Role.WALLET, gross), Posting(Role.TRANSIT, -gross)])
    role = cleared(one, claims_paid, bill_is_booked)
    if not role:
        return []
    paid = gross if settled is None else settled
    difference = paid - gross
    lines = [
        Posting(role, gross),
        Posting(Role.WALLET, -paid),
        Posting(Role.LOSS if difference > 0 else Role.GAIN, difference),
        Posting(Role.FEE, fees),
        Posting(Role.WALLET, -fees),
    ]
    return _kept(lines)


def cleared(one: Transaction, claims_paid: str, bill_is_booked: bool) -> str:
    """Return the role that the money clears; empty where no money of the wallet moves."""
    if one.type == Kind.FEE:
        return Role.FEE
    if one.payment_method == PaidBy.ACCOUNT:
        return ""
    if one.type == Kind.SETTLEMENT:
        return Role.SUPPLIER if one.invoice_number or one.supplier_id else Role.EMPLOYEE
    role = owed_to(one)
    if one.type == Kind.ADVANCE and one.payment_method == PaidBy.CARD:
        return role
    if role in GIVEN_BACK:
        return role if claims_paid == ClaimsPaid.WITH_CLAIM else ""
    if role == Role.SUPPLIER:
        return role if one.payment_method == PaidBy.CARD else ""
    if role == Role.CARD:
        return Role.SUPPLIER if bill_is_booked else role
    return ""


def cleared_by_advance(claimed: Decimal, advance: Decimal) -> Decimal:
    """Return how much of a claim an advance pays: never more than either.

    >>> cleared_by_advance(Decimal(15000), Decimal(12000))
    Decimal('12000')
    >>> cleared_by_advance(Decimal(4480), Decimal(5000))
    Decimal('4480')
    """
    return max(min(claimed, advance), ZERO)


def total(lines: Sequence[Posting], role: str) -> Decimal:
    """Return what the lines have of one role, debit positive."""
    return sum((line.amount for line in lines if line.role == role), ZERO)


def _kept(lines: list[Posting]) -> list[Posting]:
    return [line for line in lines if line.amount]


def _rounded(amount: Decimal, step: Decimal) -> Decimal:
    return (amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step
