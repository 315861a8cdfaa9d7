# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who has to clear what differs between a bill and its order."""

from odoo.exceptions import RedirectWarning
from odoo.tests import tagged

from .common import MatchCase


@tagged("post_install", "-at_install")
class TestMatchOwner(MatchCase):
    def test_who_clears_it_buyer_or_receiver(self):
        """What was not received is for who received; a price is for the buyer."""
        buyer = self._user("o_buyer", "purchase.group_purchase_user")
        keeper = self._user("o_keeper", "purchase.group_purchase_user")
        order = self._order(
            {"product_id": self.goods.id, "name": "Hinge"}, user_id=buyer.id
        )
        line = order.order_line
        self._receive(line, 4, user_id=keeper.id)
        bill = self._received_bill(
            order, {"name": "Hinge", "quantity": 10, "price_unit": 100.0}
        )
        match = self._matched(bill)
        self.assertEqual((match.cause, match.owner_id), ("not_received", keeper))
        self.assertOwned(bill, keeper)
        self._receive(line, 6, user_id=keeper.id)
        bill.invoice_line_ids.price_unit = 110.0
        match = self._matched(bill)
        self.assertEqual((match.cause, match.owner_id), ("price", buyer))
        self.assertOwned(bill, buyer)
        self.assertEqual(self._findings(bill), ["match_price"])

    def test_a_waiver_outlives_a_change_of_owner(self):
        """Who clears it is no part of what was found."""
        first = self._user("o_first", "purchase.group_purchase_user")
        second = self._user("o_second", "purchase.group_purchase_user")
        order = self._order(
            {"product_id": self.goods.id, "name": "Hinge"}, user_id=first.id
        )
        self._receive(order.order_line, 10)
        bill = self._received_bill(
            order, {"name": "Hinge", "quantity": 10, "price_unit": 105.0}
        )
        self._matched(bill)
        finding = self.env["ap.finding"].search(bill._ap_finding_domain())
        with self.assertRaisesRegex(RedirectWarning, "accepted where the bill is compared"):
            finding.waive("The buyer agreed to the new price")
        # Given before differences were accepted on the bill only.
        finding.sudo().write({"state": "waived", "waive_reason": "Agreed"})
        order.user_id = second
        match = self._matched(bill)
        self.assertEqual((match.state, match.owner_id), ("exception", second))
        self.assertEqual(finding.state, "waived")

    def test_who_clears_what_no_order_knows(self):
        """The buyer of the supplier, else who entered the bill."""
        order = self._order({"product_id": self.goods.id, "name": "Hinge"})
        buyer = self._user("o_supplier", "purchase.group_purchase_user")
        line = {"name": "Castle", "quantity": 1, "price_unit": 4000.0}
        bill = self._received_bill(order, line)
        match = self._matched(bill)
        self.assertEqual((match.state, match.cause), ("exception", "no_order"))
        self.assertOwned(bill, self.env.user)
        self.partner_a.buyer_id = buyer
        bill = self._received_bill(order, line, number="F2")
        self._matched(bill)
        self.assertOwned(bill, buyer)

    def test_who_clears_it_when_the_buyer_has_left(self):
        """Not somebody who no longer logs in: who entered the order."""
        gone = self._user("o_gone", "purchase.group_purchase_user")
        order = self._order(
            {"product_id": self.goods.id, "name": "Hinge"}, user_id=gone.id
        )
        self._receive(order.order_line, 10)
        gone.active = False
        bill = self._received_bill(
            order, {"name": "Hinge", "quantity": 10, "price_unit": 105.0}
        )
        self._matched(bill)
        self.assertOwned(bill, order.create_uid)
