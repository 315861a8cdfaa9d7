# SPDX-License-Identifier: AGPL-3.0-or-later
"""Controls of duplicates: in the tools, against bills, and new ids for the same rows.

What is a duplicate is said by the arithmetic of bills; an expense without a number is
compared by merchant, amount and near days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from odoo.addons.ap_base.arithmetic import duplicates
from odoo.addons.ap_base.arithmetic.money import ZERO

from .control import ASK_HOLDER, Result, Subject
from .transaction import Kind

_COSTS = (Kind.CARD, Kind.CLAIM, Kind.INVOICE, Kind.CREDIT_NOTE, Kind.REFUND, Kind.CASH)


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill in the books. ``supplier``: key of the seller, as subjects' merchants."""

    id: int
    number: str
    day: date
    total: Decimal
    supplier: str
    currency: str = "EUR"
    paid_by_card: bool = False


def merchant_key(text: str) -> str:
    """Return a merchant made comparable: words only, no figures of the shop.

    >>> merchant_key("AMAZON.FR*2K4 PARIS"), merchant_key("Amazon FR")
    ('amazonfr', 'amazonfr')
    """
    plain = text.casefold().split("*")[0]
    return "".join(sign for sign in plain if sign.isalpha())


def in_tools(subjects: Iterable[Subject]) -> Iterator[Result]:
    """State expenses that may be one: two people, two tools, or card and claim.

    Parts of one expense are none; a withdrawal's twin the same day may be another.
    """
    wanted = [subject for subject in subjects if subject.one.type in _COSTS]
    by_id = {subject.id: subject for subject in wanted}
    for pair in duplicates.find(_as_bill(subject) for subject in wanted):
        first, second = by_id[pair.first], by_id[pair.second]
        if first.one.external_id == second.one.external_id:
            continue
        if pair.kind == duplicates.AMOUNT and not _same_person(first, second):
            continue
        yield Result(
            second.id,
            _code(first, second, pair),
            abs(second.amount),
            {
                "merchant": second.one.merchant,
                "day": second.one.expense_date,
                "other": first.one.external_id,
                "other_day": first.one.expense_date,
                "other_employee": first.employee,
                "score": pair.score,
            },
            ASK_HOLDER,
            (first.id,),
            str(first.id),
        )


def _same_person(first: Subject, second: Subject) -> bool:
    return bool(first.employee) and first.employee == second.employee


def _code(first: Subject, second: Subject, pair: duplicates.Pair) -> str:
    if first.one.payment_method != second.one.payment_method:
        return "card_and_claim"
    if not _same_person(first, second):
        return "duplicate_other_employee"
    return "duplicate" if pair.same_bill else "duplicate_perhaps"


def _as_bill(subject: Subject) -> duplicates.Bill:
    one = subject.one
    original = one.gross_original if one.gross_original is not None else one.gross_base
    return duplicates.Bill(
        subject.id,
        merchant_key(one.merchant or one.description) or subject.id,
        one.invoice_number,
        subject.day,
        original or ZERO,
        one.currency_original or one.currency_base,
    )


def against_bills(
    subjects: Iterable[Subject], bills: Iterable[Bill]
) -> Iterator[Result]:
    """State expenses whose bill is in the books already."""
    wanted = {subject.id: subject for subject in subjects if subject.one.type in _COSTS}
    known = {-bill.id: bill for bill in bills}
    mixed = [_as_bill(subject) for subject in wanted.values()]
    mixed += [
        duplicates.Bill(
            place, merchant_key(bill.supplier), bill.number, bill.day, bill.total,
            bill.currency,
        )
        for place, bill in known.items()
    ]  # fmt: skip
    for pair in duplicates.find(mixed):
        ids = {pair.first, pair.second}
        here = [place for place in ids if place in wanted]
        there = [place for place in ids if place in known]
        if len(here) != 1 or len(there) != 1:
            continue
        subject, bill = wanted[here[0]], known[there[0]]
        yield Result(
            subject.id,
            "bill_in_books" if pair.same_bill else "bill_perhaps",
            abs(subject.amount),
            {
                "merchant": subject.one.merchant,
                "bill": bill.number,
                "bill_id": bill.id,
                "bill_day": bill.day,
                "score": pair.score,
            },
            ASK_HOLDER,
            (),
            str(bill.id),
        )
