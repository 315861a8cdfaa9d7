# SPDX-License-Identifier: AGPL-3.0-or-later
"""Payment terms, late penalties and fees to declare.

Caps: C. com. L441-10, I (`terms.days.*`), L441-11 for transport [unverified]. Penalties:
L441-10, from the day after the due date, no reminder needed; 40 € for recovery: D441-5.
Fees: CGI 240 (DAS2). All figures come from the `Law` that is given.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from .law import Law

DEFAULT, NET, END_OF_MONTH = "default", "net", "eom"
PERIODIC, TRANSPORT = "periodic", "transport"
REFERENCES = {DEFAULT: "terms.default", TRANSPORT: "terms.transport"}
OK, TOO_LATE, UNKNOWN = "ok", "too_late", "unknown"
ONLY_IF_END_OF_MONTH = "only_if_eom"
CENT = Decimal("0.01")
YEAR_DAYS = 365
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cap:
    """The last day the law allows; ``latest`` is None if the data know no cap."""

    case: str
    latest: date | None
    reference: str


@dataclass(frozen=True, slots=True)
class TermCheck:
    """A due date against its cap: ``excess_days`` after ``latest``."""

    status: str
    case: str
    latest: date | None
    excess_days: int
    reference: str


@dataclass(frozen=True, slots=True)
class Slice:
    """Days late at one yearly rate, both days included; None: rate not known."""

    start: date
    end: date
    percent: Decimal | None
    amount: Decimal

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True)
class Penalty:
    """What a late payment costs; ``complete`` unless a rate is not known."""

    slices: tuple[Slice, ...]
    interest: Decimal
    indemnity: Decimal
    complete: bool

    @property
    def days(self) -> int:
        """Days late."""
        return sum(piece.days for piece in self.slices)

    @property
    def total(self) -> Decimal:
        """Interest and indemnity; neither bears VAT."""
        return self.interest + self.indemnity


@dataclass(frozen=True, slots=True)
class FeePayment:
    """Fees paid to a beneficiary on a day, VAT included."""

    beneficiary: str
    day: date
    amount: Decimal
    nature: str = ""


@dataclass(frozen=True, slots=True)
class FeeTotal:
    """A beneficiary's fees of a calendar year, against the threshold of the year.

    ``to_declare`` is None when the data know no threshold.
    """

    beneficiary: str
    year: int
    amount: Decimal
    threshold: Decimal | None
    to_declare: bool | None
    by_nature: tuple[tuple[str, Decimal], ...]


def end_of_month(day: date) -> date:
    """Return the last day of the month.

    >>> end_of_month(date(2026, 2, 3))
    datetime.date(2026, 2, 28)
    """
    return day.replace(day=monthrange(day.year, day.month)[1])


def end_of_month_dates(issue: date, days: int) -> tuple[date, date]:
    """Return both admitted readings: days then end of month, end of month then days.

    >>> end_of_month_dates(date(2026, 1, 10), 45)
    (datetime.date(2026, 2, 28), datetime.date(2026, 3, 17))
    """
    delay = timedelta(days=days)
    return end_of_month(issue + delay), end_of_month(issue) + delay


def cap(law: Law, case: str, issue: date, received: date | None = None) -> Cap:
    """Return the last due date that the law allows in that case.

    `case`: ``default`` (nothing agreed: the clock starts at `received`, the receipt of
    the goods or the performance), ``net``, ``eom``, ``periodic``, ``transport``: the
    clock starts at the `issue` of the invoice, not when it arrives.
    """
    reference = law.cite(REFERENCES.get(case, "terms.agreed"), issue)
    days = law.value(f"terms.days.{case}", issue)
    start = received if case == DEFAULT else issue
    if days is None or start is None:
        return Cap(case, None, reference)
    if case == END_OF_MONTH:
        return Cap(case, max(end_of_month_dates(start, int(days))), reference)
    return Cap(case, start + timedelta(days=int(days)), reference)


def check_due_date(
    law: Law, due: date, issue: date, case: str = "", received: date | None = None
) -> TermCheck:
    """Compare a due date with its cap.

    Without a `case`, something was agreed but nobody stated what: within the net cap it is
    right; within the end-of-month cap it is right if the contract says so expressly
    (status ``only_if_eom``); after both it is too late.
    """
    if case:
        return _against(cap(law, case, issue, received), due)
    net = _against(cap(law, NET, issue), due)
    if net.status != TOO_LATE:
        return net
    month = _against(cap(law, END_OF_MONTH, issue), due)
    if month.status == OK:
        return replace(month, status=ONLY_IF_END_OF_MONTH)
    return max(net, month, key=lambda check: check.latest or date.min)


def _against(limit: Cap, due: date) -> TermCheck:
    if limit.latest is None:
        return TermCheck(UNKNOWN, limit.case, None, 0, limit.reference)
    excess = max((due - limit.latest).days, 0)
    status = TOO_LATE if excess else OK
    return TermCheck(status, limit.case, limit.latest, excess, limit.reference)


def penalty(
    law: Law, amount: Decimal, due: date, paid: date, frozen: bool = False
) -> Penalty:
    """Return interest and indemnity of one invoice, VAT included, paid on one day.

    The rate of each half-year counts for its days. `frozen`: the rate of the first day
    late counts for all (the practice of some). An amount of nothing, or paid in time,
    costs nothing.
    """
    return penalty_of_payments(law, amount, due, [(paid, amount)], paid, frozen)


def penalty_of_payments(
    law: Law,
    amount: Decimal,
    due: date,
    payments: Iterable[tuple[date, Decimal]],
    until: date,
    frozen: bool = False,
) -> Penalty:
    """Return what is owed at `until` when the invoice is paid bit by bit, or not at all.

    Interest runs on what is still open, from the day after `due`; the day of a payment
    is a day late. The indemnity is due once per invoice that was paid late.
    """
    pieces, exact, shown = [], Decimal(0), Decimal(0)
    for start, end, balance in _balances(amount, due, payments, until):
        for first, last, percent in _rates(law, start, end, due if frozen else None):
            days = (last - first).days + 1
            exact += balance * days * (percent or 0) / 100 / YEAR_DAYS
            rounded = exact.quantize(CENT, ROUND_HALF_UP)
            pieces.append(Slice(first, last, percent, rounded - shown))
            shown = rounded
    indemnity = law.value("late.indemnity", due) if pieces else Decimal(0)
    complete = indemnity is not None and all(p.percent is not None for p in pieces)
    return Penalty(tuple(pieces), shown, indemnity or Decimal(0), complete)


def _balances(amount, due, payments, until):
    """Yield (first day late, last, open amount) between payments."""
    balance, start = amount, due + ONE_DAY
    for day, paid in sorted(payments):
        if day > until:
            break
        if day >= start and balance > 0:
            yield start, day, balance
            start = day + ONE_DAY
        balance -= paid
    if balance > 0 and until >= start:
        yield start, until, balance


def _rates(law: Law, start: date, end: date, due: date | None):
    """Yield (first, last, percent) for the days, cut at 1 January and 1 July.

    `due`: freeze the rate of the day after it.
    """
    if due is not None:
        yield start, end, law.value("late.rate", due + ONE_DAY)
        return
    while start <= end:
        half = date(start.year, 6, 30) if start.month <= 6 else date(start.year, 12, 31)
        last = min(half, end)
        yield start, last, law.value("late.rate", start)
        start = last + ONE_DAY


def lowest_agreed_rate(law: Law, day: date) -> Decimal | None:
    """Return the lowest rate that two parties may agree: a multiple of the legal rate.

    None when the legal rate of that half-year is not known.
    """
    legal = law.value("legal_rate.professional", day)
    multiple = law.value("late.legal_multiple", day)
    return None if legal is None or multiple is None else legal * multiple


def fees_to_declare(law: Law, payments: Sequence[FeePayment]) -> list[FeeTotal]:
    """Return each beneficiary's fees per calendar year, the largest first.

    What counts is what was paid in the year, VAT included. A beneficiary is to be
    declared when the year's total is above the threshold (that the threshold itself is
    still free is unverified).
    """
    sums: dict[tuple[int, str], dict[str, Decimal]] = {}
    for payment in payments:
        natures = sums.setdefault((payment.day.year, payment.beneficiary), {})
        before = natures.get(payment.nature, Decimal(0))
        natures[payment.nature] = before + payment.amount
    totals = []
    for (year, beneficiary), natures in sums.items():
        amount = sum(natures.values(), Decimal(0))
        threshold = law.value("das2.threshold", date(year, 12, 31))
        above = None if threshold is None else amount > threshold
        kinds = tuple(sorted(natures.items()))
        totals.append(FeeTotal(beneficiary, year, amount, threshold, above, kinds))
    return sorted(totals, key=lambda t: (t.year, -t.amount, t.beneficiary))
