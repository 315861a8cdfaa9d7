# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers made of open items: one, those that the label names, sums, batches, parts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from odoo.addons.ap_base.arithmetic.exact_sums import exact_sets

from .labels import is_strong, reference_keys
from .match_answer import gap, item_answer
from .match_evidence import (
    AMOUNT,
    ONLY,
    Evidence,
    worth,
)
from .match_index import Index, less_discount
from .match_sums import sum_answers
from .match_values import (
    BATCH,
    ZERO,
    Allocation,
    BankLine,
    Key,
    OpenItem,
    Proposal,
    Reason,
    Split,
)

PART, CONVERTED, DIFFERENCE, BATCHED = 120, 150, 220, 240
ONE = Decimal(1)
MOST_LONE = 4
MOST_ALIKE = 40  # an amount that more items have proposes none of them


def item_answers(evidence: Evidence, index: Index) -> list[Proposal]:
    """Return the answers made of open items, in no order, each once."""
    found = _singles(evidence, index)
    found += _named_sets(evidence, index)
    found += _batches(evidence, index)
    if not any(one.exact and one.sure for one in found):
        sure = any(one.exact and one.score >= index.policy.threshold for one in found)
        found += sum_answers(evidence, index, sure)
    best: dict[tuple, Proposal] = {}
    for one in found:
        what = one.what
        if what not in best or best[what].score < one.score:
            best[what] = one
    return list(best.values())


def _singles(evidence: Evidence, index: Index) -> list[Proposal]:
    """One item of the very amount (or less its discount, or converted)."""
    line = evidence.line
    chosen: dict[Key, tuple[OpenItem, int]] = {}
    for money in _moneys(line):
        named = (index.items[key] for key in evidence.named)
        parties = {*evidence.parties, *(i.partner for i in named if _has(i, money))}
        for party in parties:
            same = index.left(index.of_party(party, money))
            chosen.update((item.key, (item, len(same))) for item in same)
    if not chosen:
        lone = index.by_amount.get((line.currency, line.amount), ())
        lone = index.left(lone) if len(lone) <= MOST_ALIKE else []
        nearest = sorted(lone, key=lambda item: gap(item, line))[:MOST_LONE]
        chosen = {item.key: (item, _as_many(item, lone)) for item in nearest}
    answers = (
        _single(evidence, item, many, index) for item, many in chosen.values()
    )
    return [one for one in answers if one]


def _moneys(line: BankLine) -> list[tuple]:
    """Return the amounts that an item may have: booked, and before conversion."""
    booked = (line.currency, line.amount)
    if line.original is None or line.original == line.amount:
        return [booked]
    return [booked, (line.original_currency, line.original)]


def _has(item: OpenItem, money: tuple) -> bool:
    return item.currency == money[0] and money[1] in (item.amount, less_discount(item))


def _as_many(item: OpenItem, items: Sequence[OpenItem]) -> int:
    return sum(one.partner == item.partner for one in items)


def _single(
    evidence: Evidence, item: OpenItem, many: int, index: Index
) -> Proposal | None:
    found = _difference(item, evidence.line)
    if found is None:
        return None
    splits, extra = found
    points = AMOUNT + (worth(evidence.line.amount) if many == 1 else 0)
    if many == 1:
        extra = [*extra, Reason("only")]
    return item_answer(evidence, [item], index, points, extra, splits)


def _difference(item: OpenItem, line: BankLine) -> tuple[tuple, list[Reason]] | None:
    """Return what lies between an item and its line, and why; None if nothing does."""
    if _converted(item, line):
        if item.amount != line.original:
            return None
        home = item.home if item.home is not None else line.amount
        splits = (Split("exchange", line.amount - home),) if line.amount != home else ()
        origin = Reason("original_amount", (line.original, line.original_currency))
        return splits, [Reason("amount"), origin]
    if item.amount == line.amount:
        return (), [Reason("amount")]
    if _charged(item, line):
        fee = line.amount - item.amount
        return (Split("fee", fee),), [Reason("amount"), Reason("fee_taken", (fee,))]
    if _discount_holds(item, line):
        splits = (Split("discount", line.amount - item.amount),)
        return splits, [Reason("discount", (item.discount,))]
    return None


def _converted(item: OpenItem, line: BankLine) -> bool:
    """Say whether an item is in the currency of the line before its conversion."""
    return (
        line.original is not None
        and line.original_currency != line.currency
        and item.currency == line.original_currency
    )


def _charged(item: OpenItem, line: BankLine) -> bool:
    """Say whether the line is the item and what the bank took on top, by its file."""
    return (
        line.original == item.amount
        and line.original_currency == line.currency == item.currency
        and line.amount < line.original
    )


def _discount_holds(item: OpenItem, line: BankLine) -> bool:
    until = item.discount_until
    return bool(
        item.discount
        and item.currency == line.currency
        and less_discount(item) == line.amount
        and (until is None or line.day <= until)
    )


def _named_sets(evidence: Evidence, index: Index) -> list[Proposal]:
    """The items that the label names: whole, with a small difference, or in part."""
    line = evidence.line
    for strong in (True, False):
        keys = [
            key for key, ref in evidence.named.items() if is_strong(ref) or not strong
        ]
        keys += [
            i.key for i in index.left(index.by_end_to_end.get(line.end_to_end, ()))
        ]
        items = [index.items[key] for key in dict.fromkeys(keys)]
        items = [item for item in items if _of_the_party(item, evidence, strong)]
        items = [item for item in items if item.currency == line.currency]
        if items:
            return _of_named(evidence, _one_party(items, evidence), index)
    return []


