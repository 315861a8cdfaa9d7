# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which foreign purchases are reported to the tax office (flux 10.1, role BY), and by when.

CGI 290; DGFiP external specifications 3.2. What is reported by which rule, and the periods of
each VAT regime, are dated rows: nothing of the law stands here but the order of things.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

REPORT, LEAVE, REVIEW = "report", "leave", "review"
EU, WORLD, NOWHERE = "eu", "world", "unknown"  # neither country nor number says it
ANY = ""
FIRST_TEN, SECOND_TEN = 10, 20
DECADE, MONTH, TWO_MONTHS = "decade", "month", "two_months"


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: what becomes of purchases like that. ``""`` and None: whatever it is."""

    code: str
    outcome: str
    zone: str = ANY
    treatment: str = ANY
    einvoice: bool | None = None
    business: bool | None = None
    category: str = ""
    exemption: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def fits(self, purchase: Purchase) -> bool:
        """Whether the row is in force on the day, and about such a purchase."""
        return (
            (self.valid_from is None or self.valid_from <= purchase.day)
            and (self.valid_to is None or purchase.day <= self.valid_to)
            and self.zone in (ANY, purchase.zone)
            and self.treatment in (ANY, purchase.treatment)
            and self.einvoice in (None, purchase.einvoice)
            and self.business in (None, purchase.business)
        )


@dataclass(frozen=True, slots=True)
class Purchase:
    """The lines of one bill under one treatment of VAT. ``treatment``: that of the tax on
    them, `charged` where the supplier charges VAT, `none` where there is no tax;
    ``einvoice``: it came as a domestic e-invoice; ``business``: the supplier is a taxable
    person."""

    day: date
    zone: str
    treatment: str
    einvoice: bool = False
    business: bool = True


def decide(rules: Iterable[Rule], purchase: Purchase) -> Rule:
    """Return the first row that fits; one that asks a person where none does.

    >>> rows = [Rule("import", LEAVE, treatment="import"), Rule("eu", REPORT, EU)]
    >>> decide(rows, Purchase(date(2026, 10, 1), EU, "eu_goods")).code
    'eu'
    >>> decide(rows, Purchase(date(2026, 10, 1), WORLD, "none")).outcome
    'review'
    """
    return next((row for row in rules if row.fits(purchase)), Rule("unknown", REVIEW))


@dataclass(frozen=True, slots=True)
class Regime:
    """A row: how long a period of a VAT regime is, and when its report is due.

    ``due_day``: a day of the month after the period, 0 for its last day; ``due_in_month``:
    the days on which the first and second ten days of a month are due, in that month (0: its
    last day)."""

    code: str
    length: str
    due_day: int = 10
    due_in_month: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Period:
    """Days that are reported together, both included, and the last day to do it."""

    start: date
    end: date
    due: date


def period_of(regime: Regime, day: date) -> Period:
    """Return the period that the day is in.

    >>> monthly = Regime("monthly", DECADE, 10, (20, 0))
    >>> period_of(monthly, date(2026, 11, 7)).due.isoformat()
    '2026-11-20'
    >>> one = period_of(monthly, date(2026, 11, 21))
    >>> one.start.isoformat(), one.end.isoformat(), one.due.isoformat()
    ('2026-11-21', '2026-11-30', '2026-12-10')
    >>> period_of(Regime("franchise", TWO_MONTHS, 0), date(2026, 10, 3)).due.isoformat()
    '2026-11-30'
    """
    first = day.replace(day=1)
    if regime.length == DECADE and day.day <= SECOND_TEN:
        second = day.day > FIRST_TEN
        start = first.replace(day=FIRST_TEN + 1) if second else first
        end = first.replace(day=SECOND_TEN if second else FIRST_TEN)
        return Period(start, end, _on(first, regime.due_in_month[second]))
    if regime.length == DECADE:
        first = first.replace(day=SECOND_TEN + 1)
    if regime.length == TWO_MONTHS and not first.month % 2:
        first = (first - timedelta(days=1)).replace(day=1)
    last = first.replace(day=1)
    if regime.length == TWO_MONTHS:
        last = _next_month(last)
    return Period(first, _on(last, 0), _on(_next_month(last), regime.due_day))


def open_periods(
    regime: Regime, start: date, end: date, reported: Iterable[tuple[date, date]]
) -> list[Period]:
    """Return the periods that hold a day of the span and none that is reported already:
    where the regime changed, the first one is what the reports before it left.

    >>> len(open_periods(Regime("monthly", DECADE), date(2026, 10, 1), date(2026, 10, 31), ()))
    3
    >>> monthly, ten = Regime("simplified", MONTH), (date(2026, 11, 1), date(2026, 11, 10))
    >>> [(one.start.day, one.end.day) for one in open_periods(monthly, ten[0], date(2026, 11, 30), [ten])]
    [(11, 30)]
    >>> middle = (date(2026, 11, 11), date(2026, 11, 20))
    >>> [(one.start.day, one.end.day) for one in open_periods(monthly, ten[0], date(2026, 11, 30), [middle])]
    [(1, 10), (21, 30)]
    """
    found, taken, day = [], sorted(reported), start
    while day <= end:
        if spans := [last for first, last in taken if first <= day <= last]:
            day = max(spans) + timedelta(days=1)
            continue
        period = period_of(regime, day)
        before = [last for _first, last in taken if period.start <= last < day]
        after = [first for first, _last in taken if day < first <= period.end]
        first = max(before, default=period.start - timedelta(days=1)) + timedelta(days=1)
        last = min(after, default=period.end + timedelta(days=1)) - timedelta(days=1)
        found.append(Period(first, last, period.due))
        day = last + timedelta(days=1)
    return found


def _next_month(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def _on(first: date, day: int) -> date:
    """That day of a month, its last one for 0."""
    last = calendar.monthrange(first.year, first.month)[1]
    return first.replace(day=min(day, last) if day else last)


def rule_from_row(row: Mapping) -> Rule:
    """A row of the table as a value."""
    flags = {"yes": True, "no": False}
    return Rule(
        row["code"], row["outcome"], row["zone"] or ANY, row["treatment"] or ANY,
        flags.get(row["einvoice"]), flags.get(row["business"]), row["category"] or "",
        row["exemption"] or "", row["valid_from"] or None, row["valid_to"] or None,
    )  # fmt: skip
