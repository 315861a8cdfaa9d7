# SPDX-License-Identifier: AGPL-3.0-or-later
"""Goods and services received and not billed (*factures non parvenues*, account 408).

At closing 408 is credited with the amount, tax included, of the bills to come, by debit
of the expense and of 44586, and reversed at the opening of the next period (PCG
art. 944-40 for third-party accounts; commentary of 408 as quoted by
https://comptabilite.pagesjaunes.fr, factures-non-parvenues). VAT on 44586 is not
deductible yet. VAT that never will be is cost:

- 20 % fully deductible, 1,000.00: expense 1,000.00, 44586 200.00, 4081 1,200.00
- fuel of passenger cars, 80 % deductible (CGI 298, 4-1°): 1,040.00, 160.00, 1,200.00
- hotel of staff, not deductible (CGI ann. II 206, IV-2-2°): 1,200.00, nothing, 1,200.00
- reverse charge, the supplier bills no VAT (CGI 283): 1,000.00, nothing, 1,000.00

Quantities are in the unit of the order line, prices in the currency of the order,
results in the currency of the company.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Literal

from .exceptions import ConventionError, TaxError, UnitError
from .money import CENT, HUNDRED, ONE, ZERO, round_half_up, round_quotient

TaxKind = Literal["percent", "division", "fixed"]
_KINDS = frozenset(("percent", "division", "fixed"))


class VatMode(str, Enum):
    """Whether the accrual carries the VAT that will be deducted.

    EXCLUDED: without it (HT), usual at a monthly close. INCLUDED: with it on 44586
    (TTC), the rule at year-end. VAT that is cost is accrued in both.
    """

    EXCLUDED = "excluded"
    INCLUDED = "included"


@dataclass(frozen=True, slots=True)
class TaxRule:
    """A tax of a line, as the accrual sees it.

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


@dataclass(frozen=True, slots=True)
class AccrualAmount:
    """What a line accrues, in company currency.

    ``base``: untaxed. ``non_deductible``: VAT that is cost. ``deductible``: VAT for
    44586, zero when it is not accrued.
    """

    base: Decimal
    non_deductible: Decimal
    deductible: Decimal

    @property
    def cost(self) -> Decimal:
        """Debit of the expense account: base and the VAT that stays with it."""
        return self.base + self.non_deductible

    @property
    def total(self) -> Decimal:
        """Credit of 408: cost and deductible VAT."""
        return self.cost + self.deductible


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
    has the 28 digits of a decimal; `accrued_amount` does not go through it. Raises
    `TaxError` for division rates of 100 % or more, percent rates of -100 % or less.

    >>> untaxed_price(Decimal("120.00"), [TaxRule("percent", Decimal(20), True)])
    Decimal('100.00')
    >>> untaxed_price(Decimal(100), [TaxRule("division", Decimal(10), True)])
    Decimal('90')
    """
    dividend, divisor = _untaxed_quotient(price, rules)
    return dividend / divisor


def untaxed_amount(
    quantity: Decimal,
    unit_price: Decimal,
    rules: Sequence[TaxRule] = (),
    rate: Decimal = ONE,
    step: Decimal = CENT,
) -> Decimal:
    """Return the untaxed amount of a quantity, rounded once.

    The base of `accrued_amount`, with the same arguments, for whoever needs no VAT.

    >>> untaxed_amount(
    ...     Decimal(5), Decimal(1000), [TaxRule("percent", Decimal(10), True)])
    Decimal('4545.45')
    """
    if not rules:
        return round_half_up(quantity * unit_price * rate, step)
    dividend, divisor = _untaxed_quotient(unit_price, rules)
    return round_quotient(quantity * dividend * rate, divisor, step)


def accrued_amount(
    quantity: Decimal,
    unit_price: Decimal,
    rules: Sequence[TaxRule] = (),
    rate: Decimal = ONE,
    *,
    vat_mode: VatMode = VatMode.INCLUDED,
    step: Decimal = CENT,
) -> AccrualAmount:
    """Return the untaxed amount of a quantity and its VAT, each rounded once.

    ``unit_price`` is in order currency, discount deducted, taxes included or not as the
    rules say; ``rate`` is company currency per unit of order currency, at the closing
    date. The base is rounded to the step; taxes are computed on the rounded base; the
    deductible VAT and the whole VAT are rounded, the rest is cost, so that cost and
    deductible VAT always make the total. With `VatMode.EXCLUDED` nothing is deductible
    and the cost is the same. A negative quantity mirrors the positive one. Raises
    `TaxError` as `untaxed_price` does, `ConventionError` for an unknown mode and
    `AmountError` for a step that is not positive.

    >>> vat = TaxRule("percent", Decimal(20))
    >>> accrual = accrued_amount(Decimal(10), Decimal(100), [vat])
    >>> accrual.cost, accrual.deductible, accrual.total
    (Decimal('1000.00'), Decimal('200.00'), Decimal('1200.00'))
    >>> fuel = TaxRule("percent", Decimal(20), False, Decimal("0.8"), Decimal("0.2"))
    >>> accrual = accrued_amount(Decimal(1), Decimal(1000), [fuel])
    >>> accrual.cost, accrual.deductible, accrual.total
    (Decimal('1040.00'), Decimal('160.00'), Decimal('1200.00'))
    """
    base = untaxed_amount(quantity, unit_price, rules, rate, step)
    accrued, kept, common = _taxes(base, quantity * rate, rules)
    deductible = round_quotient(accrued, common, step)
    non_deductible = round_quotient(accrued + kept, common, step) - deductible
    if vat_mode == VatMode.EXCLUDED:
        deductible = ZERO
    elif vat_mode != VatMode.INCLUDED:
        raise ConventionError(vat_mode)
    return AccrualAmount(base, non_deductible, deductible)


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


def _taxes(
    base: Decimal, quantity: Decimal, rules: Sequence[TaxRule]
) -> tuple[Decimal, Decimal, Decimal]:
    """Return deductible VAT, VAT that is cost, and the divisor still to be applied.

    ``quantity`` is already times the currency rate, for fixed taxes. All that can be
    exact is: the divisor is not 100 only where there are division taxes.
    """
    division = sum((rule.amount for rule in rules if rule.kind == "division"), ZERO)
    common = _rest_of_100(division)
    unit = {
        "percent": base if common == 100 else base * common / HUNDRED,
        "division": base,
        "fixed": quantity * common,
    }
    deductible = kept = ZERO
    for rule in rules:
        tax = unit[rule.kind] * rule.amount
        deductible += tax * rule.deductible
        kept += tax * rule.non_deductible
    return deductible, kept, common
