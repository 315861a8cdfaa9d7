# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers made of open items: one, those that the label names, sums, batches, parts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from .labels import is_strong, reference_keys
from .match_evidence import (
    AMOUNT,
    NOBODY,
    NOT_NAMED,
    ONLY,
    Evidence,
    date_points,
    party_points,
    references_points,
)
from .match_index import Index, less_discount
from .match_subsets import accident, exact_sets
from .match_values import (
    BATCH,
    ITEMS,
    ZERO,
    Allocation,
    BankLine,
    OpenItem,
    Proposal,
    Reason,
    Split,
)

PART, CONVERTED, DIFFERENCE, BATCHED, NAMED_AMONG = 120, 150, 220, 240, 200
MOST_PARTIES, MOST_LONE, BY_CHANCE = 3, 4, -100
MOST_ALIKE = 40  # an amount that more items have proposes none of them
WORTH = (30, 30, 60, 100, 130, 160)  # by figures that are no final zero
AHEAD = timedelta(days=45)  # how long before its due day an item may be part of a sum


def item_answers(evidence: Evidence, index: Index) -> list[Proposal]:
    """Return the answers made of open items, in no order, each once."""
    if not evidence.line.amount:
        return []
    found = _singles(evidence, index)
    found += _named_sets(evidence, index)
    found += _batches(evidence, index)
    if not any(one.exact and one.sure for one in found):
        found += _sums(evidence, index)
    best: dict[tuple, Proposal] = {}
    for one in found:
        if one.what not in best or best[one.what].score < one.score:
            best[one.what] = one
    return list(best.values())


def _singles(evidence: Evidence, index: Index) -> list[Proposal]:
    """One item of the very amount (or less its discount, or converted)."""
    line = evidence.line
    chosen: dict[OpenItem, int] = {}
    for money in _moneys(line):
        named = (index.items[key] for key in evidence.named)
        parties = {*evidence.parties, *(i.partner for i in named if _has(i, money))}
        for party in parties:
            same = index.left(index.by_party_amount.get((*money, party), ()))
            chosen.update(dict.fromkeys(same, len(same)))
    if not chosen:
        lone = index.by_amount.get((line.currency, line.amount), ())
        lone = index.left(lone) if len(lone) <= MOST_ALIKE else []
        nearest = sorted(lone, key=lambda item: _gap(item, line))[:MOST_LONE]
        chosen = {item: _as_many(item, lone) for item in nearest}
    answers = (_single(evidence, item, many, index) for item, many in chosen.items())
    return [one for one in answers if one]


def _moneys(line: BankLine) -> list[tuple]:
    """Return the amounts that an item may have: booked, and before conversion."""
    booked = (line.currency, line.amount)
    if line.original is None:
        return [booked]
    return [booked, (line.original_currency, line.original)]


def _has(item: OpenItem, money: tuple) -> bool:
    return item.currency == money[0] and money[1] in (item.amount, less_discount(item))


def _as_many(item: OpenItem, items: Sequence[OpenItem]) -> int:
    return sum(one.partner == item.partner for one in items)


def _single(
    evidence: Evidence, item: OpenItem, many: int, index: Index
) -> Proposal | None:
    line = evidence.line
    splits, extra = (), [Reason("amount")]
    wanted = line.original if _converted(item, line) else line.amount
    if item.amount != wanted:
        if not _discount_holds(item, line):
            return None
        splits = (Split("discount", line.amount - item.amount),)
        extra = [Reason("discount", (item.discount,))]
    if _converted(item, line):
        home = item.home if item.home is not None else line.amount
        splits = (Split("exchange", line.amount - home),) if line.amount != home else ()
        extra.append(Reason("original_amount", (line.original, line.original_currency)))
    alone = many == 1
    points = AMOUNT + (_worth(line.amount) if alone else 0)
    if alone:
        extra.append(Reason("only"))
    return _answer(evidence, [item], index, points, extra, splits)


def _worth(amount: Decimal) -> int:
    """Return what an amount that nothing else has is worth: by its figures, since a round
    one comes again sooner.

    >>> [_worth(Decimal(amount)) for amount in ("120.00", "99.90", "437.82", "14033.85")]
    [30, 60, 130, 160]
    """
    figures = len(str(int(abs(amount) * 100)).rstrip("0"))
    return WORTH[min(figures, len(WORTH)) - 1]


def _converted(item: OpenItem, line: BankLine) -> bool:
    return line.original is not None and item.currency == line.original_currency


def _discount_holds(item: OpenItem, line: BankLine) -> bool:
    until = item.discount_until
    return bool(
        item.discount
        and item.currency == line.currency
        and less_discount(item) == line.amount
        and (until is None or line.day <= until)
    )


def _gap(item: OpenItem, line: BankLine) -> tuple[int, str]:
    return abs((line.day - item.expected).days), str(item.key)


def _answer(
    evidence: Evidence,
    items: Sequence[OpenItem],
    index: Index,
    points: int,
    extra: Sequence[Reason],
    splits: tuple[Split, ...] = (),
    kind: str = ITEMS,
) -> Proposal:
    """Return the answer that pays these items whole, with all that speaks for it."""
    partners = dict.fromkeys(item.partner for item in items)
    reasons, party = list(extra), 0
    if len(partners) == 1:
        party, why = party_points(evidence, items[0].partner)
        reasons += why
    named, why, sure = references_points(evidence, items)
    points, reasons = points + party + named, reasons + why
    if not party and evidence.label.words and _worth(evidence.line.amount) < ONLY:
        points += NOBODY  # the label names somebody, and the amount comes again
        reasons.append(Reason("party_unknown"))
    others = _named_and_left(evidence, items, partners, index)
    if others:
        points, sure = points + NOT_NAMED, False
        reasons.append(Reason("names_others", others))
    dated, why = date_points(evidence, list(items), index)
    points, reasons = points + dated, reasons + why
    allocations = tuple(Allocation(item.key, item.amount, ZERO) for item in items)
    return Proposal(kind, points, tuple(reasons), True, sure, allocations, splits)


