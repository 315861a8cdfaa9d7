# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills that may be the same bill twice, with a kind, a score and the reasons.

The one rule of the house: the control of duplicates, the matching with orders and the
rooms of a country all ask here. A number is unique by seller and year of issue (so do
the platforms of the French reform see it: DGFiP, external specifications v3.2, reason
DOUBLON). An invoice and its credit note are no duplicates; a credit written as a
negative invoice (380) and as a credit note (381) is one credit.

Bills of several suppliers that merely look alike are never compared, except as files.
Work is linear: bills meet in buckets, and in a bucket each meets its neighbours only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .bill_numbers import bill_number, names_year, numbers_look_alike, same_number
from .money import CENT, ONE, ZERO

CREDIT_TYPES = frozenset({"381", "396", "261", "502", "503", "credit"})
# What a pair shares, the surest first.
NUMBER = "number"  # the number, in one year
FILE = "file"  # the file
ALIKE = "alike"  # the amount on near days, and numbers that look alike
UNNUMBERED = "unnumbered"  # the amount on near days, and one number is missing
TOTAL = "total"  # the amount on the same day
AMOUNT = "amount"  # the amount on near days
ORDER_LINE = "order_line"  # an order line billed above what was ordered
KINDS = (NUMBER, FILE, ALIKE, UNNUMBERED, TOTAL, AMOUNT, ORDER_LINE)
SAME_BILL = frozenset({NUMBER, FILE, ALIKE})
NEIGHBOURS = 3  # bills of a bucket that each one meets
SURE = Decimal("0.70")  # the weight from which a reason proves it


@dataclass(frozen=True, slots=True)
class Weights:
    """How far each reason proves a duplicate, 0 to 1, and what near means (days)."""

    same_number: Decimal = Decimal("0.95")
    joined_number: Decimal = Decimal("0.90")
    same_file: Decimal = Decimal("0.95")
    file_only: Decimal = Decimal("0.60")
    alike: Decimal = Decimal("0.70")
    same_day: Decimal = Decimal("0.60")
    same_amount: Decimal = Decimal("0.40")
    order_line: Decimal = Decimal("0.50")
    near_days: int = 7
    least: Decimal = Decimal("0.30")


