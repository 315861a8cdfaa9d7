# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of a loan computed from its terms, from the first row or from any later one.

For 100,000.00 at 3.60 % over 60 months: 59 instalments of 1,823.66 and one of 1,823.42.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction

from odoo.addons.ap_base.arithmetic.money import ZERO, round_share

from .exceptions import TermsError
from .insurance import insured
from .periods import Due, due, first_start, real_factor, whole_factor
from .rates import PRECISION, step_at
from .schedule import Row, RowKind, Schedule, as_loan
from .terms import LONGEST, BrokenPeriod, Deferral, LastRow, Mode, Terms, Tranche

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Start:
    """Where a table is taken up: after that row, with that capital.

    ``since``: interest runs from that day, excluded. ``payment``: the instalment (the
    capital part, where that is constant) to be kept; None computes it.
    """

    number: int
    since: date
    balance: Decimal
    payment: Decimal | None = None


def build(terms: Terms) -> Schedule:
    """Return the whole table of a loan, its last closing zero.

    Raises `TermsError`: ``payment_below_interest`` where the given instalment does not
    even pay the interest, ``runs_for_ever`` beyond 1,200 rows, ``tranche_after_end``
    for money that no row repays.

    >>> from .rates import fixed
    >>> from .terms import Tranche
    >>> drawn = date(2026, 1, 15)
    >>> table = build(Terms((Tranche(drawn, Decimal(100000)),), date(2026, 2, 15), 60,
    ...                     fixed(Decimal("3.60"), drawn)))
    >>> table.rows[0].payment, table.rows[-1].payment, table.total("interest")
    (Decimal('1823.66'), Decimal('1823.42'), Decimal('9419.36'))
    """
    drawn = [t.amount for t in terms.tranches if t.day == terms.drawn_on]
    start = Start(
        terms.first_number - 1, terms.drawn_on, sum(drawn, ZERO), terms.payment
    )
    rows = []
    first = first_start(terms)
    if terms.broken_period == BrokenPeriod.OWN_ROW and terms.drawn_on < first:
        rows.append(_broken_row(terms, start, first))
        start = replace(start, since=first, balance=rows[0].closing)
    rows += continue_rows(terms, start)
    return as_loan(terms, insured(terms, rows))


def continue_rows(terms: Terms, start: Start) -> list[Row]:
    """Return the rows after the start, without insurance; raises as `build` does."""
    return _Table(terms, start).rows()


def level_payment(
    balance: Decimal, residual: Decimal, factors: list[Fraction]
) -> Decimal:
    """Return the equal instalment that brings the balance to the residual, not rounded.

    One factor per instalment: the interest of 1 over its period.

    >>> round(level_payment(Decimal(100000), Decimal(0), [Fraction(3, 1000)] * 60), 4)
    Decimal('1823.6563')
    """
    with localcontext() as context:
        context.prec = PRECISION
        grown, paid = balance, Decimal(0)
        for factor in factors:
            one = 1 + Decimal(factor.numerator) / factor.denominator
            grown, paid = grown * one, paid * one + 1
        return (grown - residual) / paid


def interest_of(balance: Decimal, factor: Fraction, step: Decimal) -> Decimal:
    """Return the interest of the balance, rounded once.

    >>> interest_of(Decimal("98476.34"), Fraction(3, 1000), Decimal("0.01"))
    Decimal('295.43')
    """
    return round_share(balance, factor.numerator, factor.denominator, step)


