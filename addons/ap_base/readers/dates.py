# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days and months as people and exports write them, in French and in English."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from .errors import NotADateError, NotAMonthError, YearError

FIRST_YEAR, LAST_YEAR = 1950, 2099
FIRST_DAY_1900 = date(1899, 12, 30)  # day 0 of workbooks made on Windows
FIRST_DAY_1904 = date(1904, 1, 1)  # day 0 of workbooks of the first Macs
_SERIALS = range(20_000, 80_000)  # 1954 to 2119, as text; as a number from 1
_TOKENS = (
    (("yyyy", "aaaa"), "%Y"),
    (("yy", "aa"), "%y"),
    (("mm",), "%m"),
    (("dd", "jj"), "%d"),
)
_TIME = re.compile(
    r"(?:t|\s+(?:à|at)?\s*)\d{1,2}[:h]\d{2}(?::\d{2}(?:[.,]\d+)?)?"
    r"(?:\s*[ap]m)?(?:\s*(?:z|utc|[+-]\d{2}:?\d{2}))?$",
    re.IGNORECASE,
)
_MONTHS = (
    ("janvier", "january"),
    ("fevrier", "february"),
    ("mars", "march"),
    ("avril", "april"),
    ("mai", "may"),
    ("juin", "june"),
    ("juillet", "july"),
    ("aout", "august"),
    ("septembre", "september"),
    ("octobre", "october"),
    ("novembre", "november"),
    ("decembre", "december"),
)
_DAYS = frozenset((
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "lun", "mar", "mer", "jeu", "ven", "sam", "dim", "mon", "tue", "wed", "thu",
    "fri", "sat", "sun", "le", "the", "of", "de",
))  # fmt: skip


def parse_date(
    cell: object,
    formats: Iterable[str] = ("yyyy-mm-dd",),
    first_day: date = FIRST_DAY_1900,
) -> date:
    """Return the day; a time of day is dropped.

    Formats are written as people do, ``dd/mm/yyyy``; where that one is given, points
    and hyphens and a year of two figures are read as well. Always read: 2026-10-31,
    20261031 and dates in words. A number is a serial of the workbook whose day 0 is
    ``first_day``, and so is a text of five digits. Raises `NotADateError`, or
    `YearError` for years before 1950 or after 2099.

    >>> parse_date("31/10/2026", ["dd/mm/yyyy"]), parse_date(Decimal("46326"))
    (datetime.date(2026, 10, 31), datetime.date(2026, 10, 31))
    >>> parse_date("31.10.26 00:00:00", ["dd/mm/yyyy"]), parse_date("1er nov. 2026")
    (datetime.date(2026, 10, 31), datetime.date(2026, 11, 1))
    """
    formats, text = tuple(formats), _text(cell)
    day = _day(cell, text, formats, first_day)
    if day is None:
        raise NotADateError(value=text, formats=formats)
    return _in_bounds(day, text)


def _in_bounds(day: date, text: str) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        bounds = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise YearError(value=text, year=day.year, **bounds)
    return day


def _text(cell: object) -> str:
    if cell is None or isinstance(cell, bool):
        return str(int(cell)) if cell is not None else ""
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


def _day(
    cell: object, text: str, formats: tuple[str, ...], first_day: date
) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    is_number = isinstance(cell, int | Decimal) and not isinstance(cell, bool)
    if is_number and Decimal(cell).is_finite() and 1 <= cell < 100_000:
        return first_day + timedelta(days=int(cell))
    plain = _TIME.sub("", text).strip()
    found = _by_formats(plain, (*formats, "yyyy-mm-dd", "yyyymmdd"))
    if found or isinstance(cell, bool):
        return found
    if re.fullmatch(r"\d{5}", plain, re.ASCII) and int(plain) in _SERIALS:
        return first_day + timedelta(days=int(plain))
    return _in_words(plain)


def _by_formats(text: str, formats: Iterable[str]) -> date | None:
    for shape in formats:
        for one in _shapes(shape, text):
            try:
                return datetime.strptime(text, one).date()  # noqa: DTZ007
            except ValueError:
                continue
    return None


