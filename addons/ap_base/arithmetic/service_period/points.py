# SPDX-License-Identifier: AGPL-3.0-or-later
"""One day, month, quarter or half-year, as people write it. Works on plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from ..calendar import Period, add_months, month_end
from .words import ENGLISH_MONTHS, FULL_MONTHS, MONTHS, ORDINALS

FIRST_YEAR, LAST_YEAR = 2000, 2099


def any_of(words: Iterable[str]) -> str:
    """Return a pattern of any of the words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_TWO = "[0-9]{1,2}"
_YEAR = "(?P<year>20[0-9]{2})"
_NAME = rf"(?P<name>{any_of(MONTHS)})(?![a-z])\.?"
ORDINAL = r"(?: ?(?:ere|er|re|eme|e|st|nde|nd|rd|th)(?![a-z]))?"
DAY = rf"(?P<day>0?[1-9]|[12][0-9]|3[01]){ORDINAL}"
_OF = "(?:de l'annee |de |of )?"
_OF_YEAR = rf"(?:[ ,./-]*{_OF}{_YEAR})"
_SHORT_YEAR = "(?:[-./]| ?')(?P<short>[0-9]{2})"
_FOUR = rf"(?P<part>[1-4](?: ?(?:ere|er|e|eme|st|nde|nd|rd|th))|{any_of(ORDINALS)})"
_QUARTER = r"(?:trimestre|trim|quarter|qtr)(?![a-z])\.?"
_HALF = r"(?:semestre|half[ -]year|half)(?![a-z])\.?"

# Forms by what they state; the first that fits wins, so the longest stand first.
_DATED = [
    *(rf"(?P<year>20[0-9]{{2}}){s}(?P<month>{_TWO}){s}(?P<day>{_TWO})" for s in "/-"),
    r"(?P<year>20[0-9]{2})\.(?P<month>[0-9]{2})\.(?P<day>[0-9]{2})",
    *(
        rf"(?P<first>{_TWO}){s}(?P<second>{_TWO}){s}(?:{_YEAR}|(?P<short>[0-9]{{2}}))"
        for s in ("/", r"\.", "-")
    ),
    rf"{DAY}[ .-]*{_OF}{_NAME}(?:{_OF_YEAR}|{_SHORT_YEAR})",
    rf"{_NAME} +{DAY},? +{_YEAR}",
]
_DAY_MONTH = [rf"{DAY}[ .-]*{_OF}{_NAME}", rf"(?P<month_first>){_NAME} +{DAY}"]
_NUMERIC_DAY_MONTH = [rf"(?P<first>{_TWO})[/.](?P<second>{_TWO})"]
_NAMED_MONTH = [rf"{_NAME}(?:{_OF_YEAR}|{_SHORT_YEAR})"]
_NUMERIC_MONTH = [
    rf"(?P<month>{_TWO})[/.-]{_YEAR}",
    rf"{_YEAR}[/-](?P<month>[0-9]{{2}})",
]
_BARE_MONTH = [_NAME]
_QUARTERS = [
    rf"(?P<three>)[qt](?P<part>[1-4]){_OF_YEAR}",
    rf"(?P<three>){_YEAR}[ ./-]?[qt](?P<part>[1-4])",
    rf"(?P<three>)(?P<part>[1-4])[qt]{_YEAR}",
    rf"(?P<three>){_FOUR}[ -]*{_QUARTER}{_OF_YEAR}",
    rf"(?P<three>){_QUARTER} ?(?:n[o°] ?)?(?P<part>[1-4]){_OF_YEAR}",
]
_BARE_QUARTERS = [
    rf"(?P<three>){_FOUR}[ -]*{_QUARTER}",
    r"(?P<three>)[qt](?P<part>[1-4])",
]
_HALVES = [
    rf"(?P<six>)h(?P<part>[12]){_OF_YEAR}",
    rf"(?P<six>){_YEAR}[ ./-]?h(?P<part>[12])",
    rf"(?P<six>){_FOUR}[ -]*{_HALF}{_OF_YEAR}",
    rf"(?P<six>)semestre ?(?:n[o°] ?)?(?P<part>[12]){_OF_YEAR}",
]
_BARE_HALVES = [rf"(?P<six>){_FOUR}[ -]*semestre"]


