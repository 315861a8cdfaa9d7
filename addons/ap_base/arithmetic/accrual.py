# SPDX-License-Identifier: AGPL-3.0-or-later
"""Goods and services received and not billed (*factures non parvenues*, account 408).

What a line accrues with its taxes is in `line_tax`.

Quantities are in the unit of the order line, prices in the currency of the order,
results in the currency of the company.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from .exceptions import TaxError, UnitError
from .money import CENT, HUNDRED, ONE, ZERO, round_quotient

TaxKind = Literal["percent", "division", "fixed"]
_KINDS = frozenset(("percent", "division", "fixed"))


@dataclass(frozen=True, slots=True)
class TaxRule:
    """A tax as a bill and an order name it, for comparing them.

    ``kind``: ``percent`` of the untaxed amount; ``division``, percent of the taxed
    amount; ``fixed``, order currency per unit. ``amount``: 20 for 20 %, or the fixed
    amount. ``price_included``: the unit price contains it. ``deductible``: the share
    that goes to the VAT account; ``non_deductible``: the share that stays in the cost.
    Shares are netted: fully deductible is 1 and 0, fuel 0.8 and 0.2, hotel 0 and 1,
    reverse charge 0 and 0. Raises `TaxError` for an unknown kind, or for an amount or a
    share that is not finite, or a share beyond -1 to 1.
    """

    kind: TaxKind
    amount: Decimal
    price_included: bool = False
    deductible: Decimal = ONE
    non_deductible: Decimal = ZERO

    def __post_init__(self) -> None:
        """Refuse what cannot be computed."""
        if self.kind not in _KINDS:
            raise TaxError(self.kind, self.amount, "unknown kind")
        if not self.amount.is_finite():
            raise TaxError(self.kind, self.amount, "not a finite amount")
        for share in (self.deductible, self.non_deductible):
            if not (share.is_finite() and -1 <= share <= 1):
                raise TaxError(self.kind, self.amount, f"share of {share}")


def convert_quantity(
    quantity: Decimal, factor_from: Decimal, factor_to: Decimal
) -> Decimal:
    """Return the quantity in another unit of measure, not rounded.

    A factor says how many reference units one unit is (dozen: 12). Raises `UnitError`
    for a factor that is not above zero.

    >>> convert_quantity(Decimal(2), Decimal(12), Decimal(1))
    Decimal('24')
    """
    for factor in (factor_from, factor_to):
        if not (factor.is_finite() and factor > 0):
            raise UnitError(factor, "is not a unit factor above zero")
    return quantity * factor_from / factor_to


def discounted_price(price_unit: Decimal, discount_percent: Decimal) -> Decimal:
    """Return the unit price less the discount (12.5 for 12.5 %), not rounded.

    >>> discounted_price(Decimal("80.00"), Decimal("12.5"))
    Decimal('70.000')
    """
    return price_unit * (HUNDRED - discount_percent) / HUNDRED


def untaxed_price(price: Decimal, rules: Sequence[TaxRule]) -> Decimal:
    """Return the unit price without the taxes that it contains, not rounded.

    Fixed taxes are taken off first, then (price - fixed) × (1 - division rates) /
    (1 + percent rates). Taxes that come on top of the price change nothing. The result
    has the 28 digits of a decimal. For comparing prices; amounts go through `line_tax`.
    Raises `TaxError` for division rates of 100 % or more, percent rates of -100 % or
    less.

    >>> untaxed_price(Decimal("120.00"), [TaxRule("percent", Decimal(20), True)])
    Decimal('100.00')
    >>> untaxed_price(Decimal(100), [TaxRule("division", Decimal(10), True)])
    Decimal('90')
    """
    dividend, divisor = _untaxed_quotient(price, rules)
    return dividend / divisor


def to_accrue(received: Decimal, billed: Decimal) -> Decimal:
    """Return the quantity received and not billed, never below zero.

    >>> to_accrue(Decimal(10), Decimal(4)), to_accrue(Decimal(4), Decimal(10))
    (Decimal('6'), Decimal('0'))
    """
    return max(received - billed, ZERO)


def over_billed(received: Decimal, billed: Decimal) -> Decimal:
    """Return the quantity billed and not received, never below zero.

    >>> over_billed(Decimal(4), Decimal(10))
    Decimal('6')
    """
    return max(billed - received, ZERO)


def credit_due_quantity(
    received: Decimal, billed: Decimal, returned: Decimal
) -> Decimal:
    """Return the quantity for which a credit note is due (*avoir à recevoir*, 4098).

    Goods billed, then returned. ``received`` is net of returns. What is over-billed
    beyond that was paid for ahead of receipt: it is prepaid (486). Raises `UnitError`
    for a returned quantity below zero.

    >>> credit_due_quantity(Decimal(5), Decimal(12), Decimal(5))  # 2 are prepaid
    Decimal('5')
    """
    if not (returned.is_finite() and returned >= 0):
        raise UnitError(returned, "is not a returned quantity")
    return min(over_billed(received, billed), returned)


def variance(
    estimate: Decimal,
    estimated_quantity: Decimal,
    actual: Decimal,
    actual_quantity: Decimal,
    step: Decimal = CENT,
) -> Decimal:
    """Return the actual bill less the share of the estimate that it settles.

    Positive: the accrual was too low (*écart de FNP*). The share is that of the
    quantity billed, at most the whole estimate, at least none, rounded to the step; an
    estimate without quantity is settled as a whole.

    >>> variance(Decimal("1000.00"), Decimal(10), Decimal("1020.00"), Decimal(10))
    Decimal('20.00')
    >>> variance(Decimal("1000.00"), Decimal(10), Decimal("408.00"), Decimal(4))
    Decimal('8.00')
    """
    if estimated_quantity == 0:
        return actual - estimate
    if estimated_quantity < 0:
        estimated_quantity, actual_quantity = -estimated_quantity, -actual_quantity
    billed = min(max(actual_quantity, ZERO), estimated_quantity)
    return actual - round_quotient(estimate * billed, estimated_quantity, step)


def settled_part(
    bills: Iterable[tuple[Decimal, Decimal]],
    quantity: Decimal,
    before: Decimal = ZERO,
    step: Decimal = CENT,
) -> tuple[Decimal, Decimal]:
    """Return the amount and the quantity of later bills that settle one accrual.

    ``bills``: quantity and amount of each, in the order in which they came; refunds
    are negative. The first units billed settle the first units accrued: an accrual of
    ``quantity`` covers the units that follow the ``before`` ones. A negative quantity
    took units back. Rounded once to the step.

    Six units accrued, six billed at 102.00, later three more at 100.00:

    >>> bills = [(Decimal(6), Decimal("612.00")), (Decimal(3), Decimal("300.00"))]
    >>> settled_part(bills, Decimal(6))
    (Decimal('612.00'), Decimal('6'))
    >>> settled_part(bills, Decimal(4), before=Decimal(6))
    (Decimal('300.00'), Decimal('3'))
    """
    low, high = sorted((before, before + quantity))
    reached = units = ZERO
    amount = Fraction(0)
    for billed, value in bills:
        start, reached = reached, reached + billed
        part = min(max(reached, low), high) - min(max(start, low), high)
        if part:
            units += part
            amount += Fraction(value) * Fraction(part) / Fraction(billed)
    if quantity < 0:
        amount, units = -amount, -units
    return (
        round_quotient(Decimal(amount.numerator), Decimal(amount.denominator), step),
        units,
    )


def scaled(
    part: Decimal, whole: Decimal, new_whole: Decimal, step: Decimal = CENT
) -> Decimal:
    """Return the part that belongs to a new whole, in the proportion of the old one.

    The VAT of an accrual whose cost a person decided. Nothing belongs to nothing: an
    old whole of zero gives zero. Rounded to the step.

    >>> scaled(Decimal("200.00"), Decimal("1000.00"), Decimal("950.00"))
    Decimal('190.00')
    """
    if part == 0 or whole == 0:
        return ZERO
    if whole == new_whole:
        return part
    if whole < 0:
        whole, new_whole = -whole, -new_whole
    return round_quotient(part * new_whole, whole, step)


def _untaxed_quotient(
    price: Decimal, rules: Sequence[TaxRule]
) -> tuple[Decimal, Decimal]:
    """Return the untaxed price as a dividend and a divisor, both exact."""
    fixed = percent = division = ZERO
    for rule in rules:
        if not rule.price_included:
            continue
        if rule.kind == "percent":
            percent += rule.amount
        elif rule.kind == "division":
            division += rule.amount
        else:
            fixed += rule.amount
    if not percent > -100:
        raise TaxError("percent", percent, "leaves no untaxed amount")
    return (price - fixed) * _rest_of_100(division), HUNDRED + percent


def _rest_of_100(division: Decimal) -> Decimal:
    """Return what the rates of division taxes leave of 100."""
    if not division < 100:
        raise TaxError("division", division, "leaves no untaxed amount")
    return HUNDRED - division
