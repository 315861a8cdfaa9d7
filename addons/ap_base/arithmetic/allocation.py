# SPDX-License-Identifier: AGPL-3.0-or-later
"""An amount split into parts that sum to it, to the cent.

Shares rounded one by one do not sum: 100.00 in three is 99.99. Giving the residue to
the last part piles it up there. So the running total is rounded, not the part:
part k = round(cumulative k) - round(cumulative k-1). Parts then sum by construction and
none is further than one step from its exact share.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import lcm

from .exceptions import AllocationError
from .money import CENT, whole_steps


def allocate(
    amount: Decimal, weights: Sequence[Decimal], step: Decimal = CENT
) -> list[Decimal]:
    """Return one part per weight, in the order of the weights.

    The parts sum exactly to the amount rounded to the step. A weight of zero gets
    zero, no part has the sign opposite to the amount's, and which weight gets which
    part does not depend on the order: totals run from the smallest weight to the
    largest. Raises `AllocationError` for no weights, all zero, or one below zero.

    >>> allocate(Decimal("100.00"), [Decimal(1), Decimal(1), Decimal(1)])
    [Decimal('33.33'), Decimal('33.34'), Decimal('33.33')]
    >>> allocate(Decimal(100), [Decimal(8000), Decimal(4000)])
    [Decimal('66.67'), Decimal('33.33')]
    >>> allocate(Decimal("-0.05"), [Decimal(0), Decimal(3), Decimal(1)])
    [Decimal('0.00'), Decimal('-0.04'), Decimal('-0.01')]
    """
    shares = _whole_weights(amount, weights)
    total = sum(shares)
    parts = [step] * len(shares)
    running = before = 0
    for index in sorted(range(len(shares)), key=shares.__getitem__):
        running += shares[index]
        after = whole_steps(amount, running, total, step)
        parts[index] = (after - before) * step
        before = after
    return parts


def differences(cumulative: Iterable[Decimal], step: Decimal = CENT) -> list[Decimal]:
    """Return what each running total adds to the one before, rounded cumulatively.

    The first difference is with zero. The sum of the first k results is the k-th
    running total rounded to the step, for every k.

    >>> thirds = [Decimal(100) * k / 3 for k in (1, 2, 3)]
    >>> differences(thirds)
    [Decimal('33.33'), Decimal('33.34'), Decimal('33.33')]
    """
    parts = []
    before = 0
    for total in cumulative:
        after = whole_steps(total, 1, 1, step)
        parts.append((after - before) * step)
        before = after
    return parts


def _whole_weights(amount: Decimal, weights: Sequence[Decimal]) -> list[int]:
    """Return whole numbers in the same proportions as the weights."""
    if not all(weight.is_finite() and weight >= 0 for weight in weights):
        raise AllocationError(amount, weights, "a weight is below zero or not finite")
    if not any(weights):
        raise AllocationError(amount, weights, "no weight is above zero")
    ratios = [weight.as_integer_ratio() for weight in weights]
    common = lcm(*(bottom for _top, bottom in ratios))
    return [top * (common // bottom) for top, bottom in ratios]