def _nameless(forms: list[str]) -> str:
    """Return the forms as one pattern without groups of a name."""
    return "(?:" + "|".join(re.sub(r"\(\?P<\w+>", "(?:", form) for form in forms) + ")"


DATED = _nameless(_DATED)
DAY_MONTH = _nameless(_DAY_MONTH)
NUMERIC_DAY_MONTH = _nameless(_NUMERIC_DAY_MONTH)
NAMED_MONTH = _nameless(_NAMED_MONTH)
NUMERIC_MONTH = _nameless(_NUMERIC_MONTH)
BARE_MONTH = _nameless(_BARE_MONTH)
QUARTER = _nameless(_QUARTERS)
BARE_QUARTER = _nameless(_BARE_QUARTERS[:1])
HALF = _nameless(_HALVES)
BARE_HALF = _nameless(_BARE_HALVES)
_ALL = [
    *_DATED, *_NAMED_MONTH, *_QUARTERS, *_HALVES, *_DAY_MONTH, *_NUMERIC_MONTH,
    *_NUMERIC_DAY_MONTH, *_BARE_QUARTERS, *_BARE_HALVES, *_BARE_MONTH, DAY,
]  # fmt: skip
# Of a range: both ends may lack their year, the second may not lack its month.
ANY_POINT = _nameless(_ALL[:-1])
BARE_DAY = _nameless([DAY])
_COMPILED = [re.compile(form) for form in _ALL]


@dataclass(frozen=True, slots=True)
class Point:
    """What was written: parts that are missing are None.

    `months` is the length of what was named: 0 for a day, 1, 3 or 6. `swappable`: two
    numbers of which the first is the day, unless it cannot be.
    """

    year: int | None
    month: int | None
    day: int | None = None
    months: int = 0
    swappable: bool = False
    full_name: bool = False

    @property
    def swapped(self) -> Point:
        """Return the same with the month first, the American way."""
        return replace(self, month=self.day, day=self.month)

    def period(
        self, year: int | None = None, month: int | None = None
    ) -> Period | None:
        """Return the days that are meant, None if there are no such days."""
        year, month = self.year or year, self.month or month
        if year is None or month is None or not FIRST_YEAR <= year <= LAST_YEAR:
            return None
        try:
            first = date(year, month, self.day or 1)
        except ValueError:
            return None
        if not self.months:
            return Period(first, first)
        return Period(first, month_end(add_months(first, self.months - 1)))


def read_point(words: str) -> Point | None:
    """Return what these plain words say, None if they say no point in time.

    >>> read_point("1er mars 2026")
    Point(year=2026, month=3, day=1, months=0, swappable=False, full_name=True)
    >>> read_point("q3 2026").period().end
    datetime.date(2026, 9, 30)
    """
    for form in _COMPILED:
        if match := form.fullmatch(words):
            return _point({k: v for k, v in match.groupdict().items() if v is not None})
    return None


def _point(stated: dict[str, str]) -> Point | None:
    """Return the point of the named parts."""
    if "short" in stated:
        stated["year"] = f"20{stated['short']}"
    year = int(stated["year"]) if "year" in stated else None
    if "part" in stated:
        part = ORDINALS.get(stated["part"]) or int(stated["part"][0])
        length = 3 if "three" in stated else 6
        if part * length > 12:
            return None
        return Point(year, (part - 1) * length + 1, months=length)
    if "first" in stated:
        return Point(year, int(stated["second"]), int(stated["first"]), swappable=True)
    name = stated.get("name")
    if "month_first" in stated and name not in ENGLISH_MONTHS:
        return None
    month = (
        MONTHS[name] if name else int(stated["month"]) if "month" in stated else None
    )
    day = int(stated["day"]) if "day" in stated else None
    return Point(year, month, day, 0 if day else 1, full_name=name in FULL_MONTHS)
