# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rules that find service periods in a text, in the order of their strength."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from ..calendar import Period
from ..exceptions import PeriodError
from . import patterns
from .following import days_apart, months_from
from .points import Point, read_point
from .words import NUMBERS, RHYTHMS, UNITS, composed, plain

# How sure: both ends written; a named month, quarter, half or year with its year;
# the year taken from the day of the bill.
CERTAIN, CLEAR, GUESSED = 3, 2, 1
LONGEST_TEXT = 4000
YEARS_AROUND = 10  # a period starts so near to its bill
LONGEST_MONTHS = 240
_USED = "\0"


@dataclass(frozen=True, slots=True)
class FoundPeriod:
    """A period, the words it was read from, the rule, and how sure it is."""

    period: Period
    words: str
    rule: str
    confidence: int


class _Search:
    """A text being read: what one rule has taken is gone for the next."""

    def __init__(self, text: str, reference: date) -> None:
        self.original = composed(text[:LONGEST_TEXT])[:LONGEST_TEXT]
        self.plain = plain(self.original)
        self.left = self.plain
        self.reference = reference
        self.found: list[tuple[int, FoundPeriod]] = []

    def each(self, pattern: re.Pattern, rule: Callable) -> None:
        """Apply the rule to each place of the pattern; it says what it takes."""
        at = 0
        while match := pattern.search(self.left, at):
            at = match.end()
            if rule(self, match):
                start, end = match.span()
                gap = _USED * (end - start)
                self.left = self.left[:start] + gap + self.left[end:]

    def add(self, match: re.Match, period: Period | None, rule: str, sure: int) -> None:
        """Keep the period, if it is one that a bill of that day may have."""
        if period is None or not _plausible(period, self.reference):
            return
        words = self.original[match.start() : match.end()].strip(" \n,;:(")
        found = FoundPeriod(period, words, rule, sure)
        self.found.append((match.start(), found))

    def stopped(self, match: re.Match, stop: re.Pattern) -> bool:
        """Return whether the words before show that this is something else."""
        return bool(stop.search(self.plain, 0, match.start()))


def find(text: str, reference: date) -> tuple[FoundPeriod, ...]:
    """Return the service periods that the text states, best first.

    `reference` is the day of the bill: it gives the year where the text does not.

    >>> bill = date(2026, 3, 20)
    >>> [found] = find("Licence du 01/03/2026 au 28/02/2027", bill)
    >>> found.period.start.isoformat(), found.period.end.isoformat(), found.words
    ('2026-03-01', '2027-02-28', 'du 01/03/2026 au 28/02/2027')
    >>> find("Abonnement T3 2026", bill)[0].period.end.isoformat()
    '2026-09-30'
    >>> find("12 mois à compter du 15/03/2026", bill)[0].period.end.isoformat()
    '2027-03-14'
    >>> find("iPhone 13, facture du 12/03/2026, net 30 days", bill)
    ()
    """
    search = _Search(text, reference)
    if not patterns.SOMETHING_ELSE.search(search.plain):
        return ()
    search.each(patterns.MONTH_CHAIN, _month_list)
    for pattern in patterns.RANGES:
        search.each(pattern, _range)
    search.each(patterns.DAYS_OF_MONTH, _days_of_month)
    search.each(patterns.LENGTH_FIRST, _length)
    search.each(patterns.START_FIRST, _length)
    search.each(patterns.MONTH_LIST, _month_list)
    search.each(patterns.LONE_DAY, lambda *_: True)
    search.each(patterns.QUARTER, _named("quarter"))
    search.each(patterns.HALF, _named("half"))
    search.each(patterns.NAMED_MONTH, _named("month"))
    search.each(patterns.NUMERIC_MONTH, _numeric_month)
    search.each(patterns.YEAR, _year)
    search.each(patterns.BARE_PART, _bare_part)
    search.each(patterns.BARE_MONTH, _bare_month)
    found = sorted(search.found, key=lambda one: (-one[1].confidence, one[0]))
    return tuple(one for _place, one in found)


def best(text: str, reference: date) -> FoundPeriod | None:
    """Return the period that the text states.

    None if it states none, or two different ones that are equally sure.

    >>> best("Loyers mars 2026 puis mai 2026", date(2026, 3, 20)) is None
    True
    """
    found = find(text, reference)
    rivals = {one.period for one in found if one.confidence == found[0].confidence}
    return found[0] if len(rivals) == 1 else None


