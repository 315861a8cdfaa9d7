# SPDX-License-Identifier: AGPL-3.0-or-later
"""Worlds drawn at random, entered as documents, closed, and read back from the ledger.

The oracle is that of `tests/unit/test_cost_owner.py`, which draws many more of the same
worlds for the rule alone. Each world has a supplier of its own, so that one closing takes
all of them. `AP_EXAMPLES=100` looks longer here as well, a closing for each world: what
fails is then made as short as it can be.
"""

import os
from collections import defaultdict
from decimal import Decimal

from hypothesis import HealthCheck, given, settings

from odoo import Command
from odoo.tests import tagged

from . import cost_oracle
from .cost_world import DAY, worlds
from .test_cost_owner import OwnerCase

LONGER = "AP_EXAMPLES" in os.environ
EXAMPLES = int(os.environ.get("AP_EXAMPLES", "5"))
CENTS = Decimal("0.05")
drawn = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=not LONGER,
    suppress_health_check=list(HealthCheck),
)


@tagged("post_install", "-at_install")
class TestCostWorlds(OwnerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.taxes = {
            "none": cls.env["account.tax"],
            "deductible": cls.vat20,
            "not_deductible": cls._tax("20 % not deductible", 0),
            "half": cls._tax("20 %, half deductible", 50),
        }
        cls.unit = cls.env.ref("uom.product_uom_unit")
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.advances = cls._account("409100")

    def test_what_is_known_for_sure_is_taken_once(self):
        self._hold(("sure",), lambda gap, _marked: gap < CENTS)

    def test_what_is_wrong_is_marked(self):
        self._hold(("sure", "likely"), lambda gap, marked: gap <= marked + CENTS)

    def _hold(self, knowledge, holds):
        """That `holds(gap, marked)` of every world drawn."""
        found = []

        @drawn
        @given(worlds(knowledge=knowledge))
        def draw(world):
            if LONGER:
                self._check([world], holds)
            else:
                found.append(world)

        draw()
        self.assertTrue(LONGER or len(found) >= EXAMPLES)
        if found:
            self._check(found, holds)

    def _check(self, found, holds):
        outcomes = zip(found, self._closed(found), strict=True)
        self.assertFalse([one for one in outcomes if not holds(*one[1])])

    # -- worlds in the books --------------------------------------------------------------

    def _closed(self, found):
        """Of each world, how far the charges are from the oracle, and what is under
        review."""
        point = self.env.cr.savepoint(flush=True)
        try:
            suppliers = [self._partner(f"Supplier {place}") for place in range(len(found))]
            self._enter(found, suppliers)
            closing = self._month(DAY.isoformat())
            self.assertTied(DAY.isoformat())
            cost, marked = self._costs(DAY), self._marked(closing)
            # Nothing is booked without its supplier, nor on another's.
            self.assertLessEqual(set(cost) | set(marked), set(suppliers))
            return [
                (abs(cost[one] - cost_oracle.cost_up_to(world, DAY)), marked[one])
                for world, one in zip(found, suppliers, strict=True)
            ]
        finally:
            point.close(rollback=True)
            self.env.invalidate_all(flush=False)

    def _costs(self, day):
        """By supplier, what the charges hold at the end of the day: items of closings are
        of several, and their lines say whose; in all, it is the ledger."""
        items = self.env["account.move.line"]
        charges = [
            ("company_id", "=", self.company.id), ("parent_state", "=", "posted"),
            ("date", "<=", day), ("account_id.account_type", "=like", "expense%"),
        ]  # fmt: skip
        others = [*charges, ("move_id.ap_closing_run_id", "=", False)]
        open_lines = [
            ("company_id", "=", self.company.id), ("state", "=", "posted"),
            ("date_end", "<=", day),
            "|", ("date_reversal", "=", False), ("date_reversal", ">", day),
        ]  # fmt: skip
        rows = items._read_group(others, ["partner_id"], ["balance:sum"])
        rows += self.env["ap.closing.line"]._read_group(
            open_lines, ["partner_id"], ["cost_effect:sum"]
        )
        costs = _by_supplier((one, round(balance, 2)) for one, balance in rows)
        [[ledger]] = items._read_group(charges, [], ["balance:sum"])
        self.assertEqual(float(sum(costs.values())), round(ledger, 2))
        return costs

    def _marked(self, closing):
        """By supplier, the amounts that somebody is asked to look at."""
        lines = self.env["ap.closing.line"].search(
            [("run_id", "in", closing.run_ids.ids), ("review_code", "!=", False)]
        )
        return _by_supplier((line.partner_id, abs(line.amount_computed)) for line in lines)

    def _enter(self, found, suppliers):
        """The documents of the worlds: all orders, then the bills in their order, the
        first of each world, the second, and so on."""
        orders = []
        for world, self.seller in zip(found, suppliers, strict=True):
            orders.append([self._enter_order(*pair) for pair in enumerate(world.orders)])
        for number in range(max(len(world.bills) for world in found)):
            moves = []
            for place, world in enumerate(found):
                if number < len(world.bills):
                    self.seller, bill = suppliers[place], world.bills[number]
                    move = self._enter_bill(number, bill, world, orders[place])
                    moves.append((move, bill))
            self._end()
            for move, bill in moves:
                if bill.booked:
                    move.action_post()
                    self.assertEqual(move.date, bill.booked)

    def _enter_order(self, place, order):
        product = self._product(f"Article {'ABC'[place] * 3}", self.fees)
        line = self._order(
            float(order.price), order.quantity, self.taxes[order.tax], on="2026-09-01",
            partner_id=self.seller.id,
            line={
                "product_id": product.id,
                "product_uom_id": (self.dozen if order.dozens else self.unit).id,
            },
        )  # fmt: skip
        for day, quantity in order.receipts:
            self._receive(line, quantity, day.isoformat())
        return line

    def _enter_bill(self, number, bill, world, orders):
        """A dozen is billed in units: twelve times as many at a twelfth of the price."""
        place = bill.order if bill.order is not None else bill.suspect
        values = {
            "name": f"Dépense {number}", "quantity": 1, "price_unit": float(bill.amount),
            "tax_ids": [Command.set(self.taxes[bill.tax].ids)],
            "account_id": (self.advances if bill.is_advance else self.fees).id,
        }  # fmt: skip
        if place is not None:
            times = 12 if world.orders[place].dozens else 1
            quantity = bill.quantity * times
            values |= {
                "product_id": orders[place].product_id.id, "name": orders[place].name,
                "product_uom_id": self.unit.id, "quantity": quantity,
                "price_unit": float(bill.amount / quantity),
                "purchase_line_id": bill.known == "sure" and orders[place].id,
            }  # fmt: skip
        if bill.service:
            values["deferred_start_date"], values["deferred_end_date"] = bill.service
        credit = bill.amount < 0
        if credit:
            values["price_unit"] = -values["price_unit"]
        ref = f"F{number}X{number * 7}"
        if bill.repeats:
            self._original(values, ref, bill)
        return self._move(values, ref, bill, credit)

    def _original(self, values, ref, bill):
        """The bill that this one repeats: of June, and no cost."""
        values = {**values, "account_id": self.advances.id}
        first = self._move(values, ref, bill, False)
        first.invoice_date = first.date = "2026-06-10"
        first.action_post()
        self._end()

    def _move(self, values, ref, bill, credit):
        move = self.env["account.move"].create(
            {
                "move_type": "in_refund" if credit else "in_invoice", "ref": ref,
                "partner_id": self.seller.id, "company_id": self.company.id,
                "invoice_date": bill.day, "date": bill.booked or bill.day,
                "invoice_line_ids": [Command.create(values)],
            }
        )  # fmt: skip
        move.date = bill.booked or bill.day
        return move


def _by_supplier(pairs):
    """The sums of the amounts, zero where there is none."""
    sums = defaultdict(Decimal)
    for one, amount in pairs:
        sums[one] += Decimal(str(amount))
    return sums
