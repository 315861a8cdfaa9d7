# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a kept closing line would have been under another convention or another limit.

Only what can be worked out again exactly is tried: first under the convention that was
kept, which has to give the amount that was kept, then under the other one.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from odoo.addons.ap_base.arithmetic.calendar import Period
from odoo.addons.ap_base.arithmetic.proration import Convention, borne_at, prepaid_at


class Kept(NamedTuple):
    """A line as its closing kept it. ``kind``: of the closing; ``amount``: computed then;
    ``whole``: the cost of which it is a part; ``held``: what the prepaid account held
    before the month, of a release."""

    kind: str
    day: date
    amount: Decimal
    whole: Decimal
    period: Period | None
    convention: Convention | None
    step: Decimal
    held: Decimal | None = None


def under(kept: Kept, convention: Convention) -> Decimal | None:
    """Return the amount under that convention; None where that cannot be worked out. A
    line without a period is what it was.

    >>> quarter = Period(date(2026, 1, 16), date(2026, 4, 15))
    >>> line = Kept("prepaid", date(2026, 1, 31), Decimal("740.00"), Decimal("900.00"),
    ...             quarter, Convention.DAYS, Decimal("0.01"))
    >>> under(line, Convention.MONTHS_STARTED)
    Decimal('600.00')
    >>> under(line._replace(amount=Decimal("741.00")), Convention.MONTHS_STARTED) is None
    True
    """
    if kept.period is None or kept.convention is None or kept.convention == convention:
        return kept.amount
    if kept.kind == "release":
        return _released(kept, convention)
    formula = {"prepaid": prepaid_at, "draft_bill": borne_at}.get(kept.kind)
    if formula is None or _by(formula, kept, kept.convention) != kept.amount:
        return None
    return _by(formula, kept, convention)


def _by(formula, kept: Kept, convention: Convention, day: date | None = None) -> Decimal:
    return formula(kept.whole, kept.period, day or kept.day, convention, kept.step)


def _released(kept: Kept, convention: Convention) -> Decimal | None:
    """A month of a plan: what was held, less what is for later months. Where what was held
    is not what the plan says, the month had more to it than the convention."""
    before = kept.day.replace(day=1) - timedelta(1)
    rest = _by(prepaid_at, kept, kept.convention)
    if kept.held is None or kept.held - rest != kept.amount:
        return None
    if not kept.held:
        return -_by(prepaid_at, kept, convention)
    if kept.held != _by(prepaid_at, kept, kept.convention, before):
        return None
    held = _by(prepaid_at, kept, convention, before)
    return held - _by(prepaid_at, kept, convention)


def is_accrued(whole: Decimal, limit: Decimal) -> bool:
    """Say whether a cost reaches the smallest amount that is accrued.

    >>> is_accrued(Decimal("-500"), Decimal("500")), is_accrued(Decimal("499.99"), Decimal("500"))
    (True, False)
    """
    return abs(whole) >= limit
