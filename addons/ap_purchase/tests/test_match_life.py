# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills that wait are compared again by themselves; rare kinds of lines."""

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import MatchCase


@tagged("post_install", "-at_install")
class TestMatchLife(MatchCase):
    def setUp(self):
        super().setUp()
        self.env.cr.precommit.run()
        self.env.cr.precommit.clear()

    def _end(self):
        """The transaction would end here."""
        self.env.cr.precommit.run()
        self.env.invalidate_all()

    def _hinges(self, **values):
        order = self._order({"product_id": self.goods.id, "name": "Hinge", **values})
        self._receive(order.order_line, order.order_line.product_qty)
        return order

    def test_order_changed_later(self):
        """The buyer agrees to 105.00 on the order: the bill matches by itself."""
        order = self._hinges()
        bill = self._received_bill(
            order, {"name": "Hinge", "quantity": 10, "price_unit": 105.0}
        )
        self._end()
        match = bill.ap_match_ids
        self.assertEqual((match.state, match.cause), ("exception", "price"))
        order.order_line.price_unit = 105.0
        self._end()
        self.assertEqual((match.state, match.cause), ("matched", False))
        self.assertEqual(match.difference_ids.mapped("state"), ["gone"])
        self.assertEqual(self._findings(bill), [])

    def test_order_that_comes_later(self):
        """The bill names an order that is confirmed only afterwards."""
        product = self._product("Audit", purchase_method="purchase")
        order = self._order({"product_id": product.id, "name": "Audit"}, confirm=False)
        bill = self._received_bill(
            order, {"name": "Audit", "quantity": 10, "price_unit": 100.0}
        )
        self._end()
        self.assertEqual(bill.ap_match_ids.state, "no_match")
        order.button_confirm()
        self._end()
        self.assertEqual(bill.ap_match_ids.state, "matched")
        order.order_line.qty_received = 10
        self._end()
        self.assertEqual(bill.ap_match_ids.state, "matched")

    def test_returned_after_matching(self):
        """A draft that matched and whose goods went back is held, and unlinked."""
        order = self._hinges()
        bill = self._received_bill(
            order, {"name": "Hinge", "quantity": 10, "price_unit": 100.0}
        )
        self._end()
        match = bill.ap_match_ids
        self.assertEqual(match.state, "matched")
        self._receive(order.order_line, -4)
        self._end()
        self.assertEqual((match.state, match.cause), ("exception", "not_received"))
        self.assertEqual((match.billed, match.expected), ("10", "6"))
        self.assertFalse(bill.invoice_line_ids.purchase_line_id)
        self.assertEqual(order.order_line.qty_invoiced, 0.0)

    def test_several_bills_of_one_order(self):
        """4 and 6 of 10 match; one more is beyond what was ordered."""
        order = self._hinges()
        found = []
        for number, quantity in enumerate((4, 6, 1)):
            bill = self._received_bill(
                order,
                {"name": "Hinge", "quantity": quantity, "price_unit": 100.0},
                number=f"F{number}",
            )
            self._end()
            found.append((bill.ap_match_ids.state, bill.ap_match_ids.cause))
        self.assertEqual(
            found,
            [("matched", False), ("matched", False), ("exception", "over_quantity")],
        )
        self.assertEqual(order.order_line.qty_invoiced, 10.0)

    def test_lines_merged_from_the_order(self):
        """Two lines of the bill, 6 and 4, for one order line of 10."""
        order = self._hinges()
        bill = self._received_bill(
            order,
            {"name": "Hinge", "quantity": 6, "price_unit": 100.0},
            {"name": "Hinge", "quantity": 4, "price_unit": 100.0},
        )
        self._end()
        match = bill.ap_match_ids
        self.assertEqual(match.state, "matched", match.explanation)
        self.assertEqual(match.line_ids.mapped("amount"), [600.0, 400.0])
        self.assertEqual(order.order_line.qty_invoiced, 10.0)

    def test_discount_of_the_whole_bill(self):
        """10 % off at the foot of the bill, which the order already has."""
        order = self._hinges(discount=10.0)
        bill = self._received_bill(
            order,
            {"name": "Hinge", "quantity": 10, "price_unit": 100.0},
            {"name": "Remise 10 %", "quantity": 1, "price_unit": -100.0},
        )
        self._end()
        match = bill.ap_match_ids
        self.assertEqual(match.state, "matched", match.explanation)
        self.assertEqual((match.amount, match.amount_linked), (900.0, 900.0))

    def test_taxes_in_the_price(self):
        """120.00 with 20 % in it is the 100.00 of the order."""
        tax = self.company_data["default_tax_purchase"].copy(
            {"name": "20 % in it", "price_include_override": "tax_included"}
        )
        plain = self.company_data["default_tax_purchase"]
        order = self._hinges(tax_ids=[Command.set(plain.ids)])
        gross = 100.0 + plain.amount
        bill = self._received_bill(
            order,
            {
                "name": "Hinge",
                "quantity": 10,
                "price_unit": gross,
                "tax_ids": [Command.set(tax.ids)],
            },
        )
        self._end()
        match = bill.ap_match_ids
        self.assertEqual(match.state, "matched", match.explanation)
        self.assertEqual(match.amount, 1000.0)

    def test_down_payment(self):
        """300.00 paid down and noted on the order come off the final bill of 1,000.00."""
        order = self._hinges()
        down = self._received_bill(order, {"name": "Acompte 30 %", "price_unit": 300.0})
        self._end()
        self.assertEqual(down.ap_match_ids.action, "record_down_payment")
        [paid] = order._create_downpayments(
            [
                {
                    "name": "Down payment F1",
                    "product_qty": 0.0,
                    "product_uom_id": self.unit.id,
                    "is_downpayment": True,
                    "price_unit": 300.0,
                    "order_id": order.id,
                }
            ]
        )
        down.invoice_line_ids.purchase_line_id = paid
        self._end()
        self.assertEqual(down.ap_match_ids.line_ids.purchase_line_id, paid)
        final = self._received_bill(
            order,
            {"name": "Hinge", "quantity": 10, "price_unit": 100.0},
            {"name": "Acompte déjà payé", "quantity": -1, "price_unit": 300.0},
            number="F2",
        )
        self._end()
        match = final.ap_match_ids
        self.assertEqual(
            match.line_ids.purchase_line_id,
            order.order_line.filtered("product_id") | paid,
        )
        self.assertIn(match.state, ("matched", "suggested"))
        self.assertEqual(match.amount_linked, 700.0)

    def test_closed_remainder(self):
        """Of a closed remainder nothing is billed any more."""
        order = self._order({"product_id": self.goods.id, "name": "Hinge"})
        line = order.order_line
        self._receive(line, 4)
        closures = self.env["ap.order.closure"]
        closures.close(line, self._day("2026-10-22"), "No longer needed")
        bills = [
            self._received_bill(
                order,
                {"name": "Hinge", "quantity": quantity, "price_unit": 100.0},
                number=f"F{quantity}",
            )
            for quantity in (4, 6)
        ]
        matches = self._matched(bills[0])
        self.assertEqual(matches.state, "matched", matches.explanation)
        late = self._matched(bills[1])
        self.assertEqual((late.state, late.cause), ("exception", "closed_order"))
        closures.reopen(line, self._day("2026-10-22"), "Comes after all")
        self._receive(line, 6)
        self._end()
        self.assertEqual(late.state, "matched", late.explanation)

    def test_at_night(self):
        """The cron compares what nothing else has looked at."""
        order = self._hinges()
        bill = self._received_bill(
            order, {"name": "Hinge", "quantity": 10, "price_unit": 100.0}
        )
        self.env.cr.precommit.clear()
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 1
        ):
            self.match._cron_match()
        self.assertEqual(bill.ap_match_ids.state, "matched")

    def test_rights(self):
        """Another company's people see nothing; an apprentice takes nothing back."""
        order = self._hinges()
        bill = self._received_bill(
            order, {"name": "Hinge", "quantity": 10, "price_unit": 100.0}
        )
        match = self._matched(bill)
        apprentice = self._user("l_apprentice", "ap_base.group_apprentice")
        with self.assertRaises(AccessError):
            match.with_user(apprentice).action_undo("No")
        with self.assertRaises(AccessError):
            match.with_user(apprentice).write({"state": "matched"})
        apprentice.company_ids = [Command.link(self.env.ref("base.main_company").id)]
        apprentice.company_id = self.env.ref("base.main_company")
        apprentice.company_ids = [Command.set(apprentice.company_id.ids)]
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            match.with_user(apprentice).read(["state"])
        with self.assertRaises(AccessError):
            match.with_user(apprentice).action_confirm()

    def test_posts_by_itself(self):
        """What matches is posted by the cron's method; a lock date keeps it a draft."""
        order = self._hinges()
        bill = self._received_bill(
            order, {"name": "Hinge", "quantity": 10, "price_unit": 100.0}
        )
        match = self._matched(bill)
        self.company.purchase_lock_date = "2026-10-31"
        self.assertFalse(match._may_post())
        self.assertFalse(match._post_by_itself())
        self.assertEqual(bill.state, "draft")
        self.company.purchase_lock_date = False
        self.env["ap.finding"].search(bill._ap_finding_domain()).sudo().unlink()
        self.assertTrue(match._post_by_itself())
        self.assertEqual(bill.state, "posted")
        self.assertFalse(match._post_by_itself())
