# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the outcome of a comparison to what is stored: figures, gaps, decisions kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from hashlib import sha256
from typing import NamedTuple

from odoo.addons.ap_base.arithmetic.matching import (
    Bill,
    Difference,
    Link,
    OrderLine,
    Outcome,
)
from odoo.addons.ap_base.arithmetic.matching.pool import net_price
from odoo.addons.ap_base.arithmetic.money import ZERO, round_half_up

from .matching import bill_line_id

# Links of a posted bill that names its order are written despite these: they show what
# was billed.
HARMLESS = frozenset(
    ("over_quantity", "not_received", "under_quantity", "price", "tax")
)
# What these tests miss, the tests of the lines miss as well.
OF_THE_WHOLE = frozenset(("line_amount", "total", "reading", "reference"))
_FIGURES = frozenset(
    ("line_amount", "total", "tax", "freight", "discount", "no_order", "reading")
)


class Gap(NamedTuple):
    """A difference with its value, and whether somebody accepted these figures."""

    difference: Difference
    bill_line: int | None
    billed: str
    expected: str
    amount: Decimal
    accepted: bool

    @property
    def key(self) -> tuple:
        """Return what identifies it; other figures are another difference."""
        one = self.difference
        return (
            one.cause,
            one.check,
            self.bill_line,
            one.order_line,
            self.billed,
            self.expected,
        )


class Facts(NamedTuple):
    """What else decides: a bill without an order is normal where none is expected."""

    posted: bool
    order_expected: bool = True


class Verdict(NamedTuple):
    """What is stored of one bill."""

    outcome: Outcome
    state: str
    decision: str
    action: str
    links: tuple[Link, ...]
    gaps: tuple[Gap, ...]
    apply: bool
    digest: str

    @property
    def gap(self) -> Decimal:
        """Return the value of the differences, each counted once: positive where it costs.

        What the whole misses is what its lines miss; only without those it counts.
        """
        taxes = any(g.difference.check == "tax" and g.bill_line for g in self.gaps)
        alone = [
            gap.amount
            for gap in self.gaps
            if gap.difference.check not in OF_THE_WHOLE
            and not (taxes and gap.difference.check == "tax" and not gap.bill_line)
        ]
        if alone:
            return sum(alone, ZERO)
        return max((g.amount for g in self.gaps), key=abs, default=ZERO)


def figure(value: Decimal | str | None) -> str:
    """Return a figure as it is shown: no needless zeros.

    >>> figure(Decimal("10.500")), figure(Decimal(100)), figure(None)
    ('10.5', '100', '')
    """
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return value or ""


def merged(links: Iterable[Link]) -> tuple[Link, ...]:
    """Return one link per bill line and order line, parts of a line put together."""
    groups: dict[tuple, list[Link]] = defaultdict(list)
    for one in links:
        groups[bill_line_id(one.bill_line), one.order_line].append(one)
    return tuple(
        first._replace(
            bill_line=line,
            quantity=sum((one.quantity for one in group), ZERO),
            order_quantity=sum((one.order_quantity for one in group), ZERO),
            amount=sum((one.amount for one in group), ZERO),
            score=min(one.score for one in group),
        )
        for (line, _order), group in groups.items()
        for first in group[:1]
    )


def gap_amount(
    one: Difference, links: Mapping[tuple, Link], order: OrderLine | None, bill: Bill
) -> Decimal:
    """Return what a difference comes to, in the currency of the bill: positive where it
    costs us, of a credit note too.

    A price: per unit, times all that the bill bills of the order line, less what was
    credited. A quantity: times the price. What is not about figures: all that is billed
    there.
    """
    link = links.get((one.bill_line, one.order_line))
    figures = isinstance(one.billed, Decimal) and isinstance(one.expected, Decimal)
    if one.check in _FIGURES and isinstance(one.billed, Decimal):
        return one.billed - (one.expected if figures else ZERO)
    if figures and one.check == "price":
        mine = [k for (_line, key), k in links.items() if key == one.order_line]
        quantity = sum((k.order_quantity for k in mine), ZERO)
        return round_half_up((one.billed - one.expected) * quantity) - one.settled
    if figures and one.check == "quantity" and order:
        return round_half_up((one.billed - one.expected) * net_price(order))
    if link:
        return link.amount
    return bill.total_untaxed or ZERO


def verdict(
    bill: Bill,
    outcome: Outcome,
    orders: Mapping[int, OrderLine],
    facts: Facts,
    before: tuple[str, set[tuple], frozenset[tuple]] | None,
) -> Verdict:
    """Return what is to be stored.

    ``before``: the decision, the pairs and the accepted differences stored so far. A
    decision holds as long as links and figures are those decided on; what was undone
    is only suggested.
    """
    decision, pairs, accepted = before or ("none", set(), frozenset())
    links = merged(outcome.links)
    gaps = _gaps(bill, outcome, orders, accepted)
    left = [gap for gap in gaps if not gap.accepted]
    same = {(one.bill_line, one.order_line) for one in links} == pairs and not left
    state, decision, action = _decided(outcome, decision, same)
    posted = facts.posted
    if state == "matched" and posted:
        action = "none"
    if state == "no_match" and not facts.order_expected:
        action = "none"
    causes = {gap.difference.cause for gap in left}
    named = all(_names_its_order(one) for one in links)
    harmless = posted and state == "exception" and causes <= HARMLESS and named
    holds = decision in ("none", "accepted")
    apply = bool(holds and links and (state == "matched" or harmless))
    compared = repr((bill, outcome, state, decision, facts))
    digest = sha256(compared.encode()).hexdigest()
    return Verdict(outcome, state, decision, action, links, gaps, apply, digest)


def _names_its_order(link: Link) -> bool:
    """Whether the bill itself names the order: posting proves nothing."""
    return any(reason.code == "order_named" for reason in link.reasons)


def _decided(outcome: Outcome, decision: str, same: bool) -> tuple[str, str, str]:
    """Return state, decision and action after what a person decided before."""
    state, action = outcome.state, outcome.action
    if decision == "accepted":
        if same:
            return "matched", decision, "post"
        return state, "none", action
    if decision == "undone" and state == "matched":
        return "suggested", decision, "confirm"
    return state, decision, "none" if decision == "rejected" else action


def _gaps(
    bill: Bill,
    outcome: Outcome,
    orders: Mapping[int, OrderLine],
    accepted: frozenset[tuple],
) -> tuple[Gap, ...]:
    by_pair = {(one.bill_line, one.order_line): one for one in outcome.links}
    found: dict[tuple, Gap] = {}
    for one in outcome.differences:
        line = None if one.bill_line is None else bill_line_id(one.bill_line)
        amount = gap_amount(one, by_pair, orders.get(one.order_line), bill)
        gap = Gap(one, line, figure(one.billed), figure(one.expected), amount, False)
        gap = gap._replace(accepted=gap.key in accepted)
        found.setdefault(gap.key[:4], gap)
    return tuple(found.values())
