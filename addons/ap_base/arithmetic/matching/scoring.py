# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a pair of a bill line and an order line is worth, and why.

A waterfall in points of 1000: the order is named (350), the product is (450, by code
or by words), the price is the order's (150), the quantity may be billed (50). A bill
that names no order gets 250 instead when its code is open on one line only.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ..money import CENT, HUNDRED, ONE, ZERO, round_half_up
from .pool import Target
from .result import Reason
from .texts import Features, numbers_differ, similarity
from .values import DISCOUNT, DOWN_PAYMENT, FREE_KINDS, BillLine

NAMED, NEARLY_NAMED, ONLY_ONE = 350, 320, 250
PRODUCT, PRICE, QUANTITY = 450, 150, 50
FLOOR, SURE_WORDS, LIKE_WORDS, LEAST_WORDS = 400, 800, 500, 300
EXACT_BONUS = 40
MISREAD = 50  # what a code loses that has to be read otherwise
LEAST_ALONE = PRODUCT * 3 // 5  # of the product, where no order is named
DIFFERENT, POSSIBLE, KNOWN = 0, 1, 2  # how well a product is known
OTHER_CODE = "words_but_other_code"
FURTHEST_PRICE = Decimal(20)  # percent from which a price is no evidence


class Item(NamedTuple):
    """A bill line with what is compared of it."""

    line: BillLine
    amount: Decimal
    net: Decimal
    codes: frozenset[str]
    misread: frozenset[str]  # the codes, with signs that look alike made the same
    text: Features
    exact: frozenset[str]  # orders named, on the line or on the bill
    near: frozenset[str]
    silent: bool  # neither line nor bill names any order, not even an unknown one

    @property
    def sign(self) -> int:
        """Return -1 for a credit, else 1."""
        return -1 if self.line.quantity < 0 else 1


class Edge(NamedTuple):
    """A pair that may belong together.

    ``points``: of 1000. ``rank``: points and what only helps to choose. ``quantity``:
    that of the bill line in the unit of the order line. ``sure``: the evidence is
    enough for a match without a person. ``units``: the units can be compared. ``whole``:
    code, price and quantity are those of the order, all of them.
    """

    item: Item
    target: Target
    points: int
    rank: int
    quantity: Decimal
    room: Decimal
    sure: bool
    units: bool
    whole: bool
    reasons: tuple[Reason, ...]

    @property
    def fits(self) -> bool:
        """Return whether the whole bill line may be billed on the order line."""
        return abs(self.quantity) <= self.room


def order_quantity(line: BillLine, one: Target) -> tuple[Decimal, bool]:
    """Return the billed quantity in the order's unit, and whether that can be stated."""
    mine, theirs = line.unit, one.line.unit
    if mine is None or theirs is None or mine == theirs:
        return line.quantity, True
    if mine.category != theirs.category:
        return line.quantity, False
    return line.quantity * mine.factor / theirs.factor, True


def rounds_to(exact: Decimal, amount: Decimal) -> bool:
    """Return whether the figure is that amount when rounded to cents.

    Most are far apart, which is seen without rounding.
    """
    return abs(exact - amount) < CENT and round_half_up(exact) == amount