# Ranges -----------------------------------------------------------------------------


def _range(search: _Search, match: re.Match) -> bool:
    """Two ends, one of which may take its year from the other or from the bill."""
    start, end = read_point(match["a"]), read_point(match["b"])
    if search.stopped(match, patterns.STOP_BEFORE_RANGE) or not start or not end:
        return True
    opened, worded = bool(match["open"]), bool(match.groupdict().get("word"))
    if not _may_be_range(start, end, opened, worded, match):
        return _taken_by_range(start, end)
    stated = start.year is not None or end.year is not None
    if stated:
        search.add(match, _join(start, end), "range", CERTAIN)
    elif opened and worded and _spelled(start) and _spelled(end):
        period = _nearest(search.reference, lambda year: _join(start, end, year))
        search.add(match, period, "range", GUESSED)
    return True


def _days_of_month(search: _Search, match: re.Match) -> bool:
    """Days of one month, the American way: "March 1-31, 2026"."""
    ends = [read_point(f"{match['month']} {match[n]}, {match['year']}") for n in "ab"]
    if all(ends):
        search.add(match, _join(*ends), "range", CERTAIN)
    return True


def _may_be_range(
    start: Point, end: Point, opened: bool, worded: bool, match: re.Match
) -> bool:
    """Return whether the two ends make a range and not two things side by side."""
    if start.month is None:  # the day alone: "du 1er au 31 mars 2026"
        before = match.string[: match.start()].rstrip(" ")
        return opened or not before or before[-1] in "(:,;\n"
    if start.year is None and not opened:
        if start.swappable:
            return len(match["a"]) == 5 and end.year is not None and end.day is not None
        # "Jan 26 - Dec 26" may be days or years: only a whole year decides
        return start.months > 0 or start.full_name or end.year is not None
    numbers = start.swappable and start.year is None and end.year is None
    return not numbers or (opened and worded)


def _taken_by_range(start: Point, end: Point) -> bool:
    """Return whether a refused range leaves nothing for the rules of single points."""
    return not (start.month is None and end.months)


def _spelled(point: Point) -> bool:
    """Return whether a month without a year is written so that it is one."""
    by_end = point.month is None
    return by_end or point.full_name or point.swappable or point.months in (3, 6)


def _join(start: Point, end: Point, year: int | None = None) -> Period | None:
    """Return the days from one point to the other; the years that miss are filled."""
    for first, last in ((start, end), _swapped(start, end)):
        one, other = _years(first, last, year)
        month = last.month if first.month is None else None
        head, tail = first.period(one, month), last.period(other)
        if head and tail:
            return Period(head.start, tail.end) if head.start <= tail.end else None
    return None


def _swapped(start: Point, end: Point) -> tuple[Point, Point]:
    """Return both with the month first, where that is how they may be read."""
    return tuple(one.swapped if one.swappable else one for one in (start, end))


def _years(start: Point, end: Point, year: int | None) -> tuple[int, int]:
    """Return the year of each end.

    Over the turn of a year the start is the year before a stated end, the end the year
    after a stated start.
    """
    order = (start.month or 0, start.day or 0) > (end.month or 0, end.day or 31)
    turn = int(order and start.month is not None and start.month != end.month)
    if start.year is None and end.year is None:
        return year or 0, (year or 0) + turn
    if start.year is None:
        return end.year - turn, end.year
    return start.year, end.year or start.year + turn


# Lengths ----------------------------------------------------------------------------


def _length(search: _Search, match: re.Match) -> bool:
    """So many months from a day on; not of a guarantee, nor of a term of payment."""
    before = search.plain[: match.start()]
    if patterns.OTHER_LENGTH_BEFORE.search(
        before + (match.groupdict().get("between") or "")
    ) and not patterns.EXTENSION.search(before):
        return True
    months, point = _months(match), read_point(match["start"])
    if not point or not 0 < months <= LONGEST_MONTHS:
        return True
    sure = GUESSED if point.year is None else CERTAIN
    if point.year is None and not _spelled(point):
        return True
    search.add(match, _from(point, months, search.reference), "length", sure)
    return True


def _months(match: re.Match) -> int:
    """Return how many months the matched words of a length are."""
    if match["rhythm"]:
        return RHYTHMS[match["rhythm"]]
    number = match["number"]
    return UNITS[match["unit"]] * (NUMBERS.get(number) or int(number))


