# SPDX-License-Identifier: AGPL-3.0-or-later
"""Amounts beside quantities, services nobody receives, returns and mistakes: what the
bills and receipts of an order show, and the journal items that follow."""

from odoo import Command
from odoo.tests import tagged

from .story_common import StoryCase


@tagged("post_install", "-at_install")
class TestAmountBesideQuantity(StoryCase):
    def test_a_price_adjustment_changes_no_quantity(self):
        line = self._received()
        self._bill(line)
        self._credit(line, 10, 4.0)
        self.assertCost(0.0)

    def test_a_supplement_changes_no_quantity(self):
        line = self._received()
        self._bill(line)
        self._value(line, 10, 4.0)
        self.assertCost(0.0)

    def test_a_rebate_changes_no_quantity(self):
        line = self._received()
        self._bill(line)
        self._credit(line, 1, 40.0)
        self.assertCost(0.0)

    def test_a_rate_adjusted_on_a_part_leaves_the_rest(self):
        line = self._received()
        self._bill(line, 4)
        self._value(line, 4, 2.0)
        self.assertCost(600.0)

    def test_a_lump_sum_pays_for_what_it_is_worth(self):
        line = self._received()
        self._value(line, 1, 1000.0)
        self.assertCost(0.0)

    def test_a_lump_sum_a_little_above_the_order_leaves_nothing(self):
        line = self._received()
        self._value(line, 1, 1020.0)
        self.assertCost(0.0)

    def test_a_lump_sum_billed_ahead(self):
        line = self._order()
        self._receive(line, 4)
        self._value(line, 1, 1000.0)
        self.assertAside(600.0)

    def test_instalments_leave_the_rest_of_the_price(self):
        line = self._received(12000.0, 1)
        self._value(line, 1, 4000.0)
        self._value(line, 1, 3000.0)
        self.assertCost(5000.0)

    def test_the_last_instalment_leaves_nothing(self):
        line = self._received(12000.0, 1)
        for amount in (4000.0, 4000.0, 4000.0):
            self._value(line, 1, amount)
        self.assertCost(0.0)

    def test_an_instalment_of_hours(self):
        line = self._received(95.0, 100)
        self._value(line, 1, 3800.0)
        self.assertCost(5700.0)

    def test_an_instalment_taken_back(self):
        line = self._received()
        self._value(line, 1, 300.0)
        self._credit(line, 1, 300.0)
        self.assertCost(1000.0)

    def test_an_instalment_with_its_tax_in_the_price(self):
        tax = self._tax("20 included", 100, price_include_override="tax_included")
        line = self._received(120.0, tax=tax)
        self._value(line, 1, 360.0)
        self.assertCost(700.0)

    def test_an_instalment_in_dollars(self):
        dollar = self.setup_other_currency("USD", rates=[("2026-10-01", 2.0)])
        line = self._received(currency_id=dollar.id)
        self._value(line, 1, 300.0)
        self.assertCost(350.0)

    def test_a_rebate_lowers_what_is_billed_ahead(self):
        """10 × 96.00 billed, 4 came: 576.00."""
        line = self._order()
        self._receive(line, 4)
        self._bill(line)
        self._credit(line, 10, 4.0)
        self.assertAside(576.0)

    def test_a_credit_by_amount_for_what_was_not_delivered(self):
        line = self._order()
        self._receive(line, 6)
        self._bill(line)
        self._credit(line, 1, 400.0)
        self.assertCost(0.0)

    def test_a_part_of_one_piece_that_may_be_its_last_price_is_looked_at(self):
        line = self._received(12000.0, 1)
        self._value(line, 1, 9000.0)
        closing = self.assertCost(3000.0, review="amount_apart")
        self.assertEqual(self._run(closing).review_count, 0)  # posted: it was looked at
        self.assertIn("far from the order's price", self._lines(closing).explanation)

    def test_what_comes_to_nothing_and_is_odd_is_shown_in_its_month(self):
        """10 × 70.00 for 10 × 100.00: a bargain, or a part?"""
        line = self._received()
        self._value(line, 10, 70.0)
        closing = self.assertCost(0.0, review="amount_apart", post=False)
        self.assertEqual(self._run(closing).review_count, 1)
        self.assertFalse(self._lines(self._close("2026-11-30")))

    def test_a_bill_of_the_month_after_is_no_part_of_this_one(self):
        """What other add-ons find on the bill itself is another question."""
        self.env["ap.control"].search([]).active = False
        line = self._received()
        self._value(line, 1, 300.0, day="2026-11-10")
        self.assertCost(1000.0)


