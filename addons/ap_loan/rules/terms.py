# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a loan contract says, and what of it cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from enum import Enum

from odoo.addons.ap_base.arithmetic.calendar import month_end, month_number
from odoo.addons.ap_base.arithmetic.money import CENT, ZERO, round_half_up

from .day_count import DayCount
from .exceptions import TermsError
from .rates import Basis, Conversion, RateStep

LONGEST = 1200  # rows: a hundred years of months
FINEST, COARSEST = Decimal("0.00001"), Decimal(100000)  # steps of any currency
GREATEST = Decimal(10) ** 15  # beyond, cents would not fit into 28 digits of products


class Mode(str, Enum):
    """How capital is repaid: equal instalments, equal capital, or all at the end."""

    CONSTANT_PAYMENT = "constant_payment"
    CONSTANT_PRINCIPAL = "constant_principal"
    BULLET = "bullet"


class Deferral(str, Enum):
    """What the first rows pay: everything, interest only, or nothing.

    PARTIAL (*différé partiel*): interest only. TOTAL (*différé total*): nothing, the
    interest is added to the capital.
    """

    NONE = "none"
    PARTIAL = "partial"
    TOTAL = "total"


class BrokenPeriod(str, Enum):
    """Where the days before the first whole period are paid (*intérêts intercalaires*).

    OWN_ROW: in a row 0, on the day the whole periods start. FIRST_ROW: with the first
    instalment. A first period shorter than the others is always in the first row.
    """

    OWN_ROW = "own_row"
    FIRST_ROW = "first_row"


class InsuranceKind(str, Enum):
    """What the premium is reckoned on.

    INITIAL: a yearly percentage of the capital lent. REMAINING: a yearly percentage of
    the capital outstanding before the row. PER_ROW: an amount for each row. TOTAL: an
    amount for the whole loan, shared by its rows. GIVEN: an amount row by row.
    """

    NONE = "none"
    INITIAL = "initial"
    REMAINING = "remaining"
    PER_ROW = "per_row"
    TOTAL = "total"
    GIVEN = "given"


class PaymentRounding(str, Enum):
    """To which side the computed instalment is rounded."""

    NEAREST = "nearest"
    UP = "up"


class LastRow(str, Enum):
    """What of the last row takes the cents that roundings left.

    PAYMENT: the last instalment differs. INTEREST: it is the same as the others and the
    interest is what is left of it, as some banks and textbooks have it.
    """

    PAYMENT = "payment"
    INTEREST = "interest"


@dataclass(frozen=True, slots=True)
class Tranche:
    """An amount lent on a day."""

    day: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Insurance:
    """A premium: ``value`` is a percentage or an amount by `kind`; no interest."""

    kind: InsuranceKind = InsuranceKind.NONE
    value: Decimal = ZERO
    amounts: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """A loan contract.

    ``tranches``: what is lent and when; ``first_date``: the first due date, in advance
    usually the day of the money, ``first_number`` the number of its row (above 1 where
    a rescheduling takes over). ``instalments``: how many rows, those of the deferral
    included and a row 0 not; None with a given ``payment`` runs until nothing is left.
    ``period_months``: 1, 3, 6, 12, or any other number. ``payment``: capital and
    interest, without insurance, where the contract gives it. ``residual``: capital
    paid with the last row on top. ``broken_day_count``: base of the broken first
    period; None is that of the loan, or exact/365 where the loan counts in months.
    ``is_end_of_month``: due dates are ends of months. ``row_fee``: a charge of each row.
    ``step``: the currency's smallest amount; ``payment_step``: what the computed
    instalment is rounded to, a multiple of it; None is the same.
    """

    tranches: tuple[Tranche, ...]
    first_date: date
    instalments: int | None
    rates: tuple[RateStep, ...]
    mode: Mode = Mode.CONSTANT_PAYMENT
    period_months: int = 1
    conversion: Conversion = Conversion.PROPORTIONAL
    day_count: DayCount = DayCount.MONTHS
    broken_day_count: DayCount | None = None
    broken_period: BrokenPeriod = BrokenPeriod.FIRST_ROW
    is_in_advance: bool = False
    is_end_of_month: bool = False
    payment: Decimal | None = None
    residual: Decimal = ZERO
    deferral: Deferral = Deferral.NONE
    deferral_rows: int = 0
    first_number: int = 1
    insurance: Insurance = Insurance()
    row_fee: Decimal = ZERO
    payment_rounding: PaymentRounding = PaymentRounding.NEAREST
    payment_step: Decimal | None = None
    last_row: LastRow = LastRow.PAYMENT
    step: Decimal = CENT

    def __post_init__(self) -> None:
        """Refuse what is no loan, by the code of the first thing wrong."""
        for code, is_wrong in _WRONG.items():
            if is_wrong(self):
                raise TermsError(code)

    @property
    def drawn_on(self) -> date:
        """The day of the first money."""
        return min(tranche.day for tranche in self.tranches)

    @property
    def principal(self) -> Decimal:
        """All that is lent."""
        return sum((tranche.amount for tranche in self.tranches), ZERO)

    @property
    def last_number(self) -> int | None:
        """The number of the last row, None if the payment decides."""
        if self.instalments is None:
            return None
        return self.first_number + self.instalments - 1

    @property
    def basis(self) -> Basis:
        """How interest of whole periods is computed."""
        return Basis(self.rates, self.day_count, self.conversion)

    @property
    def broken_basis(self) -> Basis:
        """How interest of a broken first period is computed."""
        count = self.broken_day_count
        if count is None:
            months = self.day_count == DayCount.MONTHS
            count = DayCount.EXACT_365 if months else self.day_count
        return Basis(self.rates, count, self.conversion)

    def round_payment(self, amount: Decimal) -> Decimal:
        """Return the instalment as the contract rounds it.

        >>> terms = Terms((Tranche(date(2026, 1, 1), Decimal(100)),), date(2026, 2, 1),
        ...     1, (RateStep(date(2026, 1, 1), Decimal(1)),),
        ...     payment_rounding=PaymentRounding.UP, payment_step=Decimal(1))
        >>> terms.round_payment(Decimal("3226.25")), terms.round_payment(Decimal("7.00"))
        (Decimal('3227'), Decimal('7'))
        """
        step = self.payment_step or self.step
        if self.payment_rounding == PaymentRounding.NEAREST:
            return round_half_up(amount, step)
        return (amount / step).to_integral_value(ROUND_CEILING) * step