def _from(point: Point, months: int, reference: date) -> Period | None:
    """Return the months from the point on."""
    for stated in (point, point.swapped if point.swappable else point):
        first = stated.period() if stated.year else _nearest(reference, stated.period)
        if first:
            try:
                return months_from(first.start, months)
            except PeriodError:
                return None
    return None


# Single points ----------------------------------------------------------------------


def _month_list(search: _Search, match: re.Match) -> bool:
    """Months side by side with one year: "mars et avril 2026"."""
    names = [read_point(name) for name in patterns.MONTH_NAME.findall(match["list"])]
    last = read_point(match["last"])
    months = [one.month for one in names if one] + [last.month]
    in_order = months == list(range(months[0], months[0] + len(months)))
    if in_order and not search.stopped(match, patterns.STOP_BEFORE):
        search.add(match, _join(names[0], last), "months", CLEAR)
    return True


def _named(rule: str) -> Callable[[_Search, re.Match], bool]:
    """Return the rule of a month, quarter or half-year that has its year."""

    def apply(search: _Search, match: re.Match) -> bool:
        point = read_point(match["point"])
        near = point and abs(point.year - search.reference.year) <= 1
        if point and (near or match["point"].endswith(str(point.year)) or _iso(match)):
            _add_single(search, match, point, rule, CLEAR)
        return True

    return apply


def _iso(match: re.Match) -> bool:
    """Return whether the words start with a whole year: "2026-Q3"."""
    return match["point"].startswith("20")


def _numeric_month(search: _Search, match: re.Match) -> bool:
    """Two numbers, "03/2026", beside a word of service or alone."""
    point = read_point(match["point"])
    if point and _about_service(search, match):
        _add_single(search, match, point, "month", CLEAR)
    return True


def _year(search: _Search, match: re.Match) -> bool:
    """A calendar year that is called one: "année 2026"."""
    if not search.stopped(match, patterns.STOP_BEFORE):
        year = int(match["year"])
        period = Period(date(year, 1, 1), date(year, 12, 31))
        search.add(match, period, "year", CLEAR)
    return True


def _bare_part(search: _Search, match: re.Match) -> bool:
    """A quarter without its year, which the day of the bill gives."""
    point = read_point(match["point"])
    if point and _about_service(search, match):
        _add_single(search, match, point, "quarter", GUESSED)
    return True


def _bare_month(search: _Search, match: re.Match) -> bool:
    """A month without its year, beside a word of service or alone."""
    point = read_point(match["point"])
    if not point or not point.full_name or not _about_service(search, match):
        return True
    capital = search.original[match.start()].isupper()
    if match["point"] != "may" or capital or _alone(search, match):
        _add_single(search, match, point, "month", GUESSED)
    return True


def _add_single(
    search: _Search, match: re.Match, point: Point, rule: str, sure: int
) -> None:
    """Keep a period that is one point, unless the words around state otherwise."""
    month_of = patterns.MONTH_OF.search(search.plain, 0, match.start())
    if not month_of and search.stopped(match, patterns.STOP_BEFORE):
        return
    if patterns.OPEN_END.match(search.plain, match.end()):
        return
    lengths = {_months(one) for one in patterns.LENGTH.finditer(search.left)}
    if lengths - {point.months, 0}:
        return  # "abonnement annuel mars 2026": a year from March, or up to it?
    period = point.period() if point.year else _nearest(search.reference, point.period)
    search.add(match, period, rule, sure)


def _about_service(search: _Search, match: re.Match) -> bool:
    """Return whether the text is about a service, or is nothing but these words."""
    return bool(patterns.SERVICE.search(search.plain)) or _alone(search, match)


def _alone(search: _Search, match: re.Match) -> bool:
    rest = search.plain[: match.start()] + search.plain[match.end() :]
    return not patterns.SOMETHING_ELSE.search(rest)


# Years ------------------------------------------------------------------------------


def _nearest(reference: date, of_year: Callable) -> Period | None:
    """Return the period of the year that is nearest to the day, the earlier of two."""
    around = [of_year(reference.year + n) for n in (-1, 0, 1)]
    known = [period for period in around if period]
    return min(known, key=lambda period: days_apart(period, reference), default=None)


def _plausible(period: Period, reference: date) -> bool:
    years = abs(period.start.year - reference.year)
    return years <= YEARS_AROUND and period.days <= LONGEST_MONTHS * 31