@dataclass(frozen=True, slots=True)
class Billed:
    """A quantity that a bill bills of an order line; ``ordered`` None: not known."""

    line: int
    quantity: Decimal
    ordered: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill as far as duplicates go.

    ``supplier``: key of the seller; several cards of one company share it. ``total``:
    as written, always with or always without VAT. ``type``: UNTDID 1001 (380, 381, …),
    or credit.
    """

    id: int
    supplier: object
    number: str
    day: date
    total: Decimal
    currency: object = "EUR"
    type: str = "380"
    file_hash: str = ""
    order_lines: tuple[Billed, ...] = ()

    @property
    def amount(self) -> Decimal:
        """The total as a cost: a credit is negative, however it is written."""
        return -self.total if self.type in CREDIT_TYPES else self.total


@dataclass(frozen=True, slots=True)
class Pair:
    """Two bills, the older first; ``reasons``: (code, weight) pairs, by code."""

    first: int
    second: int
    score: Decimal
    reasons: tuple[tuple[str, Decimal], ...]

    @property
    def kind(self) -> str:
        """What kind of duplicate it is: the surest of what the two share."""
        codes = {code for code, _weight in self.reasons}
        return next(kind for kind in KINDS if kind in codes)

    @property
    def same_bill(self) -> bool:
        """Return whether the two are one bill, and not only perhaps."""
        sure = {code for code, weight in self.reasons if weight >= SURE}
        return bool(sure & SAME_BILL)


# Pairs -------------------------------------------------------------------------------


def find(bills: Iterable[Bill], weights: Weights | None = None) -> list[Pair]:
    """Return the pairs that may be one bill, the surest first.

    A pair's score grows with each reason: 1 − ∏ (1 − weight). Pairs below
    ``weights.least`` are left out.
    """
    weights = weights or Weights()
    ordered = sorted(bills, key=lambda bill: (bill.day, bill.id))
    by_id = {bill.id: bill for bill in ordered}
    reasons: dict[tuple[int, int], dict[str, Decimal]] = {}
    for rule in (_by_number, _by_file, _by_amount, _by_order_line):
        for one, other, code, weight in rule(ordered, weights):
            known = reasons.setdefault(_older_first(one, other), {})
            known[code] = max(weight, known.get(code, ZERO))
    pairs = [
        _pair(by_id[one], by_id[other], known)
        for (one, other), known in reasons.items()
    ]
    kept = [pair for pair in pairs if pair and pair.score >= weights.least]
    return sorted(kept, key=lambda pair: (-pair.score, pair.first, pair.second))


def _older_first(one: Bill, other: Bill) -> tuple[int, int]:
    first, second = sorted((one, other), key=lambda bill: (bill.day, bill.id))
    return first.id, second.id


def _pair(one: Bill, other: Bill, reasons: dict) -> Pair | None:
    """Return the pair; None if one is the credit of the other."""
    if one.amount * other.amount < 0:
        return None
    doubt = ONE
    for weight in reasons.values():
        doubt *= ONE - weight
    score = (ONE - doubt).quantize(CENT)
    return Pair(one.id, other.id, score, tuple(sorted(reasons.items())))


def _buckets(bills: Iterable[Bill], key: Callable) -> Iterator[list[Bill]]:
    """Yield the bills of one key, in their order, where there are several."""
    groups: dict[object, list[Bill]] = {}
    for bill in bills:
        value = key(bill)
        if value is not None:
            groups.setdefault(value, []).append(bill)
    return (group for group in groups.values() if len(group) > 1)


def _neighbours(group: list[Bill]) -> Iterator[tuple[Bill, Bill]]:
    """Yield each bill with those just before it: as many as NEIGHBOURS."""
    for place, bill in enumerate(group):
        for other in group[max(place - NEIGHBOURS, 0) : place]:
            yield other, bill


def _sign(bill: Bill) -> bool:
    return bill.amount < 0


def _by_number(bills: list[Bill], weights: Weights) -> Iterator[tuple]:
    """Same seller, same number, same year; the amount may differ (a typing error)."""

    def by_key(bill: Bill) -> object:
        number = bill_number(bill.number)
        return (bill.supplier, _sign(bill), number.key) if number.key else None

    def by_signs(bill: Bill) -> object:
        number = bill_number(bill.number)
        joined = number.joined.lstrip("0")
        return (bill.supplier, _sign(bill), joined) if joined else None

    rules = ((by_key, weights.same_number), (by_signs, weights.joined_number))
    for bucket, weight in rules:
        for group in _buckets(bills, bucket):
            for one, other in _neighbours(group):
                if same_number(one.number, other.number) and _one_year(one, other):
                    yield one, other, NUMBER, weight


def _one_year(one: Bill, other: Bill) -> bool:
    """Return whether the two dates are of one year, or one of them must be mistyped.

    A number that bears its year is not given again in another one: with the same amount
    it is the same bill.
    """
    if one.day.year == other.day.year:
        return True
    years = (one.day.year, other.day.year)
    borne = any(names_year(one.number, year) for year in years)
    return borne and one.amount == other.amount and one.currency == other.currency


def _by_file(bills: list[Bill], weights: Weights) -> Iterator[tuple]:
    """The same file, whoever is named as the supplier.

    With another amount it may be one file of several bills.
    """
    for group in _buckets(bills, lambda bill: bill.file_hash or None):
        for one, other in _neighbours(group):
            same = one.amount == other.amount
            yield one, other, FILE, weights.same_file if same else weights.file_only


def _by_amount(bills: list[Bill], weights: Weights) -> Iterator[tuple]:
    """Same seller and amount on near days; more so if a number lacks or looks alike."""

    def bucket(bill: Bill) -> object:
        known = bill.supplier, bill.currency, bill.amount
        return known if bill.amount else None

    for group in _buckets(bills, bucket):
        for one, other in _neighbours(group):
            apart = (other.day - one.day).days
            if apart <= weights.near_days:
                yield one, other, *_amount_reason(one, other, apart, weights)


def _amount_reason(
    one: Bill, other: Bill, apart: int, weights: Weights
) -> tuple[str, Decimal]:
    if not bill_number(one.number).key or not bill_number(other.number).key:
        return UNNUMBERED, weights.alike
    if numbers_look_alike(one.number, other.number):
        return ALIKE, weights.alike
    if apart:
        return AMOUNT, weights.same_amount
    return TOTAL, weights.same_day


def _by_order_line(bills: list[Bill], weights: Weights) -> Iterator[tuple]:
    """An order line that two bills bill for more than was ordered.

    Not knowing what was ordered, the same quantity twice is the sign.
    """
    groups: dict[object, list[tuple[Bill, Billed]]] = {}
    for bill in bills:
        for billed in bill.order_lines:
            if billed.quantity > 0 and not _sign(bill):
                groups.setdefault(billed.line, []).append((bill, billed))
    for group in groups.values():
        total = sum((billed.quantity for _bill, billed in group), ZERO)
        for place, (bill, billed) in enumerate(group):
            for other, before in group[max(place - NEIGHBOURS, 0) : place]:
                if other is not bill and _twice(before, billed, total):
                    yield other, bill, ORDER_LINE, weights.order_line


def _twice(one: Billed, other: Billed, total: Decimal) -> bool:
    ordered = other.ordered if other.ordered is not None else one.ordered
    return one.quantity == other.quantity if ordered is None else total > ordered