class _Table:
    """The rows one after the other; what the next one needs of those before."""

    def __init__(self, terms: Terms, start: Start) -> None:
        self.terms = terms
        self.number = start.number
        self.since = start.since
        self.balance = start.balance
        self.payment = start.payment
        self.percent = None  # the rate by which the instalment was computed
        self.share = start.payment  # the capital of each row, where it is constant
        self.residue = ZERO  # what roundings alone may have left in the balance

    def rows(self) -> list[Row]:
        """Return all rows, until nothing is owed."""
        rows = []
        while not rows or self.balance or self.number < self._last_deferred():
            if len(rows) == LONGEST:
                raise TermsError("runs_for_ever", payment=self.payment)
            rows.append(self._next())
            if self.number == self.terms.last_number:
                break
        late = [t.day for t in self.terms.tranches if t.day >= self.since]
        if late and self.since > self.terms.drawn_on:
            raise TermsError("tranche_after_end", day=min(late))
        return rows

    def _last_deferred(self) -> int:
        return self.terms.first_number + self.terms.deferral_rows - 1

    def _next(self) -> Row:
        """Return the next row and go on after it."""
        self.number += 1
        terms, opening = self.terms, self.balance
        period = due(terms, self.number, self.since)
        lent = _lent_within(terms, self.since, period.end)
        owed = opening + sum((tranche.amount for tranche in lent), ZERO)
        interest = self._interest(period, lent)
        principal = self._principal(period, owed, interest, is_new=bool(lent))
        if principal == owed and terms.last_row == LastRow.INTEREST:
            interest = self._last_interest(interest, principal)
        self.balance, self.since = owed - principal, period.end
        return Row(
            number=self.number,
            date=period.end,
            opening=opening,
            interest=interest,
            principal=principal,
            payment=interest + principal,
            closing=self.balance,
            fees=terms.row_fee,
            drawn=owed - opening,
            is_estimated=_is_estimated(terms, period),
        )

    def _interest(self, period: Due, lent: list[Tranche]) -> Decimal:
        """Return the interest due: of the balance, and of what was lent on the way."""
        exact = Fraction(self.balance) * real_factor(self.terms, period, self.since)
        for tranche in lent:
            factor = real_factor(self.terms, period, tranche.day)
            exact += Fraction(tranche.amount) * factor
        return interest_of(Decimal(1), exact, self.terms.step)

    def _last_interest(self, interest: Decimal, principal: Decimal) -> Decimal:
        """Return what of a usual instalment is left, if roundings alone explain it."""
        if self.terms.mode != Mode.CONSTANT_PAYMENT or self.payment is None:
            return interest
        left = self.payment - principal
        explained = abs(left - interest) <= self.residue + self.terms.step
        return left if explained and left >= 0 else interest

    def _principal(
        self, period: Due, owed: Decimal, interest: Decimal, *, is_new: bool
    ) -> Decimal:
        """Return the capital that the row repays, below zero where interest is added."""
        terms = self.terms
        if self.number == terms.last_number:
            return owed
        if self.number <= self._last_deferred():
            return -interest if terms.deferral == Deferral.TOTAL else ZERO
        principal = _CAPITAL[terms.mode](self, period, owed, is_new)
        return owed if principal >= owed - terms.residual else principal

    def _share(self, period: Due, owed: Decimal, is_new: bool) -> Decimal:
        """Return the same capital as in the row before, unless money was lent since."""
        if self.share is None or is_new:
            exact = (owed - self.terms.residual) / self._rows_left()
            self.share = self.terms.round_payment(exact)
        return self.share

    def _level(self, period: Due, owed: Decimal, is_new: bool) -> Decimal:
        """Return the instalment less the interest of a whole period."""
        terms = self.terms
        factor = whole_factor(terms, terms.basis, period)
        interest = interest_of(owed, factor, terms.step)
        percent = step_at(terms.rates, period.end - ONE_DAY).percent
        if self.payment is None or is_new or self.percent not in (None, percent):
            self.payment = self._new_payment(period, owed, factor)
        self.percent = percent
        if self.payment < interest:
            return self._no_capital(interest)
        principal = self.payment - interest
        self.residue += interest_of(self.residue, factor, terms.step) + terms.step
        is_last = terms.instalments is None and owed - principal <= self.residue
        return owed if is_last else principal

    def _no_capital(self, interest: Decimal) -> Decimal:
        """Repay nothing in a row that a rate since lowered made dear, and go on anew.

        The instalment computed at a new rate may be below the interest of the row in
        which the rate changed; one that was agreed may not.
        """
        if self.payment == self.terms.payment:
            raise TermsError(
                "payment_below_interest",
                number=self.number, payment=self.payment, interest=interest,
            )  # fmt: skip
        self.payment = None
        return ZERO

    def _new_payment(self, period: Due, owed: Decimal, factor: Fraction) -> Decimal:
        """Return the instalment for the rows left, at the rate in force now."""
        terms = self.terms
        if terms.instalments is None and self.payment is not None:
            return self.payment  # the contract keeps it; the number of rows moves
        basis = terms.basis.frozen_at(period.end - ONE_DAY)
        later = range(self.number + 1, terms.last_number + 1)
        factors = [factor] + [
            whole_factor(terms, basis, due(terms, number, period.end))
            for number in later
        ]
        return terms.round_payment(level_payment(owed, terms.residual, factors))

    def _rows_left(self) -> int:
        return self.terms.last_number - self.number + 1


def _nothing(table: _Table, period: Due, owed: Decimal, is_new: bool) -> Decimal:
    return ZERO


_CAPITAL = {
    Mode.CONSTANT_PAYMENT: _Table._level,
    Mode.CONSTANT_PRINCIPAL: _Table._share,
    Mode.BULLET: _nothing,
}


def _broken_row(terms: Terms, start: Start, end: date) -> Row:
    """Return row 0: interest of the days before the first whole period."""
    lent = _lent_within(terms, start.since, end)
    basis = terms.broken_basis
    exact = Fraction(start.balance) * basis.factor(start.since, end)
    exact += sum(Fraction(t.amount) * basis.factor(t.day, end) for t in lent)
    interest = interest_of(Decimal(1), exact, terms.step)
    drawn = sum((tranche.amount for tranche in lent), ZERO)
    return Row(
        number=start.number,
        date=end,
        opening=start.balance,
        interest=interest,
        principal=ZERO,
        payment=interest,
        closing=start.balance + drawn,
        drawn=drawn,
        kind=RowKind.BROKEN,
        is_estimated=_is_estimated(terms, Due(start.number, start.since, end, end)),
    )


def _lent_within(terms: Terms, since: date, end: date) -> list[Tranche]:
    """Return the later tranches from ``since``, included, to ``end``, excluded."""
    first = terms.drawn_on
    return [t for t in terms.tranches if since <= t.day < end and t.day != first]


def _is_estimated(terms: Terms, period: Due) -> bool:
    """Return whether a rate of the period was not known."""
    within = [s for s in terms.rates if period.start < s.start < period.end]
    return any(s.is_estimated for s in [step_at(terms.rates, period.start), *within])
