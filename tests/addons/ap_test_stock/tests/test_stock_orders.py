# SPDX-License-Identifier: AGPL-3.0-or-later
"""Orders as the stock apps make them: what a month bears of them."""

from odoo import Command
from odoo.tests import tagged

from odoo.addons.ap_closing_purchase.tests.common import OCTOBER, ApClosingCommon

NAME = "Nordlys SAS"
DAY = "2026-10-20 10:00:00"


class StockOrders(ApClosingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for group in ("stock.group_stock_manager", "mrp.group_mrp_manager"):
            cls.env.user.group_ids |= cls.env.ref(group)
        cls.goods_account = cls._account("607000")
        cls.stock_account = cls._account("370000") or cls._account("371000")
        cls.perpetual = cls.env["product.category"].create(
            {
                "name": "Perpetual",
                "property_valuation": "real_time",
                "property_cost_method": "average",
                "property_stock_valuation_account_id": cls.stock_account.id,
            }
        )
        cls.goods = cls._goods("Hinge")

    @classmethod
    def _goods(cls, name, **values):
        product = cls._product(name, cls.goods_account)
        product.write({"type": "consu", "is_storable": True, **values})
        return product

    def _ordered(self, product=None, price=100.0, qty=10.0, **values):
        line = {"product_id": (product or self.goods).id, **values.pop("line", {})}
        return self._order(price, qty, line=line, **values)

    def _done(self, moves, quantity=None, on=DAY):
        """Do the waiting transfers of these moves, all or a quantity of each."""
        moves = moves.filtered(lambda move: move.state not in ("done", "cancel"))
        for move in moves:
            move.quantity = move.product_uom_qty if quantity is None else quantity
        moves.picked = True
        moves.picking_id._action_done()
        moves.filtered(lambda move: move.state == "done").date = on
        return moves

    def _back(self, moves, quantity, on="2026-10-28 10:00:00"):
        """Send a quantity back for good."""
        wizard = self.env["stock.return.picking"].create(
            {"picking_id": moves.picking_id.id}
        )
        wizard.product_return_moves.write({"quantity": quantity, "to_refund": True})
        return self._done(wizard._create_return().move_ids, quantity, on)

    def assertAccrued(self, amount, code="607", closing=None, review=False):
        closing = closing or self._close()
        self.assertItems(
            self._run(closing), [(code, NAME, amount, 0.0), ("4081", NAME, 0.0, amount)]
        )
        lines = closing.run_ids.line_ids
        self.assertEqual(set(lines.mapped("review_code")) - {False}, {review} - {False})
        self.assertTied(OCTOBER)
        return closing


@tagged("post_install", "-at_install")
class TestKits(StockOrders):
    """A kit of two hinges and one plate, ten kits at 100.00."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kit, cls.plate = cls._goods("Door set"), cls._goods("Plate")
        cls.kit.is_storable = False
        cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.kit.product_tmpl_id.id,
                "type": "phantom",
                "company_id": cls.company.id,
                "bom_line_ids": [
                    Command.create({"product_id": cls.goods.id, "product_qty": 2}),
                    Command.create({"product_id": cls.plate.id, "product_qty": 1}),
                ],
            }
        )

    def _parts(self, line, hinges, plates):
        hinge = line.move_ids.filtered(lambda move: move.product_id == self.goods)
        plate = line.move_ids.filtered(lambda move: move.product_id == self.plate)
        hinge.quantity, plate.quantity = hinges, plates
        (hinge | plate).picked = True
        line.move_ids.picking_id._action_done()
        moves = (hinge | plate).filtered(lambda move: move.state == "done")
        moves.date = DAY
        return moves

    def test_whole_kits_are_received(self):
        line = self._ordered(self.kit)
        self._parts(line, 20, 10)
        self.assertEqual(line.qty_received, 10.0)
        self.assertAccrued(1000.0)

    def test_a_part_of_the_kits(self):
        line = self._ordered(self.kit)
        self._parts(line, 8, 4)
        self.assertAccrued(400.0)

    def test_kits_without_all_their_parts_are_looked_at(self):
        line = self._ordered(self.kit)
        self._parts(line, 20, 4)
        self.assertEqual(line.qty_received, 4.0)
        self.assertAccrued(400.0, review="kit_incomplete")

    def test_kits_sent_back_after_their_bill(self):
        line = self._ordered(self.kit)
        moves = self._parts(line, 20, 10)
        self._bill(line)
        wizard = self.env["stock.return.picking"].create(
            {"picking_id": moves.picking_id.id}
        )
        for part in wizard.product_return_moves:
            part.quantity = 4 if part.product_id == self.goods else 2
        wizard.product_return_moves.to_refund = True
        returned = wizard._create_return().move_ids
        for move in returned:
            move.quantity = move.product_uom_qty
        returned.picked = True
        returned.picking_id._action_done()
        returned.date = "2026-10-28 10:00:00"
        self.assertEqual(line.qty_received, 8.0)
        self.assertItems(
            self._close(), [("4098", NAME, 200.0, 0.0), ("607", NAME, 0.0, 200.0)]
        )


@tagged("post_install", "-at_install")
class TestDropShip(StockOrders):
    def _dropped(self, product=None):
        """Ten pieces from the supplier straight to a customer."""
        customer = self._partner("Customer")
        picking_type = self.env["stock.picking.type"].search(
            [("code", "=", "dropship"), ("company_id", "=", self.company.id)], limit=1
        )
        if not picking_type:
            self.env["res.company"].create_missing_dropship_picking_type()
            picking_type = self.env["stock.picking.type"].search(
                [("code", "=", "dropship"), ("company_id", "=", self.company.id)], limit=1
            )
        line = self._ordered(
            product, picking_type_id=picking_type.id, dest_address_id=customer.id
        )
        return line, self._done(line.move_ids)

    def test_goods_sent_straight_to_a_customer_are_received(self):
        line, _moves = self._dropped()
        self.assertEqual(line.qty_received, 10.0)
        self.assertAccrued(1000.0)

    def test_they_never_enter_the_stock(self):
        """Perpetual valuation: their bill debits the expense, and so does the accrual."""
        self.goods.categ_id = self.perpetual
        line, _moves = self._dropped()
        self.assertAccrued(1000.0)
        bill = self._bill(line, day="2026-11-05")
        self.assertEqual(bill.invoice_line_ids.account_id, self.goods_account)

    def test_sent_back_to_the_supplier_after_the_bill(self):
        line, moves = self._dropped()
        self._bill(line)
        self._back(moves, 3)
        self.assertEqual(line.qty_received, 7.0)
        self.assertItems(
            self._close(), [("4098", NAME, 300.0, 0.0), ("607", NAME, 0.0, 300.0)]
        )


@tagged("post_install", "-at_install")
class TestPerpetualValuation(StockOrders):
    def test_the_accrual_debits_the_stock_as_the_bill_will(self):
        self.goods.categ_id = self.perpetual
        line = self._ordered()
        self._done(line.move_ids, 6)
        code = self.stock_account.with_company(self.company).code.rstrip("0")
        self.assertAccrued(600.0, code)
        bill = self._bill(line, 6, day="2026-11-05")
        self.assertEqual(bill.invoice_line_ids.account_id, self.stock_account)

    def test_without_perpetual_valuation_it_debits_the_purchases(self):
        line = self._ordered()
        self._done(line.move_ids)
        self.assertAccrued(1000.0)

    def test_sent_back_and_not_replaced_after_its_bill(self):
        line = self._ordered()
        moves = self._done(line.move_ids)
        self._bill(line)
        self._back(moves, 4)
        closing = self._close()
        self.assertItems(
            closing, [("4098", NAME, 400.0, 0.0), ("607", NAME, 0.0, 400.0)]
        )
        self.assertFalse(self._lines(closing, "credit_due").review_code)

    def test_goods_that_came_before_their_order_was_confirmed(self):
        line = self._ordered(on="2026-11-05")
        self._done(line.move_ids)
        self.assertAccrued(1000.0)

    def test_received_in_pieces_billed_in_dozens(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        line = self._ordered(qty=4.0)
        self._done(line.move_ids)
        given = {"product_uom_id": dozen.id, "price_unit": 1200.0}
        self._bill(line, 0.33, with_line=given)
        self.assertItems(self._close(), [])


@tagged("post_install", "-at_install")
class TestAgreements(StockOrders):
    def _agreement(self):
        """100 hinges agreed at 9.00."""
        agreement = self.env["purchase.requisition"].create(
            {
                "requisition_type": "blanket_order",
                "vendor_id": self.supplier.id,
                "company_id": self.company.id,
                "currency_id": self.company.currency_id.id,
                "line_ids": [
                    Command.create(
                        {"product_id": self.goods.id, "product_qty": 100, "price_unit": 9.0}
                    )
                ],
            }
        )
        agreement.action_confirm()
        return agreement

    def test_what_was_agreed_is_no_cost_until_it_comes(self):
        agreement = self._agreement()
        self.assertItems(self._close(post=False), [])
        line = self._ordered(price=9.0, requisition_id=agreement.id)
        self._done(line.move_ids, 4)
        self.assertAccrued(36.0)

    def test_two_orders_of_one_agreement_are_two(self):
        agreement = self._agreement()
        one, two = (
            self._ordered(price=9.0, requisition_id=agreement.id) for _turn in range(2)
        )
        self._done(one.move_ids)
        self._done(two.move_ids, 5)
        self._bill(one)
        self.assertAccrued(45.0)

    def test_an_alternative_that_was_not_chosen_is_nothing(self):
        line = self._ordered()
        other = line.order_id.copy({"partner_id": self._partner("Dearer").id})
        line.order_id.alternative_po_ids |= other
        other.button_cancel()
        self._done(line.move_ids)
        self.assertAccrued(1000.0)


@tagged("post_install", "-at_install")
class TestLandedCosts(StockOrders):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.freight = cls._product("Freight", cls._account("624100"))
        cls.freight.write({"landed_cost_ok": True, "categ_id": cls.perpetual.id})

    def _with_freight(self):
        self.goods.categ_id = self.perpetual
        line = self._ordered()
        freight = self.env["purchase.order.line"].create(
            {
                "order_id": line.order_id.id,
                "product_id": self.freight.id,
                "product_qty": 1,
                "price_unit": 80.0,
                "tax_ids": [Command.clear()],
            }
        )
        return line, freight

    def test_freight_of_stored_goods_debits_what_its_bill_will(self):
        line, freight = self._with_freight()
        self._done(line.move_ids)
        closing = self._close()
        code = self.stock_account.with_company(self.company).code.rstrip("0")
        self.assertItems(
            closing, [(code, NAME, 1080.0, 0.0), ("4081", NAME, 0.0, 1080.0)]
        )
        marked = self._lines(closing).filtered("review_code")
        self.assertEqual((marked.source_id, marked.review_code), (freight.id, "unrecorded"))
        bill = self._bill(freight, day="2026-11-05")
        self.assertEqual(bill.invoice_line_ids.account_id, self.stock_account)

    def test_the_cost_put_on_the_goods_accrues_nothing_more(self):
        line, freight = self._with_freight()
        moves = self._done(line.move_ids)
        self._receive(freight, 1)
        self._bill(line)
        self._bill(freight)
        cost = self.env["stock.landed.cost"].create(
            {
                "picking_ids": [Command.set(moves.picking_id.ids)],
                "date": "2026-10-25",
                "cost_lines": [
                    Command.create(
                        {
                            "product_id": self.freight.id,
                            "name": "Freight",
                            "price_unit": 80.0,
                            "split_method": "equal",
                            "account_id": self.stock_account.id,
                        }
                    )
                ],
            }
        )
        cost.compute_landed_cost()
        cost.button_validate()
        self.assertEqual(cost.state, "done")
        self.assertItems(self._close(), [])


@tagged("post_install", "-at_install")
class TestOrdersBetweenCompanies(StockOrders):
    def test_goods_that_pass_between_two_companies_are_received(self):
        """From the transit between companies, as its inter-company transfers do."""
        between = self.env.ref("stock.stock_location_inter_company")
        sister = self.env["res.company"].create({"name": "Nordlys Sister"})
        line = self._ordered(partner_id=sister.partner_id.id)
        line.move_ids.location_id = between
        line.move_ids.picking_id.location_id = between
        self._done(line.move_ids, 7)
        self.assertEqual(line.qty_received, 7.0)
        name = sister.partner_id.name
        self.assertItems(
            self._close(), [("607", name, 700.0, 0.0), ("4081", name, 0.0, 700.0)]
        )

    def test_the_sister_closes_nothing_of_it(self):
        sister = self.env["res.company"].create({"name": "Nordlys Sister"})
        line = self._ordered(partner_id=sister.partner_id.id)
        self._done(line.move_ids)
        rows = self.env["ap.order.position"]._gather(sister, self._day(OCTOBER))
        self.assertEqual(rows, [])
