# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands first in the queue, what is no work at all, and the one button."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import MatchCase


@tagged("post_install", "-at_install")
class TestMatchQueue(MatchCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.apprentice = cls._user("q_apprentice", "ap_base.group_apprentice")
        cls.accountant = cls._user("q_accountant", "ap_base.group_accountant")
        cls.power = cls.env["res.partner"].create({"name": "Power", "is_company": True})

    def _priced(self, price, number, quantity=10, **values):
        """Ten ordered at 100.00 and received, billed at that price."""
        order = self._order(
            {"product_id": self.goods.id, "name": "Hinge", "product_qty": quantity}
        )
        self._receive(order.order_line, quantity)
        line = {"name": "Hinge", "quantity": quantity, "price_unit": price}
        return self._received_bill(order, line, number=number, **values)

    def _unordered(self, partner, amount, number, **values):
        return self._received_bill(
            self.env["purchase.order"],
            {"name": "Electricity of October", "price_unit": amount},
            number=number,
            invoice_origin=False,
            partner_id=partner.id,
            **values,
        )

    def _queue(self, bills):
        domain = [("move_id", "in", bills.ids), ("needs_person", "=", True)]
        return self.match.search(domain).mapped("bill_ref")

    def test_what_costs_most_comes_first_and_no_order_is_normal(self):
        """Gaps of 60.00, 500.00 and 90.00 pieces at 50.00 less; a suggestion; bills of
        suppliers with orders and without any."""
        bills = self.env["account.move"].union(
            self._priced(106.0, "SMALL"),
            self._priced(150.0, "LARGE"),
            self._unordered(self.power, 9000.0, "POWER"),
            self._unordered(self.partner_a, 700.0, "NO-ORDER"),
            self._priced(100.0, "UNNAMED", invoice_origin=False),
            self._priced(100.0, "FINE"),
        )
        self._matched(*bills)
        found = {
            m.bill_ref: m for m in self.match.search([("move_id", "in", bills.ids)])
        }
        self.assertEqual(self._queue(bills), ["LARGE", "SMALL", "UNNAMED", "NO-ORDER"])
        self.assertEqual(found["LARGE"].stake, 500.0)
        self.assertRecordValues(
            found["POWER"], [{"state": "no_match", "cause": False, "action": "none"}]
        )
        self.assertRecordValues(
            found["NO-ORDER"],
            [{"state": "no_match", "cause": "no_order", "action": "find_order"}],
        )
        self.assertFalse(self._findings(found["POWER"].move_id))

    def test_an_old_order_does_not_ask_for_one(self):
        self._order({"product_id": self.goods.id}, on="2024-10-05 08:00:00")
        bill = self._unordered(self.partner_a, 700.0, "F1")
        self.assertFalse(self._matched(bill).needs_person)
        self._order({"product_id": self.goods.id})
        self.assertTrue(self._matched(bill).needs_person)

    def test_what_favours_us_comes_after_what_costs(self):
        policy = self.env.ref("ap_purchase.ap_match_policy_default")
        policy.tolerance_ids.filtered(lambda t: t.check == "price").under = "exact"
        bills = self._priced(50.0, "CHEAP") | self._priced(106.0, "DEAR")
        self._matched(*bills)
        self.assertEqual(self._queue(bills), ["DEAR", "CHEAP"])

    def test_stakes_are_in_company_currency(self):
        dollars = self.env.ref("base.USD")
        dollars.write({
            "active": True,
            "rate_ids": [Command.clear(), Command.create(
                {"name": "2026-01-01", "rate": 2.0, "company_id": self.company.id})],
        })  # fmt: skip
        order = self._order({"product_id": self.goods.id}, currency_id=dollars.id)
        self._receive(order.order_line, 10)
        line = {"product_id": self.goods.id, "name": "Hinge", "quantity": 10}
        bill = self._received_bill(
            order, {**line, "price_unit": 150.0}, currency_id=dollars.id
        )
        self.assertEqual(
            (self._matched(bill).gap, bill.ap_match_ids.stake), (500.0, 250.0)
        )

    # The one button -----------------------------------------------------------------------

    def test_both_prices_stand_in_the_unit_of_the_order(self):
        """156 units at 40.75 beside 13 dozens at 474.00: 489.00, 15.00 too much each."""
        order = self._order(
            {"product_id": self.screw.id, "name": "Screen", "product_qty": 20,
             "product_uom_id": self.dozen.id, "price_unit": 474.0}
        )  # fmt: skip
        self._receive(order.order_line, 13)
        bill = self._received_bill(
            order,
            {"name": "Screen", "quantity": 156, "price_unit": 40.75,
             "product_uom_id": self.unit.id},
        )  # fmt: skip
        line = self._matched(bill).line_ids
        self.assertRecordValues(
            line,
            [{"order_quantity": 13.0, "unit_id": self.dozen.id, "price_billed": 489.0,
              "price_ordered": 474.0, "price_gap": 195.0}],
        )  # fmt: skip

    def test_the_duplicate_is_rejected_by_its_button(self):
        """A draft is cancelled, with its reason; a posted bill opens its reversal."""
        order = self._order({"product_id": self.goods.id, "name": "Hinge"})
        self._receive(order.order_line, 10)
        line = {"name": "Hinge", "quantity": 5, "price_unit": 100.0}
        self._matched(self._received_bill(order, line, number="F-001"))
        again = self._received_bill(order, line, number="f 1")
        match = self._matched(again)
        self.assertEqual(match.action, "reject_duplicate")
        with self.assertRaises(AccessError):
            match.with_user(self.apprentice).action_do()
        match.with_user(self.accountant).action_do()
        self.assertEqual(again.state, "cancel")
        self.assertIn("F-001", again.message_ids[:1].body)
        posted = self._received_bill(order, line, number="F 001")
        self._matched(posted)
        posted.action_post()
        action = posted.ap_match_ids.with_user(self.accountant).action_do()
        self.assertEqual(action["res_model"], "account.move.reversal")

    def test_a_price_is_asked_of_the_buyer_by_who_may_not_accept_it(self):
        bill = self._priced(150.0, "F1")
        match = self._matched(bill)
        buyer = self._user("q_buyer", "purchase.group_purchase_user")
        match.line_ids.purchase_line_id.order_id.user_id = buyer
        self._matched(bill)
        mine = match.with_user(self.apprentice)
        self.assertFalse(mine.can_accept)
        self.assertEqual(mine.action_do()["tag"], "display_notification")
        message = match.message_ids[:1]
        self.assertEqual(message.partner_ids, buyer.partner_id)
        self.assertIn("150.00", message.body)
        action = match.with_user(self.accountant).action_do()
        self.assertEqual(action["res_model"], "ap.match.decide")

    def test_a_buyer_without_a_limit_answers_who_asked(self):
        match = self._matched(self._priced(150.0, "F1"))
        buyer = self._user("q_buyer", "purchase.group_purchase_user")
        match.line_ids.purchase_line_id.order_id.user_id = buyer
        self._matched(match.move_id)
        match.with_user(self.apprentice).action_do()
        mine = match.with_user(buyer)
        arch = mine.get_view(view_type="form")["arch"]
        self.assertFalse(mine.can_accept)
        self.assertIn('name="action_answer"', arch)
        context = mine.action_answer()["context"]
        self.assertEqual(context["default_partner_ids"], self.apprentice.partner_id.ids)
        self.assertIn("150.00", context["default_body"])
        message = (
            self.env["mail.compose.message"].with_user(buyer).with_context(**context)
        ).create({"body": "As agreed by phone"})
        message.action_send_mail()
        answer = match.message_ids[:1]
        self.assertEqual(answer.author_id, buyer.partner_id)
        self.assertEqual(answer.partner_ids, self.apprentice.partner_id)
        self.assertEqual((match.state, match.decision), ("exception", "none"))

    def test_a_buyer_records_what_came_from_the_comparison(self):
        order = self._order({"product_id": self.goods.id, "name": "Hinge"})
        bill = self._received_bill(
            order, {"name": "Hinge", "quantity": 10, "price_unit": 100.0}, number="F3"
        )
        buyer = self._user("q_buyer", "purchase.group_purchase_user")
        order.user_id = buyer
        match = self._matched(bill)
        self.assertEqual((match.owner_id, match.action), (buyer, "confirm_receipt"))
        action = match.with_user(buyer).action_do()
        self.assertIn(action["res_model"], ("purchase.order", "ap.receipt"))
        arch = match.with_user(buyer).get_view(view_type="form")["arch"]
        self.assertIn("action != 'confirm_receipt'", arch)
        self.assertNotIn("action_take_off", arch)

    def test_a_credit_note_is_asked_for_in_the_language_of_the_supplier(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.partner_a.lang = "fr_FR"
        order = self._order({"product_id": self.goods.id, "name": "Hinge"})
        self._receive(order.order_line, 10)
        bill = self._received_bill(
            order, {"name": "Hinge", "quantity": 12, "price_unit": 100.0}, number="F9"
        )
        match = self._matched(bill)
        action = match.with_user(self.apprentice).action_do()
        context = action["context"]
        self.assertEqual(context["default_partner_ids"], self.partner_a.ids)
        self.assertEqual(context["default_res_ids"], bill.ids)
        self.assertIn("F9", context["default_subject"])
        self.assertIn("avoir", context["default_body"])
        self.assertIn("200,00", context["default_body"])

    def test_each_recommended_action_has_its_button(self):
        arch = self.match.get_view(view_type="form")["arch"]
        actions = dict(self.match._fields["action"].selection)
        for code in actions.keys() - {"none"}:
            self.assertIn(f"'{code}'", arch)
