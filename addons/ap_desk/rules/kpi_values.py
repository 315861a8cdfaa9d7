# SPDX-License-Identifier: AGPL-3.0-or-later
"""A key figure is the sum of its numerators over the sum of its denominators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

HUNDRED = Decimal(100)
STEPS = {"percent": Decimal("0.1"), "days": Decimal("0.1"), "count": Decimal("0.01")}


@dataclass(frozen=True)
class Sums:
    """What the documents of a supplier, or of all, add up to; `documents`: how many."""

    numerator: Decimal = Decimal(0)
    denominator: Decimal = Decimal(0)
    documents: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.numerator + other.numerator,
            self.denominator + other.denominator,
            self.documents + other.documents,
        )


def value(sums: Sums, unit: str) -> Decimal | None:
    """The figure in its unit: percent, days or count; None where nothing can be said.

    >>> value(Sums(Decimal(2), Decimal(3), 3), "percent")
    Decimal('66.7')
    >>> value(Sums(Decimal("10.5"), Decimal(4), 4), "days")
    Decimal('2.6')
    >>> value(Sums(), "percent") is None
    True

    Raises `KeyError` for another unit.
    """
    step = STEPS[unit]
    if not sums.denominator:
        return None
    ratio = sums.numerator / sums.denominator * (HUNDRED if unit == "percent" else 1)
    return ratio.quantize(step, ROUND_HALF_UP)


def reaches(found: Decimal | None, target: Decimal | None, better: str) -> bool | None:
    """Whether a figure is as good as its target; `better`: higher or lower. None where
    one of both is not known.

    >>> reaches(Decimal("3.1"), Decimal(5), "lower"), reaches(Decimal(80), Decimal(90), "higher")
    (True, False)
    """
    if found is None or target is None:
        return None
    return found <= target if better == "lower" else found >= target


def effect(before: Decimal | None, after: Decimal | None, better: str) -> str:
    """Return what a change did to a figure: better, worse, same, or unknown where one of
    both months is not there. `better`: higher or lower.

    >>> effect(Decimal("7.0"), Decimal("5.5"), "lower"), effect(None, Decimal(5), "lower")
    ('better', 'unknown')
    >>> effect(Decimal("66.7"), Decimal("66.7"), "higher")
    'same'
    """
    if before is None or after is None:
        return "unknown"
    if before == after:
        return "same"
    return "better" if (after > before) == (better == "higher") else "worse"


@dataclass(frozen=True)
class Difference:
    """What a supplier (its key; 0: none) adds to a figure today, beside what was kept."""

    key: int
    kept: Sums
    now: Sums

    @property
    def reason(self) -> str:
        """documents_more, documents_less, or documents_changed: as many, but others or
        of other amounts."""
        if self.now.documents == self.kept.documents:
            return "documents_changed"
        more = self.now.documents > self.kept.documents
        return "documents_more" if more else "documents_less"


def differences(kept: Mapping[int, Sums], now: Mapping[int, Sums]) -> list[Difference]:
    """The suppliers by which a figure of today differs from the kept one, by key.

    >>> before, today = {1: Sums(Decimal(1), Decimal(2), 2)}, {1: Sums(Decimal(1), Decimal(3), 3)}
    >>> [one.reason for one in differences(before, today)]
    ['documents_more']
    >>> differences(before, before)
    []
    """
    none = Sums()
    return [
        Difference(key, kept.get(key, none), now.get(key, none))
        for key in sorted(kept.keys() | now.keys())
        if kept.get(key, none) != now.get(key, none)
    ]


def total(parts: Mapping[int, Sums]) -> Sums:
    """The sum of all suppliers.

    >>> total({1: Sums(Decimal(1), Decimal(2), 2), 0: Sums(Decimal(0), Decimal(1), 1)}).documents
    3
    """
    return sum(parts.values(), Sums())
