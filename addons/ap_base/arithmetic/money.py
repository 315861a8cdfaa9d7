# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rounding: the only place where a figure loses digits.

Halves go away from zero, as accountants round, so that a credit note rounds like the
bill it cancels. A step is any positive decimal: 0.01 for the euro, 0.001 for the
Tunisian dinar, 0.05 for the Swiss franc in cash, 1 for the yen.

Results hold at most 28 significant digits, the default precision of `decimal`.
"""

from decimal import Decimal, InvalidOperation

from .exceptions import AmountError

CENT = Decimal("0.01")
ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)


def to_decimal(value: float | int | str | Decimal) -> Decimal:
    """Return the value as a Decimal with the digits a person sees.

    A float goes through its shortest representation, so that 0.1 is one tenth. Text
    is in Python's form (``1234.56``). Raises `AmountError` for infinity, not-a-number,
    booleans, None and anything else that is no number.

    >>> to_decimal(1234.1), to_decimal("12.50"), to_decimal(7)
    (Decimal('1234.1'), Decimal('12.50'), Decimal('7'))
    >>> to_decimal("nan")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    AmountError: 'nan' is not a finite amount
    """
    try:
        amount = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        raise AmountError(value) from None
    if not amount.is_finite():
        raise AmountError(value)
    return amount


def whole_steps(amount: Decimal, top: int, bottom: int, step: Decimal) -> int:
    """Return how many steps there are in amount × top / bottom, as a whole number.

    Halves go away from zero. The computation is in integers: nothing is cut before
    the one rounding, and a tie is seen as a tie. ``bottom`` is above zero. Raises
    `AmountError` for a step that is not positive, a bottom that is not, and an amount
    that is not finite.

    >>> whole_steps(Decimal("10.00"), 1, 3, Decimal("0.01"))
    333
    >>> whole_steps(Decimal("-0.005"), 1, 1, Decimal("0.01"))
    -1
    """
    try:
        amount_top, amount_bottom = amount.as_integer_ratio()
        step_top, step_bottom = step.as_integer_ratio()
    except (ValueError, OverflowError):
        raise AmountError((amount, step), "are not both finite") from None
    if step_top <= 0:
        raise AmountError(step, "is not a positive rounding step")
    if bottom <= 0:
        raise AmountError(bottom, "is not a positive divisor")
    top *= amount_top * step_bottom
    bottom *= amount_bottom * step_top
    steps = (2 * abs(top) + bottom) // (2 * bottom)
    return steps if top >= 0 else -steps


def round_share(
    amount: Decimal, top: int, bottom: int, step: Decimal = CENT
) -> Decimal:
    """Return amount × top / bottom to the nearest step, halves away from zero.

    One rounding only. Raises `AmountError` as `whole_steps` does.

    >>> round_share(Decimal("12000.00"), 348, 365)
    Decimal('11441.10')
    """
    return whole_steps(amount, top, bottom, step) * step


def round_quotient(
    dividend: Decimal, divisor: Decimal, step: Decimal = CENT
) -> Decimal:
    """Return dividend / divisor to the nearest step; the quotient itself is not cut.

    The divisor is above zero. Raises `AmountError` as `whole_steps` does.

    >>> round_quotient(Decimal("5000.00"), Decimal("1.1"))
    Decimal('4545.45')
    """
    try:
        top, bottom = divisor.as_integer_ratio()
    except (ValueError, OverflowError):
        raise AmountError(divisor) from None
    return whole_steps(dividend, bottom, top, step) * step


def round_half_up(amount: Decimal, step: Decimal = CENT) -> Decimal:
    """Return the amount to the nearest step, halves away from zero.

    Raises `AmountError` for an amount that is not finite or a step that is not
    positive. There is no minus zero.

    >>> round_half_up(Decimal("2.675")), round_half_up(Decimal("-2.675"))
    (Decimal('2.68'), Decimal('-2.68'))
    >>> round_half_up(Decimal("7.62"), Decimal("0.05"))
    Decimal('7.60')
    >>> round_half_up(Decimal("1499.5"), Decimal(1))
    Decimal('1500')
    """
    return whole_steps(amount, 1, 1, step) * step
