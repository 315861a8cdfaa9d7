# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which source owns a cost: the order, the bill, the regular supplier, a person.

One cost, one source, once. Facts come in as values, claims go out: who brings which
amount into the month, what is left out and why, what a person should look at. The
table of cases is in ARCHITECTURE.md, under “Who owns a cost”; nothing else decides.

A bill in the books at the day owns its cost there: nothing is brought in. What is
decided here are the bills that are not (drafts, and bills booked later), the order
lines that they may bill, and the regular suppliers whose bills are missing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, MutableMapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from odoo.addons.ap_base.arithmetic.calendar import Period

ZERO = Decimal(0)
# How sure it is that a bill line bills an order line.
SURE, LIKELY, DOUBTFUL = "sure", "likely", "doubtful"
NAMES_THE_ORDER = frozenset(("order_named", "order_nearly_named"))
# Evidence beyond the product: a price within a fifth, or the whole amount, that of an
# order line, of what is left to bill of it, or of a whole order.
SAME_FIGURES = frozenset(("price", "price_near", "line_total", "sum_of_lines"))

# Why an amount is not posted; the values are those of the closing line.
DUPLICATE, NOT_DUE, ORDERED = "duplicate", "not_due", "ordered"
NOT_RECEIVED, LATER, NO_DATE = "not_received", "later", "no_date"
NOT_COST, BILLED, BEYOND, NO_RATE = "not_cost", "billed", "beyond_order", "no_rate"
# Why a person should look, the gravest first: the first one is the line's own.
REVIEWS = (
    "no_rate", "duplicate", "not_due", "match", "not_received", "beyond_order",
    "no_account", "account_closed", "return_unclear", "closed_ahead", "amount_apart",
    "kit_incomplete", "finding", "period", "no_date", "order_changed", "order_unknown",
    "unrecorded", "ordered", "partial", "twin", "tax_nature", "old_rate", "old",
)  # fmt: skip
MATCH, FINDING, PERIOD, NO_ACCOUNT = "match", "finding", "period", "no_account"
TWIN = "twin"
# What an account is for: costs and assets; advances, deposits and debts; unknown.
COST, BALANCE, UNCLEAR = "cost", "balance", "unclear"
ACCEPTED_GAP = 5  # what a bill says beyond its order up to a fifth is a gap of price

Key = int
Borne = Callable[[Decimal, "Period"], Decimal]
# Untaxed value that order lines await; None where it is unknown for want of a rate.
Awaited = Mapping[Key, Decimal | None]
Rest = MutableMapping[Key, Decimal | None]


class Tie(NamedTuple):
    """A bill line, or a part of it, and the order line that it bills.

    ``amount``: that part, untaxed, signed as the balance of the bill line.
    """

    order_line: Key
    amount: Decimal
    strength: str


class BillItem(NamedTuple):
    """A bill line that is not in the books at the day.

    ``amount``: untaxed, company currency, debit positive; zero where only a tax is a
    cost. ``day``: date of the bill,
    None if it has none; ``captured``: day it came in. ``period``: its service dates,
    ``read``: those that its text says and nobody took over. ``use``: what its account
    is for (`COST`, `BALANCE`, `UNCLEAR`). ``withdrawn``: why it is known not to be owed
    (`DUPLICATE`, `NOT_DUE`). ``doubts``: review codes that concern it as a whole.
    """

    key: Key
    amount: Decimal
    day: date | None
    captured: date
    period: Period | None = None
    read: Period | None = None
    use: str = COST
    ties: tuple[Tie, ...] = ()
    withdrawn: str | None = None
    doubts: tuple[str, ...] = ()


class Claim(NamedTuple):
    """What a bill line brings into the month.

    ``amount``: untaxed; posted unless ``excluded`` says why not. ``reviews``: codes of
    `REVIEWS`, the gravest first. ``is_read``: the period is the one of the text.
    """

    key: Key
    amount: Decimal
    excluded: str | None = None
    reviews: tuple[str, ...] = ()
    is_read: bool = False