def _shapes(shape: str, text: str) -> Iterator[str]:
    """Yield Python's forms of a format: with the signs of the text, with a short year."""
    known = to_strptime(shape)
    yield known
    signs = set(re.findall(r"[/.-]", text))
    if len(signs) != 1 or "%" in shape or not re.search(r"[/.-]", shape):
        return
    known = re.sub(r"[/.-]", signs.pop(), known)
    yield known
    if known.endswith("%Y"):
        yield known.replace("%Y", "%y")


def to_strptime(shape: str) -> str:
    """Return Python's form of a date format written as people do.

    >>> to_strptime("dd/mm/yyyy"), to_strptime("yyyymmdd"), to_strptime("jj/mm/aaaa")
    ('%d/%m/%Y', '%Y%m%d', '%d/%m/%Y')
    """
    shape = shape.strip()
    if "%" in shape:
        return shape
    shape = shape.lower()
    for tokens, directive in _TOKENS:
        token = next((one for one in tokens if one in shape), None)
        shape = shape.replace(token, directive, 1) if token else shape
    return shape


def written(day: date, shape: str) -> str:
    """Return the day in that format.

    >>> written(date(2026, 10, 31), "dd/mm/yyyy")
    '31/10/2026'
    """
    return day.strftime(to_strptime(shape))


def _words(text: str) -> list[str]:
    """Return the words and figures of a date, in small letters without accents."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    found = re.findall(r"\d+(?:er|st|nd|rd|th)?|[a-z]+|[^\s\w.,/-]+", plain)
    return [re.sub(r"(?<=\d)(er|st|nd|rd|th)$", "", word) for word in found]


def _month(word: str) -> int | None:
    """Return the month that a word, or its beginning, names; None in doubt (jui)."""
    if len(word) < 3 or not word.isalpha():
        return None
    numbers = {
        number
        for number, names in enumerate(_MONTHS, 1)
        for name in names
        if name.startswith(word)
    }
    return numbers.pop() if len(numbers) == 1 else None


def _year(word: str) -> int | None:
    if not word.isdecimal() or len(word) not in (2, 4):
        return None
    return int(word) + (2000 if len(word) == 2 else 0)


def _small(word: str) -> int:
    """Return a figure of a day or a month; 0 if it is none."""
    return int(word) if word.isdecimal() and len(word) <= 2 else 0


def _in_words(text: str) -> date | None:
    """Return the day of “samedi 31 octobre 2026”, “31-oct-26”, “October 31, 2026”."""
    words = _words(text)
    if len(words) > 3:
        words = [word for word in words if word not in _DAYS]
    if len(words) != 3:
        return None
    first, second, last = words
    month, figure = _month(second), first
    if month is None:
        month, figure = _month(first), second
    year = _year(last)
    if not month or year is None:
        return None
    try:
        return date(year, month, _small(figure))
    except ValueError:
        return None


def parse_month(
    cell: object,
    formats: Iterable[str] = ("dd/mm/yyyy",),
    first_day: date = FIRST_DAY_1900,
) -> date:
    """Return a day of the month that is meant: the first, where only a month is given.

    Raises `NotAMonthError`, or `YearError`.

    >>> parse_month("2026-11"), parse_month("11/2026"), parse_month("nov. 26")
    (datetime.date(2026, 11, 1), datetime.date(2026, 11, 1), datetime.date(2026, 11, 1))
    """
    formats, text = tuple(formats), _text(cell)
    found = None if isinstance(cell, date | bool) else _only_month(text)
    day = found or _day(cell, text, formats, first_day)
    if day is None:
        raise NotAMonthError(value=text, formats=formats)
    return _in_bounds(day, text)


def _only_month(text: str) -> date | None:
    words = _words(text)
    if len(words) == 1 and re.fullmatch(r"\d{6}", words[0], re.ASCII):
        words = [words[0][:4], words[0][4:]]
    if len(words) != 2:
        return None
    first, last = words
    if len(first) == 4 and first.isdecimal():  # the year comes first
        first, last = last, first
    named = _month(first)
    month = named or _small(first)
    year = _year(last)
    if year is None or (len(last) == 2 and not named) or not 1 <= month <= 12:
        return None
    return date(year, month, 1) if year else None