@tagged("post_install", "-at_install")
class TestUnits(StoryCase):
    def test_hours_billed_in_minutes_leave_nothing(self):
        hour, minute = map(self.env.ref, ("uom.product_uom_hour", "uom.product_uom_minute"))
        line = self._received(95.0, 100, line={"product_uom_id": hour.id})
        given = {"product_uom_id": minute.id, "price_unit": 95.0 / 60}
        self._bill(line, 6000, with_line=given)
        self.assertCost(0.0)

    def test_a_third_of_a_dozen_billed_as_it_is_written(self):
        dozen, unit = map(self.env.ref, ("uom.product_uom_dozen", "uom.product_uom_unit"))
        line = self._received(10.0, 4, line={"product_uom_id": unit.id})
        given = {"product_uom_id": dozen.id, "price_unit": 120.0}
        self._bill(line, 0.33, with_line=given)
        self.assertCost(0.0)

    def test_a_unit_that_misses_is_no_rounding(self):
        dozen, unit = map(self.env.ref, ("uom.product_uom_dozen", "uom.product_uom_unit"))
        line = self._received(120.0, 10, line={"product_uom_id": dozen.id})
        given = {"product_uom_id": unit.id, "price_unit": 10.0}
        self._bill(line, 119, with_line=given)
        self.assertCost(10.0)


@tagged("post_install", "-at_install")
class TestReturns(StoryCase):
    def _down(self, line, quantity, day, cause=None):
        row = {"purchase_line_id": line.id, "date": day, "quantity": -quantity}
        self.env["ap.receipt"].record([{**row, **({"cause": cause} if cause else {})}])

    def _ten(self):
        line = self._order()
        self._receive(line, 10, "2026-10-06")
        return line

    def test_a_mistake_before_the_bill_is_still_to_come(self):
        line = self._ten()
        row = {
            "purchase_line_id": line.id, "date": "2026-10-07", "quantity": -6,
            "note": "typing error",
        }  # fmt: skip
        self.env["ap.receipt"].record([row])
        self._bill(line)
        self.assertEqual(line.ap_receipt_ids.sorted("quantity")[0].cause, "correction")
        self.assertAside(600.0)

    def test_what_went_down_before_the_bill_and_says_nothing_is_looked_at(self):
        line = self._ten()
        self._down(line, 6, "2026-10-07")
        self._bill(line)
        self.assertAside(600.0, review="return_unclear")

    def test_a_mistake_that_says_so_is_still_to_come_whenever_it_was_found(self):
        before, after = self._ten(), self._ten()
        self._down(before, 6, "2026-10-07", "correction")
        self._bill(before)
        self._bill(after)
        self._down(after, 6, "2026-10-28", "correction")
        self.assertAside(1200.0)

    def test_goods_sent_back_are_owed_whenever_they_were_billed(self):
        before, after = self._ten(), self._ten()
        self._down(before, 6, "2026-10-07", "return")
        self._bill(before)
        self._bill(after)
        self._down(after, 6, "2026-10-28", "return")
        self.assertAside(1200.0, code="4098")

    def test_nobody_noted_why_after_the_bill(self):
        line = self._ten()
        self._bill(line)
        self._down(line, 6, "2026-10-28")
        self.assertAside(600.0, code="4098", review="return_unclear")

    def test_noted_later_the_line_is_sure(self):
        line = self._ten()
        self._bill(line)
        self._down(line, 6, "2026-10-28")
        closing = self._close(post=False)
        self.assertEqual(self._run(closing, "credit_due").review_count, 1)
        line.ap_receipt_ids.filtered(lambda one: one.quantity < 0).cause = "correction"
        self.assertTrue(self._run(closing, "credit_due").is_stale)
        self.assertAside(600.0)

    def test_credited_and_billed_ahead_again(self):
        line = self._ten()
        self._bill(line, day="2026-10-08")
        self._down(line, 6, "2026-10-10", "return")
        self._bill(line, 6, day="2026-10-12", move_type="in_refund")
        self._bill(line, 6, day="2026-10-20")
        self.assertAside(600.0)

    def test_delivered_again_and_billed_ahead(self):
        line = self._order(qty=15.0)
        self._receive(line, 10, "2026-10-06")
        self._bill(line, 10, day="2026-10-08")
        self._down(line, 6, "2026-10-10", "return")
        self._receive(line, 6, "2026-10-15")
        self._bill(line, 5, day="2026-10-20")
        self.assertAside(500.0)

    def test_a_bill_corrected_before_the_goods_went_back(self):
        line = self._ten()
        self._bill(line, day="2026-10-08")
        self._bill(line, day="2026-10-09", move_type="in_refund")
        self._bill(line, day="2026-10-10")
        self._down(line, 6, "2026-10-20", "return")
        self.assertAside(600.0, code="4098")


