# SPDX-License-Identifier: AGPL-3.0-or-later
"""No cost is taken twice, none is lost, what is unsure is marked.

The rule of ownership against an oracle that counts naively, in worlds drawn at random.
`AP_EXAMPLES=5000` looks longer. The same worlds go through the books in
`addons/ap_closing_purchase/tests/test_cost_worlds.py`.
"""

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

from ap_base.arithmetic.accrual import over_billed, to_accrue
from ap_base.arithmetic.calendar import Period
from ap_base.arithmetic.proration import borne_at, prepaid_at
from ap_closing.rules.ownership import (
    BALANCE,
    COST,
    LIKELY,
    BillItem,
    Tie,
    claims,
    questioned,
)
from hypothesis import given

TESTS = Path(__file__).resolve().parents[2] / "addons" / "ap_closing_purchase" / "tests"
if str(TESTS) not in sys.path:
    sys.path.append(str(TESTS))

import cost_oracle  # noqa: E402
from cost_oracle import COST_OF_TAX, Bill, Order, World  # noqa: E402
from cost_world import DAY, worlds  # noqa: E402

ZERO = Decimal(0)
EVERYTHING = ("sure", "likely", "doubtful")


class Closing:
    """What the product's rules bring into the month, and what they mark."""

    def __init__(self, world):
        self.world, self.marked, self.findings = world, ZERO, ZERO
        booked = [b for b in world.bills if b.booked and b.booked <= DAY]
        pending = [b for b in world.bills if b not in booked]
        gaps = [self._gap(place, booked) for place in range(len(world.orders))]
        items = {key: self._item(key, bill) for key, bill in enumerate(pending)}
        awaited = dict(enumerate(gaps))
        asked = questioned(items.values(), awaited)
        self.total = ZERO
        for place, value in enumerate(gaps):
            worth = value * COST_OF_TAX[world.orders[place].tax]
            self.total += worth
            doubted = self._doubted(place, booked)
            if value and (asked.get(place) or doubted):
                self.marked += abs(worth) + doubted
            else:
                self.findings += doubted
        for one in claims(items.values(), awaited, DAY, lambda _item: _borne):
            worth = one.amount * COST_OF_TAX[pending[one.key].tax]
            self.total += ZERO if one.excluded else worth
            self.marked += abs(worth) if one.reviews else ZERO
        self.total -= sum(map(self._put_aside, booked), ZERO)

    def _gap(self, place, booked):
        """Received and not billed, less billed ahead; a likely bill counts as billed."""
        order = self.world.orders[place]
        received = Decimal(sum(q for when, q in order.receipts if when <= DAY))
        mine = [b for b in booked if b.order == place and b.known in ("sure", "likely")]
        billed = Decimal(sum(bill.quantity for bill in mine))
        balance = sum((bill.amount for bill in mine), ZERO)
        if billed > received:
            return -balance * over_billed(received, billed) / billed
        return to_accrue(received, billed) * order.price

    def _item(self, key, bill):
        place = bill.order if bill.order is not None else bill.suspect
        ties = () if place is None else (Tie(place, bill.amount, bill.known),)
        period = Period(*bill.service) if bill.service else None
        return BillItem(
            key, bill.amount, bill.day, bill.day, period,
            use=BALANCE if bill.is_advance else COST, ties=ties,
            withdrawn="duplicate" if bill.repeats else None,
        )  # fmt: skip

    def _doubted(self, place, booked):
        """What the books hold of bills that may be of the order line, or not."""
        return sum(
            (
                abs(bill.amount) * COST_OF_TAX[bill.tax]
                for bill in booked
                if bill.known != "sure" and place in (bill.order, bill.suspect)
            ),
            ZERO,
        )

    def _put_aside(self, bill):
        if not bill.service or bill.is_advance:
            return ZERO
        rest = prepaid_at(bill.amount, Period(*bill.service), DAY)
        return rest * COST_OF_TAX[bill.tax]


def _borne(amount, period):
    return borne_at(amount, period, DAY)


def _close(world):
    closing = Closing(world)
    gap = closing.total - cost_oracle.closing_brings(world, DAY)
    return abs(gap), closing


@given(worlds(knowledge=("sure",)))
def test_what_is_known_for_sure_is_taken_once(world):
    gap, _closing = _close(world)
    assert gap < Decimal("0.05")


@given(worlds(knowledge=("sure", "likely")))
def test_likely_bills_of_orders_are_taken_once_as_well(world):
    """What resembles an order to the figures is right, and marked where it counts."""
    gap, _closing = _close(world)
    assert gap < Decimal("0.05")


@given(worlds(knowledge=EVERYTHING))
def test_what_is_wrong_is_marked(world):
    """Of a doubtful bill nobody knows: the amount that may be wrong is under review, or,
    where its order brings nothing into the month, an exception of the booked bill."""
    gap, closing = _close(world)
    assert gap <= closing.marked + closing.findings + Decimal("0.05")


def test_the_oracle_knows_a_case_by_hand():
    """10 × 120 ordered, 6 received, 4 billed and booked at 132, 6 in a draft; a rent of
    930 for October to December booked in November; an advance."""
    orders = (Order(10, Decimal(120), ((date(2026, 10, 5), 6),)),)
    bills = (
        Bill(Decimal(528), date(2026, 10, 8), date(2026, 10, 8), 0, 4, "sure"),
        Bill(Decimal(720), date(2026, 10, 9), None, 0, 6, "sure"),
        Bill(Decimal(920), date(2026, 11, 2), date(2026, 11, 2),
             service=(date(2026, 10, 1), date(2026, 12, 31))),
        Bill(Decimal(300), date(2026, 10, 9), None, is_advance=True),
    )  # fmt: skip
    world = World(orders, bills)
    assert cost_oracle.cost_up_to(world, DAY) == 528 + 240 + 310
    assert cost_oracle.closing_brings(world, DAY) == 550
    assert _close(world)[0] == 0
    assert LIKELY == "likely"
