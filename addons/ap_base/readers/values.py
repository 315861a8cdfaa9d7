# SPDX-License-Identifier: AGPL-3.0-or-later
"""Amounts, whole numbers, yes and no as people and exports write them."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from .errors import (
    AmbiguousAmountError,
    NotABooleanError,
    NotAnAmountError,
    NotAnIntegerError,
    TooManyDigitsError,
)

AUTO = "auto"
_SPACES = re.compile("[\\s\u00a0\u202f\u2009'’]+")
_CURRENCY = re.compile(r"^(?:[A-Z]{3}|[€$£¥])\s*|\s*(?:[A-Z]{3}|[€$£¥])$")
_GROUPS = re.compile(r"\d{1,3}(?:[ .,]\d{3})+|\d+")
_YES = frozenset({"1", "true", "yes", "y", "x", "oui", "o", "vrai"})
_NO = frozenset({"", "0", "false", "no", "n", "non", "faux"})
DIGITS = 15  # what a workbook and a float keep of a number
LARGEST = Decimal(10) ** 13  # with its cents, 15 digits
LARGEST_INTEGER = 2**31 - 1


def to_text(cell: object) -> str:
    """Return the cell as text; a whole number has no decimals, a date is ISO.

    >>> to_text(Decimal("601000")), to_text(date(2026, 10, 31)), to_text(None)
    ('601000', '2026-10-31', '')
    """
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return format(cell, "f")
    if isinstance(cell, bool):
        return "1" if cell else "0"
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


def parse_decimal(cell: object, decimal_sign: str = AUTO) -> Decimal:
    """Return the amount as it is meant.

    Understands thousands in groups of three by space, no-break space, apostrophe,
    point or comma; parentheses, a leading or trailing minus; a currency sign or code;
    a lone dash as nought. Without a decimal sign given, ``1.234`` is refused, since it
    is a thousand for some and one for others, and what has more than 15 digits or is
    10,000,000,000,000 or more, since it would be rounded. Raises a `CellError`.

    >>> parse_decimal("1 234,56"), parse_decimal("1.234,56"), parse_decimal("(12.00)")
    (Decimal('1234.56'), Decimal('1234.56'), Decimal('-12.00'))
    >>> parse_decimal("1.234", ","), parse_decimal("1.234", "."), parse_decimal("5,00- €")
    (Decimal('1234'), Decimal('1.234'), Decimal('-5.00'))
    """
    if isinstance(cell, bool) or cell is None or isinstance(cell, date):
        raise NotAnAmountError(value=to_text(cell))
    if isinstance(cell, int | Decimal):
        return _kept(Decimal(cell), to_text(cell))
    shown = str(cell)
    text, negative = _unsigned(shown)
    if text == "" and negative:
        return Decimal(0)
    amount = Decimal(_plain_digits(text, decimal_sign, shown))
    return _kept(-amount if negative else amount, shown)


def _kept(amount: Decimal, shown: str) -> Decimal:
    """Return the amount, if each of its digits is kept by all who take it."""
    if not amount.is_finite():
        raise NotAnAmountError(value=shown)
    digits = "".join(map(str, amount.as_tuple().digits)).strip("0")
    if len(digits) > DIGITS or abs(amount) >= LARGEST:
        raise TooManyDigitsError(value=shown, digits=DIGITS)
    return amount


def _unsigned(shown: str) -> tuple[str, bool]:
    """Cut off currency, parentheses and sign, in any order."""
    text, negatives = shown.strip().replace("\u2212", "-"), 0
    for _turn in range(4):
        text = _CURRENCY.sub("", _SPACES.sub(" ", text).strip()).strip()
        if text.startswith("(") and text.endswith(")"):
            text, negatives = text[1:-1], negatives + 1
        elif text.startswith("-") or text.endswith("-"):
            text = text[1:] if text.startswith("-") else text[:-1]
            negatives += 1
        elif text.startswith("+"):
            text = text[1:]
    if negatives > 1:
        raise NotAnAmountError(value=shown)
    return text, bool(negatives)


def _plain_digits(text: str, decimal_sign: str, shown: str) -> str:
    """Return digits with a point, after checking the groups of thousands."""
    sign = _decimal_sign(text, shown) if decimal_sign == AUTO else decimal_sign
    whole, _sign, fraction = text.partition(sign) if sign else (text, "", "")
    groups = _GROUPS.fullmatch(whole) if whole else None
    marks = set(re.findall(r"[ .,]", whole))
    good_whole = not whole or (groups and len(marks) <= 1 and sign not in marks)
    if not good_whole or not re.fullmatch(r"\d*", fraction, re.ASCII):
        raise NotAnAmountError(value=shown)
    digits = re.sub(r"[ .,]", "", whole)
    if not re.fullmatch(r"\d*", digits, re.ASCII) or not digits + fraction:
        raise NotAnAmountError(value=shown)
    return f"{digits or '0'}.{fraction}" if fraction else digits or "0"


def _decimal_sign(text: str, shown: str) -> str:
    """Return the decimal sign that the text shows, or nothing for a whole number."""
    last = max(text.rfind(","), text.rfind("."))
    if last < 0:
        return ""
    sign = text[last]
    other = "." if sign == "," else ","
    if text.count(sign) > 1:
        return other if other in text else ""
    if other in text or " " in text[:last] or len(text) - last - 1 != 3:
        return sign
    if last == 0 or text[0] == "0" or last > 3:
        return sign
    raise AmbiguousAmountError(value=shown)


def guess_decimal_sign(cells: Iterable[object]) -> str:
    """Return the decimal sign of a column, from its cells that leave no doubt.

    `auto` when none says, or when they contradict each other.

    >>> guess_decimal_sign(["1.234", "12,50", "7"]), guess_decimal_sign(["1.234"])
    (',', 'auto')
    """
    signs = set()
    for cell in cells:
        if not isinstance(cell, str):
            continue
        try:
            text, _negative = _unsigned(cell)
            sign = _decimal_sign(text, cell)
        except (AmbiguousAmountError, NotAnAmountError):
            continue
        if not sign:  # 1.234.567 has its decimal sign, if any, elsewhere
            sign = {".": ",", ",": "."}.get(
                next(iter(re.findall(r"[.,]", text)), ""), ""
            )
        signs.add(sign)
    signs.discard("")
    return signs.pop() if len(signs) == 1 else AUTO


def parse_integer(cell: object, decimal_sign: str = AUTO) -> int:
    """Return the whole number. Raises `NotAnIntegerError`.

    >>> parse_integer("1 200"), parse_integer(Decimal("12"))
    (1200, 12)
    """
    try:
        amount = parse_decimal(cell, decimal_sign)
    except (NotAnAmountError, AmbiguousAmountError):
        raise NotAnIntegerError(value=to_text(cell)) from None
    if amount != int(amount):
        raise NotAnIntegerError(value=to_text(cell))
    if abs(amount) > LARGEST_INTEGER:
        raise TooManyDigitsError(value=to_text(cell), digits=9)
    return int(amount)


def parse_boolean(cell: object) -> bool:
    """Return yes or no, in English or in French. Raises `NotABooleanError`.

    >>> parse_boolean("Oui"), parse_boolean(""), parse_boolean(Decimal(1))
    (True, False, True)
    """
    text = to_text(cell).lower()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise NotABooleanError(value=to_text(cell))