def strength_of(
    is_linked: bool, reasons: Collection[str], is_taken_back: bool = False
) -> str:
    """Return how sure it is that a bill line bills an order line.

    ``is_linked``: the books know it, by a person or by a match that leaves no question.
    Else it is likely where the order is named or the figures are the order's, and
    doubtful where only the product speaks for it, or a person took it back.

    >>> strength_of(False, ("only_open_line", "code", "price", "quantity"))
    'likely'
    >>> strength_of(False, ("only_open_line", "code", "quantity"))
    'doubtful'
    """
    if is_linked:
        return SURE
    if not is_taken_back and (NAMES_THE_ORDER | SAME_FIGURES).intersection(reasons):
        return LIKELY
    return DOUBTFUL


def withdrawals(repeats: Mapping[Key, Key]) -> set[Key]:
    """Return the bills to leave out: those that repeat one that is kept.

    ``repeats``: each bill with the one that it repeats. Two that name each other are
    one cost: the first is kept.

    >>> sorted(withdrawals({12: 10, 15: 12, 10: 12}))
    [12, 15]
    """
    out: set[Key] = set()
    kept: set[Key] = set()
    for bill in sorted(repeats):
        first, seen = repeats[bill], {bill}
        while first in repeats and first not in seen and first not in kept:
            seen.add(first)
            first = repeats[first]
        if first in seen:  # a ring: its smallest stays
            first = min(seen)
            kept.add(first)
        if bill != first:
            out.add(bill)
    return out


def claim(
    item: BillItem,
    awaited: Rest,
    day: date,
    borne: Borne,
    complete: Collection[Key] = (),
) -> Claim | None:
    """Return what the bill line brings into the months up to the day, or None.

    ``awaited``: by order line that the position holds at the day, the untaxed value
    received and not billed, less what was billed ahead of receipt or returned. What
    the line takes of it is taken off, so that a second bill finds the rest. ``borne``:
    the part of an amount that a period bears up to the day. ``complete``: the order
    lines of which all has come.
    """
    part = None if item.use == BALANCE else _concerned(item, day, borne)
    if part is None:
        return None
    why = item.withdrawn or _unknown(item, part, awaited)
    if why:
        return part._replace(excluded=why, reviews=ranked((why, *item.doubts)))
    if item.use == UNCLEAR:
        return part._replace(excluded=NOT_COST, reviews=ranked((NO_ACCOUNT, *item.doubts)))
    if part.excluded or not item.ties or not (item.amount or _held(item, awaited)):
        return part._replace(reviews=ranked((*part.reviews, *item.doubts)))
    return _shared(item, part, awaited, complete)


def claims(
    items: Iterable[BillItem],
    awaited: Awaited,
    day: date,
    borne: Callable[[BillItem], Borne],
    complete: Collection[Key] = (),
) -> list[Claim]:
    """Return the claims of bill lines, those sure of their order first.

    ``borne``: gives, for a line, the part that a period bears up to the day.
    ``complete``: the order lines of which all has come.
    """
    left = dict(awaited)
    ranks = {SURE: 0, LIKELY: 1, DOUBTFUL: 2}
    order = sorted(
        items,
        key=lambda one: (
            min((ranks[tie.strength] for tie in one.ties), default=0), one.key
        ),
    )  # fmt: skip
    found = (claim(one, left, day, borne(one), complete) for one in order)
    return sorted(filter(None, found), key=lambda one: one.key)


def questioned(
    items: Iterable[BillItem], awaited: Awaited
) -> dict[Key, tuple[str, ...]]:
    """Return the review codes of order lines that bills not in the books put in doubt.

    A bill that is linked and differs from its order, and one that may bill it or not.
    """
    found: dict[Key, set[str]] = {}
    for item in items:
        for tie in item.ties:
            if tie.order_line not in awaited or not awaited[tie.order_line]:
                continue
            codes = set(item.doubts) if tie.strength == SURE else set()
            if tie.strength == DOUBTFUL:
                codes.add(MATCH)
            if codes:
                found.setdefault(tie.order_line, set()).update(codes)
    return {key: ranked(codes) for key, codes in found.items()}