def _amounts(terms: Terms) -> list[Decimal]:
    """Return all amounts of the contract; a percentage of insurance counts as one."""
    amounts = [tranche.amount for tranche in terms.tranches]
    amounts += [terms.principal, terms.residual, terms.row_fee, terms.payment or ZERO]
    return [*amounts, terms.insurance.value, *terms.insurance.amounts]


def _is_off_step(terms: Terms) -> bool:
    amounts = [tranche.amount for tranche in terms.tranches]
    amounts += [terms.residual, terms.row_fee, terms.payment or ZERO]
    return any(amount != round_half_up(amount, terms.step) for amount in amounts)


def _is_long(terms: Terms) -> bool:
    rows = terms.instalments
    return rows is not None and not 1 <= rows <= LONGEST


def _has_odd_deferral(terms: Terms) -> bool:
    if (terms.deferral == Deferral.NONE) != (terms.deferral_rows == 0):
        return True
    rows = terms.instalments or LONGEST
    return not 0 <= terms.deferral_rows < rows


def _leaves_the_calendar(terms: Terms) -> bool:
    """Whether a due date, or the one before the first, is outside years 1 to 9999."""
    first = month_number(terms.first_date)
    months = (terms.instalments or LONGEST) * terms.period_months
    last_of_all, first_of_all = month_number(date.max), month_number(date.min)
    return first + months > last_of_all or first - terms.period_months < first_of_all


def _runs_for_ever(terms: Terms) -> bool:
    given = terms.payment is not None and terms.mode == Mode.CONSTANT_PAYMENT
    return terms.instalments is None and not given


def _has_odd_insurance(terms: Terms) -> bool:
    insurance = terms.insurance
    given = insurance.kind == InsuranceKind.GIVEN and terms.instalments is not None
    amounts = insurance.amounts
    if insurance.kind in (InsuranceKind.PER_ROW, InsuranceKind.TOTAL):
        amounts = (*amounts, insurance.value)
    if insurance.value < 0 or any(amount < 0 for amount in amounts):
        return True
    if any(amount != round_half_up(amount, terms.step) for amount in amounts):
        return True
    return given and len(insurance.amounts) != terms.instalments


_WRONG = {
    "no_tranche": lambda terms: not terms.tranches,
    "amount_not_positive": lambda terms: any(t.amount <= 0 for t in terms.tranches),
    "amount_out_of_bounds": lambda terms: any(a >= GREATEST for a in _amounts(terms)),
    "period_not_positive": lambda terms: terms.period_months < 1,
    "steps_out_of_bounds": lambda terms: any(
        step is not None and not FINEST <= step <= COARSEST
        for step in (terms.step, terms.payment_step)
    ),
    "payment_step_off_step": lambda terms: (terms.payment_step or ZERO) % terms.step
    != 0,
    "amount_off_step": _is_off_step,
    "instalments_out_of_bounds": _is_long,
    "outside_calendar": _leaves_the_calendar,
    "instalments_missing": _runs_for_ever,
    "no_rate": lambda terms: not terms.rates,
    "rate_out_of_bounds": lambda terms: any(
        not -100 < rate.percent < 1000 for rate in terms.rates
    ),
    "rates_out_of_order": lambda terms: any(
        terms.rates[i].start >= terms.rates[i + 1].start
        for i in range(len(terms.rates) - 1)
    ),
    "first_date_too_early": lambda terms: (
        terms.first_date < terms.drawn_on
        or (terms.first_date == terms.drawn_on and not terms.is_in_advance)
    ),
    "first_date_not_end_of_month": lambda terms: (
        terms.is_end_of_month and terms.first_date != month_end(terms.first_date)
    ),
    "payment_not_positive": lambda t: t.payment is not None and t.payment <= 0,
    "payment_of_another_mode": lambda terms: (
        terms.payment is not None and terms.mode != Mode.CONSTANT_PAYMENT
    ),
    "fee_negative": lambda terms: terms.row_fee < 0,
    "residual_out_of_bounds": lambda terms: not 0 <= terms.residual < terms.principal,
    "deferral_out_of_bounds": _has_odd_deferral,
    "insurance_out_of_bounds": _has_odd_insurance,
}
