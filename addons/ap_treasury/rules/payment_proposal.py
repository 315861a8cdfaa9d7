# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which bills to pay at a day: why, in which order, and as far as the cash reaches."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)
LATE, DISCOUNT, DUE, LATER = "late", "discount", "due", "later"
RANKS = {LATE: 0, DISCOUNT: 1, DUE: 2, LATER: 3}


class Payable(NamedTuple):
    """An open bill, or a credit note (negative): what is left of it. ``discount``: what is
    taken off when it is paid until ``discount_until``. ``held``: why it is not paid."""

    key: Hashable
    partner: Hashable
    amount: Decimal
    due: date
    discount: Decimal = ZERO
    discount_until: date | None = None
    held: str = ""


class Proposed(NamedTuple):
    """``pay``: what would be paid; zero for what is held or not due in the horizon.
    ``late``: days after the due date. ``cash``: what is left after it and all before."""

    key: Hashable
    reason: str
    pay: Decimal
    late: int
    cash: Decimal


def propose(
    payables: Iterable[Payable], day: date, horizon: int, cash: Decimal
) -> list[Proposed]:
    """Return the payables in the order in which to pay them.

    Late ones first, the largest amount × days before; then discounts that end within
    the horizon (days, included), then what falls due within it. Credit notes are taken
    with the first payment. Held ones are last, and cost no cash.

    >>> D = Decimal
    >>> one = Payable(1, "S", D(100), date(2026, 10, 1))
    >>> propose([one], date(2026, 10, 31), 7, D(250))
    [Proposed(key=1, reason='late', pay=Decimal('100'), late=30, cash=Decimal('150'))]
    """
    ranked = sorted(payables, key=lambda one: _order(one, day, horizon))
    found = []
    for one in ranked:
        reason = reason_of(one, day, horizon)
        pay = ZERO if one.held or reason == LATER else _pay(one, day)
        cash -= pay
        found.append(Proposed(one.key, reason, pay, max(0, (day - one.due).days), cash))
    return found


def reason_of(one: Payable, day: date, horizon: int) -> str:
    """Return why a bill is paid at the day: late, discount, due, or later.

    >>> bill = Payable(1, "S", Decimal(100), date(2026, 11, 30), Decimal(2), date(2026, 11, 5))
    >>> reason_of(bill, date(2026, 10, 31), 7), reason_of(bill, date(2026, 11, 6), 7)
    ('discount', 'later')
    """
    if one.amount < 0:
        return DUE
    if one.due < day:
        return LATE
    until = one.discount_until
    if one.discount and until and day <= until <= day + timedelta(days=horizon):
        return DISCOUNT
    return DUE if one.due <= day + timedelta(days=horizon) else LATER


def _pay(one: Payable, day: date) -> Decimal:
    taken = one.discount and one.discount_until and day <= one.discount_until
    return one.amount - one.discount if taken else one.amount


def _order(one: Payable, day: date, horizon: int) -> tuple:
    weight = one.amount * max(0, (day - one.due).days)
    reason = reason_of(one, day, horizon)
    return bool(one.held), one.amount > 0, RANKS[reason], -weight, one.due, str(one.key)