def expectation(amount: Decimal, ordered: Decimal) -> tuple[Decimal, str | None]:
    """Return what is still expected of a regular supplier, and why nothing is.

    ``ordered``: what orders bring for that supplier and account; it takes the place of
    the expected bill as far as it goes. Both are one question for a person.

    >>> expectation(Decimal(1480), Decimal(480))
    (Decimal('1000'), None)
    >>> expectation(Decimal(1480), Decimal(1500))
    (Decimal('1480'), 'ordered')
    """
    if ordered >= amount:
        return amount, ORDERED
    return amount - max(ordered, ZERO), None


def ranked(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the review codes once each, the gravest first; unknown ones last.

    >>> ranked(["period", "old", "match", "period"])
    ('match', 'period', 'old')
    """
    places = {code: place for place, code in enumerate(REVIEWS)}
    return tuple(sorted(dict.fromkeys(codes), key=lambda code: places.get(code, 99)))


def _concerned(item: BillItem, day: date, borne: Borne) -> Claim | None:
    """The part of the line that concerns the months up to the day.

    Its service dates decide; without them what its text says, marked; without that the
    date of the bill.
    """
    whole = Claim(item.key, item.amount)
    if item.period:
        part = borne(item.amount, item.period)
        is_free = not item.amount and item.period.start <= day
        return whole._replace(amount=part) if part or is_free else None
    if item.day is None and item.read is None:
        marked = whole._replace(reviews=(NO_DATE,))
        return marked if item.captured <= day else marked._replace(excluded=NO_DATE)
    dated = (item.day or item.captured) <= day
    if item.read is None or (dated and item.read.end <= day):
        return whole if dated else None
    part = borne(item.amount, item.read)
    if part:
        return Claim(item.key, part, None, (PERIOD,), True)
    return Claim(item.key, item.amount, LATER, (PERIOD,), True) if dated else None


def _held(item: BillItem, awaited: Awaited) -> list[Key]:
    """The order lines of the position that it bills, or likely bills."""
    return [
        tie.order_line
        for tie in item.ties
        if tie.order_line in awaited and tie.strength != DOUBTFUL
    ]


def _unknown(item: BillItem, part: Claim, awaited: Awaited) -> str | None:
    """Say that its amount, or what its order awaits, is unknown for want of a rate.

    What is of a later month, or of no known month, waits for that and for no rate.
    """
    if part.excluded or item.use != COST:
        return None
    orders = any(awaited[key] is None for key in _held(item, awaited))
    return NO_RATE if orders or NO_RATE in item.doubts else None


def _shared(
    item: BillItem, part: Claim, awaited: Rest, complete: Collection[Key]
) -> Claim | None:
    """What the line brings beside the order lines that it bills, or may bill."""
    own, codes = part.amount, [*part.reviews, *item.doubts]
    beyond, likely, taken = ZERO, ZERO, False
    held = set(_held(item, awaited))
    for tie in item.ties:
        if tie.order_line not in held:
            known = tie.order_line in awaited
            codes += [MATCH] if known or tie.strength != SURE else []
            continue
        share = part.amount * tie.amount / item.amount if item.amount else ZERO
        cover = _cover(share, awaited, tie.order_line)
        if share < 0 and not cover:  # a credit that no return explains changes the cost
            codes.append(MATCH)
            continue
        own -= share
        taken = taken or bool(cover)
        if tie.strength == LIKELY:
            likely += share
        elif abs(share - cover) * ACCEPTED_GAP > abs(share):
            beyond += share - cover
    if own:
        codes += [MATCH] if likely else []
        return part._replace(amount=own, reviews=ranked(codes))
    more = BEYOND if held.issubset(complete) else NOT_RECEIVED
    if likely:
        why = ORDERED if taken else more
        return part._replace(amount=likely, excluded=why, reviews=ranked((MATCH, *codes)))
    if beyond:
        return part._replace(amount=beyond, excluded=more, reviews=ranked((more, *codes)))
    return None


def _cover(share: Decimal, awaited: Rest, key: Key) -> Decimal:
    """Take of what the order line awaits as much as the share is worth."""
    value = awaited[key]
    if value is None or value * share <= 0:
        return ZERO
    cover = min(abs(share), abs(value)) * (1 if share > 0 else -1)
    awaited[key] = value - cover
    return cover
