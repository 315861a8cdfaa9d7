# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sets of open items that add up to an amount, exact to the last digit, and bounded."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import lcm

MOST, MOST_PAIRS = 24, 20_000


def exact_sets(
    amounts: Sequence[Decimal], target: Decimal, most: int = 3
) -> list[tuple[int, ...]]:
    """Return up to ``most`` sets of places whose amounts add up to the target.

    Both signs count, so that credit notes are netted. The smallest sets come first.
    At most 24 amounts are worked on: all sums of both halves are met in the middle.

    >>> D = Decimal
    >>> exact_sets([D("412.30"), D("87.70"), D(500), D("175.55")], D("675.55"))
    [(2, 3), (0, 1, 3)]
    >>> exact_sets([D(-100), D(10), D(-95)], D(-90))
    [(0, 1)]
    """
    places = lcm(*(a.as_integer_ratio()[1] for a in (*amounts, target)))
    numbers = [int(amount * places) for amount in amounts[:MOST]]
    half = len(numbers) // 2
    wanted, right = int(target * places), _sums(numbers[half:])
    rests = [wanted - total for total in _sums(numbers[:half])]
    common = set(rests).intersection(right)
    if not common:
        return []
    found = _pairs(rests, right, common, half)
    found = sorted(mask.bit_count() << MOST | mask for mask in found)
    return [_places(mask & ((1 << MOST) - 1)) for mask in found[:most]]


def _pairs(
    rests: Sequence[int], right: Sequence[int], common: set[int], half: int
) -> list[int]:
    """Return the masks of sums of both halves that add up, no more than are looked at.

    ``rests``: what is wanted less each sum of the left half. ``common``: those of them
    that are sums of the right half, too.
    """
    masks: dict[int, list[int]] = {rest: [] for rest in common}
    for mask, total in enumerate(right):
        if total in common:
            masks[total].append(mask << half)
    found: list[int] = []
    for mask, rest in enumerate(rests):
        if rest in common:
            found += [mask | other for other in masks[rest] if mask | other]
            if len(found) > MOST_PAIRS:
                break
    return found


def accident(amounts: Sequence[Decimal], step: Decimal = Decimal("0.01")) -> int:
    """Return how many sets would give any one amount by chance, in millionths.

    All sets of the amounts lie somewhere between the sum of the credits and the sum of
    the debits: 15 sets over 4,000.00 are 37 millionths a cent; 262,143 sets are 0.65.

    >>> accident([Decimal(1000)] * 4), accident([Decimal(1000)] * 18) > 100_000
    (37, True)
    """
    width = sum(map(abs, amounts)) / step
    return int(1_000_000 * (2 ** len(amounts) - 1) / width) if width else 1_000_000


def _sums(numbers: Sequence[int]) -> list[int]:
    """Return the sum of every subset, at the place that is its mask."""
    sums = [0]
    for number in numbers:
        sums += [total + number for total in sums]
    return sums


def _places(mask: int) -> tuple[int, ...]:
    return tuple(place for place in range(mask.bit_length()) if mask >> place & 1)