def edge(item: Item, one: Target, room: Decimal, open_lines: int) -> Edge | None:
    """Return what the pair is worth, None when there is no evidence to speak of.

    ``room``: the quantity that may still be billed. ``open_lines``: how many open order
    lines there are of the product that the bill line names by code.
    """
    reference = _reference(item, one)
    product, known = _product(item, one)
    points = product[0] if product else 0
    if not reference and points < LEAST_ALONE:
        return None
    quantity, units = order_quantity(item.line, one)
    worth = is_total(item, one, room)
    if worth and reference and points < LIKE_WORDS // 2:
        lump = known == DIFFERENT and _is_lump_sum(item, one, reference)
        product = (LIKE_WORDS // 2, Reason("line_total", (item.amount,)))
        points = product[0]
        if lump:  # no quantity is stated: it pays for all that is left
            quantity, known = room * item.sign, POSSIBLE
    price = _price(item, one, quantity)
    full = abs(quantity) == room or _is_receipt(one, quantity)
    other = known == DIFFERENT or (product and product[1].code == OTHER_CODE)
    if other and price is None and not worth:
        return None
    if not _evidence(reference, points, price, worth):
        return None
    only = _only_one(item, product, open_lines)
    exact = price is not None and price[0] == PRICE
    least = POSSIBLE if reference and exact and full else KNOWN
    sure = known >= least and _sure(reference, only, price, full)
    parts = [reference, product, only, price, _quantity(quantity, room)]
    total = min(sum(part[0] for part in parts if part), 1000)
    if total < FLOOR:
        return None
    rank = total + EXACT_BONUS * (exact + full) + EXACT_BONUS * bool(worth)
    reasons = tuple(part[1] for part in parts if part)
    if worth and not exact and all(one.code != "line_total" for one in reasons):
        reasons += (Reason("line_total", (item.amount,)),)
    whole = exact and full and product is not None and product[1].code == "code"
    return Edge(item, one, total, rank, quantity, room, sure, units, whole, reasons)


_Part = tuple[int, Reason] | None


def _reference(item: Item, one: Target) -> _Part:
    for name in one.names:
        if name in item.exact:
            return NAMED, Reason("order_named", (one.line.order,))
    for name in one.names:
        if name in item.near:
            return NEARLY_NAMED, Reason("order_nearly_named", (one.line.order,))
    return None


def _product(item: Item, one: Target) -> tuple[_Part, int]:
    """Return the points of the product, and how well it is known."""
    mine, theirs = item.line, one.line
    apart = numbers_differ(item.text, one.text)
    same = mine.product is not None and mine.product == theirs.product
    if same or item.codes & one.codes:
        code = ", ".join(sorted(item.codes & one.codes))
        doubt = apart and 0 < similarity(item.text, one.text) < LIKE_WORDS
        return (PRODUCT, Reason("code", (code,))), POSSIBLE if doubt else KNOWN
    alike = similarity(item.text, one.text)
    free = mine.kind in FREE_KINDS or theirs.kind in FREE_KINDS
    if free and mine.kind == theirs.kind:
        return (PRODUCT, Reason("kind", (mine.kind,))), KNOWN
    known = KNOWN if alike >= SURE_WORDS and not apart else POSSIBLE
    why = "words"
    if item.misread & one.misread:
        known = KNOWN if alike >= LIKE_WORDS and not apart else POSSIBLE
        code = ", ".join(sorted(one.codes))
        return (PRODUCT - MISREAD, Reason("code_misread", (code,))), known
    other = bool(item.codes and one.codes)
    if other or None not in (mine.product, theirs.product):
        known = POSSIBLE if known == KNOWN else DIFFERENT
        alike, why = alike * 3 // 5, OTHER_CODE
    elif alike < LEAST_WORDS:
        known = DIFFERENT
    part = (PRODUCT * alike // 1000, Reason(why, (alike,))) if alike else None
    return part, known


def price_gap(item: Item, one: Target, quantity: Decimal) -> Decimal:
    """Return the billed less the ordered price, for the unit of the order."""
    if not quantity:
        return ZERO
    return item.net * item.line.quantity / quantity - one.net


def _price(item: Item, one: Target, quantity: Decimal) -> _Part:
    expected = one.net * quantity
    if rounds_to(expected, item.amount):
        return PRICE, Reason("price", (one.net,))
    if not one.net or not quantity or item.line.quantity * item.amount < 0:
        return None
    percent = abs(price_gap(item, one, quantity)) * HUNDRED / abs(one.net)
    if percent >= FURTHEST_PRICE:
        return None
    left = int(PRICE * (ONE - percent / FURTHEST_PRICE))
    return left, Reason("price_near", (round_half_up(percent),))


def _quantity(quantity: Decimal, room: Decimal) -> _Part:
    if not room:
        return None
    if abs(quantity) <= room:
        return QUANTITY, Reason("quantity", (quantity,))
    return QUANTITY // 5, Reason("quantity_beyond", (quantity, room))


def _is_receipt(one: Target, quantity: Decimal) -> bool:
    return any(receipt.quantity == quantity for receipt in one.line.receipts)


def is_total(item: Item, one: Target, room: Decimal) -> bool:
    """Return whether the line is billed for all that may be billed, whatever its unit."""
    if not room or not item.amount:
        return False
    return rounds_to(one.net * room, abs(item.amount))


def _is_lump_sum(item: Item, one: Target, reference: _Part) -> bool:
    """Return whether the line is one sum on the order named, that names no product."""
    line = item.line
    plain = abs(line.quantity) == ONE and not item.codes and line.product is None
    named = reference is not None and reference[1].code == "order_named"
    odd = {*FREE_KINDS, DISCOUNT, DOWN_PAYMENT}
    return plain and named and line.kind not in odd and one.line.kind not in odd


def _evidence(reference: _Part, points: int, price: _Part, worth: bool) -> bool:
    if reference:
        return points >= PRODUCT * 2 // 5 or bool(worth)
    return points >= LEAST_ALONE and (price is not None or points == PRODUCT)


def _only_one(item: Item, product: _Part, open_lines: int) -> _Part:
    named = product is not None and product[1].code == "code"
    if item.silent and named and open_lines == 1:
        return ONLY_ONE, Reason("only_open_line", ())
    return None


def _sure(reference: _Part, only: _Part, price: _Part, full: bool) -> bool:
    """Without the order's name everything else has to be exact."""
    exact = price is not None and price[0] == PRICE
    if reference is None:
        return only is not None and exact and full
    return reference[0] == NAMED or exact
