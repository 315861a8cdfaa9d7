# SPDX-License-Identifier: AGPL-3.0-or-later
"""Interest accrued and not due at a closing (*intérêts courus non échus*, 1648).

Interest since the last due date, that day excluded and the closing included: for
96,948.11 at 3.60 % due on 15/03/2026, at 31/03/2026 it is 152.99 by exact/365, 155.12 by
exact/360, 145.42 by 30/360, and 150.11 as 16/31 of the next row's 290.84. The contract
decides; only the last one always ties to the table.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from odoo.addons.ap_base.arithmetic.money import CENT, ZERO, round_share

from .day_count import DayCount, year_fraction
from .rates import Basis
from .schedule import RowKind, Schedule


class AccrualMethod(str, Enum):
    """BASIS: capital × rate × time. NEXT_ROW: the part elapsed of the next interest."""

    BASIS = "basis"
    NEXT_ROW = "next_row"


def accrued_by_basis(
    schedule: Schedule, day: date, basis: Basis, step: Decimal = CENT
) -> Decimal:
    """Return the interest accrued when the day ends, by the loan's own basis.

    Zero on a due date, before the first money and after the last row. Money lent since
    the last due date bears interest from its own day; capital repaid early paid its
    interest with it.
    """
    if schedule.next_row(day) is None or day < schedule.drawn_on:
        return ZERO
    since = schedule.interest_since(day)
    paid = schedule.paid_rows(day)
    first = schedule.drawn_on
    capital = paid[-1].closing if paid else schedule.balance_at(first)
    exact = Fraction(capital) * basis.factor(since, day)
    for tranche in schedule.tranches:
        if since <= tranche.day < day and tranche.day != first:
            exact += Fraction(tranche.amount) * basis.factor(tranche.day, day)
    return round_share(Decimal(1), exact.numerator, exact.denominator, step)


def accrued_of_next_row(
    schedule: Schedule,
    day: date,
    count: DayCount = DayCount.EXACT_365,
    step: Decimal = CENT,
) -> Decimal:
    """Return the part elapsed of the interest of the next row.

    ``count`` says how time is shared: exact/365 by actual days (16 of 31), months by
    months (two of a quarter's three). Zero as `accrued_by_basis`.
    """
    row = schedule.next_row(day)
    while row is not None and row.kind == RowKind.REPAYMENT:
        row = schedule.next_row(row.date)
    if row is None or day < schedule.drawn_on:
        return ZERO
    since = schedule.interest_since(day)
    whole = year_fraction(since, row.date, count)
    if not whole:
        return ZERO
    share = year_fraction(since, day, count) / whole
    return round_share(row.interest, share.numerator, share.denominator, step)
