# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bank's table beside the computed one: where they part, by how much, and why.

The bank's table prevails. What differs is told apart by what would explain it: the cause
is that of which a computation comes closest, and it is *likely*, never certain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from statistics import median

from odoo.addons.ap_base.arithmetic.money import CENT, ZERO

from .building import build
from .day_count import DayCount, year_fraction
from .exceptions import LoanRuleError
from .periods import due, real_factor
from .rates import Conversion
from .schedule import Row, Schedule
from .terms import BrokenPeriod, InsuranceKind, PaymentRounding, Terms

COLUMNS = (
    "date", "opening", "interest", "principal", "insurance", "fees", "payment", "closing",
)  # fmt: skip
CAPITAL = ("interest", "principal", "payment", "closing")


class Cause(str, Enum):
    """What most likely makes the two tables differ."""

    NONE = "none"
    ROUNDING = "rounding"
    INSURANCE = "insurance"
    FEES = "fees"
    FIRST_PERIOD = "first_period"
    DAY_COUNT = "day_count"
    CONVERSION = "conversion"
    PAYMENT = "payment"
    RATE = "rate"
    DATES = "dates"
    ROWS = "rows"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A row of both tables; by column, (bank, computed) where they differ.

    One of the rows is None where only the other table has it.
    """

    number: int
    bank: Row | None
    computed: Row | None
    columns: dict[str, tuple[object, object]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs.

    ``first``: the first row that does, None if none. ``sums``: bank less computed, by
    column of amounts. ``cause`` with its ``detail``: the day count, conversion,
    insurance kind or implied yearly rate in percent that explains the bank's figures.
    """

    first: RowDifference | None
    differing_rows: int
    sums: dict[str, Decimal]
    cause: Cause
    detail: str = ""


def compare(
    terms: Terms,
    bank: Schedule,
    tolerance: Decimal = CENT,
    computed: Schedule | None = None,
) -> Comparison:
    """Return how the bank's table differs from the one that the terms give.

    ``tolerance``: what a row's amount may differ without being named. ``computed``: the
    table where it is there already.
    """
    ours = build(terms) if computed is None else computed
    found = list(_differences(bank, ours, tolerance))
    sums = {
        name: bank.total(name) - ours.total(name)
        for name in ("interest", "principal", "insurance", "fees", "payment")
    }
    if not found and not any(sums.values()):
        return Comparison(None, 0, sums, Cause.NONE)
    cause, detail = _cause(terms, bank, ours, found)
    return Comparison(found[0] if found else None, len(found), sums, cause, detail)


def _differences(
    bank: Schedule, ours: Schedule, tolerance: Decimal
) -> Iterator[RowDifference]:
    for rank in range(max(len(bank.rows), len(ours.rows))):
        theirs = bank.rows[rank] if rank < len(bank.rows) else None
        own = ours.rows[rank] if rank < len(ours.rows) else None
        if theirs is None or own is None:
            yield RowDifference((theirs or own).number, theirs, own, {})
            continue
        columns = {
            name: (getattr(theirs, name), getattr(own, name))
            for name in COLUMNS
            if _differ(getattr(theirs, name), getattr(own, name), tolerance)
        }
        if columns:
            yield RowDifference(theirs.number, theirs, own, columns)


def _differ(a: object, b: object, tolerance: Decimal) -> bool:
    return a != b if isinstance(a, date) else abs(a - b) > tolerance


def _cause(
    terms: Terms, bank: Schedule, ours: Schedule, found: Sequence[RowDifference]
) -> tuple[Cause, str]:
    """Return the likely cause and its detail, the plainest first."""
    if len(bank.rows) != len(ours.rows) and terms.instalments is not None:
        moved = _first_period(terms, bank)
        return moved or (Cause.ROWS, f"{len(bank.rows)} / {len(ours.rows)}")
    named = {name for one in found for name in one.columns}
    if not named & {"date", *CAPITAL}:
        return _cause_beside_capital(terms, bank, named)
    if _is_rounding(terms, bank, ours):
        return Cause.ROUNDING, ""
    for variant in (_first_period, _other_payment, _other_basis):
        if explained := variant(terms, bank):
            return explained
    if "date" in named and not named & {"interest", "principal"}:
        return Cause.DATES, ""
    return _rate(terms, bank)


def _cause_beside_capital(
    terms: Terms, bank: Schedule, named: set[str]
) -> tuple[Cause, str]:
    """Return which of insurance, fees and mere roundings the tables differ by."""
    if "insurance" in named:
        return Cause.INSURANCE, _insurance(terms, bank)
    if "fees" in named:
        return Cause.FEES, ""
    return Cause.ROUNDING, ""


def _insurance(terms: Terms, bank: Schedule) -> str:
    """Return the kind of premium that the bank's own rows show."""
    premiums = [row.insurance for row in bank.rows if row.number > 0]
    if not any(premiums):
        return InsuranceKind.NONE.value
    if max(premiums[:-1], default=premiums[-1]) - min(premiums) <= CENT:
        return InsuranceKind.PER_ROW.value
    falls = all(a >= b for a, b in zip(premiums, premiums[1:], strict=False))
    return InsuranceKind.REMAINING.value if falls else InsuranceKind.GIVEN.value


