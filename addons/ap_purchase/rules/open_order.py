# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why an order line is open, and what to do about it.

`position` gives which quantities do not meet; here the same line gets one cause that a
person would give, one recommended action, and the facts that led to them. The first
rule that holds wins: what costs money comes before what only waits. A line of a
negative quantity (a return agreed in advance) is looked at as its mirror image.

>>> from datetime import date
>>> facts = Facts(date(2026, 10, 31), date(2026, 9, 1), Decimal(10), Decimal(10),
...     last_receipt=date(2026, 9, 20))
>>> finding = classify(facts)
>>> finding.cause, finding.action, dict(finding.facts)["days"]
('received_not_billed', 'chase_bill', 41)
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)
HUNDRED = Decimal(100)

# Cause and recommended action, in the order in which the rules are tried.
ACTIONS = {
    "unit_mismatch": "correct_unit",
    "wrong_line_billed": "move_bill_line",
    "returned_after_bill": "ask_credit_note",
    "over_billed": "ask_credit_note",
    "service_without_receipt": "record_service",
    "billed_not_received": "confirm_receipt",
    "price_gap": "settle_price",
    "received_not_billed": "chase_bill",
    "never_sent": "send_order",
    "remainder_to_cancel": "close_remainder",
    "partial_stale": "ask_supplier_or_close",
    "late_delivery": "chase_delivery",
    "awaiting_delivery": "wait",
    "closed": "none",
    "complete": "none",
}
CAUSES = tuple(ACTIONS)


class Facts(NamedTuple):
    """An order line at a day; quantities in its unit, ``received`` net of returns.

    ``price``: net of the order; ``billed_price``: mean net price of its bills.
    ``sent``: the order left for the supplier. ``closed``: a person closed the rest,
    nothing more is delivered and no bill awaited; billed too much stays too much.
    ``service``: nothing is delivered to a warehouse. ``unit_factors``: how many of one
    unit of the product make another (12 for a box of 12), 1 left out. ``sibling_gaps``:
    received less billed of other lines of the order with the product's price.
    """

    day: date
    ordered_on: date
    ordered: Decimal
    received: Decimal = ZERO
    billed: Decimal = ZERO
    returned: Decimal = ZERO
    price: Decimal = ZERO
    billed_price: Decimal | None = None
    planned: date | None = None
    last_receipt: date | None = None
    last_bill: date | None = None
    sent: bool = True
    closed: bool = False
    service: bool = False
    unit_factors: tuple[Decimal, ...] = ()
    sibling_gaps: Collection[Decimal] = ()

    @property
    def over_billed(self) -> Decimal:
        """Return what was billed beyond what was received."""
        return max(self.billed - self.received, ZERO)

    @property
    def unbilled(self) -> Decimal:
        """Return what was received and not billed; nothing once closed."""
        return ZERO if self.closed else max(self.received - self.billed, ZERO)

    @property
    def open(self) -> Decimal:
        """Return what was ordered and not received; nothing once closed."""
        return ZERO if self.closed else max(self.ordered - self.received, ZERO)


class Patience(NamedTuple):
    """From when on something is late, stale or small. Days; percent of the order.

    ``remainder_percent``: up to this part of the order, a rest that has not come for
    ``stale_days`` is proposed to be closed; a bigger one is asked for.
    ``price_percent``: up to this difference a price is taken as the order's.
    """

    late_days: int = 0
    stale_days: int = 60
    remainder_percent: Decimal = Decimal(5)
    price_percent: Decimal = Decimal(0)


class Finding(NamedTuple):
    """One cause, one action, and the facts for them, by name."""

    cause: str
    action: str
    facts: tuple[tuple[str, object], ...]


_Facts = dict[str, object] | None
_Rule = Callable[[Facts, Patience], _Facts]


def facts_of(row, day: date, **more) -> Facts:
    """Return the facts of a `position.PositionRow`; ``more`` are those it lacks.

    Whether the order was sent, its planned day, net prices, units and other lines of its order.
    """
    more.setdefault("service", row.product_type == "service")
    return Facts(
        day=day,
        ordered_on=row.date_ordered,
        ordered=row.ordered,
        received=row.received,
        billed=row.billed,
        returned=row.returned,
        last_receipt=row.date_last_receipt,
        last_bill=row.date_last_bill,
        **more,
    )


def classify(facts: Facts, patience: Patience = Patience()) -> Finding:  # noqa: B008
    """Return the cause of an order line, the action and the facts behind them."""
    mirrored = _mirrored(facts) if facts.ordered < 0 else facts
    for cause, rule in _RULES:
        found = rule(mirrored, patience)
        if found is not None:
            return Finding(cause, ACTIONS[cause], tuple(found.items()))
    cause = "closed" if facts.closed else "complete"
    return Finding(cause, ACTIONS[cause], ())


def _mirrored(facts: Facts) -> Facts:
    return facts._replace(
        ordered=-facts.ordered,
        received=-facts.received,
        billed=-facts.billed,
        returned=ZERO,
        sibling_gaps={-gap for gap in facts.sibling_gaps},
    )