@tagged("post_install", "-at_install")
class TestServicesNobodyReceives(StoryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.freight = cls._product("Freight", cls.fees)
        cls.goods = cls._product("Hinge", cls.fees)
        cls.goods.type = "consu"
        if "stock.move" in cls.env:
            cls.env.user.group_ids |= cls.env.ref("stock.group_stock_manager")
        cls.by_order = cls._product("Training", cls.fees)
        cls.by_order.purchase_method = "purchase"

    def _with_freight(self, product=None, **values):
        """10 at 100.00 and a freight of 80.00, of one order."""
        line = self._order(line={"product_id": (product or self.goods).id})
        freight = self.env["purchase.order.line"].create(
            {
                "order_id": line.order_id.id,
                "product_id": self.freight.id,
                "product_qty": 1,
                "price_unit": 80.0,
                "tax_ids": [Command.clear()],
                **values,
            }
        )
        return line, freight

    def _goods_come(self, line, quantity, day="2026-10-20"):
        """Goods come in: by the warehouse, where there is one."""
        if line.qty_received_method == "manual":
            self._receive(line, quantity, day)
            return
        moves = line.move_ids.filtered(lambda one: one.state not in ("done", "cancel"))
        moves.quantity = quantity
        moves.picked = True
        moves.picking_id._action_done()
        moves.filtered(lambda one: one.state == "done").date = f"{day} 10:00:00"

    def test_freight_comes_with_the_goods(self):
        line, freight = self._with_freight()
        self._goods_come(line, 10)
        closing = self.assertCost(1080.0, review="unrecorded")
        marked = self._lines(closing).filtered("review_code")
        self.assertEqual((marked.source_id, marked.amount), (freight.id, 80.0))

    def test_freight_comes_as_far_as_the_goods(self):
        line, _freight = self._with_freight()
        self._goods_come(line, 4)
        self.assertCost(432.0, review="unrecorded")

    def test_freight_billed_with_the_goods_is_a_cost(self):
        line, freight = self._with_freight()
        self._goods_come(line, 10)
        self._bill(line)
        self._bill(freight)
        self.assertCost(0.0)

    def test_freight_billed_before_the_goods_is_put_aside_with_them(self):
        line, freight = self._with_freight()
        self._bill(line)
        self._bill(freight)
        self.assertAside(1080.0, review="unrecorded")

    def test_freight_recorded_later_came_later(self):
        line, freight = self._with_freight()
        self._goods_come(line, 10)
        self._receive(freight, 1, "2026-11-03")
        self.assertCost(1000.0)

    def test_freight_comes_with_services_too_and_another_service_does_not(self):
        line, freight = self._with_freight(self.service, name="Frais de port")
        self._with_freight(self.service, name="Second phase")
        self._receive(line)
        self.assertCost(1080.0, review="unrecorded")

    def test_a_discount_comes_with_the_goods(self):
        line, _discount = self._with_freight(name="Remise", price_unit=-50.0)
        self._goods_come(line, 10)
        self.assertCost(950.0, review="unrecorded")

    def test_lines_on_ordered_quantities_come_on_the_day_planned(self):
        planned = {"date_planned": "2026-10-20 08:00:00"}
        self._order(500.0, 1, line={"product_id": self.by_order.id, **planned})
        self.assertCost(500.0, review="unrecorded")

    def test_before_the_day_planned_nothing_is_due(self):
        planned = {"date_planned": "2026-11-20 08:00:00"}
        self._order(500.0, 1, line={"product_id": self.by_order.id, **planned})
        self.assertCost(0.0)

    def test_billed_on_ordered_quantities_is_a_cost_when_planned(self):
        planned = {"date_planned": "2026-10-20 08:00:00"}
        line = self._order(500.0, 1, line={"product_id": self.by_order.id, **planned})
        self._bill(line)
        self.assertCost(0.0)

    def test_billed_before_the_day_planned_is_put_aside(self):
        planned = {"date_planned": "2026-11-20 08:00:00"}
        line = self._order(500.0, 1, line={"product_id": self.by_order.id, **planned})
        self._bill(line)
        self.assertAside(500.0, review="unrecorded")

    def test_a_receipt_recorded_says_more_than_the_day_planned(self):
        planned = {"date_planned": "2026-10-20 08:00:00"}
        line = self._order(500.0, 2, line={"product_id": self.by_order.id, **planned})
        self._receive(line, 1)
        self.assertCost(500.0)

    def test_a_receipt_of_a_later_month_says_that_nothing_came_before(self):
        planned = {"date_planned": "2026-10-20 08:00:00"}
        line = self._order(500.0, 1, line={"product_id": self.by_order.id, **planned})
        self._receive(line, 1, "2026-11-05")
        self.assertCost(0.0)

    def test_services_of_an_order_without_goods_wait_for_their_receipt(self):
        self._order()
        self.assertCost(0.0)


@tagged("post_install", "-at_install")
class TestEstimatesMet(StoryCase):
    """What later bills come to, for the units that were accrued."""

    def _actual(self, closing):
        line = self._lines(closing)
        return line.actual_amount, line.actual_quantity, line.variance

    def test_by_a_lump_sum(self):
        line = self._received()
        closing = self._close()
        self._value(line, 1, 1000.0, day="2026-11-10")
        self.assertEqual(self._actual(closing), (1000.0, 10.0, 0.0))

    def test_by_instalments(self):
        line = self._received()
        closing = self._close()
        self._value(line, 1, 300.0, day="2026-11-10")
        self.assertEqual(self._actual(closing), (300.0, 3.0, 0.0))
        self._value(line, 1, 720.0, day="2026-11-20")
        self.assertEqual(self._actual(closing), (1020.0, 10.0, 20.0))

    def test_by_a_bill_and_its_price_adjustment(self):
        line = self._received()
        closing = self._close()
        self._bill(line, day="2026-11-10")
        self._credit(line, 10, 4.0, day="2026-11-20")
        self.assertEqual(self._actual(closing), (960.0, 10.0, -40.0))

    def test_by_a_lump_sum_for_more_than_was_received_then(self):
        line = self._order()
        self._receive(line, 6)
        closing = self._close()
        self._value(line, 1, 1000.0, day="2026-11-10")
        self.assertEqual(self._actual(closing), (600.0, 6.0, 0.0))