def _is_rounding(terms: Terms, bank: Schedule, ours: Schedule) -> bool:
    """Return whether roundings alone explain every row.

    Interest may differ by one step and what the capital so far differs by explains;
    the last row carries what they left.
    """
    if [row.date for row in bank.rows] != [row.date for row in ours.rows]:
        return False
    for theirs, own in zip(bank.rows[:-1], ours.rows[:-1], strict=True):
        drift = ZERO
        if own.opening:
            drift = abs(theirs.opening - own.opening) * own.interest / own.opening
        if abs(theirs.interest - own.interest) > terms.step + drift:
            return False
        if abs(theirs.payment - own.payment) > terms.step + drift:
            return False
    return True


def _explains(terms: Terms, bank: Schedule, **changes: object) -> bool:
    """Return whether the terms so changed give the bank's table, but for roundings."""
    try:
        ours = build(replace(terms, **changes))
    except LoanRuleError:
        return False
    return len(ours.rows) == len(bank.rows) and _is_rounding(terms, bank, ours)


def _first_period(terms: Terms, bank: Schedule) -> tuple[Cause, str] | None:
    """Return the way of counting the broken first period that gives the bank's table."""
    for place in BrokenPeriod:
        for count in DayCount:
            if _explains(terms, bank, broken_period=place, broken_day_count=count):
                return Cause.FIRST_PERIOD, f"{place.value} {count.value}"
    if len(bank.rows) == 1 or len(bank.rows) != (terms.instalments or len(bank.rows)):
        return None
    return _first_interest_only(terms, bank)


def _first_interest_only(terms: Terms, bank: Schedule) -> tuple[Cause, str] | None:
    """Return whether the bank only reckons the first interest in a way of its own."""
    try:
        ours = build(terms)
    except LoanRuleError:
        return None
    if len(ours.rows) != len(bank.rows):
        return None
    first, own = bank.rows[0], ours.rows[0]
    like_ours = replace(
        first, interest=own.interest, payment=own.interest + first.principal
    )
    alike = Schedule((like_ours, *bank.rows[1:]), bank.tranches)
    if not _is_rounding(terms, alike, ours):
        return None
    return Cause.FIRST_PERIOD, f"{first.interest - own.interest:+}"


def _other_basis(terms: Terms, bank: Schedule) -> tuple[Cause, str] | None:
    """Return the day count or the conversion by which interest is the bank's.

    Each interest is reckoned on the bank's own opening, so that an instalment computed
    otherwise does not hide the day count.
    """
    tried = [(Cause.DAY_COUNT, count, {"day_count": count}) for count in DayCount]
    tried += [(Cause.CONVERSION, one, {"conversion": one}) for one in Conversion]
    for cause, value, changes in tried:
        other = replace(terms, **changes)
        if other != terms and _fits(other, bank) == len(bank.rows):
            return cause, value.value
    return None


def _fits(terms: Terms, bank: Schedule) -> int:
    """Return on how many rows the interest is the terms' of the bank's own opening."""
    fitting, since = 0, terms.drawn_on
    for row in bank.rows:
        period = due(terms, max(row.number, terms.first_number), since)
        expected = row.opening * _as_decimal(real_factor(terms, period, since))
        fitting += period.end == row.date and abs(expected - row.interest) <= terms.step
        since = row.date
    return fitting


def _as_decimal(factor: Fraction) -> Decimal:
    return Decimal(factor.numerator) / factor.denominator


def _other_payment(terms: Terms, bank: Schedule) -> tuple[Cause, str] | None:
    """Return the bank's instalment where interest agrees and the instalment does not."""
    if _fits(terms, bank) < len(bank.rows):
        return None
    usual = median(row.payment for row in bank.rows)
    for rounding in PaymentRounding:
        for step in (CENT, Decimal("0.1"), Decimal(1)):
            if _explains(terms, bank, payment_rounding=rounding, payment_step=step):
                return Cause.ROUNDING, f"{rounding.value} {step}"
    return Cause.PAYMENT, str(usual)


def _rate(terms: Terms, bank: Schedule) -> tuple[Cause, str]:
    """Return the yearly rate that the bank's interest implies, where it is one."""
    lent = []  # capital × years of each row
    since = terms.drawn_on
    for row in bank.rows:
        years = year_fraction(since, max(row.date, since), terms.day_count)
        lent.append(row.opening * _as_decimal(years))
        since = row.date
    if not sum(lent):
        return Cause.UNKNOWN, ""
    rate = bank.total("interest") / sum(lent)
    near = [
        abs(row.interest - one * rate) <= 2 * terms.step + row.interest / 1000
        for row, one in zip(bank.rows, lent, strict=True)
    ]
    if sum(near) * 10 < len(near) * 9:
        return Cause.UNKNOWN, ""
    return Cause.RATE, f"{rate * 100:.2f}"
