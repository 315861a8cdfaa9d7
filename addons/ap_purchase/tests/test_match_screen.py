# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the buttons of the matching screen do, for whom."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MatchCase


@tagged("post_install", "-at_install")
class TestMatchScreen(MatchCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.apprentice = cls._user("s_apprentice", "ap_base.group_apprentice")
        cls.accountant = cls._user("s_accountant", "ap_base.group_accountant")

    def _priced(self, price, number):
        """Ten billed at that price instead of 100.00."""
        order = self._order({"product_id": self.goods.id, "name": "Hinge"})
        self._receive(order.order_line, 10)
        bill = self._received_bill(
            order,
            {"name": "Hinge", "quantity": 10, "price_unit": price},
            number=number,
        )
        return self._matched(bill)

    def _wizard(self, action, user):
        return self.env[action["res_model"]].with_user(user).browse(action["res_id"])

    def test_like_exceptions_in_one_go(self):
        """50.00 is within the accountant's 500.00; 6,000.00 is left as it is."""
        small, large = self._priced(105.0, "F1"), self._priced(700.0, "F2")
        both = small | large
        with self.assertRaises(AccessError):
            both.with_user(self.apprentice).action_ask_accept()
        action = both.with_user(self.accountant).action_ask_accept()
        wizard = self._wizard(action, self.accountant)
        first, second = wizard.summary.splitlines()
        self.assertRegex(first, r"^Price: 2 bills, difference of .*6,050\.00")
        self.assertIn("Beyond your limit", second)
        wizard.reason = "Agreed by phone"
        wizard.action_apply()
        self.assertEqual(both.mapped("state"), ["matched", "exception"])
        self.assertEqual(small.decided_by, self.accountant)
        action = large.with_user(self.accountant).action_ask_accept()
        wizard = self._wizard(action, self.accountant)
        wizard.reason = "Agreed by phone"
        with self.assertRaisesRegex(UserError, "beyond your limit"):
            wizard.action_apply()

    def test_take_back_and_reject(self):
        match = self._priced(100.0, "F1")
        self.assertEqual((match.state, match.applied), ("matched", True))
        action = match.with_user(self.accountant).action_ask_undo()
        wizard = self._wizard(action, self.accountant)
        wizard.reason = "Another order"
        wizard.action_apply()
        self.assertEqual(match.decision, "undone")
        self.assertFalse(match.move_id.invoice_line_ids.purchase_line_id)

    def test_side_by_side(self):
        """Lines of both documents, the figures in words, and what other screens show."""
        match = self._priced(105.0, "F1")
        self.assertEqual(match.bill_line_ids, match.move_id.invoice_line_ids)
        line = match.order_line_ids
        self.assertEqual((line.product_qty, line.qty_received), (10.0, 10.0))
        text = "Hinge: price 105.00\xa0€ billed, 100.00\xa0€ ordered."
        self.assertEqual(match.cause_text, text)
        self.assertEqual(match.move_id.ap_match_state, "exception")
        self.assertRegex(match.move_id.ap_match_percent, r"^\d+ %, links: 1$")
        self.assertEqual(line.order_id.ap_match_count, 1)
        action = line.order_id.action_ap_matches()
        self.assertEqual(action["domain"], [("id", "in", match.ids)])

    def test_link_by_hand(self):
        match = self._priced(100.0, "F1")
        order_line = match.line_ids.purchase_line_id
        match.with_user(self.apprentice).line_ids.action_take_off()
        self.assertFalse(match.line_ids)
        action = match.with_user(self.apprentice).action_ask_link()
        self.assertEqual(action["context"], {"default_match_id": match.id})
        wizard = (
            self.env["ap.match.join"]
            .with_user(self.apprentice)
            .create(
                {
                    "match_id": match.id,
                    "bill_line_id": match.bill_line_ids.id,
                    "purchase_line_id": order_line.id,
                }
            )
        )
        wizard.action_apply()
        self.assertEqual(match.line_ids.purchase_line_id, order_line)
        self.assertTrue(match.line_ids.by_hand)
