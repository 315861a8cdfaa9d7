# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates and numbers of supplier bills that cannot be right, or come too late.

CGI ann. II 242 nonies A, I-6° (date of issue), I-7° (unique number, continuous and
chronological), I-10° (date of supply); CGI ann. II 208 (VAT may be deducted until
31 December of the second year after it was forgotten); PCG 1031-3 and 1031-4 (closed
periods). Form of numbers and years: BR-FR-01 to 03 of the e-invoicing rules (XP Z12-012).
Today is given, never read from a clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from .law import Law
from .remarks import BLOCKING, INFO, WARNING, Remark, remark

YEARS = (2000, 2099)  # BR-FR-03
LONGEST_NUMBER = 35  # BR-FR-01
SIGNS = re.compile(r"[A-Za-z0-9+\-_/]+")  # BR-FR-02
NUMBER = re.compile(r"(?P<prefix>.*?)(?P<figures>\d+)(?P<suffix>\D*)")
ADVANCE_TYPES = frozenset({"386", "500", "503"})  # advance payments, and their credit
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of a bill; ``supply``: delivery, or end of the service.

    ``chargeable``: when its VAT fell due at the supplier. ``entry``: day of the entry in
    the books. ``type``: UNTDID 1001.
    """

    issue: date | None
    due: date | None = None
    supply: date | None = None
    chargeable: date | None = None
    entry: date | None = None
    type: str = "380"


@dataclass(frozen=True, slots=True)
class Numbered:
    """A bill in the series of its supplier."""

    id: int
    supplier: object
    number: str
    day: date


def check(law: Law, dates: Dates, today: date) -> list[Remark]:
    """Return what is wrong between the days of one bill.

    ``no_date``, ``year`` (a typing error), ``future``, ``before_supply`` (advances
    excepted), ``due_before_issue``, and those of `check_vat_recovery`.
    """
    issue = dates.issue
    if issue is None:
        return [remark("no_date", BLOCKING, law.cite("invoice.date", today))]
    cited = law.cite("invoice.date", issue)
    found = [
        remark("year", BLOCKING, cited, day=day, name=name)
        for name in ("issue", "due", "supply")
        if (day := getattr(dates, name)) and not YEARS[0] <= day.year <= YEARS[1]
    ]
    if issue > today:
        found.append(remark("future", BLOCKING, cited, days=(issue - today).days))
    supply = dates.supply
    if supply and issue < supply and dates.type not in ADVANCE_TYPES:
        cited = law.cite("invoice.supply_date", issue)
        days = (supply - issue).days
        found.append(remark("before_supply", WARNING, cited, days=days, supply=supply))
    if dates.due and dates.due < issue:
        cited = law.cite("invoice.payment", issue)
        found.append(remark("due_before_issue", WARNING, cited, due=dates.due))
    return [*found, *check_vat_recovery(law, dates, dates.entry or today)]


def recovery_limit(law: Law, chargeable: date) -> date | None:
    """Return the last day on which VAT due on a day may be deducted.

    31 December of the second year after the one in which it should have been: VAT of
    2024 until 31 December 2026. None if the data know no limit.
    """
    years = law.value("vat.recovery_years", chargeable)
    return None if years is None else date(chargeable.year + int(years), 12, 31)


def check_vat_recovery(
    law: Law, dates: Dates, deducted: date, notice_days: int = 60
) -> list[Remark]:
    """Return whether the VAT is deducted too late, or will soon be.

    ``vat_lost`` (blocking: book the bill with its VAT as a cost, or prove another date),
    ``vat_soon_lost`` within so many days of the limit. Without the day on which the VAT
    fell due, the day of issue stands for it.
    """
    start = dates.chargeable or dates.issue
    if start is None or start.year > YEARS[1]:
        return []
    limit = recovery_limit(law, start)
    if limit is None or deducted < limit - timedelta(days=notice_days):
        return []
    code, severity = ("vat_soon_lost", INFO)
    if deducted > limit:
        code, severity = ("vat_lost", BLOCKING)
    return [remark(code, severity, law.cite("vat.recovery", start), limit=limit)]


def check_locked(law: Law, entry: date, locked: date | None) -> list[Remark]:
    """Return whether the day of the entry is in a closed period.

    ``locked``: last closed day. The remedy is the first open day, the bill keeping its
    own date as the date of the document.
    """
    if locked is None or entry > locked:
        return []
    cited = law.cite("period.locked", entry)
    return [remark("locked", BLOCKING, cited, locked=locked, first=locked + ONE_DAY)]


def check_number(law: Law, number: str, day: date, electronic: bool) -> list[Remark]:
    """Return what is wrong with the form of a number.

    ``no_number``; for an e-invoice also ``number_long`` (BR-FR-01) and ``number_signs``
    (BR-FR-02): its platform should have refused it.
    """
    cited = law.cite("invoice.number", day)
    if not any(sign.isalnum() for sign in number or ""):
        return [remark("no_number", BLOCKING, cited)]
    found = []
    if electronic and len(number) > LONGEST_NUMBER:
        found.append(remark("number_long", WARNING, cited, length=len(number)))
    if electronic and not SIGNS.fullmatch(number):
        found.append(remark("number_signs", WARNING, cited, number=number))
    return found


def series_of(number: str) -> tuple[str, int] | None:
    """Return (series, place in it): the last figures count, the rest names the series.

    >>> series_of("FA-2026-0117"), series_of("117/A"), series_of("none")
    (('FA-2026-|', 117), ('|/A', 117), None)
    """
    text = (number or "").strip().upper()
    found = None
    for found in NUMBER.finditer(text):  # noqa: B007 - the last one is meant
        pass
    if found is None or not found["figures"]:
        return None
    head = text[: found.start("figures")]
    return f"{head}|{found['suffix']}", int(found["figures"])


def out_of_order(law: Law, bills: Iterable[Numbered]) -> dict[int, Remark]:
    """Return the bills whose number goes back while the date goes on, by their id.

    A customer sees but some of a supplier's invoices, so that gaps prove nothing; but in
    one series a later date never has a lower number. Information only: suppliers keep
    several series whose numbers look alike.
    """
    series: dict[tuple, list[tuple[date, int, Numbered]]] = {}
    for bill in bills:
        found = series_of(bill.number)
        if found:
            name, place = found
            series.setdefault((bill.supplier, name), []).append((bill.day, place, bill))
    remarks = {}
    for group in series.values():
        group.sort(key=lambda item: (item[0], item[1], item[2].id))
        highest, before = -1, None
        for day, place, bill in group:
            if place < highest and before is not None and before.day < day:
                cited = law.cite("invoice.number", day)
                values = {"number": bill.number, "before": before.number}
                remarks[bill.id] = remark("out_of_order", INFO, cited, **values)
            if place > highest:
                highest, before = place, bill
    return remarks
