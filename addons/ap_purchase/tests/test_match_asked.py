# SPDX-License-Identifier: AGPL-3.0-or-later
"""A likely order that differs, and an order that ought to exist: findings of the bill,
asked about before it is posted on a screen."""

from odoo.exceptions import RedirectWarning
from odoo.tests import tagged

from .common import MatchCase


@tagged("post_install", "-at_install")
class TestMatchAsked(MatchCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls._user("a_accountant", "ap_base.group_accountant")
        cls.head = cls._user("a_head", "ap_base.group_head")
        cls.biller = cls._user("a_biller", "account.group_account_invoice")

    def _unsure(self, price=110.0, quantity=10, number="S3"):
        """Two orders of ten at 100.00, received; a bill that names neither."""
        for _time in range(2):
            order = self._order(
                {"product_id": self.screw.id, "name": "Screw", "price_unit": 100.0}
            )
            self._receive(order.order_line, 10)
        line = {"name": "Screw", "quantity": quantity, "price_unit": price}
        none = self.env["purchase.order"]
        bill = self._received_bill(none, line, number=number, invoice_origin=False)
        match = self._matched(bill)
        self.assertEqual(match.state, "suggested")
        return bill, match

    def _unordered(self, amount=700.0, number="NS-7", **values):
        """A bill without order, of a supplier that works with orders."""
        self._order({"product_id": self.goods.id})
        bill = self._received_bill(
            self.env["purchase.order"],
            {"name": "Cables of October", "price_unit": amount},
            number=number,
            invoice_origin=False,
            **values,
        )
        self.assertEqual(self._matched(bill).state, "no_match")
        return bill

    def _finding(self, bill):
        bill.invalidate_recordset()
        return self.env["ap.finding"].search(
            [*bill._ap_finding_domain(), ("control_code", "=like", "match_%")]
        )

    def _asked(self, bills, way=None):
        """The question that this way of posting asks; nothing is posted meanwhile."""
        mine = bills.with_user(self.accountant)
        if way:
            action = mine.action_validate_moves_with_confirmation()
        else:
            action = mine.with_context(ap_ask_first=True).action_post()
        self.assertEqual(action["res_model"], "ap.post.ask")
        self.assertEqual(set(bills.mapped("state")), {"draft"})
        return self.env["ap.post.ask"].with_user(self.accountant).browse(action["res_id"])

    def test_a_likely_order_that_differs_is_a_finding_with_its_money(self):
        """10 at 110.00 for 100.00: 100.00 too much, if that order is meant."""
        bill, match = self._unsure()
        finding = self._finding(bill)
        self.assertRecordValues(
            finding,
            [
                {
                    "control_code": "match_suggested", "severity": "warning",
                    "amount": 100.0, "holding": False, "asking": True, "state": "open",
                }
            ],
        )  # fmt: skip
        self.assertIn("which nobody confirmed", finding.message)
        self.assertIn("100.00", finding.message)
        self.assertEqual(finding.evidence["match"]["id"], match.id)
        self.assertFalse(bill.ap_payment_hold)
        self.assertEqual(bill.ap_bill_step, "look")
        self.assertIn("which nobody confirmed", bill.ap_finding_first)

    def test_what_does_not_differ_is_no_finding(self):
        order = self._order({"product_id": self.goods.id, "name": "Hinge"})
        self._receive(order.order_line, 10)
        bill = self._received_bill(
            order, {"name": "Hinge", "quantity": 10, "price_unit": 100.0},
            invoice_origin=False,
        )  # fmt: skip
        self.assertEqual(self._matched(bill).state, "suggested")
        self.assertFalse(self._finding(bill))

    def test_a_company_may_let_the_payment_wait_where_it_costs(self):
        control = self.env["ap.control"].search([("code", "=", "match_suggested")])
        control.hold_payment = True
        bill, _match = self._unsure()
        self.assertTrue(self._finding(bill).holding)
        self.assertTrue(bill.ap_payment_hold)
        self.assertTrue(self._asked(bill).holding)

    def test_what_is_in_our_favour_asks_and_holds_nothing(self):
        policy = self.env.ref("ap_purchase.ap_match_policy_default")
        policy.tolerance_ids.filtered(lambda t: t.check == "price").under = "exact"
        bill, _match = self._unsure(90.0)
        finding = self._finding(bill)
        self.assertEqual((finding.amount, finding.holding, finding.asking), (-100.0, False, True))
        self.assertFalse(bill.ap_payment_hold)

    def test_an_order_that_ought_to_exist_is_asked_about_and_holds_nothing(self):
        bill = self._unordered()
        self.assertRecordValues(
            self._finding(bill),
            [
                {
                    "control_code": "match_order_expected", "severity": "warning",
                    "amount": 700.0, "holding": False, "asking": True,
                }
            ],
        )  # fmt: skip
        self.assertFalse(bill.ap_payment_hold)
        wizard = self._asked(bill)
        self.assertIn("NS-7: 700.00", wizard.findings.replace("\xa0", " ").replace("€", ""))
        self.assertFalse(wizard.holding)

    def test_credit_notes_and_suppliers_without_orders_are_not_asked(self):
        note = self._unordered(90.0, "NC-1", move_type="in_refund")
        self.assertFalse(self._finding(note))
        power = self.env["res.partner"].create({"name": "Power", "is_company": True})
        bill = self._unordered(90.0, "P-1", partner_id=power.id)
        self.assertFalse(self._finding(bill))

    def test_each_way_of_the_screen_asks_and_posting_makes_no_match_surer(self):
        bill, match = self._unsure()
        fine = self._unordered(50.0, "FINE", partner_id=self.partner_b.id)
        for way in (None, "confirm"):
            with self.subTest(way=way):
                wizard = self._asked(bill | fine, way)
                self.assertEqual(wizard.finding_ids.ids, self._finding(bill).ids)
                self.assertIn("100.00", wizard.stake)
                self.assertFalse(wizard.holding)
        wizard.action_post()
        self.assertEqual((bill | fine).mapped("state"), ["posted", "posted"])
        self._matched(bill)
        self.assertEqual((match.state, match.decision), ("suggested", "none"))
        self.assertFalse(bill.invoice_line_ids.purchase_line_id)
        self.assertEqual(self._finding(bill).state, "open")

    def test_bills_of_later_days_are_asked_about_before_odoo_asks(self):
        bill, _match = self._unsure()
        bill.write({"date": "2099-12-31", "invoice_date": "2099-12-31"})
        self._matched(bill)
        action = self._asked(bill, "confirm").action_post()
        self.assertEqual((action["res_model"], bill.state), ("validate.account.move", "draft"))

    def test_programmes_post_as_they_always_did(self):
        bill, _match = self._unsure()
        bill.with_user(self.accountant).action_post()
        self.assertEqual(bill.state, "posted")

    def test_who_has_no_role_of_the_desk_is_asked_in_words(self):
        bill = self._unordered()
        mine = bill.with_user(self.biller).with_context(ap_ask_first=True)
        action = mine.action_post()
        wizard = self.env["ap.post.ask"].with_user(self.biller).browse(action["res_id"])
        self.assertIn("NS-7", wizard.findings)
        wizard.action_post()
        self.assertEqual(bill.state, "posted")

    def test_a_likely_order_is_accepted_on_the_comparison_no_order_is_waived(self):
        bill, match = self._unsure()
        with self.assertRaises(RedirectWarning):
            self._finding(bill).with_user(self.head).waive("Fine")
        other = self._unordered()
        self._finding(other).with_user(self.head).waive("A subscription")
        self.assertFalse(other._ap_asked_findings())
        match.with_user(self.head).action_accept("Agreed")
        self.assertFalse(self._finding(bill))
        self.assertFalse(bill._ap_asked_findings())
