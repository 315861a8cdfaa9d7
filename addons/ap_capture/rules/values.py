# SPDX-License-Identifier: AGPL-3.0-or-later
"""Amounts, days and rates as they are printed on bills of many countries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .folding import folded

_AMOUNT = re.compile(
    r"(?<![\w.,/-])(?P<sign>[-−(]\s?|–(?=\d))?(?:[€$£]\s?)?"
    r"(?P<body>\d{1,3}(?P<apart>[ .,'’\u00a0\u202f])\d{3}(?:(?P=apart)\d{3})*(?:[.,]\d{1,4})?|\d+(?:[.,]\d{1,4})?)"
    r"(?P<end>\s?[-−)](?![\w]))?(?![\d]|[.,/-]\d|[^\W\d_])"
)
_PERCENT = re.compile(r"(?<![\d.,])(\d{1,2}(?:[.,]\d{1,3})?)\s?%")
_MONTHS = (
    ("JAN", 1), ("GEN", 1), ("ENE", 1), ("FEV", 2), ("FEB", 2), ("MARS", 3), ("MAR", 3),
    ("MAE", 3), ("MRT", 3), ("MAA", 3), ("AVR", 4), ("APR", 4), ("ABR", 4), ("MAI", 5),
    ("MAY", 5), ("MEI", 5), ("MAG", 5), ("JUIN", 6), ("JUN", 6), ("GIU", 6), ("JUIL", 7),
    ("JUL", 7), ("LUG", 7), ("AOU", 8), ("AUG", 8), ("AGO", 8), ("SEP", 9), ("SET", 9),
    ("OCT", 10), ("OKT", 10), ("OTT", 10), ("OUT", 10), ("NOV", 11), ("DEC", 12),
    ("DEZ", 12), ("DIC", 12),
)  # fmt: skip
_NUMERIC = re.compile(
    r"(?<![\d.,/-])(?:(?P<y1>(?:19|20)\d\d)[-./](?P<m1>\d{1,2})[-./](?P<d1>\d{1,2})"
    r"|(?P<d2>\d{1,2})\s?[-./]\s?(?P<m2>\d{1,2})\s?[-./]\s?(?P<y2>(?:19|20)\d\d|\d\d)"
    r"|(?P<y3>(?:19|20)\d\d)(?P<m3>\d\d)(?P<d3>\d\d))(?![\d]|[.,/-]\d)"
)
_NAMED = re.compile(
    r"(?<![\w])(?:(?P<d1>\d{1,2})(?:ER|ST|ND|RD|TH)?(?: DE| OF)?[ ]+(?P<m1>[A-Z]{3,12})(?: DE)?[ ]+(?P<y1>(?:19|20)\d\d|\d\d)"
    r"|(?P<m2>[A-Z]{3,12})[ ]+(?P<d2>\d{1,2})(?:ST|ND|RD|TH)?[ ]+(?P<y2>(?:19|20)\d\d))(?![\w])"
)


class Amount(NamedTuple):
    """An amount in a text: its value, where it stands, and whether it has two decimals."""

    value: Decimal
    start: int
    end: int
    cents: bool


def amounts_in(text: str) -> Iterator[Amount]:
    """Yield the amounts of a text, in their order.

    >>> [str(one.value) for one in amounts_in("1 234,56 € – 1.235,40 and 1,509.00 (12.00)")]
    ['1234.56', '1235.40', '1509.00', '-12.00']
    >>> [str(one.value) for one in amounts_in("12.345 100.005 -8,79 5,00-")]
    ['12345', '100005', '-8.79', '-5.00']
    """
    for found in _AMOUNT.finditer(text):
        value, cents = _value(found["body"])
        sign, end = found["sign"] or "", found["end"] or ""
        if sign.strip()[:1] in ("-", "−", "–") or "-" in end or "−" in end or (sign and ")" in end):
            value = -value
        if text[found.end() :].lstrip()[:1] == "%":
            continue
        yield Amount(value, found.start(), found.end(), cents)


def _value(body: str) -> tuple[Decimal, bool]:
    """Return a number, and whether it has two decimals."""
    cut = max(body.rfind("."), body.rfind(","))
    digits = re.sub(r"\D", "", body)
    if cut < 0:
        return Decimal(digits), False
    after = len(body) - cut - 1
    mixed = "." in body and "," in body
    again = body.count(body[cut]) > 1
    if again or (after == 3 and not mixed and len(body[:cut]) <= 3 and body[:cut] != "0"):
        return Decimal(digits), False  # grouped: 1.234
    whole = re.sub(r"\D", "", body[:cut]) or "0"
    return Decimal(f"{whole}.{body[cut + 1 :]}"), after == 2


def percents_in(text: str) -> list[tuple[Decimal, int, int]]:
    """Return the percentages of a text, each with where it stands.

    >>> percents_in("TVA 20,00 % et 5.5%")[0][0], len(percents_in("TVA 20,00 % et 5.5%"))
    (Decimal('20.00'), 2)
    """
    return [
        (Decimal(found[1].replace(",", ".")), found.start(), found.end())
        for found in _PERCENT.finditer(text)
    ]


class Day(NamedTuple):
    """A day in a text, where it stands, and whether month and day may be the other way."""

    value: date
    start: int
    end: int
    other: date | None = None


def days_in(text: str, month_first: bool = False) -> list[Day]:
    """Return the days of a text, in their order; `month_first`: 9/10/2026 is 10 September.

    >>> [str(day.value) for day in days_in("7. Mai 2014, 20260815, February 17, 2026, 1er août 2026")]
    ['2014-05-07', '2026-08-15', '2026-02-17', '2026-08-01']
    >>> days_in("09/10/2026", True)[0].value, days_in("31.02.2026"), days_in("31/01/22")[0].value
    (datetime.date(2026, 9, 10), [], datetime.date(2022, 1, 31))
    """
    found = [day for one in _NUMERIC.finditer(text) if (day := _numeric(one, month_first))]
    flat = folded(text)
    found += [day for one in _NAMED.finditer(_one_blank(flat)) if (day := _named(one))]
    return sorted(found, key=lambda day: day.start)


def _one_blank(flat: str) -> str:
    return flat  # blanks stay, so that places do


def _numeric(found: re.Match, month_first: bool) -> Day | None:
    for n in "123":
        if found[f"y{n}"]:
            year, month, day = (int(found[f"{part}{n}"]) for part in "ymd")
            break
    year = year + 2000 if year < 100 else year
    usual, swapped = _day(year, month, day), None
    if n == "2":
        swapped = _day(year, day, month)
        if month_first or usual is None:
            usual, swapped = swapped or usual, usual
    return Day(usual, found.start(), found.end(), swapped) if usual else None


def _named(found: re.Match) -> Day | None:
    n = "1" if found["m1"] else "2"
    name = found[f"m{n}"]
    month = next((number for begin, number in _MONTHS if name.startswith(begin)), 0)
    year = int(found[f"y{n}"])
    year = year + 2000 if year < 100 else year
    value = _day(year, month, int(found[f"d{n}"])) if month else None
    return Day(value, found.start(), found.end()) if value else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
