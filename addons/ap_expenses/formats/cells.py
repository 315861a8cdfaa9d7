# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cells of expense tools: money in two units, days, and times of two zones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from odoo.addons.ap_base.readers.dates import FIRST_DAY_1900, parse_date
from odoo.addons.ap_base.readers.errors import (
    AmbiguousAmountError,
    CellError,
    NotADateError,
    TooManyDigitsError,
    YearError,
)
from odoo.addons.ap_base.readers.options import AUTO
from odoo.addons.ap_base.readers.values import parse_decimal

# Currencies whose smallest unit is not a hundredth (ISO 4217, table A.1).
_DIGITS = {
    **dict.fromkeys(
        ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"], 0
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
}
_CODE = re.compile(r"[A-Z]{3}")
_TIME = re.compile(
    r"(?P<day>.*?\d)(?:t|\s+(?:à|at)?\s*)(?P<hour>\d{1,2})[:h](?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[ap]m)?"
    r"\s*(?P<zone>z|utc|gmt|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)


class UnitError(CellError):
    """A fraction of the smallest unit: major units where minor ones are expected."""

    code = "fraction_of_unit"


class CurrencyError(CellError):
    """No ISO 4217 code."""

    code = "currency"


def digits(currency: str) -> int:
    """Return the decimals of a currency.

    >>> digits("EUR"), digits("JPY"), digits("TND")
    (2, 0, 3)
    """
    return _DIGITS.get(currency, 2)


def from_minor(cell: object, currency: str) -> Decimal:
    """Return the amount in major units: 1234 cents are 12.34 euros, 1234 yen are 1234.

    Raises `UnitError` for what is no whole number.

    >>> from_minor(1234, "EUR"), from_minor(1234, "JPY"), from_minor("-5", "KWD")
    (Decimal('12.34'), Decimal('1234'), Decimal('-0.005'))
    """
    amount = parse_decimal(cell, ".")
    if amount != amount.to_integral_value():
        raise UnitError(value=str(cell))
    return amount.scaleb(-digits(currency))


def currency_code(cell: object) -> str:
    """Return the ISO code of a currency; a few signs are understood, no others.

    >>> currency_code(" eur "), currency_code("€"), currency_code("")
    ('EUR', 'EUR', '')
    """
    text = "" if cell is None else str(cell).strip().upper()
    text = {"€": "EUR", "£": "GBP", "EUROS": "EUR", "EURO": "EUR"}.get(text, text)
    if text and not _CODE.fullmatch(text):
        raise CurrencyError(value=text)
    return text


def amount(cell: object, decimal_sign: str = AUTO) -> Decimal:
    """Return an amount in major units, however it is written. Raises a `CellError`.

    >>> amount("(12.50)"), amount("1\\u202f234,56"), amount(Decimal("-3"))
    (Decimal('-12.50'), Decimal('1234.56'), Decimal('-3'))
    """
    return parse_decimal(cell, decimal_sign)


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """Return the time zone; UTC for a name that is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def moment(
    cell: object,
    formats: Iterable[str] = (),
    utc: bool = True,
    company: str = "Europe/Paris",
    first_day: date = FIRST_DAY_1900,
) -> datetime | None:
    """Return the time with its zone; None for a day without a time.

    A zone that is written holds; without one it is UTC, or with ``utc`` False the
    company's own time. Raises a `CellError`.

    >>> moment("2026-03-31T22:30:00.123Z").isoformat()
    '2026-03-31T22:30:00+00:00'
    >>> moment("31-03-2026 23:30:00", ["dd-mm-yyyy"], utc=False).isoformat()
    '2026-03-31T23:30:00+02:00'
    """
    if isinstance(cell, datetime):
        return _zoned(cell, utc, company)
    found = _TIME.fullmatch(str(cell).strip()) if isinstance(cell, str) else None
    if not found:
        return None
    day = parse_date(found["day"], formats, first_day)
    hour = int(found["hour"])
    if found["half"]:
        hour = hour % 12 + (12 if found["half"].lower() == "pm" else 0)
    try:
        naive = datetime(  # noqa: DTZ001
            day.year, day.month, day.day, hour, int(found["minute"]),
            int(found["second"] or 0),
        )  # fmt: skip
    except ValueError:
        raise NotADateError(value=str(cell), formats=tuple(formats)) from None
    return _with_zone(naive, found["zone"], utc, company)


def _zoned(naive: datetime, utc: bool, company: str) -> datetime:
    if naive.tzinfo:
        return naive
    return naive.replace(tzinfo=timezone.utc if utc else zone_of(company))


def _with_zone(
    naive: datetime, written: str | None, utc: bool, company: str
) -> datetime:
    if not written:
        return _zoned(naive, utc, company)
    if written[0] not in "+-":
        return naive.replace(tzinfo=timezone.utc)
    hours, minutes = int(written[1:3]), int(written[-2:])
    if hours > 14 or minutes > 59:
        raise NotADateError(value=written, formats=())
    offset = timedelta(hours=hours, minutes=minutes)
    sign = -1 if written[0] == "-" else 1
    return naive.replace(tzinfo=timezone(sign * offset))


def company_day(
    cell: object,
    formats: Iterable[str] = (),
    utc: bool = True,
    company: str = "Europe/Paris",
    first_day: date = FIRST_DAY_1900,
) -> date:
    """Return the company's day of a time, or the day itself where there is no time.

    22:30 UTC on the last of March is the first of April in Paris.

    >>> company_day("2026-03-31T22:30:00Z"), company_day("2026-03-31")
    (datetime.date(2026, 4, 1), datetime.date(2026, 3, 31))
    """
    formats = tuple(formats)
    at = moment(cell, formats, utc, company, first_day)
    if at is None:
        return parse_date(cell, formats, first_day)
    return at.astimezone(zone_of(company)).date()


def fault_code(error: CellError) -> str:
    """Return the code of `errors.REMEDIES` for what a cell was refused for.

    >>> fault_code(UnitError(value="12.5")), fault_code(NotADateError(value="x"))
    ('fraction_of_unit', 'date')
    """
    kinds = (
        (AmbiguousAmountError, "ambiguous_amount"),
        (TooManyDigitsError, "too_many_digits"),
        (YearError, "year"),
        (NotADateError, "date"),
        (UnitError, "fraction_of_unit"),
        (CurrencyError, "currency"),
    )
    return next((code for kind, code in kinds if isinstance(error, kind)), "amount")
