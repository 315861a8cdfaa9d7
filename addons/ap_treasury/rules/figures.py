# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures, days and texts of bank files, read exactly as the formats write them."""

from __future__ import annotations

import calendar
import re
from datetime import date
from decimal import Decimal

from odoo.addons.ap_base.readers.errors import CellError
from odoo.addons.ap_base.readers.values import parse_decimal

from .errors import StatementError

_FIGURE = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)", re.ASCII)
_THREE_DECIMALS = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))
_BLANKS = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_CURRENCY = re.compile(r"[A-Z]{3}")
MOST_FIGURES, MOST_DECIMALS = 13, 5  # beyond, the books would round it
FIRST_YEAR, LAST_YEAR = 1950, 2099
ENCODINGS = ("utf-8", "cp1252", "latin-1")


def figure(text: str, row: int | None = None, tag: str = "") -> Decimal:
    """Return the number of a text with a point or a comma before its decimals.

    There are no groups of thousands in these formats. Raises `StatementError`
    (``amount``) for anything else, and for what is too large to be kept exactly.

    >>> figure("-12,50"), figure("000000001000,00"), figure("15000,")
    (Decimal('-12.50'), Decimal('1000.00'), Decimal('15000'))
    """
    plain = text.strip()
    if not _FIGURE.fullmatch(plain):
        raise StatementError("missing" if not plain else "amount", row, tag, text)
    whole, _point, decimals = plain.lstrip("+-").replace(",", ".").partition(".")
    kept = decimals.rstrip("0")
    if len(whole.lstrip("0")) > MOST_FIGURES or len(kept) > MOST_DECIMALS:
        raise StatementError("amount", row, tag, text)
    number = Decimal(f"{whole.lstrip('0') or '0'}.{decimals or '0'}")
    number = number if decimals else number.quantize(Decimal(1))
    return -number if plain.startswith("-") and number else number


def point_figure(text: str, row: int | None = None, tag: str = "") -> Decimal:
    """Return the number of a text of XML, where a comma has no meaning."""
    if "," in text:
        raise StatementError("amount", row, tag, text)
    return figure(text, row, tag)


def loose_figure(text: str, money: str, row: int | None, tag: str) -> Decimal:
    """Return the number of a text whose signs nobody states: groups of thousands, a point
    or a comma.

    1,234 is a thousand for some and one for others: refused, but in currencies of
    three decimals.

    >>> loose_figure("-1,234.56", "USD", 1, "A"), loose_figure("1 234,5", "EUR", 1, "A")
    (Decimal('-1234.56'), Decimal('1234.5'))
    """
    if money in _THREE_DECIMALS and _FIGURE.fullmatch(text.strip()):
        return figure(text, row, tag)
    try:
        found = parse_decimal(text)
    except CellError:
        code = "amount" if text.strip() else "missing"
        raise StatementError(code, row, tag, text) from None
    return figure(format(found, "f"), row, tag)


def day(year: int, month: int, number: int, row: int | None, tag: str) -> date:
    """Return the day. Raises `StatementError` (``date``) where the calendar has none."""
    try:
        found = date(year, month, number)
    except ValueError:
        raise StatementError("date", row, tag, f"{year}-{month}-{number}") from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise StatementError("date", row, tag, f"{year}-{month}-{number}")
    return found


def short_year(text: str) -> int:
    """Return the year of two figures: 50 to 99 are of the last century.

    >>> short_year("26"), short_year("99")
    (2026, 1999)
    """
    return int(text) + (1900 if int(text) >= 50 else 2000)


def month_end(year: int, month: int) -> int:
    """Return the last day of a month, 31 for a month that does not exist."""
    return calendar.monthrange(year, month)[1] if 1 <= month <= 12 else 31


def iso_day(text: str, row: int | None, tag: str) -> date:
    """Return the day of an ISO date or time, as it is written: no zone is applied.

    A movement booked at 00:30 in Paris is of that day, though not yet in London.

    >>> iso_day("2026-01-31T00:30:00+01:00", 1, "Dt"), iso_day("20260131", 1, "Dt")
    (datetime.date(2026, 1, 31), datetime.date(2026, 1, 31))
    """
    found = re.match(r"\s*(\d{4})-?(\d{2})-?(\d{2})(?!\d{2}\b)", text, re.ASCII)
    if not found:
        raise StatementError("date" if text.strip() else "missing", row, tag, text)
    return day(int(found[1]), int(found[2]), int(found[3]), row, tag)


def currency(text: str, row: int | None, tag: str) -> str:
    """Return a currency code in capitals. Raises `StatementError` (``currency``)."""
    code = text.strip().upper()
    if not _CURRENCY.fullmatch(code):
        raise StatementError("currency", row, tag, text)
    return code


def clean(text: str) -> str:
    """Return the text in one line, without control signs that no database keeps.

    >>> clean("  VIR \\x00 SEPA\\n A ")
    'VIR SEPA A'
    """
    return _BLANKS.sub(" ", _CONTROL.sub(" ", text)).strip()


def joined(*parts: str) -> str:
    """Return the parts in one line, each once."""
    return " ".join(dict.fromkeys(filter(None, map(clean, parts))))


def decoded(content: bytes, declared: str = "") -> str:
    """Return the text of a file: declared encoding, byte order mark, UTF-8, Windows.

    Raises `StatementError` for an empty file; every byte is a sign of latin-1.

    >>> decoded("é".encode("latin-1")), decoded("é".encode())
    ('é', 'é')
    """
    if not content.strip():
        raise StatementError("empty")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        tried = ("utf-16",)
    else:
        tried = tuple(filter(None, (declared, *ENCODINGS)))
        content = content.removeprefix(b"\xef\xbb\xbf")
    for encoding in tried:
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise StatementError("encoding")
