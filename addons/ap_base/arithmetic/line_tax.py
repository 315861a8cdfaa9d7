# SPDX-License-Identifier: AGPL-3.0-or-later
"""The taxes of one line: its untaxed amount, the tax that is cost, the VAT deducted.

Which taxes there are, what each takes of an amount and of a unit, and whether the price
contains it, is asked of Odoo's tax engine (`ap_base.models.line_taxes`); here is the
arithmetic with its answer. As the engine does, each tax is rounded on the rounded
amount of the line, and a tax that the price contains is taken out of it, so that the
untaxed amount and the taxes always make the price:

- 10 at 100.00, 20 % on top: 1,000.00 and 200.00
- 10 at 120.00, 20 % included: 1,000.00 and 200.00
- 3 at 33.33, 20 % included: 83.32 and 16.67, together 99.99

At closing 408 is credited with the amount, tax included, of the bills to come, by debit
of the expense and of 44586 (PCG art. 944-40). VAT that is not deducted is cost:

- 20 % deducted, 1,000.00: expense 1,000.00, 44586 200.00, 4081 1,200.00
- fuel of passenger cars, 80 % deducted (CGI 298, 4-1°): 1,040.00, 160.00, 1,200.00
- hotel of staff, not deducted (CGI ann. II 206, IV-2-2°): 1,200.00, nothing, 1,200.00
- reverse charge, the supplier bills no VAT (CGI 283): 1,000.00, nothing, 1,000.00
- an eco-contribution of 5.00 a unit in the base of 20 %, 10 units: 1,050.00, 210.00
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from .exceptions import ConventionError, TaxError
from .money import CENT, ONE, ZERO, round_half_up, whole_steps

NOTHING = Fraction(0)


class VatMode(str, Enum):
    """Whether the accrual carries the VAT that will be deducted.

    EXCLUDED: without it (HT), usual at a monthly close. INCLUDED: with it on 44586
    (TTC), the rule at year-end. VAT that is cost is accrued in both.
    """

    EXCLUDED = "excluded"
    INCLUDED = "included"


@dataclass(frozen=True, slots=True)
class LineTax:
    """What one tax takes of a line.

    ``share``: of the amount of the line (1/5 for 20 % on top, 1/6 for 20 % included);
    ``per_unit``: in the currency of the line, for taxes by quantity. ``included``: the
    price contains the tax. ``deductible``: the part of it that is deducted as VAT;
    ``kept``: the part that stays in the cost. Parts are netted: fully deducted is 1 and
    0, hotel 0 and 1, reverse charge 0 and 0, and so is what the buyer withholds from
    the supplier for the tax office. Raises `TaxError` for parts beyond -1 to 1.
    """

    share: Fraction = NOTHING
    per_unit: Decimal = ZERO
    included: bool = False
    deductible: Decimal = ONE
    kept: Decimal = ZERO

    def __post_init__(self) -> None:
        """Refuse what cannot be computed."""
        if not self.per_unit.is_finite():
            raise TaxError("per unit", self.per_unit, "not a finite amount")
        for part in (self.deductible, self.kept):
            if not (part.is_finite() and -1 <= part <= 1):
                raise TaxError("share", self.per_unit, f"part of {part}")

    def of(self, amount: Decimal, quantity: Decimal, step: Decimal) -> Decimal:
        """Return the tax on an amount and a quantity, rounded to the step."""
        if not self.per_unit:
            steps = whole_steps(amount, *self.share.as_integer_ratio(), step)
        else:
            bottom = self.share.denominator
            whole = amount * self.share.numerator + quantity * self.per_unit * bottom
            steps = whole_steps(whole, 1, bottom, step)
        return steps * step


@dataclass(frozen=True, slots=True)
class AccrualAmount:
    """What a line accrues, in one currency.

    ``base``: untaxed. ``non_deductible``: tax that is cost. ``deductible``: VAT for
    44586, zero when it is not accrued.
    """

    base: Decimal
    non_deductible: Decimal
    deductible: Decimal

    @property
    def cost(self) -> Decimal:
        """Debit of the expense account: base and the tax that stays with it."""
        return self.base + self.non_deductible

    @property
    def total(self) -> Decimal:
        """Credit of 408: cost and deductible VAT."""
        return self.cost + self.deductible

    def converted(self, rate: Decimal, step: Decimal) -> AccrualAmount:
        """Return it in another currency, each part rounded, as a bill is converted.

        ``rate``: the other currency per unit of this one.
        """
        return AccrualAmount(
            round_half_up(self.base * rate, step),
            round_half_up(self.non_deductible * rate, step),
            round_half_up(self.deductible * rate, step),
        )

    def in_mode(self, mode: VatMode) -> AccrualAmount:
        """Return it with or without the VAT that is deducted; the cost is the same.

        Raises `ConventionError` for an unknown mode.
        """
        if mode == VatMode.INCLUDED:
            return self
        if mode != VatMode.EXCLUDED:
            raise ConventionError(mode)
        return AccrualAmount(self.base, self.non_deductible, ZERO)

    def part_of(self, base: Decimal, step: Decimal) -> AccrualAmount:
        """Return the taxes in the proportion of another untaxed amount.

        Of an untaxed amount of zero nothing can be taken in proportion: it is returned
        as it is.

        >>> hotel = AccrualAmount(Decimal("1000.00"), Decimal("200.00"), ZERO)
        >>> hotel.part_of(Decimal("600.00"), CENT).cost
        Decimal('720.00')
        """
        if base == self.base or not self.base:
            return self
        top, bottom = (base / self.base).as_integer_ratio()
        return AccrualAmount(
            base,
            whole_steps(self.non_deductible, top, bottom, step) * step,
            whole_steps(self.deductible, top, bottom, step) * step,
        )


def accrued_amount(
    quantity: Decimal,
    unit_price: Decimal,
    taxes: Sequence[LineTax] = (),
    step: Decimal = CENT,
) -> AccrualAmount:
    """Return the untaxed amount of a quantity and its taxes, each rounded.

    ``unit_price``: in the currency of the line, discount deducted, with the taxes that
    are marked as included. A negative quantity mirrors the positive one, and so does a
    negative price. Raises `AmountError` for a step that is not positive.

    >>> vat = LineTax(Fraction(1, 5))
    >>> accrual = accrued_amount(Decimal(10), Decimal(100), [vat])
    >>> accrual.cost, accrual.deductible, accrual.total
    (Decimal('1000.00'), Decimal('200.00'), Decimal('1200.00'))
    >>> inside = LineTax(Fraction(1, 6), included=True)
    >>> accrual = accrued_amount(Decimal(3), Decimal("33.33"), [inside])
    >>> accrual.base, accrual.deductible
    (Decimal('83.32'), Decimal('16.67'))
    """
    base = raw = round_half_up(quantity * unit_price, step)
    if not taxes:
        return AccrualAmount(base, ZERO, ZERO)
    if unit_price < 0:
        quantity = -quantity
    deductible = kept = ZERO
    for tax in taxes:
        amount = tax.of(raw, quantity, step)
        if tax.included:
            base -= amount
        deducted, rest = split_tax(amount, tax.deductible, tax.kept, step)
        deductible += deducted
        kept += rest
    return AccrualAmount(base, kept, deductible)


def split_tax(
    amount: Decimal, deductible: Decimal, kept: Decimal, step: Decimal
) -> tuple[Decimal, Decimal]:
    """Return the parts of a tax that are deducted and that are cost.

    The first is rounded; both together are rounded to what the supplier bills, so that
    no cent is lost between them.

    >>> split_tax(Decimal("0.13"), Decimal("0.8"), Decimal("0.2"), CENT)
    (Decimal('0.10'), Decimal('0.03'))
    """
    if deductible == 1 and not kept:
        return amount, ZERO
    deducted = round_half_up(amount * deductible, step)
    return deducted, round_half_up(amount * (deductible + kept), step) - deducted