def _named_and_left(
    evidence: Evidence, items: Sequence[OpenItem], partners, index: Index
) -> tuple:
    """Return the items that the label names and that are not in an answer: of the same
    parties, or of any where it holds none that is named."""
    chosen = {item.key for item in items}
    some = bool(chosen & evidence.strong)
    left = (k for k in evidence.strong - chosen if k not in index.gone)
    return tuple(
        sorted(
            (k for k in left if not some or index.items[k].partner in partners), key=str
        )
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
        return [_answer(evidence, items, index, AMOUNT, [Reason("sum", (len(items),))])]
    found = _subsets_of_named(evidence, items, index)
    if found:
        return found
    if _same_side(line.amount, total) and abs(rest) <= policy.small:
        why = [Reason("small_difference", (rest,))]
        return [
            _answer(evidence, items, index, DIFFERENCE, why, (Split("rounding", rest),))
        ]
    more_taken = rest < 0  # the bank keeps charges, on both sides of the account
    if _same_side(line.amount, total) and more_taken and abs(rest) <= policy.fee:
        why = [Reason("fee_taken", (rest,))]
        return [_answer(evidence, items, index, DIFFERENCE, why, (Split("fee", rest),))]
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
        _answer(evidence, [items[p] for p in places], index, AMOUNT, why)._replace(
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
    found = _answer(evidence, items, index, PART, [Reason(code, (left,))])
    return found._replace(allocations=tuple(allocations), exact=False, rest=left)


def _sums(evidence: Evidence, index: Index) -> list[Proposal]:
    """Sets of one party's items that add up, credit notes netted."""
    parties = sorted(
        evidence.parties, key=lambda k: (-evidence.parties[k].points, str(k))
    )
    found = []
    for partner in parties[:MOST_PARTIES]:
        items = _of_a_sum(evidence, index, index.by_partner.get(partner, ()))
        if len(items) > 1:
            found += _sums_of(evidence, items, index)
    return found


def _of_a_sum(
    evidence: Evidence, index: Index, items: Sequence[OpenItem]
) -> list[OpenItem]:
    """Return the items that a payment may hold: there, not due much later, nearest."""
    line = evidence.line
    fitting = [
        item
        for item in index.left(items)
        if item.currency == line.currency
        and index.may_be(item, line)
        and item.expected <= line.day + AHEAD
    ]
    if len(fitting) > index.policy.most_items:
        fitting = sorted(fitting, key=lambda item: _gap(item, line))
        fitting = fitting[: index.policy.most_items]
        fitting.sort(key=lambda item: (item.expected, str(item.key)))
    return fitting


def _sums_of(evidence: Evidence, items: list[OpenItem], index: Index) -> list[Proposal]:
    """Sums of several items; one that is the only one, and hardly by chance, is worth
    more, and more again if it holds all items that the label names."""
    sets = exact_sets(
        [item.amount for item in items],
        evidence.line.amount,
        index.policy.most_shown + 1,
    )
    named = {item.key for item in items} & evidence.strong
    free = [item.amount for item in items if item.key not in named]
    most = index.policy.accident
    found = []
    for places in sets:
        if len(places) < 2:
            continue
        chosen = [items[place] for place in places]
        points, why = AMOUNT, [Reason("sum", (len(chosen),))]
        hardly = accident(free) <= most or _in_a_row(places, free, most)
        if not hardly:
            points += BY_CHANCE
            why.append(Reason("may_be_chance", (len(items),)))
        elif len(sets) == 1:
            points += ONLY
            why.append(Reason("only_set", (len(items),)))
            if named and named <= {item.key for item in chosen}:
                points += NAMED_AMONG
                why.append(Reason("named_among", (len(named),)))
        found.append(_answer(evidence, chosen, index, points, why)._replace(sure=False))
    return found


def _in_a_row(places: Sequence[int], amounts: Sequence[Decimal], most: int) -> bool:
    """Say whether a set is all of what fell due in a time: there are few such sets."""
    width = sum(map(abs, amounts)) * 100
    few = len(amounts) * (len(amounts) + 1) * 500_000 <= most * width
    return few and places[-1] - places[0] == len(places) - 1


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
        answer = _answer(evidence, items, index, points, why, kind=BATCH)
        found.append(answer._replace(sure=sure, source=batch))
    return found


def _keys_of(batch: str, evidence: Evidence) -> list[str]:
    return [
        key for key in reference_keys(batch) if key in evidence.keys and is_strong(key)
    ]


def converted_answers(evidence: Evidence, index: Index) -> list[Proposal]:
    """Items of another currency that the line names, near their value at the day's rate."""
    line, found = evidence.line, []
    for key in evidence.named:
        item = index.items[key]
        rate = index.world.rates.get(item.currency)
        if item.currency == line.currency or rate is None or _converted(item, line):
            continue
        value = item.amount * rate
        near = abs(line.amount - value) * 100 <= abs(value) * index.policy.rate_percent
        if near and _same_side(line.amount, value):
            home = item.home if item.home is not None else value
            splits = (Split("exchange", line.amount - home),)
            why = [Reason("near_rate", (item.amount, item.currency))]
            answer = _answer(evidence, [item], index, CONVERTED, why, splits)
            found.append(answer._replace(exact=False))
    return found
