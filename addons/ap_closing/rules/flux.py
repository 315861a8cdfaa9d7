# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why an amount of this month differs from last month's: reasons, from values.

A reason is a code with the values that its sentence needs; the model writes it in the
reader's language.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

NEW, BILLED, ENDED, GONE, EXCLUDED = "new", "billed", "ended", "gone", "excluded"
QUANTITY, PRICE, RATE, ELAPSED = "quantity", "price", "rate", "elapsed"
OVERRIDDEN, OVERRIDE_ENDED, AMOUNT = "overridden", "override_ended", "amount"
ZERO = Decimal(0)


@dataclass(frozen=True)
class Snapshot:
    """One source in one month, all postings of the run together."""

    amount: Decimal
    computed: Decimal = ZERO
    quantity: Decimal = ZERO
    price: Decimal = ZERO
    rate: str = ""
    is_overridden: bool = False
    override_reason: str = ""
    override_user: str = ""
    is_excluded: bool = False
    is_period: bool = False  # spread over a service period: changes as time goes


@dataclass(frozen=True)
class Reason:
    """Why, as a code, and from what to what."""

    code: str
    before: Decimal | str | None = None
    after: Decimal | str | None = None
    names: tuple[str, ...] = field(default=())


def explain(
    before: Snapshot | None,
    after: Snapshot | None,
    bills: Sequence[str] = (),
    has_ended: bool = False,
) -> list[Reason]:
    """Return the reasons of a change, the weightiest first; none when nothing changed.

    `bills`: numbers of the bills that came between the two closings. `has_ended`: the
    service period is over at the later one.

    >>> one = Snapshot(Decimal(800), Decimal(800), Decimal(10), Decimal(80))
    >>> two = Snapshot(Decimal(1020), Decimal(1020), Decimal(12), Decimal(85))
    >>> [(reason.code, int(reason.before), int(reason.after)) for reason in explain(one, two)]
    [('quantity', 10, 12), ('price', 80, 85)]
    >>> explain(one, None, bills=["F-123"])
    [Reason(code='billed', before=None, after=None, names=('F-123',))]
    """
    had = before is not None and before.amount != 0
    has = after is not None and after.amount != 0
    if (before.amount if had else ZERO) == (after.amount if has else ZERO):
        return []
    if after is not None and after.is_overridden and _decided(before, after):
        return [Reason(OVERRIDDEN, after.override_user, after.override_reason)]
    if not had:
        return [Reason(NEW)]
    if not has:
        return [_gone(after, bills, has_ended)]
    return _changed(before, after, bills)


def _decided(before: Snapshot | None, after: Snapshot) -> bool:
    """Whether the decision is what changed the amount."""
    if before is None or not before.is_overridden:
        return True
    return before.amount != after.amount


def _gone(after: Snapshot | None, bills: Sequence[str], has_ended: bool) -> Reason:
    """Why nothing is left."""
    if bills:
        return Reason(BILLED, names=tuple(bills))
    if after is not None and after.is_excluded:
        return Reason(EXCLUDED)
    return Reason(ENDED if has_ended else GONE)


def _changed(before: Snapshot, after: Snapshot, bills: Sequence[str]) -> list[Reason]:
    """From what to what, where both months have an amount."""
    found = []
    if before.is_overridden and not after.is_overridden:
        found.append(Reason(OVERRIDE_ENDED, before.amount, after.amount))
    if after.is_period:
        found.append(Reason(ELAPSED, before.amount, after.amount))
        return found
    if before.quantity != after.quantity:
        found.append(Reason(QUANTITY, before.quantity, after.quantity))
    if bills:
        found.append(Reason(BILLED, names=tuple(bills)))
    if before.price != after.price:
        found.append(Reason(PRICE, before.price, after.price))
    if before.rate != after.rate:
        found.append(Reason(RATE, before.rate or "1", after.rate or "1"))
    return found or [Reason(AMOUNT, before.amount, after.amount)]


def is_significant(
    before: Decimal, after: Decimal, least: Decimal, percent: Decimal
) -> bool:
    """Whether a change is worth a word: as large as both thresholds ask.

    >>> is_significant(Decimal(1000), Decimal(1090), Decimal(50), Decimal(10))
    False
    >>> is_significant(Decimal(1000), Decimal(1100), Decimal(50), Decimal(10))
    True
    >>> is_significant(Decimal(0), Decimal(60), Decimal(50), Decimal(10))
    True
    """
    change = abs(after - before)
    return change != 0 and change >= least and change * 100 >= percent * abs(before)