def _of_the_party(item: OpenItem, evidence: Evidence, strong: bool) -> bool:
    """A weak reference counts only for a party that the line names."""
    if evidence.certain:
        return item.partner in evidence.certain
    return strong or item.partner in evidence.parties


def _one_party(items: Sequence[OpenItem], evidence: Evidence) -> list[OpenItem]:
    """Return the named items of the party that most speaks for: references collide."""

    def weight(item: OpenItem) -> tuple:
        party = evidence.parties.get(item.partner)
        longest = len(evidence.named.get(item.key, ""))
        return (party.points if party else 0, longest, str(item.partner))

    partner = max(items, key=weight).partner
    return sorted(
        (item for item in items if item.partner == partner),
        key=lambda item: (item.expected, str(item.key)),
    )


def _of_named(
    evidence: Evidence, items: list[OpenItem], index: Index
) -> list[Proposal]:
    line, policy = evidence.line, index.policy
    total = sum((item.amount for item in items), ZERO)
    rest = line.amount - total
    if not rest:
        return [
            item_answer(evidence, items, index, AMOUNT, [Reason("sum", (len(items),))])
        ]
    found = _subsets_of_named(evidence, items, index)
    if found:
        return found
    if _same_side(line.amount, total) and abs(rest) <= policy.small:
        why = [Reason("small_difference", (rest,))]
        return [
            item_answer(
                evidence, items, index, DIFFERENCE, why, (Split("rounding", rest),)
            )
        ]
    more_taken = rest < 0  # the bank keeps charges, on both sides of the account
    if _same_side(line.amount, total) and more_taken and abs(rest) <= policy.fee:
        why = [Reason("fee_taken", (rest,))]
        return [
            item_answer(evidence, items, index, DIFFERENCE, why, (Split("fee", rest),))
        ]
    return [_in_part(evidence, items, index)] if _same_side(line.amount, total) else []


def _subsets_of_named(
    evidence: Evidence, items: list[OpenItem], index: Index
) -> list[Proposal]:
    """Some of the named items add up: the label names others too (or by accident)."""
    if not 2 < len(items) <= index.policy.most_items:
        return []
    sets = exact_sets([item.amount for item in items], evidence.line.amount)
    why = [Reason("sum_of_named")]
    return [
        item_answer(evidence, [items[p] for p in places], index, AMOUNT, why)._replace(
            sure=False
        )
        for places in sets
    ]


def _same_side(one: Decimal, other: Decimal) -> bool:
    return (one > 0) == (other > 0) and bool(other)


def _in_part(evidence: Evidence, items: list[OpenItem], index: Index) -> Proposal:
    """The line pays the named items one after the other as far as it reaches."""
    left, allocations = evidence.line.amount, []
    credits_first = sorted(
        items, key=lambda i: (_same_side(i.amount, left), i.expected)
    )
    for item in credits_first:
        part = item.amount
        if _same_side(part, left) and abs(part) > abs(left):
            part = left
        if part:
            allocations.append(Allocation(item.key, part, item.amount - part))
            left -= part
    code = "overpaid" if left else "part_payment"
    found = item_answer(evidence, items, index, PART, [Reason(code, (left,))])
    return found._replace(allocations=tuple(allocations), exact=False, rest=left)


def _batches(evidence: Evidence, index: Index) -> list[Proposal]:
    """A payment order: all its items are there in one line."""
    line = evidence.line
    named = [
        b for b in (line.batch, line.end_to_end, line.reference) if b in index.batches
    ]
    same = index.batch_totals.get((line.currency, line.amount), ())
    found = []
    for batch in dict.fromkeys([*named, *same]):
        items = index.left(index.batches[batch])
        if sum((item.amount for item in items), ZERO) != line.amount or len(items) < 2:
            continue
        why, points = [Reason("batch", (batch, len(items)))], AMOUNT + ONLY
        sure = batch in named or bool(_keys_of(batch, evidence))
        points += 400 if sure else BATCHED if evidence.kind("batch") else 0
        answer = item_answer(evidence, items, index, points, why, kind=BATCH)
        found.append(answer._replace(sure=sure, source=batch))
    return found


def _keys_of(batch: str, evidence: Evidence) -> list[str]:
    return [
        key for key in reference_keys(batch) if key in evidence.keys and is_strong(key)
    ]


def converted_answers(evidence: Evidence, index: Index) -> list[Proposal]:
    """Items of another currency that the line names, near their value at the day's rate."""
    line, found = evidence.line, []
    own = index.world.rates.get(line.currency, ONE)  # none: the currency of the books
    for key in evidence.named:
        item = index.items[key]
        rate = index.world.rates.get(item.currency)
        if item.currency == line.currency or rate is None or _converted(item, line):
            continue
        value = item.amount * rate / own
        near = abs(line.amount - value) * 100 <= abs(value) * index.policy.rate_percent
        if near and _same_side(line.amount, value):
            home = item.home if item.home is not None and own == ONE else value
            splits = (Split("exchange", line.amount - home),)
            why = [Reason("near_rate", (item.amount, item.currency))]
            answer = item_answer(evidence, [item], index, CONVERTED, why, splits)
            found.append(answer._replace(exact=False))
    return found
