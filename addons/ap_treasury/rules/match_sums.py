# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers that are sums of several items of one party, credit notes netted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from odoo.addons.ap_base.arithmetic.exact_sums import accident, exact_sets

from .match_answer import gap, item_answer
from .match_evidence import AMOUNT, ONLY, Evidence
from .match_index import Index
from .match_values import OpenItem, Proposal, Reason

MOST_PARTIES, BY_CHANCE, NAMED_AMONG = 3, -100, 200
AHEAD = timedelta(days=45)  # how long before its due day an item may be part of a sum


def sum_answers(evidence: Evidence, index: Index, sure: bool = False) -> list[Proposal]:
    """Sets of one party's items that add up, credit notes netted.

    ``sure``: one item explains the line already; sets that chance explains are not
    looked for then.
    """
    parties = sorted(
        evidence.parties, key=lambda k: (-evidence.parties[k].points, str(k))
    )
    found = []
    for partner in parties[:MOST_PARTIES]:
        items = _of_a_sum(evidence, index, index.of_partner(partner))
        if sure and accident([item.amount for item in items]) > index.policy.accident:
            continue
        if len(items) > 1:
            found += _sums_of(evidence, items, index)
    return found


def _of_a_sum(
    evidence: Evidence, index: Index, items: Sequence[OpenItem]
) -> list[OpenItem]:
    """Return the items that a payment may hold: there, not due much later, nearest."""
    line = evidence.line
    there, due = line.day + index.early, line.day + AHEAD
    fitting = [
        item
        for item in index.left(items)
        if item.currency == line.currency and item.day <= there and item.expected <= due
    ]
    if len(fitting) > index.policy.most_items:
        fitting = sorted(fitting, key=lambda item: gap(item, line))
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
        found.append(
            item_answer(evidence, chosen, index, points, why)._replace(sure=False)
        )
    return found


def _in_a_row(places: Sequence[int], amounts: Sequence[Decimal], most: int) -> bool:
    """Say whether a set is all of what fell due in a time: there are few such sets."""
    width = sum(map(abs, amounts)) * 100
    few = len(amounts) * (len(amounts) + 1) * 500_000 <= most * width
    return few and places[-1] - places[0] == len(places) - 1
