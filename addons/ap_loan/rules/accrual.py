# SPDX-License-Identifier: AGPL-3.0-or-later
"""Interest accrued and not due at a closing (*intérêts courus non échus*, 1648).

Interest since the last due date, that day excluded and the closing included: for
96,948.11 at 3.60 % due on 15/03/2026, at 31/03/2026 it is 152.99 by exact/365, 155.12 by
exact/360, 145.42 by 30/360, and 150.11 as 16/31 of the next row's 290.84. The contract
decides; only the last one always ties to the table.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from odoo.addons.ap_base.arithmetic.money import CENT, ZERO, round_share

from .day_count import DayCount, year_fraction
from .periods import first_start
from .rates import Basis
from .schedule import Row, RowKind, Schedule
from .terms import Terms


class AccrualMethod(str, Enum):
    """BASIS: capital × rate × time. NEXT_ROW: the part elapsed of the next interest."""

    BASIS = "basis"
    NEXT_ROW = "next_row"


def accrued(terms: Terms, schedule: Schedule, day: date) -> Decimal:
    """Return the interest accrued when the day ends, as the contract reckons it.

    Zero on a due date, before the first money and after the last row. The days of a
    broken first period count by their own base, money lent since the last due date from
    its own day; capital repaid early paid its interest with it. Never more than the
    next row charges: months of 28 and 31 days are worth the same to a contract.
    """
    since = schedule.interest_since(day)
    paid = schedule.paid_rows(day)
    number = paid[-1].number + 1 if paid else terms.first_number
    whole = first_start(terms) if number == terms.first_number else since

    def factor(start: date) -> Fraction:
        if start > whole:
            return terms.broken_basis.factor(start, day)
        middle = min(whole, day)
        broken = terms.broken_basis.factor(start, middle)
        return broken + terms.basis.factor(middle, day)

    found = _accrued(schedule, day, factor, terms.step)
    row = _next_charge(schedule, day)
    return found if row is None else min(found, row.interest)


def accrued_by_basis(
    schedule: Schedule, day: date, basis: Basis, step: Decimal = CENT
) -> Decimal:
    """Return what `accrued` gives if all time counted by one basis."""
    return _accrued(schedule, day, lambda start: basis.factor(start, day), step)


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
    row = _next_charge(schedule, day)
    if row is None or day < schedule.drawn_on:
        return ZERO
    since = schedule.interest_since(day)
    whole = year_fraction(since, row.date, count)
    if not whole:
        return ZERO
    share = year_fraction(since, day, count) / whole
    return round_share(row.interest, share.numerator, share.denominator, step)


def shares_before(
    schedule: Schedule, day: date, count: DayCount = DayCount.EXACT_365
) -> list[tuple[Row, Fraction]]:
    """Return the rows after the day that charge interest of the time up to it, each with
    the part of its interest that is of that time; repayments first, the instalment last.

    By capital and time: of what is due on 15/04, 16/31 are of March; money lent after
    the day bore nothing before it. None before the first money and on a due date.
    """
    since = schedule.interest_since(day)
    if not schedule.drawn_on <= since < day:
        return []
    found = []
    for row in schedule.rows:
        if row.date > day:
            found.append((row, _share_before(schedule, row, since, day, count)))
            if row.kind != RowKind.REPAYMENT:
                break
    return found


def _share_before(schedule, row, since, day, count) -> Fraction:
    """The part of a row's interest that is of the time up to the day."""
    capital = row.principal if row.kind == RowKind.REPAYMENT else row.opening
    lent = [(since, capital)]
    if row.kind != RowKind.REPAYMENT:
        first = schedule.drawn_on
        tranches = [t for t in schedule.tranches if since <= t.day < row.date]
        lent += [(t.day, t.amount) for t in tranches if t.day != first]

    def weight(end: date) -> Fraction:
        parts = ((s, amount) for s, amount in lent if s < end)
        return sum((Fraction(a) * year_fraction(s, end, count) for s, a in parts), Fraction(0))

    whole = weight(row.date)
    return weight(day) / whole if whole else Fraction(0)


def _next_charge(schedule: Schedule, day: date) -> Row | None:
    """Return the next row that charges the interest of a period."""
    later = (row for row in schedule.rows if row.date > day)
    return next((row for row in later if row.kind != RowKind.REPAYMENT), None)


def _accrued(
    schedule: Schedule, day: date, factor: Callable[[date], Fraction], step: Decimal
) -> Decimal:
    """Return the interest of all capital, each from the day that the factor takes."""
    if schedule.next_row(day) is None or day < schedule.drawn_on:
        return ZERO
    since = schedule.interest_since(day)
    paid = schedule.paid_rows(day)
    first = schedule.drawn_on
    capital = paid[-1].closing if paid else schedule.balance_at(first)
    exact = Fraction(capital) * factor(since)
    for tranche in schedule.tranches:
        if since <= tranche.day < day and tranche.day != first:
            exact += Fraction(tranche.amount) * factor(tranche.day)
    return round_share(Decimal(1), exact.numerator, exact.denominator, step)
