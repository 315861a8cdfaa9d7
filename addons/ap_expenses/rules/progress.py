# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a transaction stands: what is due to be booked, and what it waits for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .control import ASK_APPROVER, ASK_HOLDER, MARK_READY, RECLASS
from .posting import (
    GIVEN_BACK,
    ClaimsPaid,
    Role,
    VatShare,
    cleared,
    is_withdrawal,
    liability,
    owed_to,
    settlement,
    vat_of,
)
from .transaction import Kind, Status, Transaction

# A claim is nobody's debt before somebody approved it.
NOT_APPROVED = frozenset({Status.DRAFT, Status.SUBMITTED, Status.PENDING})
# What one press settles; the rest is done in the tool, on a bill or in the settings.
ACTION_OF_REASON = {
    "no_account": RECLASS,
    "no_tax": RECLASS,
    "no_centre": RECLASS,
    "no_axes": RECLASS,
    "held": MARK_READY,
}
ACTION_OF_STATUS = {Status.DRAFT: ASK_HOLDER, Status.SUBMITTED: ASK_APPROVER}
ZERO = Decimal(0)


@dataclass(frozen=True)
class Known:
    """What the books know of a transaction."""

    has_account: bool = False
    has_employee: bool = False
    has_contact: bool = False
    has_supplier: bool = False
    has_tax: bool = False
    unknown_centre: bool = False
    lacks_axes: bool = False  # analytic axes that its account requires
    right_currency: bool = True
    bill: str = ""  # "booked", "draft", "several" or none
    is_held: bool = False
    has_blocking_finding: bool = False
    has_tool_accounts: bool = True
    too_much_returned: bool = False
    too_old: bool = False
    percent: Decimal = Decimal(100)  # of the VAT that is recovered


@dataclass(frozen=True)
class Progress:
    """What is due now, and why not."""

    state: str
    liability_due: bool
    settlement_due: bool
    is_cost: bool
    reasons: tuple[str, ...]


def reasons_of(one: Transaction, known: Known) -> tuple[str, ...]:
    """Return the codes of what keeps the expense from being booked.

    >>> reasons_of(Transaction("P1", gross_base=Decimal(12)), Known())
    ('no_day', 'no_account', 'no_employee')
    """
    cost = one.is_spend and one.type not in (Kind.PERSONAL, Kind.FEE)
    cost = cost and not is_withdrawal(one) and known.bill != "booked"
    who = owed_to(one) != "supplier" or one.type == Kind.PERSONAL
    checks = (
        ("no_amount", one.gross_base is None),
        ("currency", not known.right_currency),
        ("no_day", one.expense_date is None),
        ("too_old", known.too_old),
        ("no_account", cost and not known.has_account),
        ("no_employee", who and not known.has_employee),
        ("no_contact", who and known.has_employee and not known.has_contact),
        ("no_supplier", not who and not known.has_supplier),
        ("no_tax", cost and bool(known.percent and vat_of(one)) and not known.has_tax),
        ("vat_too_large", cost and _vat_too_large(one)),
        ("no_centre", cost and known.unknown_centre),
        ("no_axes", cost and known.lacks_axes and not known.unknown_centre),
        ("bill_draft", known.bill == "draft"),
        ("two_bills", known.bill == "several"),
        ("held", known.is_held),
        ("finding", known.has_blocking_finding),
        ("no_tool_account", not known.has_tool_accounts),
        ("advance_exceeded", known.too_much_returned),
    )
    return tuple(code for code, holds in checks if holds)


def action_of(reasons: Iterable[str], status: str) -> str | None:
    """Return what a person does about the first reason that one press settles; with none
    of them, about what the tool says of it.

    >>> action_of(["no_employee", "no_account"], Status.SUBMITTED)
    'reclass'
    >>> action_of([], Status.SUBMITTED), action_of([], Status.DRAFT)
    ('ask_approver', 'ask_holder')
    >>> action_of(["no_employee"], Status.APPROVED)
    """
    known = (ACTION_OF_REASON[reason] for reason in reasons if reason in ACTION_OF_REASON)
    return next(known, ACTION_OF_STATUS.get(status))


def progress(
    one: Transaction,
    known: Known,
    claims_paid: str = ClaimsPaid.ROWS,
    booked: tuple[bool, bool] = (False, False),
) -> Progress:
    """Return where the transaction stands; ``booked``: its liability, its settlement.

    >>> from datetime import date
    >>> card = Transaction("C", gross_base=Decimal(12), expense_date=date(2026, 3, 2))
    >>> ready = Known(has_account=True, has_employee=True, has_contact=True)
    >>> progress(card, ready).state, progress(card, ready, booked=(True, False)).state
    ('ready', 'expensed')
    """
    if one.bookkeeping_status == Status.REFUSED or known.too_old:
        why = ("too_old",) if known.too_old else ()
        return Progress("refused", False, False, False, why)
    has_bill = known.bill in ("booked", "draft")
    payee = _payee_reasons(one, known, claims_paid)
    needs = bool(liability(one, VatShare(), has_bill))
    pays = bool(settlement(one, claims_paid, known.bill == "booked"))
    reasons = reasons_of(one, known) if needs or known.bill in ("draft", "several") else ()
    if not needs:
        reasons = ("no_amount",) if one.gross_base is None else reasons or payee
    approved = one.bookkeeping_status not in NOT_APPROVED
    liability_due = needs and approved and not reasons and not booked[0]
    settlement_due = (
        pays and one.settlement_date is not None and not booked[1] and not payee
        and one.gross_base is not None and known.right_currency
        and one.bookkeeping_status != Status.PENDING
    )  # fmt: skip
    is_cost = needs and one.is_spend and one.type != Kind.PERSONAL
    return Progress(
        _state((needs, pays), booked, reasons, approved, liability_due or settlement_due),
        liability_due, settlement_due, is_cost and not is_withdrawal(one), reasons,
    )  # fmt: skip


def _payee_reasons(one: Transaction, known: Known, claims_paid: str) -> tuple[str, ...]:
    """Whom the payment clears has to be known: an employee, a supplier; a card need not."""
    role = cleared(one, claims_paid, known.bill == "booked")
    if role == Role.SUPPLIER and not known.has_supplier:
        return ("no_supplier",)
    if role in GIVEN_BACK and not known.has_employee:
        return ("no_employee",)
    return ("no_contact",) if role in GIVEN_BACK and not known.has_contact else ()


def _state(wanted, booked, reasons, approved, due) -> str:
    done = tuple(not one or is_booked for one, is_booked in zip(wanted, booked, strict=True))
    if all(done) and (any(booked) or not any(wanted)) and not reasons:
        return "done"
    if booked[0]:
        return "done" if done[1] else "expensed"
    if booked[1]:
        return "settled"
    if reasons:
        return "review"
    return "ready" if due or approved and wanted[0] else "waiting"


def _vat_too_large(one: Transaction) -> bool:
    """Whether the VAT is more than the gross amount can hold, or than its rate gives by
    more than a cent for each of its lines."""
    vat, gross = abs(vat_of(one)), abs(one.gross_base or ZERO)
    if vat >= gross:
        return bool(vat)
    if not one.vat_rate or one.vat_amount is None:
        return False
    most = gross - gross / (1 + one.vat_rate / 100)
    return vat > most + Decimal("0.05")