def _days(since: date | None, facts: Facts) -> int:
    return (facts.day - (since or facts.ordered_on)).days


def _unit_mismatch(facts: Facts, _patience: Patience) -> _Facts:
    """Billed in boxes what was received in pieces, or the reverse."""
    if not facts.billed or not facts.received:
        return None
    if not facts.over_billed and not facts.unbilled:
        return None
    for factor in facts.unit_factors:
        if factor > 1 and facts.received in (
            facts.billed * factor,
            facts.billed / factor,
        ):
            quantities = {"received": facts.received, "billed": facts.billed}
            return {**quantities, "factor": factor}
    return None


def _wrong_line_billed(facts: Facts, _patience: Patience) -> _Facts:
    """Another line of the order lacks exactly what this one has too much."""
    gap = facts.unbilled - facts.over_billed
    if gap and -gap in facts.sibling_gaps:
        return {"gap": gap, "received": facts.received, "billed": facts.billed}
    return None


def _returned_after_bill(facts: Facts, _patience: Patience) -> _Facts:
    due = min(facts.over_billed, facts.returned)
    return {"credit_due": due, "returned": facts.returned} if due > 0 else None


def _over_billed(facts: Facts, _patience: Patience) -> _Facts:
    """Billed beyond the order: no receipt to come can make it right."""
    beyond = facts.billed - max(facts.ordered, facts.received)
    if facts.closed:
        beyond = facts.over_billed
    if beyond <= 0:
        return None
    return {"ordered": facts.ordered, "billed": facts.billed, "beyond": beyond}


def _service_without_receipt(facts: Facts, _patience: Patience) -> _Facts:
    """A service billed, or past its planned day, whose performance nobody recorded."""
    past = facts.planned is not None and facts.planned < facts.day
    if not facts.service or not facts.open or facts.received:
        return None
    if not facts.over_billed and not past:
        return None
    return {"billed": facts.billed, "planned": facts.planned}


def _billed_not_received(facts: Facts, _patience: Patience) -> _Facts:
    if not facts.over_billed:
        return None
    days = _days(facts.last_bill, facts)
    return {"received": facts.received, "billed": facts.billed, "days": days}


def _price_gap(facts: Facts, patience: Patience) -> _Facts:
    """Billed at another price than ordered, beyond what is let pass."""
    price = facts.billed_price
    if price is None or not facts.billed or price == facts.price:
        return None
    gap = price - facts.price
    if abs(gap) * HUNDRED <= abs(facts.price) * patience.price_percent:
        return None
    amount = gap * facts.billed
    return {"price": facts.price, "billed_price": price, "amount": amount}


def _received_not_billed(facts: Facts, _patience: Patience) -> _Facts:
    if not facts.unbilled:
        return None
    days = _days(facts.last_receipt, facts)
    return {"received": facts.received, "billed": facts.billed, "days": days}


def _never_sent(facts: Facts, _patience: Patience) -> _Facts:
    """Nothing can come of an order that the supplier has not got."""
    if facts.sent or facts.received or not facts.open:
        return None
    return {"ordered": facts.ordered, "days": _days(facts.ordered_on, facts)}


def _remainder_to_cancel(facts: Facts, patience: Patience) -> _Facts:
    """A small rest that has not come for long."""
    small = facts.open * HUNDRED <= facts.ordered * patience.remainder_percent
    return _stale(facts, patience) if small else None


def _stale(facts: Facts, patience: Patience) -> _Facts:
    if not facts.open or not facts.received:
        return None
    since = max(filter(None, (facts.last_receipt, facts.planned, facts.ordered_on)))
    days = (facts.day - since).days
    if days < patience.stale_days:
        return None
    return {"open": facts.open, "ordered": facts.ordered, "days": days}


def _late_delivery(facts: Facts, patience: Patience) -> _Facts:
    if not facts.open or facts.planned is None:
        return None
    days = (facts.day - facts.planned).days
    if days <= patience.late_days:
        return None
    return {"open": facts.open, "planned": facts.planned, "days": days}


def _awaiting_delivery(facts: Facts, _patience: Patience) -> _Facts:
    return {"open": facts.open, "planned": facts.planned} if facts.open else None


_RULES: tuple[tuple[str, _Rule], ...] = (
    ("unit_mismatch", _unit_mismatch),
    ("wrong_line_billed", _wrong_line_billed),
    ("returned_after_bill", _returned_after_bill),
    ("over_billed", _over_billed),
    ("service_without_receipt", _service_without_receipt),
    ("billed_not_received", _billed_not_received),
    ("price_gap", _price_gap),
    ("received_not_billed", _received_not_billed),
    ("never_sent", _never_sent),
    ("remainder_to_cancel", _remainder_to_cancel),
    ("partial_stale", _stale),
    ("late_delivery", _late_delivery),
    ("awaiting_delivery", _awaiting_delivery),
)
