# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command, fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import float_round

from odoo.addons.ap_purchase.tests.common import OCTOBER, OrderCase


@tagged("post_install", "-at_install")
class TestWarehouseReceipts(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref("stock.group_stock_manager")
        cls.good = cls._product("Phone", type="consu", is_storable=True)
        cls.supplier_location = cls.env.ref("stock.stock_location_suppliers")
        cls.customer_location = cls.env.ref("stock.stock_location_customers")

    def _buy(self, **line):
        return self._order({"product_id": self.good.id, **line}).order_line

    def _done(self, moves, quantity, on):
        """Do the transfer of these moves with that quantity, at that UTC time."""
        pickings = moves.picking_id
        moves.quantity = quantity
        moves.picked = True
        pickings._action_done()
        moves.filtered(lambda move: move.state == "done").date = on

    def _receive_goods(self, line, quantity, on="2026-10-20 10:00:00"):
        waiting = line.move_ids.filtered(lambda m: m.state not in ("done", "cancel"))
        self._done(waiting, quantity, on)
        return waiting

    def _give_back(self, move, quantity, on="2026-10-28 10:00:00", to_refund=True):
        wizard = self.env["stock.return.picking"].create(
            {"picking_id": move.picking_id.id}
        )
        wizard.product_return_moves.write(
            {"quantity": quantity, "to_refund": to_refund}
        )
        returned = wizard._create_return().move_ids
        self._done(returned, quantity, on)
        return returned

    def _move(self, line, comes, goes, quantity=10, product=None, on=None, **values):
        """A move made by hand, done unless no quantity is given for it."""
        product = product or line.product_id
        move = self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom": product.uom_id.id,
                "product_uom_qty": quantity,
                "location_id": comes.id,
                "location_dest_id": goes.id,
                "purchase_line_id": line.id,
                "company_id": self.company.id,
                **values,
            }
        )
        move._action_confirm()
        if on:
            move.quantity = quantity
            move.picked = True
            move._action_done()
            move.date = on
        return move

    def assertSameAsOdoo(self, lines):
        """At the end of today the received quantities are those of the orders."""
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        rows = self._at(lines, fields.Date.to_string(self.company._company_today()))
        self.assertEqual(
            [float_round(row["received"], precision_digits=digits) for row in rows],
            lines.mapped("qty_received"),
        )

    def test_partial_receipt_by_its_day(self):
        line = self._buy()
        move = self._receive_goods(line, 4)
        self.assertPosition(
            line,
            received=4.0,
            to_accrue_amount=400.0,
            date_last_receipt="2026-10-20",
        )
        self._receive_goods(line, 6, on="2026-11-03 10:00:00")
        self.assertPosition(line, received=4.0, open=6.0)
        self.assertPosition(
            line, "2026-11-03", received=10.0, cause="received_not_billed"
        )
        self.assertSameAsOdoo(line)
        (row,) = self.position._gather(
            self.company, self._day(OCTOBER), line_ids=line.ids
        )
        self.assertEqual(row.receipt_refs, (move.picking_id.name,))

    def test_day_of_the_company_decides(self):
        """31 October 23:30 UTC is 1 November in Paris."""
        line = self._buy()
        self._receive_goods(line, 10, on="2026-10-31 23:30:00")
        self.assertPosition(line, received=0.0)
        self.assertPosition(
            line, "2026-11-01", received=10.0, date_last_receipt="2026-11-01"
        )

    def test_return_after_the_bill_is_a_credit_due(self):
        line = self._buy()
        move = self._receive_goods(line, 10)
        self._bill(line, 10)
        self._give_back(move, 3)
        self.assertPosition(
            line,
            received=7.0,
            returned=3.0,
            credit_due=3.0,
            credit_due_amount=300.0,
            cause="returned_after_bill",
        )
        self.assertPosition(line, "2026-10-27", received=10.0, returned=0.0)
        self.assertSameAsOdoo(line)

    def test_exchange_changes_nothing(self):
        line = self._buy()
        move = self._receive_goods(line, 10)
        self._bill(line, 10)
        back = self._give_back(move, 3, to_refund=False)
        self.assertPosition(line, received=10.0, returned=0.0, cause="complete")
        self._give_back(back, 3, on="2026-10-29 10:00:00", to_refund=False)
        self.assertPosition(line, received=10.0)
        self.assertSameAsOdoo(line)

    def test_units_received_on_a_line_in_dozens(self):
        line = self._buy(product_uom_id=self.dozen.id, product_qty=1, price_unit=120.0)
        inside = line.move_ids.location_dest_id
        self._move(line, self.supplier_location, inside, 10, on="2026-10-20 10:00:00")
        self.assertPosition(line, to_accrue_amount=100.0)
        self.assertSameAsOdoo(line)

    def test_received_in_two_steps_counts_once(self):
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        warehouse.reception_steps = "two_steps"
        line = self._order(
            {"product_id": self.good.id}, picking_type_id=warehouse.in_type_id.id
        ).order_line
        move = self._receive_goods(line, 10)
        follow = move.move_dest_ids
        if follow:
            self._done(follow, 10, "2026-10-21 10:00:00")
        self.assertPosition(line, received=10.0)
        self.assertSameAsOdoo(line)

    def test_shipped_straight_to_the_customer(self):
        line = self._buy()
        line.move_ids._action_cancel()
        move = self._move(
            line,
            self.supplier_location,
            self.customer_location,
            on="2026-10-20 10:00:00",
        )
        self.assertPosition(line, received=10.0)
        inside = line.order_id.picking_type_id.default_location_dest_id
        self._move(
            line,
            self.customer_location,
            inside,
            2,
            on="2026-10-22 10:00:00",
            origin_returned_move_id=move.id,
        )
        self.assertPosition(line, received=10.0, returned=0.0)
        self._move(
            line,
            self.customer_location,
            self.supplier_location,
            3,
            on="2026-10-23 10:00:00",
            origin_returned_move_id=move.id,
            to_refund=True,
        )
        self.assertPosition(line, received=7.0, returned=3.0)
        self.assertSameAsOdoo(line)

    def test_kit_counts_whole_kits(self):
        """5 kits of 1 phone and 2 cables; 4 phones and 6 cables come: 3 kits."""
        line = self._buy(product_qty=5)
        line.move_ids._action_cancel()
        line.move_ids.purchase_line_id = False
        phone = self._product("Body", type="consu", is_storable=True)
        cable = self._product("Cable", type="consu", is_storable=True)
        inside = line.order_id.picking_type_id.default_location_dest_id
        supplier = self.supplier_location
        day = "2026-10-20 10:00:00"
        came = self._move(line, supplier, inside, 4, phone, day)
        self._move(line, supplier, inside, 1, phone)
        self._move(line, supplier, inside, 6, cable, day)
        self._move(line, supplier, inside, 4, cable)
        self.assertPosition(line, received=3.0, returned=0.0, open=2.0)
        self._move(
            line,
            inside,
            supplier,
            2,
            phone,
            "2026-10-29 10:00:00",
            origin_returned_move_id=came.id,
            to_refund=True,
        )
        self.assertPosition(line, received=2.0, returned=1.0)
        self.assertPosition(line, "2026-10-19", received=0.0)

    def test_goods_and_services_of_one_order(self):
        order = self._order({"product_id": self.good.id}, {})
        goods, service = order.order_line
        self._receive_goods(goods, 4)
        self._receive(service, 6)
        self.assertEqual(
            [row["received"] for row in self._at(order.order_line)], [4, 6]
        )
        self.assertSameAsOdoo(order.order_line)

    def test_receipts_of_the_warehouse_are_not_recorded_by_hand(self):
        line = self._buy()
        with self.assertRaisesRegex(ValidationError, "validate its transfer"):
            self._receive(line, 1)

    def test_enter_the_receipt_opens_the_transfer(self):
        line = self._buy()
        self._bill(line, 10)
        self.env["ap.order.position.line"]._fill(self.company, OCTOBER)
        shown = self.env["ap.order.position.line"].search(
            [("purchase_line_id", "=", line.id)]
        )
        self.assertEqual(shown.next_step, "enter_receipt")
        self.assertEqual(shown.action_next_step()["res_model"], "stock.picking")

    def test_many_lines_two_statements(self):
        """The position, and the bills and transfers of lines that need them."""
        lines = self._order(*[{"product_id": self.good.id}] * 30).order_line
        self._done(lines.move_ids, 10, "2026-10-20 10:00:00")
        day = self._day(OCTOBER)
        self.position._gather(self.company, day, line_ids=lines.ids)
        with self.assertQueryCount(2):
            self.position._gather(self.company, day, line_ids=lines.ids)
        lines.order_id.order_line = [Command.update(lines[0].id, {"name": "Other"})]
        self.assertSameAsOdoo(lines)
