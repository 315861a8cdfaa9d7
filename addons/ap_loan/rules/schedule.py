# SPDX-License-Identifier: AGPL-3.0-or-later
"""A loan's table: its rows, and what it says at a date. Computed and bank's alike.

Interest of a row is rounded by itself; capital is the instalment less that interest;
the last row takes the capital that is left, so that the loan closes at zero whatever
the roundings were.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from odoo.addons.ap_base.arithmetic.calendar import add_months
from odoo.addons.ap_base.arithmetic.money import ZERO

from .day_count import MONTHS_PER_YEAR
from .terms import Terms, Tranche


class RowKind(str, Enum):
    """What a row is: broken interest before the first period, instalment, repayment."""

    BROKEN = "broken"
    INSTALMENT = "instalment"
    REPAYMENT = "repayment"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table.

    ``opening`` + ``drawn`` − ``principal`` = ``closing``. ``drawn``: tranches of the
    period after the opening. ``principal`` is below zero where interest is added to the
    capital. ``payment`` = interest + principal; insurance and fees come on top.
    ``is_estimated``: computed with a rate that was not known yet.
    """

    number: int
    date: date
    opening: Decimal
    interest: Decimal
    principal: Decimal
    payment: Decimal
    closing: Decimal
    insurance: Decimal = ZERO
    fees: Decimal = ZERO
    drawn: Decimal = ZERO
    kind: RowKind = RowKind.INSTALMENT
    is_estimated: bool = False

    @property
    def debit(self) -> Decimal:
        """What leaves the bank: payment, insurance and fees."""
        return self.payment + self.insurance + self.fees


@dataclass(frozen=True, slots=True)
class Schedule:
    """The rows of a loan in order of date, and the money lent."""

    rows: tuple[Row, ...]
    tranches: tuple[Tranche, ...]

    @property
    def drawn_on(self) -> date:
        """The day of the first money."""
        return min(tranche.day for tranche in self.tranches)

    def total(self, name: str) -> Decimal:
        """Return the sum of a column, by the name of the field."""
        return sum((getattr(row, name) for row in self.rows), ZERO)

    def paid_rows(self, day: date) -> tuple[Row, ...]:
        """Return the rows due up to the day, included."""
        return tuple(row for row in self.rows if row.date <= day)

    def next_row(self, day: date) -> Row | None:
        """Return the first row due after the day; None after the last."""
        return next((row for row in self.rows if row.date > day), None)

    def interest_since(self, day: date) -> date:
        """Return the last due date up to the day, else the day of the first money."""
        paid = [row for row in self.paid_rows(day) if row.kind != RowKind.REPAYMENT]
        return paid[-1].date if paid else self.drawn_on

    def balance_at(self, day: date) -> Decimal:
        """Return the capital owed when the day ends: that of account 164.

        What is due on the day counts as paid, what is lent on the day as lent.
        """
        paid = self.paid_rows(day)
        if not paid:
            return _lent(self.tranches, date.min, day)
        since = paid[-1].date
        if since == self.drawn_on:  # paid in advance: the first money is in the row
            return paid[-1].closing
        return paid[-1].closing + _lent(self.tranches, since, day)


@dataclass(frozen=True, slots=True)
class Bands:
    """The capital owed at a date by when it falls due, for the notes to the accounts."""

    within_1_year: Decimal
    within_5_years: Decimal
    later: Decimal


def due_bands(schedule: Schedule, day: date) -> Bands:
    """Return the capital owed at the day: ≤ 1 year, 1 to 5 years, > 5 years (PCG 832-15).

    The same day of the next year is within one year. The bands sum to the balance:
    capital that is lent or added later is no debt yet, and the first repayments are
    taken to repay what is owed today.
    """
    left = schedule.balance_at(day)
    bands = [ZERO, ZERO, ZERO]
    limits = (add_months(day, MONTHS_PER_YEAR), add_months(day, 5 * MONTHS_PER_YEAR))
    for row in schedule.rows:
        if row.date > day and row.principal > 0:
            repaid = min(row.principal, left)
            bands[sum(row.date > limit for limit in limits)] += repaid
            left -= repaid
    bands[2] += left
    return Bands(*bands)


def as_loan(terms: Terms, rows: Iterable[Row]) -> Schedule:
    """Return the rows as the schedule of these terms."""
    return Schedule(tuple(rows), terms.tranches)


def _lent(tranches: Sequence[Tranche], since: date, day: date) -> Decimal:
    """Return what was lent from ``since`` to the day, both included."""
    return sum((t.amount for t in tranches if since <= t.day <= day), ZERO)
