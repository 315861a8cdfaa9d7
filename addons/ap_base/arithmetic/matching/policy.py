# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far a bill may be from its order: policies and tolerances.

Over and under are apart, absolute and percent are apart. Where a limit names both, the
stricter one holds. No limit at all on a side is ``None``; ``Limit()`` allows nothing.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ..money import HUNDRED, ZERO


class Limit(NamedTuple):
    """The most that a difference may be; ``Limit()`` lets nothing pass."""

    amount: Decimal | None = None
    percent: Decimal | None = None

    def allows(self, difference: Decimal, expected: Decimal) -> bool:
        """Return whether a difference, taken as positive, is within the limit.

        >>> Limit(Decimal(5), Decimal(2)).allows(Decimal(3), Decimal(100))
        False
        >>> Limit(percent=Decimal(2)).allows(Decimal(2), Decimal(100))
        True
        """
        if self.amount is None and self.percent is None:
            return not difference
        if self.amount is not None and difference > self.amount:
            return False
        if self.percent is None:
            return True
        return difference * HUNDRED <= abs(expected) * self.percent


class Tolerance(NamedTuple):
    """What may differ, above and below. ``None`` on a side: nothing is tested there."""

    over: Limit | None = Limit()
    under: Limit | None = Limit()

    def accepts(self, actual: Decimal, expected: Decimal) -> bool:
        """Return whether the actual figure is near enough to the expected one.

        For a credit note both are negative, and *over* means more is credited.

        >>> Tolerance(Limit(percent=Decimal(2)), None).accepts(Decimal(90), Decimal(100))
        True
        """
        sign = -1 if (expected or actual) < 0 else 1
        gap = (actual - expected) * sign
        side = self.over if gap > 0 else self.under
        return not gap or side is None or side.allows(abs(gap), expected)


EXACT = Tolerance()
NOT_TESTED = Tolerance(None, None)

NONE, TWO_WAY, THREE_WAY = "none", "two_way", "three_way"
MODES = (NONE, TWO_WAY, THREE_WAY)


class Policy(NamedTuple):
    """What is asked of a bill before it is called matched.

    ``mode``: ``two_way`` compares with what was ordered, ``three_way`` with what was
    received, ``none`` compares nothing and matches nothing by itself. ``price``: *over*
    is what costs more than ordered, for a credit note what credits less. ``small``: an
    amount, of a line or of freight, that passes whatever its percentage.
    ``line_amount`` and ``total`` come on top of price and quantity, so they only ever
    refuse more.
    ``freight``: freight and fees that no order line expects, against the goods of the
    bill. ``unnamed``: a bill that names no order may match by itself, if each line
    names by its code a product that is open once; else such a bill is suggested.
    """

    mode: str = THREE_WAY
    quantity: Tolerance = Tolerance(Limit(), None)
    price: Tolerance = EXACT
    line_amount: Tolerance = NOT_TESTED
    total: Tolerance = NOT_TESTED
    tax: Tolerance = Tolerance(Limit(Decimal("0.05")), Limit(Decimal("0.05")))
    freight: Tolerance = Tolerance(Limit(), None)
    unnamed: bool = False
    small: Decimal = ZERO
    step: Decimal = Decimal("0.01")

    def freight_accepted(self, amount: Decimal, goods: Decimal) -> bool:
        """Return whether freight beside goods of that amount is within the tolerance."""
        limit = self.freight.over
        if amount <= max(self.small, ZERO) or limit is None:
            return True
        return limit.allows(amount, goods)

    def price_accepted(self, gap: Decimal, quantity: Decimal, net: Decimal) -> bool:
        """Return whether a line may cost that much more (less: negative) than ordered.

        ``gap``: of the whole line; ``net``: the price ordered of each of ``quantity``.

        >>> two = Policy(price=Tolerance(Limit(percent=Decimal(2)), None))
        >>> two.price_accepted(Decimal(20), Decimal(10), Decimal(100))
        True
        >>> two.price_accepted(Decimal(21), Decimal(10), Decimal(100))
        False
        """
        side = self.price.over if gap > 0 else self.price.under
        if not gap or side is None or 0 < gap <= self.small:
            return True
        return side.allows(abs(gap / quantity), net)
