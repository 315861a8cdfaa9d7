# SPDX-License-Identifier: AGPL-3.0-or-later
"""Controls of policy: limits by category, grade and city, days, splits, cash, people."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from odoo.addons.ap_base.arithmetic.money import ZERO, round_half_up
from odoo.addons.ap_base.arithmetic.working_days import MONDAY_TO_FRIDAY, is_working

from .control import (
    ASK_APPROVER,
    ASK_HOLDER,
    RECLAIM,
    RECLASS,
    SPREAD,
    Dated,
    Result,
    Subject,
    on,
)
from .control_duplicate import merchant_key
from .transaction import Kind

PER = ("expense", "person", "day", "month", "year")


@dataclass(frozen=True, slots=True)
class Limit(Dated):
    """What the policy allows. An empty text is any.

    ``per``: the expense, the person at the table, or all of the employee's in a day, a
    month or a year. The narrowest row that fits holds: city before country, grade before
    none, nature before any.
    """

    nature: str = ""
    category: str = ""
    grade: str = ""
    city: str = ""
    country: str = ""
    per: str = "expense"
    amount: Decimal = ZERO
    reference: str = ""

    def fits(self, subject: Subject) -> bool:
        """Return whether the row is about the expense."""
        one = subject.one
        asked = (
            (self.nature, subject.nature),
            (self.category.casefold(), one.category.casefold()),
            (self.grade.casefold(), subject.grade.casefold()),
            (self.city.casefold(), one.city.casefold()),
            (self.country, one.supplier_country),
        )
        return all(not wanted or wanted == given for wanted, given in asked)

    @property
    def width(self) -> tuple:
        """Return how narrow the row is; the greatest is the narrowest."""
        marks = (self.category, self.city, self.grade, self.country, self.nature)
        return tuple(bool(mark) for mark in marks)


def limits(subjects: Iterable[Subject], rows: Iterable[Limit]) -> Iterator[Result]:
    """State what is above the policy, by how much, and of which row."""
    rows = list(rows)
    groups: dict[tuple, list[tuple[Subject, Limit]]] = {}
    for subject in subjects:
        if not subject.one.is_spend or subject.one.type == Kind.FEE:
            continue
        for limit in _of(subject, rows):
            groups.setdefault(_span(subject, limit), []).append((subject, limit))
    for found in groups.values():
        yield from _above(found)


def _of(subject: Subject, rows: list[Limit]) -> list[Limit]:
    """Return the narrowest row for each way of counting."""
    best: dict[str, Limit] = {}
    for row in on(rows, subject.day):
        if row.fits(subject):
            known = best.get(row.per)
            if known is None or row.width > known.width:
                best[row.per] = row
    return list(best.values())


def _span(subject: Subject, limit: Limit) -> tuple:
    day = subject.day
    spans: dict[str, Callable[[], object]] = {
        "expense": lambda: subject.id,
        "person": lambda: subject.id,
        "day": lambda: day,
        "month": lambda: (day.year, day.month),
        "year": lambda: day.year,
    }
    who = subject.employee or subject.id
    return limit, who, spans[limit.per]()


def _above(found: list[tuple[Subject, Limit]]) -> Iterator[Result]:
    limit = found[0][1]
    total = sum((subject.amount for subject, _limit in found), ZERO)
    allowed = limit.amount
    if limit.per == "person":
        allowed *= 1 + len(found[0][0].one.attendees)
    if total <= allowed:
        return
    last = max((subject for subject, _limit in found), key=lambda one: (one.day, one.id))
    yield Result(
        last.id,
        "above_limit" if limit.per in ("expense", "person") else "above_limit_span",
        total - allowed,
        {
            "amount": total,
            "limit": allowed,
            "per": limit.per,
            "what": last.one.category or last.nature,
            "reference": limit.reference,
        },
        ASK_APPROVER,
        tuple(subject.id for subject, _limit in found if subject is not last),
        limit.per,
    )


def days_off(
    subjects: Iterable[Subject],
    holidays: Collection[date] = (),
    absences: Callable[[str, date], bool] | None = None,
    natures: Collection[str] = (),
    week: Collection[int] = MONDAY_TO_FRIDAY,
) -> Iterator[Result]:
    """State expenses of weekends, public holidays and days of absence.

    ``natures``: those looked at; empty, all. A hotel's or a subscription's day means
    nothing, so a company names those that do.
    """
    for subject in subjects:
        one = subject.one
        if not one.is_spend or one.expense_date is None or one.type == Kind.FEE:
            continue
        if natures and subject.nature not in natures:
            continue
        day, code = one.expense_date, ""
        if absences and subject.employee and absences(subject.employee, day):
            code = "day_of_absence"
        elif day in holidays:
            code = "public_holiday"
        elif not is_working(day, week):
            code = "weekend"
        if code:
            values = {"day": day, "merchant": one.merchant, "amount": subject.amount}
            yield Result(subject.id, code, subject.amount, values, ASK_HOLDER)


def split_purchases(
    subjects: Iterable[Subject], threshold: Decimal, days: int = 1
) -> Iterator[Result]:
    """State purchases below a threshold that together are above it.

    Of one employee, at one merchant, within that many days.
    """
    groups: dict[tuple, list[Subject]] = {}
    for subject in subjects:
        merchant = merchant_key(subject.one.merchant)
        small = ZERO < subject.amount <= threshold
        if merchant and small and subject.one.is_spend and subject.employee:
            groups.setdefault((subject.employee, merchant), []).append(subject)
    for found in groups.values():
        found.sort(key=lambda subject: (subject.day, subject.id))
        yield from _runs(found, threshold, days)


def _runs(found: list[Subject], threshold: Decimal, days: int) -> Iterator[Result]:
    run: list[Subject] = []
    for subject in [*found, None]:
        if subject and run and (subject.day - run[-1].day).days <= days:
            run.append(subject)
            continue
        expenses = {one.one.external_id for one in run}
        total = sum((one.amount for one in run), ZERO)
        if len(expenses) > 1 and total > threshold:
            values = {
                "merchant": run[-1].one.merchant,
                "count": len(expenses),
                "total": total,
                "limit": threshold,
            }
            others = tuple(one.id for one in run[:-1])
            yield Result(
                run[-1].id, "split_purchase", total, values, ASK_APPROVER, others
            )
        run = [subject] if subject else []


def personal(
    subjects: Iterable[Subject], codes: Collection[str] = ()
) -> Iterator[Result]:
    """State what the employee owes: declared personal, or of a merchant code named so."""
    for subject in subjects:
        one = subject.one
        declared = one.personal or one.type == Kind.PERSONAL
        if declared:
            values = {"merchant": one.merchant, "amount": subject.amount}
            yield Result(subject.id, "personal", subject.amount, values, RECLAIM)
        elif one.mcc and one.mcc in codes:
            values = {"merchant": one.merchant, "mcc": one.mcc}
            yield Result(subject.id, "personal_perhaps", subject.amount, values)


def cash(
    subjects: Iterable[Subject], limit: Decimal | None = None
) -> Iterator[Result]:
    """State withdrawals, and cash paid above what may be paid in cash."""
    for subject in subjects:
        one = subject.one
        is_cash = one.type == Kind.CASH
        if not is_cash and one.payment_method != "cash":
            continue
        if limit is not None and subject.amount > limit:
            values = {"amount": subject.amount, "limit": limit}
            yield Result(
                subject.id, "cash_above_limit", subject.amount - limit, values,
                ASK_APPROVER,
            )  # fmt: skip
        elif is_cash and one.payment_method == "card":
            values = {"amount": subject.amount, "day": one.expense_date}
            yield Result(subject.id, "withdrawal", subject.amount, values, ASK_HOLDER)


def exchange(
    subjects: Iterable[Subject],
    market: Callable[[str, date], Decimal | None],
    percent: Decimal,
) -> Iterator[Result]:
    """State amounts whose rate is off the day's by more than so many percent.

    The rate is that of the two amounts, not the one written. ``market``: euros for one
    of the currency on a day, None where it is not known.
    """
    for subject in subjects:
        one = subject.one
        if one.currency_original in ("", one.currency_base) or not one.gross_original:
            continue
        day_rate = market(one.currency_original, subject.day)
        if not day_rate or not one.gross_base:
            continue
        right = abs(one.gross_original) * day_rate
        off = abs(abs(one.gross_base) - right)
        if off > right * percent / 100:
            step = Decimal("0.01")
            values = {
                "currency": one.currency_original,
                "original": one.gross_original,
                "amount": one.gross_base,
                "right": round_half_up(right, step),
                "percent": round_half_up(off * 100 / right, step),
            }
            stake = round_half_up(off, step)
            yield Result(subject.id, "exchange_rate_off", stake, values, ASK_HOLDER)


def centres(subjects: Iterable[Subject]) -> Iterator[Result]:
    """State costs of a centre or project that is unknown, not open yet, or closed."""
    for subject in subjects:
        one = subject.one
        name = subject.centre or one.cost_centre or one.team
        if not one.is_spend or not name:
            continue
        values = {"centre": name, "day": one.expense_date}
        if not subject.centre_known:
            yield Result(subject.id, "centre_unknown", subject.amount, values, RECLASS)
        elif subject.centre_closed and subject.day > subject.centre_closed:
            values["closed"] = subject.centre_closed
            yield Result(subject.id, "centre_closed", subject.amount, values, RECLASS)
        elif subject.centre_opened and subject.day < subject.centre_opened:
            values["opened"] = subject.centre_opened
            yield Result(subject.id, "centre_not_open", subject.amount, values, RECLASS)


def approvals(subjects: Iterable[Subject]) -> Iterator[Result]:
    """State who approved their own expense."""
    for subject in subjects:
        if subject.approver and subject.approver == subject.employee:
            values = {"employee": subject.employee, "amount": subject.amount}
            yield Result(
                subject.id, "approved_by_himself", subject.amount, values, ASK_APPROVER
            )


def long_services(subjects: Iterable[Subject], least: Decimal) -> Iterator[Result]:
    """State costs whose service lasts beyond the month, to be spread."""
    for subject in subjects:
        period = subject.one.service_period
        if not period or subject.is_spread or abs(subject.amount) < least:
            continue
        start, end = period
        if (start.year, start.month) != (end.year, end.month):
            values = {"start": start, "end": end, "amount": subject.amount}
            yield Result(subject.id, "to_spread", subject.amount, values, SPREAD)
