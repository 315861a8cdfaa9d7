# SPDX-License-Identifier: AGPL-3.0-or-later
"""Credit notes that take off a price, fees within a price, and what is let pass."""

from odoo.tests import tagged

from .common import MatchCase


@tagged("post_install", "-at_install")
class TestMatchCredits(MatchCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._order({"product_id": cls.goods.id, "name": "Hinge"})
        cls._receive(cls.order.order_line, 10)

    def _saved(self):
        """End of the request: what changed is compared, with what it is bound to."""
        self.env.cr.precommit.run()
        self.env.invalidate_all()

    def _dear(self, price=104.0, number="F1", **values):
        line = {"name": "Hinge", "quantity": 10, "price_unit": price}
        return self._received_bill(self.order, line, number=number, **values)

    def _price_credit(self, amount=40.0, quantity=1, number="A1", **values):
        line = {
            "name": "Avoir sur prix (10 x 4,00)",
            "quantity": quantity,
            "price_unit": amount,
        }
        values = {"move_type": "in_refund", "on": "2026-10-28", **values}
        return self._received_bill(self.order, line, number=number, **values)

    def test_a_price_credit_note_settles_the_exception(self):
        """10 × 104.00 for 100.00 ordered; 1 × 40.00 credited: nothing more is due."""
        bill = self._dear()
        self._saved()
        match = bill.ap_match_ids
        self.assertEqual((match.state, match.cause), ("exception", "price"))
        self.assertEqual(match.gap, 40.0)
        self.assertTrue(bill.ap_payment_hold)
        credit = self._price_credit()
        self._saved()  # the credit note alone was saved: its bill follows
        own = credit.ap_match_ids
        self.assertRecordValues(
            match | own,
            [
                {"state": "matched", "cause": False, "gap": 0.0, "action": "post"},
                {"state": "matched", "cause": False, "gap": 0.0, "action": "post"},
            ],
        )
        self.assertIn("40.00\xa0€ of it is credited by A1.", match.explanation)
        self.assertEqual(
            own.line_ids.explanation,
            "Takes 40.00\xa0€ off what F1 costs above its order.",
        )
        self.assertFalse(self._findings(bill) + self._findings(credit))
        self.assertFalse(bill.ap_payment_hold)
        # The credit note bills no piece: Odoo's own quantities stay.
        self.assertFalse(credit.invoice_line_ids.purchase_line_id)
        self.assertEqual(bill.invoice_line_ids.purchase_line_id, self.order.order_line)
        self.assertEqual(self.order.order_line.qty_invoiced, 10.0)

    def test_a_cancelled_credit_note_settles_nothing(self):
        bill, credit = self._dear(), self._price_credit()
        self._saved()
        self.assertEqual(bill.ap_match_ids.state, "matched")
        credit.button_cancel()
        self._saved()
        self.assertEqual(
            (bill.ap_match_ids.state, bill.ap_match_ids.gap), ("exception", 40.0)
        )
        self.assertTrue(bill.ap_payment_hold)

    def test_a_deleted_credit_note_settles_nothing(self):
        bill, credit = self._dear(), self._price_credit()
        self._saved()
        self.assertEqual(bill.ap_match_ids.state, "matched")
        credit.unlink()
        self._saved()
        self.assertEqual(bill.ap_match_ids.state, "exception")

    def test_posted_bill_and_posted_credit_note(self):
        bill = self._dear()
        self._saved()
        bill.action_post()
        self._saved()
        credit = self._price_credit(4.0, 10)
        credit.action_post()
        self._saved()
        self.assertEqual(bill.ap_match_ids.state, "matched")
        self.assertEqual(credit.ap_match_ids.state, "matched")
        self.assertEqual(self.order.order_line.qty_invoiced, 10.0)

    def test_a_part_credited_leaves_the_rest(self):
        bill, credit = self._dear(106.0), self._price_credit(30.0)
        self._saved()
        match = bill.ap_match_ids
        self.assertEqual((match.state, match.gap), ("exception", 30.0))
        self.assertEqual(
            match.explanation.splitlines()[0], "Hinge: price 106.00 € billed, 100.00 € ordered."
            .replace(" €", "\xa0€"),
        )  # fmt: skip
        self.assertEqual(credit.ap_match_ids.state, "matched")

    def test_credited_beyond_is_suggested_and_holds_nothing(self):
        bill, credit = self._dear(), self._price_credit(60.0)
        self._saved()
        self.assertEqual(bill.ap_match_ids.state, "matched")
        self.assertEqual(credit.ap_match_ids.state, "suggested")
        self.assertIn("20.00\xa0€ more is credited", credit.ap_match_ids.explanation)
        self.assertFalse(credit.ap_payment_hold)

    def test_a_credit_note_before_its_bill(self):
        credit = self._price_credit(on="2026-10-01")
        self._saved()
        own = credit.ap_match_ids
        self.assertEqual((own.state, own.cause), ("suggested", False))
        self.assertIn("waits for it", own.explanation)
        self.assertFalse(self._findings(credit))
        bill = self._dear()
        self._saved()
        self.assertEqual([own.state, bill.ap_match_ids.state], ["matched"] * 2)

    def test_a_credit_note_that_names_the_bill_only(self):
        bill = self._dear(number="F-2026-77")
        self._saved()
        bill.action_post()
        self._saved()
        for values in (
            {"invoice_origin": "F-2026-77"},
            {"invoice_origin": False, "narration": "Avoir sur votre facture F-2026-77"},
            {"invoice_origin": False, "reversed_entry_id": bill.id},
        ):
            with self.subTest(values):
                credit = self._price_credit(**values)
                self._saved()
                self.assertEqual(credit.ap_match_ids.state, "matched")
                self.assertEqual(bill.ap_match_ids.state, "matched")
                credit.button_cancel()
                self._saved()
                self.assertEqual(bill.ap_match_ids.state, "exception")

    def test_goods_sent_back_on_a_credit_note_that_names_the_bill(self):
        bill = self._dear(100.0, "F-2026-77")
        self._saved()
        bill.action_post()
        self._receive(self.order.order_line, -2, on="2026-10-26")
        credit = self._received_bill(
            self.order,
            {"name": "Hinge", "quantity": 2, "price_unit": 100.0},
            number="A1",
            move_type="in_refund",
            invoice_origin="F-2026-77",
        )
        self._saved()
        self.assertEqual(credit.ap_match_ids.state, "matched")
        self.assertEqual(credit.ap_match_ids.line_ids.order_quantity, -2.0)
        self.assertEqual(self.order.order_line.qty_invoiced, 8.0)

    def test_the_sign_of_the_document_decides_the_words(self):
        """A return that nobody recorded, and more than was ever billed."""
        bill = self._dear(100.0)
        self._saved()
        values = {"name": "Hinge", "quantity": 2, "price_unit": 100.0}
        credit = self._received_bill(
            self.order, values, number="A1", move_type="in_refund"
        )
        self._saved()
        match = credit.ap_match_ids
        self.assertEqual(
            (match.cause, match.action, match.gap),
            ("not_received", "confirm_return", -200.0),
        )
        text = "Hinge: 2 credited, 0 to be credited after what was sent back."
        self.assertEqual(match.explanation.splitlines()[0], text)
        finding = self.env["ap.finding"].search(credit._ap_finding_domain())
        self.assertIn("2 credited", finding.message)
        self.assertFalse(credit.ap_payment_hold)
        credit.invoice_line_ids.quantity = 12
        self._saved()
        self.assertEqual(
            (match.cause, match.action), ("over_quantity", "confirm_credit")
        )
        self.assertNotIn("credit note", match.explanation)
        self.assertFalse(credit.ap_payment_hold)
        self.assertEqual(bill.ap_match_ids.state, "matched")

    def test_more_pieces_billed_then_credited(self):
        """12 of 10: a credit note of 200.00 is due, comes, and settles it."""
        bill = self._received_bill(
            self.order, {"name": "Hinge", "quantity": 12, "price_unit": 100.0}
        )
        self._saved()
        self.assertEqual(bill.ap_match_ids.cause, "over_quantity")
        self.assertEqual(bill.ap_match_ids.gap, 200.0)
        bill.action_post()
        self._saved()
        credit = self._received_bill(
            self.order,
            {"name": "Hinge", "quantity": 2, "price_unit": 100.0},
            number="A1",
            move_type="in_refund",
        )
        self._saved()
        self.assertEqual(credit.ap_match_ids.state, "matched")
        self.assertEqual(bill.ap_match_ids.state, "matched")
        self.assertFalse(bill.ap_payment_hold)

    # One order line, several bill lines ------------------------------------------------

    def test_a_fee_beside_the_price_that_contains_it(self):
        """2 × 510.00 ordered; 2 × 500.00 and 2 × 10.00 of eco-contribution billed."""
        order = self._order(
            {"product_id": self.screw.id, "name": "Screen", "product_qty": 2,
             "price_unit": 510.0}
        )  # fmt: skip
        self._receive(order.order_line, 2)
        bill = self._received_bill(
            order,
            {"name": "Screen", "quantity": 2, "price_unit": 500.0},
            {"name": "Eco-participation DEEE", "quantity": 2, "price_unit": 10.0},
        )
        match = self._matched(bill)
        self.assertEqual((match.state, match.amount_open), ("matched", 0.0))
        goods, fee = bill.invoice_line_ids
        self.assertEqual(goods.purchase_line_id, order.order_line)
        self.assertFalse(fee.purchase_line_id)  # its two pieces are no screens
        self.assertEqual(order.order_line.qty_invoiced, 2.0)
        own = match.line_ids.filtered(lambda k: k.bill_line_id == fee)
        self.assertEqual((own.order_quantity, own.amount), (0.0, 20.0))
        self.assertIn(
            "Fees of 20.00\xa0€ are within the price ordered.", own.explanation
        )

    def test_a_price_that_contains_the_fee_ordered_apart(self):
        """2 × 500.00 and 2 × 10.00 ordered; 2 × 510.00 billed: nothing is left to bill."""
        order = self._order(
            {"product_id": self.screw.id, "name": "Screen", "product_qty": 2,
             "price_unit": 500.0},
            {"product_id": self.service.id, "name": "Eco-participation DEEE",
             "product_qty": 2, "price_unit": 10.0},
        )  # fmt: skip
        for line in order.order_line:
            self._receive(line, 2)
        bill = self._received_bill(
            order, {"name": "Screen", "quantity": 2, "price_unit": 510.0}
        )
        match = self._matched(bill)
        self.assertEqual((match.state, match.amount_open), ("matched", 0.0))
        self.assertEqual(order.order_line.mapped("qty_invoiced"), [2.0, 2.0])

    # What is let pass ---------------------------------------------------------------------

    def test_two_percent_or_ten_a_line_pass_and_what_favours_us(self):
        for price, state, hold in (
            (102.0, "matched", False),
            (102.01, "exception", True),
            (90.0, "matched", False),
        ):
            with self.subTest(price):
                bill = self._dear(price)
                self._saved()
                self.assertEqual(bill.ap_match_ids.state, state)
                self.assertEqual(bill.ap_payment_hold, hold)
                bill.button_cancel()
                self._saved()

    def test_gaps_are_signed(self):
        """A policy that asks for exact prices: 10.00 less is −100.00, and holds nothing."""
        policy = self.env.ref("ap_purchase.ap_match_policy_default")
        policy.small_amount = 0
        policy.tolerance_ids.filtered(lambda t: t.check == "price").write(
            {"over": "exact", "under": "exact"}
        )
        bill = self._dear(90.0)
        self._saved()
        match = bill.ap_match_ids
        self.assertEqual(
            (match.state, match.cause, match.gap), ("exception", "price", -100.0)
        )
        finding = self.env["ap.finding"].search(bill._ap_finding_domain())
        self.assertRecordValues(finding, [{"amount": -100.0, "holds": False}])
        self.assertFalse(bill.ap_payment_hold)
