# SPDX-License-Identifier: AGPL-3.0-or-later
"""Worlds drawn at random, entered as documents, closed, and read back from the ledger.

The oracle is that of `tests/unit/test_cost_owner.py`, which draws many more of the same
worlds for the rule alone. `AP_EXAMPLES=100` looks longer here as well.
"""

import os
from decimal import Decimal

from hypothesis import HealthCheck, given, settings

from odoo import Command
from odoo.tests import tagged

from . import cost_oracle
from .cost_world import DAY, worlds
from .test_cost_owner import OwnerCase

LONGER = "AP_EXAMPLES" in os.environ
drawn = settings(
    max_examples=int(os.environ.get("AP_EXAMPLES", "5")),
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
        @drawn
        @given(worlds(knowledge=("sure",)))
        def holds(world):
            gap, _marked = self._closed(world)
            self.assertLess(gap, Decimal("0.05"), world)

        holds()

    def test_what_is_wrong_is_marked(self):
        @drawn
        @given(worlds(knowledge=("sure", "likely")))
        def holds(world):
            gap, marked = self._closed(world)
            self.assertLessEqual(gap, marked + Decimal("0.05"), world)

        holds()

    # -- a world in the books -------------------------------------------------------------

    def _closed(self, world):
        """How far the charges are from the oracle, and what is under review."""
        point = self.env.cr.savepoint(flush=True)
        try:
            self._enter(world)
            closing = self._month(DAY.isoformat())
            self.assertTied(DAY.isoformat())
            cost = Decimal(str(self._cost(DAY)))
            lines = self.env["ap.closing.line"].search(
                [("run_id", "in", closing.run_ids.ids), ("review_code", "!=", False)]
            )
            marked = sum(
                (abs(Decimal(str(line.amount_computed))) for line in lines), Decimal(0)
            )
            return abs(cost - cost_oracle.cost_up_to(world, DAY)), marked
        finally:
            point.close(rollback=True)
            self.env.invalidate_all(flush=False)

    def _enter(self, world):
        orders = [self._enter_order(*pair) for pair in enumerate(world.orders)]
        for number, bill in enumerate(world.bills):
            move = self._enter_bill(number, bill, world, orders)
            self._end()
            if bill.booked:
                move.action_post()
                self.assertEqual(move.date, bill.booked)

    def _enter_order(self, place, order):
        product = self._product(f"Article {'ABC'[place] * 3}", self.fees)
        line = self._order(
            float(order.price), order.quantity, self.taxes[order.tax], on="2026-09-01",
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
                "partner_id": self.supplier.id, "company_id": self.company.id,
                "invoice_date": bill.day, "date": bill.booked or bill.day,
                "invoice_line_ids": [Command.create(values)],
            }
        )  # fmt: skip
        move.date = bill.booked or bill.day
        return move
