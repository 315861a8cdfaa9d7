# SPDX-License-Identifier: AGPL-3.0-or-later
"""Controls of documents: missing, refused, too small for a ticket, never given, late."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from odoo.addons.ap_base.arithmetic.money import ZERO

from .control import ASK_APPROVER, ASK_HOLDER, CORRECT_VAT, Dated, Result, Subject, on
from .transaction import Kind, PaidBy, Receipt, Status

_BARE = (Receipt.VALID, Receipt.NOT_NEEDED)
_BILLS = (Kind.INVOICE, Kind.CREDIT_NOTE)


@dataclass(frozen=True, slots=True)
class ReceiptRule(Dated):
    """From which amount a document is asked for, and up to which a ticket will do.

    ``country``: of the company. ``ticket``: net amount up to which a detailed ticket is
    an invoice (France: 150 euros); None: no such tolerance.
    """

    country: str = ""
    least: Decimal = ZERO
    ticket: Decimal | None = None
    reference: str = ""


def receipts(
    subjects: Iterable[Subject], rules: Iterable[ReceiptRule] = ()
) -> Iterator[Result]:
    """State which expenses lack their document, or have one that was refused."""
    rules = list(rules)
    for subject in subjects:
        one = subject.one
        if not one.is_spend or one.type == Kind.FEE or one.receipt in _BARE:
            continue
        rule = next(iter(on(rules, subject.day)), None)
        if rule and abs(subject.amount) < rule.least:
            continue
        if one.receipt == Receipt.INVALID:
            yield Result(subject.id, "receipt_invalid", subject.amount, _said(subject))
        elif one.receipt == Receipt.MISSING:
            yield Result(subject.id, "receipt_missing", subject.amount, _said(subject))
        elif not one.receipts:
            yield Result(subject.id, "receipt_unknown", subject.amount, _said(subject))


def _said(subject: Subject) -> dict:
    one = subject.one
    return {
        "merchant": one.merchant or one.description,
        "day": one.expense_date,
        "amount": subject.amount,
    }


def no_receipt_no_vat(subjects: Iterable[Subject]) -> Iterator[Result]:
    """State where VAT is recovered though there is no valid document."""
    for subject in subjects:
        if subject.recovered and subject.one.receipt in (
            Receipt.MISSING,
            Receipt.INVALID,
        ):
            yield Result(
                subject.id,
                "vat_without_receipt",
                abs(subject.recovered),
                {**_said(subject), "vat": subject.recovered},
                CORRECT_VAT,
            )


def tickets(
    subjects: Iterable[Subject], rules: Iterable[ReceiptRule]
) -> Iterator[Result]:
    """State where VAT is recovered above what a mere ticket proves.

    A bill has a number: without one, the document is taken for a ticket.
    """
    rules = list(rules)
    for subject in subjects:
        one = subject.one
        rule = next((row for row in on(rules, subject.day) if row.ticket), None)
        if not rule or not subject.recovered or one.type in _BILLS:
            continue
        vat = one.vat_amount if one.vat_amount is not None else subject.recovered
        net = abs(one.net if one.net is not None else subject.amount - vat)
        if net > rule.ticket and not one.invoice_number:
            yield Result(
                subject.id,
                "ticket_not_enough",
                abs(subject.recovered),
                {**_said(subject), "net": net, "limit": rule.ticket},
                ASK_HOLDER,
            )


def never_documented(
    subjects: Iterable[Subject], day: date, days: int
) -> Iterator[Result]:
    """State which card payments nobody said anything of for that many days.

    No category, no account, no description and no valid document: the holder never
    looked at the row.
    """
    for subject in subjects:
        one = subject.one
        if one.payment_method != PaidBy.CARD or not one.is_spend:
            continue
        if one.type == Kind.FEE or one.receipt in _BARE or one.receipts:
            continue
        silent = not (one.category or one.gl_account)
        age = (day - subject.day).days
        if silent and age > days:
            values = {**_said(subject), "days": age}
            yield Result(subject.id, "card_never_documented", subject.amount, values)


def late(subjects: Iterable[Subject], day: date, days: int) -> Iterator[Result]:
    """State which expenses were handed in, or still are not, after that many days."""
    for subject in subjects:
        one = subject.one
        if one.payment_method not in (PaidBy.EMPLOYEE, PaidBy.NONE, PaidBy.CASH):
            continue
        if not one.is_spend or one.expense_date is None:
            continue
        waits = one.bookkeeping_status in (Status.DRAFT, Status.PENDING)
        handed = one.submitted_date or (day if waits else None)
        if handed and (handed - one.expense_date).days > days:
            yield Result(
                subject.id,
                "submitted_late",
                subject.amount,
                {**_said(subject), "days": (handed - one.expense_date).days},
                ASK_APPROVER,
            )
