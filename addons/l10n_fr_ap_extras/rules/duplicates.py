# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills that may be the same bill twice, with a score and the reasons.

The platforms of the reform call a duplicate: same number, same seller, same year of the
invoice date (DGFiP, external specifications v3.2, reason DOUBLON). Numbers are compared
without case, blanks, punctuation, leading zeros, and O as 0. Added to it: the same
amount on a near day, the same file, an order line billed above what was ordered. An
invoice and its credit note are no duplicates; a credit written as a negative invoice
(380) and as a credit note (381) is one credit.

Bills of several suppliers that merely look alike are never compared, except as files.
Work is linear: bills meet in buckets, and in a bucket each meets its neighbours only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ZERO, ONE, CENT = Decimal(0), Decimal(1), Decimal("0.01")
CREDIT_TYPES = frozenset({"381", "396", "261", "502", "503", "credit"})
NUMBER, FILE, AMOUNT, ORDER_LINE = "number", "file", "amount", "order_line"
NEIGHBOURS = 3  # bills of a bucket that each one meets


@dataclass(frozen=True, slots=True)
class Weights:
    """How far each reason proves a duplicate, 0 to 1, and what near means."""

    same_number: Decimal = Decimal("0.95")
    like_number: Decimal = Decimal("0.90")
    same_file: Decimal = Decimal("0.95")
    same_amount: Decimal = Decimal("0.40")
    amount_and_number: Decimal = Decimal("0.70")
    order_line: Decimal = Decimal("0.60")
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

    ``supplier``: key of the commercial partner. ``siren``: of the supplier, "" unknown;
    partners of one SIREN are one supplier. ``total``: with VAT, as written. ``type``:
    UNTDID 1001 (380, 381, …), or credit.
    """

    id: int
    supplier: object
    number: str
    day: date
    total: Decimal
    currency: str = "EUR"
    siren: str = ""
    type: str = "380"
    file_hash: str = ""
    order_lines: tuple[Billed, ...] = ()

    @property
    def party(self) -> object:
        """The seller: its SIREN, else the supplier."""
        return self.siren or self.supplier

    @property
    def amount(self) -> Decimal:
        """The total as a cost: a credit is negative, however it is written."""
        return -self.total if self.type in CREDIT_TYPES else self.total


@dataclass(frozen=True, slots=True)
class Pair:
    """Two bills, the older first; ``reasons``: (code, weight) pairs."""

    first: int
    second: int
    score: Decimal
    reasons: tuple[tuple[str, Decimal], ...]


def number_key(number: str) -> str:
    """Return the number without case, blanks, punctuation, leading zeros, O as 0.

    >>> number_key(" fa-2O26/0117 "), number_key("FA20260117"), number_key("000117")
    ('FA20260117', 'FA20260117', '117')
    >>> number_key("-"), number_key("0")
    ('', '0')
    """
    plain = _plain(number).replace("O", "0")
    return plain.lstrip("0") or plain[:1]


def run_key(number: str) -> str:
    """Return the number as its runs of letters and of figures, each without zeros before.

    >>> run_key("FA-2026-0117"), run_key("fa2026/117")
    ('FA.2026.117', 'FA.2026.117')
    """
    runs = re.findall(r"\d+|[A-Z]+", _folded(number))
    return ".".join(run.lstrip("0") or "0" for run in runs).replace("O", "0")


def _folded(number: str) -> str:
    text = unicodedata.normalize("NFKD", number or "").upper()
    return "".join(sign for sign in text if not unicodedata.combining(sign))


def _plain(number: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", _folded(number))


def find(bills: Iterable[Bill], weights: Weights | None = None) -> list[Pair]:
    """Return the pairs that may be one bill, the surest first.

    A pair's score grows with each reason: 1 − ∏ (1 − weight). Reasons: ``number``,
    ``file``, ``amount``, ``order_line``.
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
        _pair(by_id[one], by_id[other], known, weights)
        for (one, other), known in reasons.items()
    ]
    kept = [pair for pair in pairs if pair and pair.score >= weights.least]
    return sorted(kept, key=lambda pair: (-pair.score, pair.first, pair.second))


def _older_first(one: Bill, other: Bill) -> tuple[int, int]:
    first, second = sorted((one, other), key=lambda bill: (bill.day, bill.id))
    return first.id, second.id


def _pair(one: Bill, other: Bill, reasons: dict, weights: Weights) -> Pair | None:
    """Return the pair; None if one is the credit of the other."""
    if one.amount * other.amount < 0:
        return None
    doubt = ONE
    for weight in reasons.values():
        doubt *= ONE - weight
    score = (ONE - doubt).quantize(CENT)
    return Pair(one.id, other.id, score, tuple(sorted(reasons.items())))


def _buckets(bills: Iterable[Bill], key) -> Iterator[list[Bill]]:
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
    """Same seller, same year, same number; the amount may differ (a typing error)."""
    for key, weight in (
        (number_key, weights.same_number),
        (run_key, weights.like_number),
    ):

        def bucket(bill, key=key):
            number = key(bill.number)
            seller = bill.party, bill.day.year, _sign(bill)
            return (*seller, number) if number else None

        for group in _buckets(bills, bucket):
            for one, other in _neighbours(group):
                yield one, other, NUMBER, weight


def _by_file(bills: list[Bill], weights: Weights) -> Iterator[tuple]:
    """The same file, whoever the supplier is said to be."""
    for group in _buckets(bills, lambda bill: bill.file_hash or None):
        for one, other in _neighbours(group):
            yield one, other, FILE, weights.same_file


def _by_amount(bills: list[Bill], weights: Weights) -> Iterator[tuple]:
    """Same seller and amount on near days; more so if a number lacks or looks alike."""

    def bucket(bill):
        known = bill.party, bill.currency, bill.amount
        return known if bill.amount else None

    for group in _buckets(bills, bucket):
        for one, other in _neighbours(group):
            if (other.day - one.day).days <= weights.near_days:
                alike = numbers_look_alike(one.number, other.number)
                weight = weights.amount_and_number if alike else weights.same_amount
                yield one, other, AMOUNT, weight


def numbers_look_alike(one: str, other: str) -> bool:
    """Return whether a number is missing, inside the other, or typed with one slip.

    Numbers that follow each other are two bills: only the last figures differ.

    >>> numbers_look_alike("FA-117", "117"), numbers_look_alike("", "FA-117")
    (True, True)
    >>> numbers_look_alike("FA-2026-0117", "FA-2062-0117")  # two figures swapped
    True
    >>> numbers_look_alike("FA-117", "FA-118"), numbers_look_alike("FA-117", "FB-998")
    (False, False)
    """
    a, b = number_key(one), number_key(other)
    if not a or not b:
        return True
    shorter, longer = sorted((a, b), key=len)
    if len(shorter) > 2 and shorter in longer:
        return True
    if len(a) != len(b):
        return False
    places = [p for p, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    if len(places) == 2:
        p, q = places
        return q == p + 1 and a[p] == b[q] and a[q] == b[p]
    return len(places) == 1 and places[0] < len(a) - 3


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
