# SPDX-License-Identifier: AGPL-3.0-or-later
"""The due dates of a loan and the time between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from odoo.addons.ap_base.arithmetic.calendar import add_months, month_end

from .day_count import MONTHS_PER_YEAR, DayCount
from .rates import Basis
from .terms import Terms


@dataclass(frozen=True, slots=True)
class Due:
    """A due date: interest runs from ``start``, excluded, to ``end``, included.

    ``whole_start``: where the period starts if it were whole; the capital repaid is
    that of a whole period, whatever the broken days cost.
    """

    number: int
    start: date
    end: date
    whole_start: date


def due_date(terms: Terms, number: int) -> date:
    """Return the due date of the row of that number; also before the first row.

    A month too short gives its last day, and the next one is not shortened for it.

    >>> from decimal import Decimal
    >>> from .rates import fixed
    >>> from .terms import Tranche
    >>> drawn = date(2026, 1, 31)
    >>> terms = Terms((Tranche(drawn, Decimal(900)),), date(2026, 2, 28), 3,
    ...               fixed(Decimal(1), drawn), is_end_of_month=True)
    >>> [str(due_date(terms, number)) for number in (0, 1, 2)]
    ['2026-01-31', '2026-02-28', '2026-03-31']
    """
    day = add_months(
        terms.first_date, (number - terms.first_number) * terms.period_months
    )
    return month_end(day) if terms.is_end_of_month else day


def first_start(terms: Terms) -> date:
    """Return where the first whole period starts: one period before the first due date.

    In advance it is the first due date itself: what is before it is broken.
    """
    before = 0 if terms.is_in_advance else 1
    return due_date(terms, terms.first_number - before)


def due(terms: Terms, number: int, since: date) -> Due:
    """Return the due date of that number, whose interest runs since the day given."""
    is_first = number == terms.first_number
    whole_start = first_start(terms) if is_first else due_date(terms, number - 1)
    return Due(number, since, due_date(terms, number), whole_start)


def whole_factor(terms: Terms, basis: Basis, period: Due) -> Fraction:
    """Return the interest of 1 over the whole period."""
    if period.whole_start >= period.end:
        return Fraction(0)
    years = None
    if terms.day_count == DayCount.MONTHS:
        years = Fraction(terms.period_months, MONTHS_PER_YEAR)
    return basis.factor(period.whole_start, period.end, years)


def real_factor(terms: Terms, period: Due, since: date) -> Fraction:
    """Return the interest of 1 lent from ``since``, excluded, to the due date.

    Days before the whole period, or a part of it only, follow the base of the broken
    period; a whole period that of the loan.
    """
    if since > period.whole_start or period.whole_start >= period.end:
        return terms.broken_basis.factor(since, period.end)
    broken = terms.broken_basis.factor(since, period.whole_start)
    return whole_factor(terms, terms.basis, period) + broken
