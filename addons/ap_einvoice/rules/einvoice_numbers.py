# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers and days of e-invoices: read exactly as XML Schema writes them, never guessed.

"100,00" is no number of an e-invoice: whether it is a hundred or ten thousand is not for
a program to say.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(Z|[+-][0-9]{2}:[0-9]{2})?")
# What the books hold exactly: beyond it, a float loses cents.
MOST_FIGURES, MOST_DECIMALS = 13, 12
ZERO = Decimal(0)
FIRST_YEAR, LAST_YEAR = 1950, 2199


def number(text: str | None) -> Decimal | None:
    """Return the number of a text; None of nothing, of rubbish and of what is too large.

    >>> number("104.90"), number(" -5. "), number("+.5")
    (Decimal('104.90'), Decimal('-5'), Decimal('0.5'))
    >>> [number(text) for text in ("", "1,5", "NaN", "1e3", "1_000", "9" * 14)]
    [None, None, None, None, None, None]
    """
    plain = (text or "").strip()
    if not NUMBER.fullmatch(plain):
        return None
    whole, _point, decimals = plain.lstrip("+-").partition(".")
    if len(whole.lstrip("0")) > MOST_FIGURES or len(decimals) > MOST_DECIMALS:
        return None
    return Decimal(plain)


def day(text: str | None) -> date | None:
    """Return the day of an ISO text, with or without time zone; None if there is none.

    >>> day("2026-01-31"), day("2026-01-31+01:00"), day("2026-02-30"), day("0206-01-31")
    (datetime.date(2026, 1, 31), datetime.date(2026, 1, 31), None, None)
    """
    found = DAY.fullmatch((text or "").strip())
    if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def iso(text: str) -> str:
    """Return AAAAMMJJ, with or without a time, as an ISO date; anything else as it is.

    >>> iso("20260131"), iso("202601311530"), iso("2026-01-31"), iso("2026013")
    ('2026-01-31', '2026-01-31', '2026-01-31', '2026013')
    """
    if len(text) in (8, 12, 14) and text.isascii() and text.isdigit():
        return f"{text[:4]}-{text[4:6]}-{text[6:8]}"
    return text
