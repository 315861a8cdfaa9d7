# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills of the demo company beside their orders, in the browser."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user


class MatchingOfTheDemo:
    """Tests for the class that builds the demo company."""

    def _match_of(self, reference):
        bill = self.env["account.move"].search(
            [("company_id", "=", self.company.id), ("ref", "=", reference)]
        )
        return bill.ap_match_ids

    def _walk_the_matching(self, lang):
        """A price is accepted with its reason; a receipt lifts what waited for it."""
        users = self.env["res.users"].search([("login", "in", ("accountant", "apprentice"))])
        users.lang = lang
        dear, early = self._match_of("ER-7790"), self._match_of("NX-20588")
        self.assertEqual((dear.cause, dear.gap), ("price", 195.00))  # 156 × 1.25
        self.assertEqual((early.cause, early.payment_hold), ("not_received", True))
        self.start_tour(
            "/odoo/ap-matching", "ap_desk_matching_apprentice", login="apprentice"
        )
        with self.assertRaises(AccessError):
            self._as("apprentice", "ap.match").browse(dear.id).action_accept("Why not")
        self.start_tour("/odoo/ap-matching", "ap_desk_matching", login="accountant")
        dear.invalidate_recordset()
        self.assertEqual((dear.state, dear.decision), ("matched", "accepted"))
        self.assertEqual(dear.decision_reason, "New price list")
        self.assertFalse(dear.payment_hold)
        self.assertIn("accepted", dear.log_ids.mapped("event"))
        moves = dear.env["purchase.order"].search([("name", "=", early.move_id.invoice_origin)])
        moves = moves.order_line.move_ids
        moves.write({"quantity": 100, "picked": True})
        moves.picking_id._action_done()
        self.env.cr.precommit.run()
        early.invalidate_recordset()
        self.assertEqual((early.state, early.payment_hold), ("matched", False))
        self.assertEqual(early.move_id.amount_untaxed, 18600.00)

    def test_bills_meet_their_orders(self):
        self.assertEqual(self._match_of("NX-20560").state, "matched")
        self._walk_the_matching("en_US")

    def test_bills_meet_their_orders_in_french(self):
        self._walk_the_matching("fr_FR")

    def _walk_a_bill_of_others(self, lang):
        """A buyer and a stock invoicing user open a bill that waits for its order."""
        bill = self.env["account.move"].search(
            [("company_id", "=", self.company.id), ("ref", "=", "ER-7790")]
        )
        invoicing = new_test_user(
            self.env, "invoicing", "base.group_user,account.group_account_invoice",
            company_id=self.company.id, company_ids=[(6, 0, self.company.ids)],
        )  # fmt: skip
        buyer = self.env["res.users"].search([("login", "=", "buyer")])
        for user in buyer | invoicing:
            user.lang = lang
            self.start_tour(
                f"/odoo/account.move/{bill.id}", "ap_demo_bill_of_others", login=user.login
            )

    def test_a_buyer_and_an_invoicing_user_open_a_bill(self):
        self._walk_a_bill_of_others("en_US")

    def test_a_buyer_and_an_invoicing_user_open_a_bill_in_french(self):
        self._walk_a_bill_of_others("fr_FR")
