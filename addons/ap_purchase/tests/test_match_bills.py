# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills compared with orders: worked examples to the cent."""

from odoo import Command
from odoo.exceptions import AccessError, RedirectWarning
from odoo.tests import tagged

from .common import MatchCase


@tagged("post_install", "-at_install")
class TestMatchBills(MatchCase):
    def test_three_way_match(self):
        """Ten ordered at 100.00, ten received, ten billed: 1,000.00 linked."""
        order = self._order({"product_id": self.goods.id, "name": "[H-100] Hinge"})
        line = order.order_line
        self._receive(line, 10)
        bill = self._received_bill(
            order, {"name": "Hinge", "quantity": 10, "price_unit": 100.0}
        )
        before = self._as_received(bill)
        match = self._matched(bill)
        self.assertEqual((match.state, match.action), ("matched", "post"))
        self.assertEqual(
            (match.amount, match.amount_linked, match.amount_open),
            (1000.0, 1000.0, 0.0),
        )
        self.assertEqual(match.line_ids.order_quantity, 10.0)
        self.assertTrue(match.applied)
        self.assertEqual(bill.invoice_line_ids.purchase_line_id, line)
        self.assertEqual(line.qty_invoiced, 10.0)
        self.assertEqual(order.invoice_ids, bill)
        self.assertUnchanged(bill, before)
        self.assertIn(f"Order {order.name} is named.", match.line_ids.explanation)
        self.assertFalse(self._findings(bill))

    def test_two_way_match(self):
        """A service billed as ordered needs no receipt."""
        product = self._product("Audit", purchase_method="purchase")
        order = self._order({"product_id": product.id, "name": "Audit 2026"})
        bill = self._received_bill(
            order, {"name": "Audit 2026", "quantity": 10, "price_unit": 100.0}
        )
        self.assertEqual(self._matched(bill).state, "matched")

    def test_not_received_then_received(self):
        """Four of ten came in: 600.00 too much, held until the rest is there."""
        order = self._order({"product_id": self.goods.id, "name": "Hinge"})
        line = order.order_line
        self._receive(line, 4)
        bill = self._received_bill(
            order, {"name": "Hinge", "quantity": 10, "price_unit": 100.0}
        )
        match = self._matched(bill)
        self.assertEqual((match.state, match.cause), ("exception", "not_received"))
        self.assertEqual((match.billed, match.expected), ("10", "4"))
        self.assertEqual(match.gap, 600.0)
        self.assertEqual(match.action, "confirm_receipt")
        self.assertEqual(self._findings(bill), ["match_not_received"])
        self.assertTrue(bill.ap_payment_hold)
        self.assertFalse(bill.invoice_line_ids.purchase_line_id)
        self.env.cr.precommit.clear()
        self._receive(line, 6)
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        self.assertEqual((match.state, match.gap), ("matched", 0.0))
        self.assertEqual(self._findings(bill), [])
        self.assertFalse(bill.ap_payment_hold)
        self.assertEqual(bill.invoice_line_ids.purchase_line_id, line)

    def test_price_and_over_quantity(self):
        """12 billed of 10, at 105.00 instead of 100.00."""
        order = self._order({"product_id": self.goods.id, "name": "Hinge"})
        self._receive(order.order_line, 10)
        dear = self._received_bill(
            order, {"name": "Hinge", "quantity": 10, "price_unit": 105.0}
        )
        match = self._matched(dear)
        self.assertEqual((match.state, match.cause), ("exception", "price"))
        self.assertEqual((match.billed, match.expected), ("105", "100"))
        self.assertEqual(match.gap, 50.0)
        dear.button_cancel()
        many = self._received_bill(
            order, {"name": "Hinge", "quantity": 12, "price_unit": 100.0}, number="F2"
        )
        match = self._matched(many)
        self.assertEqual((match.state, match.cause), ("exception", "over_quantity"))
        self.assertEqual((match.billed, match.expected), ("12", "10"))
        self.assertEqual(match.gap, 200.0)
        self.assertEqual(match.owner_id, order.user_id)
        self.assertTrue(match.date_due)
        self.assertOwned(many, order.user_id)

    def _two_orders(self):
        """Two orders received in full, and one bill of both, hinges on one line."""
        hinge = {"product_id": self.goods.id, "name": "Hinge"}
        screw = {"product_id": self.screw.id, "name": "Screw", "price_unit": 2.0}
        first, second = (
            self._order(hinge, screw),
            self._order({**hinge, "product_qty": 5}),
        )
        for line in (first | second).order_line:
            self._receive(line, line.product_qty)
        bill = self._received_bill(
            first,
            {**hinge, "quantity": 15, "price_unit": 100.0},
            {**screw, "quantity": 10},
            invoice_origin=f"{first.name}, {second.name}",
        )
        return first, second, bill

    def test_several_orders_split_and_merged(self):
        """One bill for two orders; one line of 15 for lines of 10 and 5."""
        first, second, bill = self._two_orders()
        before = self._as_received(bill)
        match = self._matched(bill)
        if match.state == "suggested":  # two orders named, either may be meant first
            match.action_confirm()
        self.assertEqual(match.state, "matched", match.explanation)
        hinges = match.line_ids.filtered(lambda k: k.bill_line_id.quantity == 15)
        self.assertEqual(sorted(hinges.mapped("order_quantity")), [5.0, 10.0])
        self.assertEqual(sorted(hinges.mapped("amount")), [500.0, 1000.0])
        self.assertUnchanged(bill, before)
        big = bill.invoice_line_ids.filtered(lambda k: k.quantity == 15)
        self.assertEqual(big.purchase_line_id, first.order_line[0])
        self.assertEqual(
            (first.order_line[0].qty_invoiced, second.order_line.qty_invoiced),
            (10.0, 5.0),
        )
        self.assertEqual(second.invoice_ids, bill)
        bill.action_post()
        self.assertPosition(first.order_line[0], billed=10.0, billed_amount=1000.0)
        self.assertPosition(second.order_line, billed=5.0, billed_amount=500.0)
        bill.button_draft()
        bill.button_cancel()
        self.assertEqual(second.order_line.qty_invoiced, 0.0)

    def test_discount_and_unit(self):
        """24 units at 10.00 less 10 %, billed as two dozen at 108.00."""
        order = self._order(
            {
                "product_id": self.goods.id,
                "name": "Hinge",
                "product_qty": 24,
                "price_unit": 10.0,
                "discount": 10.0,
            }
        )
        self._receive(order.order_line, 24)
        bill = self._received_bill(
            order,
            {
                "product_id": self.goods.id,
                "name": "Hinge",
                "quantity": 2,
                "product_uom_id": self.dozen.id,
                "price_unit": 108.0,
            },
        )
        match = self._matched(bill)
        self.assertEqual(match.state, "matched", match.explanation)
        self.assertEqual(
            (match.line_ids.quantity, match.line_ids.order_quantity), (2.0, 24.0)
        )
        self.assertEqual(order.order_line.qty_invoiced, 24.0)

    def test_freight_beside_goods(self):
        """60.00 of freight that no order line expects, beside 2,400.00 of goods: 2.5 %."""
        order = self._order(
            {"product_id": self.goods.id, "name": "Hinge", "product_qty": 24}
        )
        self._receive(order.order_line, 24)
        freight = self._received_bill(
            order,
            {
                "product_id": self.goods.id,
                "name": "Hinge",
                "quantity": 24,
                "price_unit": 100.0,
            },
            {"name": "Frais de port", "price_unit": 60.0},
            number="F2",
        )
        match = self._matched(freight)
        self.assertEqual((match.state, match.cause), ("exception", "no_order"))
        self.assertEqual(match.difference_ids.filtered("cause").check, "freight")
        self.assertEqual((match.billed, match.gap), ("60", 60.0))

    def test_credit_note(self):
        """Ten billed, two returned: a credit of 200.00 matches the order."""
        order = self._order({"product_id": self.goods.id, "name": "Hinge"})
        line = order.order_line
        self._receive(line, 10)
        bill = self._received_bill(
            order, {"name": "Hinge", "quantity": 10, "price_unit": 100.0}
        )
        self.assertEqual(self._matched(bill).state, "matched")
        bill.action_post()
        self._receive(line, -2, on="2026-10-26")
        credit = self._received_bill(
            order,
            {"name": "Hinge", "quantity": 2, "price_unit": 100.0},
            number="A1",
            move_type="in_refund",
        )
        match = self._matched(credit)
        self.assertEqual(match.state, "matched", match.explanation)
        self.assertEqual(match.amount, -200.0)
        self.assertEqual(match.line_ids.order_quantity, -2.0)
        self.assertEqual(line.qty_invoiced, 8.0)

    def test_foreign_currency(self):
        """An order in dollars is never matched by a bill in euros."""
        dollars = self.env.ref("base.USD")
        if dollars == self.company.currency_id:
            dollars = self.env.ref("base.CHF")
        dollars.active = True
        order = self._order(
            {"product_id": self.goods.id, "name": "Hinge"}, currency_id=dollars.id
        )
        self._receive(order.order_line, 10)
        bill = self._received_bill(
            order, {"name": "Hinge", "quantity": 10, "price_unit": 100.0}
        )
        match = self._matched(bill)
        self.assertEqual((match.state, match.cause), ("exception", "currency"))
        self.assertEqual(match.expected, dollars.name)
        bill.button_cancel()
        right = self._received_bill(
            order,
            {"name": "Hinge", "quantity": 10, "price_unit": 100.0},
            number="F2",
            currency_id=dollars.id,
        )
        self.assertEqual(self._matched(right).state, "matched")

    def test_no_order_and_unknown_order(self):
        """Nothing named, nothing open: no finding. A wrong number: an exception."""
        nobody = self.env["purchase.order"]
        alone = self._received_bill(nobody, {"name": "Electricity", "price_unit": 90.0})
        alone.invoice_origin = False
        match = self._matched(alone)
        self.assertEqual((match.state, match.action), ("no_match", "none"))
        self.assertEqual(self._findings(alone), [])
        alone.invoice_origin = "PO4711"
        self.assertEqual(self._matched(alone).state, "no_match")
        order = self._order({"product_id": self.goods.id, "name": "Hinge"})
        wrong = self._received_bill(
            order,
            {"name": "Something else", "price_unit": 90.0},
            invoice_origin="P9999999",
            number="F2",
        )
        match = self._matched(wrong)
        self.assertEqual((match.state, match.cause), ("exception", "no_order"))
        self.assertIn("P9999999 is no open order of this supplier.", match.explanation)

    def test_duplicate(self):
        order = self._order({"product_id": self.goods.id, "name": "Hinge"})
        self._receive(order.order_line, 10)
        values = {"name": "Hinge", "quantity": 5, "price_unit": 100.0}
        first = self._received_bill(order, values, number="F-001")
        self.assertEqual(self._matched(first).state, "matched")
        again = self._received_bill(order, values, number="f 1")
        match = self._matched(again)
        self.assertEqual((match.state, match.cause), ("exception", "duplicate"))
        self.assertEqual(match.explanation.splitlines()[0], "The bill repeats F-001.")
        self.assertFalse(self._findings(again))
        found = self.env["ap.finding"].search(again._ap_finding_domain())
        self.assertRecordValues(
            found,
            [{"control_code": "duplicate_bill", "amount": 500.0, "holds": True}],
        )
        self.assertTrue(again.ap_payment_hold)
        self.assertFalse(first.ap_payment_hold)

    def test_a_bill_declared_due_is_no_duplicate(self):
        """Waived on its finding: it bills the five hinges that are left."""
        order = self._order({"product_id": self.goods.id, "name": "Hinge"})
        self._receive(order.order_line, 10)
        values = {"name": "Hinge", "quantity": 5, "price_unit": 100.0}
        self._matched(self._received_bill(order, values, number="F-001"))
        again = self._received_bill(order, values, number="f 1")
        match = self._matched(again)
        with self.assertRaisesRegex(RedirectWarning, "captured before"):
            match.action_accept("Both are due")
        finding = self.env["ap.finding"].search(again._ap_finding_domain())
        self.env.cr.precommit.clear()
        with self.assertRaisesRegex(AccessError, "Somebody else waives"):
            finding.waive("Two deliveries, one number")
        other = self._user("m_second", "ap_base.group_accountant")
        finding.with_user(other).waive("Two deliveries, one number")
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        self.assertEqual((match.state, match.cause), ("matched", False))
        self.assertFalse(again.ap_payment_hold)
        finding.reopen()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        self.assertEqual((match.state, match.cause), ("exception", "duplicate"))
        self.assertTrue(again.ap_payment_hold)

    def test_numbers_of_two_years_are_two_bills(self):
        """Number 1 of 2025 and of 2026, each for five of the ten hinges."""
        order = self._order({"product_id": self.goods.id, "name": "Hinge"})
        self._receive(order.order_line, 10)
        values = {"name": "Hinge", "quantity": 5, "price_unit": 100.0}
        bills = [
            self._received_bill(order, values, number="1", on=day)
            for day in ("2025-12-30", "2026-10-12")
        ]
        self.assertEqual([m.state for m in self._matched(*bills)], ["matched"] * 2)

    def test_supplier_code_and_bill_without_reference(self):
        """The supplier's own code names the product; the only open line is meant."""
        self.env["product.supplierinfo"].create(
            {
                "partner_id": self.partner_a.id,
                "product_tmpl_id": self.goods.product_tmpl_id.id,
                "product_code": "ZX-77",
            }
        )
        order = self._order({"product_id": self.goods.id, "name": "Hinge"})
        self._receive(order.order_line, 10)
        bill = self._received_bill(
            order,
            {"name": "[ZX-77] Scharnier", "quantity": 10, "price_unit": 100.0},
            invoice_origin=False,
        )
        match = self._matched(bill)
        self.assertEqual((match.state, match.action), ("suggested", "confirm"))
        self.assertEqual(
            match.explanation, "The bill names no order: confirm the links."
        )
        self.assertIn("Same product code zx77.", match.line_ids.explanation)
        self.assertFalse(bill.invoice_line_ids.purchase_line_id)
        match.action_confirm()
        self.assertEqual((match.state, match.decision), ("matched", "accepted"))
        self.assertEqual(bill.invoice_line_ids.purchase_line_id, order.order_line)

    def test_order_that_nobody_knows(self):
        """What is guessed instead does not fit: the order named is the cause."""
        order = self._order({"product_id": self.goods.id, "name": "Hinge"})
        self._receive(order.order_line, 10)
        bill = self._received_bill(
            order,
            {"name": "[H-100] Hinge", "quantity": 30, "price_unit": 100.0},
            invoice_origin="P99812",
        )
        match = self._matched(bill)
        self.assertEqual((match.state, match.cause), ("exception", "no_order"))
        self.assertIn("P99812 is no open order of this supplier.", match.explanation)
        self.assertEqual(self._findings(bill), ["match_no_order"])
        finding = self.env["ap.finding"].search(
            [*bill._ap_finding_domain(), ("control_code", "=", "match_no_order")]
        )
        self.assertEqual(
            finding.message,
            "The bill names P99812, which is no open order of this supplier.",
        )
        self.assertEqual(match.gap, 2000.0)  # twenty beyond what was ordered

    def test_taxes_compared(self):
        tax = self.company_data["default_tax_purchase"]
        order = self._order(
            {
                "product_id": self.goods.id,
                "name": "Hinge",
                "tax_ids": [Command.set(tax.ids)],
            }
        )
        self._receive(order.order_line, 10)
        bill = self._received_bill(
            order, {"name": "Hinge", "quantity": 10, "price_unit": 100.0}
        )
        match = self._matched(bill)
        self.assertEqual((match.state, match.cause), ("exception", "tax"))
        self.assertEqual(match.gap, -10 * tax.amount)  # less than expected
