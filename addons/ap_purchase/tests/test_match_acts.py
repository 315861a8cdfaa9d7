# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people decide about compared bills, and what happens meanwhile."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MatchCase


@tagged("post_install", "-at_install")
class TestMatchActs(MatchCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.apprentice = cls._user("m_apprentice", "ap_base.group_apprentice")
        cls.accountant = cls._user("m_accountant", "ap_base.group_accountant")
        cls.auditor = cls._user("m_auditor", "ap_base.group_auditor")

    def _exception(self, price=105.0, number="F1", **values):
        """Ten billed at 105.00 instead of 100.00: 50.00 too much."""
        order = self._order({"product_id": self.goods.id, "name": "Hinge"})
        self._receive(order.order_line, 10)
        bill = self._received_bill(
            order,
            {"name": "Hinge", "quantity": 10, "price_unit": price},
            number=number,
            **values,
        )
        return order.order_line, bill, self._matched(bill)

    def test_accept_and_undo(self):
        line, bill, match = self._exception()
        before = self._as_received(bill)
        self.assertTrue(bill.ap_payment_hold)
        with self.assertRaises(UserError):
            match.action_accept("  ")
        with self.assertRaises(AccessError):
            match.with_user(self.auditor).action_accept("agreed")
        match.with_user(self.accountant).action_accept("Agreed by phone")
        self.assertEqual((match.state, match.decision), ("matched", "accepted"))
        self.assertEqual(match.decided_by, self.accountant)
        self.assertEqual(match.difference_ids.mapped("state"), ["accepted"])
        self.assertEqual(match.difference_ids.reason, "Agreed by phone")
        self.assertEqual(bill.invoice_line_ids.purchase_line_id, line)
        self.assertEqual(line.qty_invoiced, 10.0)
        bill.invalidate_recordset()
        self.assertFalse(bill.ap_payment_hold)
        self.assertUnchanged(bill, before)
        # Compared again, nothing is forgotten.
        self._matched(bill)
        self.assertEqual((match.state, match.decision), ("matched", "accepted"))
        match.with_user(self.accountant).action_undo("Wrong after all")
        self.assertEqual((match.state, match.decision), ("exception", "undone"))
        self.assertFalse(bill.invoice_line_ids.purchase_line_id)
        self.assertEqual(line.qty_invoiced, 0.0)
        self.assertEqual(self._findings(bill), ["match_price"])
        self.assertUnchanged(bill, before)

    def _suggested(self, price, number):
        """A bill that names no order, of ten hinges ordered and received at 100.00."""
        return self._exception(price, number, invoice_origin=False)[1:]

    def _unsure(self):
        """Ten at 110.00 without a number: two orders of ten at 100.00 may be meant."""
        prices = {"product_id": self.screw.id, "name": "Screw"}
        for price in (100.0, 100.0):
            self._receive(self._order({**prices, "price_unit": price}).order_line, 10)
        line = {"name": "Screw", "quantity": 10, "price_unit": 110.0}
        none = self.env["purchase.order"]
        bill = self._received_bill(none, line, number="S3", invoice_origin=False)
        match = self._matched(bill)
        self.assertEqual((match.state, match.cause), ("suggested", "price"))
        return bill, match

    def test_an_apprentice_confirms_what_does_not_differ(self):
        bill, match = self._suggested(100.0, "S1")
        self.assertEqual(
            (match.state, match.action, match.gap), ("suggested", "confirm", 0)
        )
        self.assertFalse(match.difference_ids)
        with self.assertRaises(AccessError):
            match.with_user(self.auditor).action_confirm()
        match.with_user(self.apprentice).action_confirm()
        self.assertEqual((match.state, match.decision), ("matched", "accepted"))
        self.assertEqual(match.decided_by, self.apprentice)
        self.assertEqual(
            bill.invoice_line_ids.purchase_line_id, match.line_ids.purchase_line_id
        )

    def test_an_apprentice_confirms_no_amount_gap_on_any_way(self):
        """10.00 apart a piece; alone, among others, as the row's action, by accepting."""
        _bill, good = self._suggested(100.0, "S2")
        bill, match = self._unsure()
        both = (good | match).with_user(self.apprentice)
        mine = match.with_user(self.apprentice)
        for ask in (mine.action_confirm, both.action_confirm):
            with self.assertRaises(UserError) as refused:  # and rolls back
                ask()
            self.assertIn("differs from its orders", str(refused.exception))
        mine.action_do()
        with self.assertRaisesRegex(AccessError, "beyond your limit"):
            mine.action_accept("They told me so")
        with self.assertRaises(AccessError):
            mine.write({"decision": "accepted"})
        self.env.invalidate_all()
        self.assertEqual((match.decision, match.gap), ("none", 100.0))
        self.assertEqual(match.difference_ids.mapped("state"), ["open"])
        self.assertFalse(bill.invoice_line_ids.purchase_line_id)
        self.assertEqual((good.state, good.decision), ("suggested", "none"))

    def test_a_credit_note_is_spoken_of_first(self):
        """12 of 10, at 110.00 instead of 100.00: what is asked for comes before the price."""
        order = self._order({"product_id": self.goods.id, "name": "Hinge"})
        self._receive(order.order_line, 10)
        bill = self._received_bill(
            order, {"name": "Hinge", "quantity": 12, "price_unit": 110.0}
        )
        match = self._matched(bill)
        self.assertEqual(
            (match.cause, match.action), ("over_quantity", "ask_credit_note")
        )
        causes = match.difference_ids.filtered(lambda d: d.state == "open").mapped(
            "cause"
        )
        self.assertLessEqual({"price", "over_quantity"}, set(causes))
        first, *rest = match.explanation.split("\n")
        self.assertEqual(
            first,
            "A credit note of 200.00\xa0€ is due: Hinge: 12 billed in all, 10 ordered.",
        )
        self.assertEqual(match.cause_text, first)
        self.assertIn("Hinge: price 110.00\xa0€ billed, 100.00\xa0€ ordered.", rest)

    def test_accepted_figures_change(self):
        """What was accepted at 105.00 is open again at 110.00."""
        line, bill, match = self._exception()
        match.with_user(self.accountant).action_accept("Agreed")
        bill.invoice_line_ids.price_unit = 110.0
        self._matched(bill)
        self.assertEqual((match.state, match.decision), ("exception", "none"))
        self.assertEqual(match.gap, 100.0)
        self.assertFalse(bill.invoice_line_ids.purchase_line_id)

    def test_run_again_writes_nothing(self):
        _line, bill, match = self._exception()
        self.env.flush_all()
        before = (
            match.matched_on,
            match.write_date,
            match.line_ids,
            match.difference_ids,
        )
        logged = self._log_count()
        run = self.match._match(bill)
        self.assertEqual(run.changed, [])
        self.env.invalidate_all()
        after = (
            match.matched_on,
            match.write_date,
            match.line_ids,
            match.difference_ids,
        )
        self.assertEqual(after, before)
        self.assertEqual(self._log_count(), logged)

    def _log_count(self):
        return self.env["ap.match.log"].search_count([])

    def test_cancel_and_reset(self):
        """A bill cancelled after matching frees its order; back as a draft it is its own."""
        line, bill, match = self._exception(price=100.0)
        self.assertEqual((match.state, line.qty_invoiced), ("matched", 10.0))
        self.env.cr.precommit.clear()
        bill.button_cancel()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        self.assertEqual(match.state, "no_match")
        self.assertFalse(bill.invoice_line_ids.purchase_line_id)
        self.assertEqual(line.qty_invoiced, 0.0)
        other = self._received_bill(
            line.order_id,
            {"name": "Hinge", "quantity": 10, "price_unit": 100.0},
            number="F2",
        )
        self.env.cr.precommit.run()
        self.assertEqual(other.ap_match_ids.state, "matched")
        bill.button_draft()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        self.assertEqual((match.state, match.cause), ("exception", "over_quantity"))
        self.assertEqual((match.billed, match.expected), ("20", "10"))

    def test_receipt_returned_while_accepting(self):
        """Who accepts decides on the figures seen, not on others."""
        line, bill, match = self._exception()
        self.assertEqual(match.cause, "price")
        self._receive(line, -3)
        with self.assertRaisesRegex(UserError, "has changed"):
            match.action_accept("Agreed")
        self.env.invalidate_all()
        self.assertEqual(match.decision, "none")
        self.assertFalse(bill.invoice_line_ids.purchase_line_id)

    def test_links_by_hand(self):
        """A line that no rule could find is linked by a person, and taken off again."""
        order = self._order({"product_id": self.goods.id, "name": "Hinge"})
        line = order.order_line
        self._receive(line, 10)
        bill = self._received_bill(
            order,
            {"name": "Beschlag", "quantity": 10, "price_unit": 100.0},
            invoice_origin=False,
        )
        match = self._matched(bill)
        self.assertEqual(match.state, "no_match")
        apprentice = match.with_user(self.apprentice)
        with self.assertRaises(UserError):
            apprentice.action_link(bill.invoice_line_ids.id, line.id, 11)
        apprentice.action_link(bill.invoice_line_ids.id, line.id)
        self.assertEqual(match.state, "matched", match.explanation)
        self.assertTrue(match.line_ids.by_hand)
        self.assertEqual(
            match.line_ids.explanation.splitlines()[0], "A person linked these lines."
        )
        self.assertEqual(bill.invoice_line_ids.purchase_line_id, line)
        match.action_unlink_line(match.line_ids.ids)
        self.assertFalse(match.line_ids)
        self.assertFalse(bill.invoice_line_ids.purchase_line_id)
        self.assertEqual(line.qty_invoiced, 0.0)

    def test_link_of_the_bill_is_kept(self):
        """A bill made from an order, or linked by a person, stays linked as it is."""
        line, bill, match = self._exception(price=100.0, number="F1")
        other = self._order({"product_id": self.goods.id, "name": "Hinge"}).order_line
        self._receive(other, 10)
        made = self._bill(other, 10, post=False)
        made.ref = "F2"
        found = self._matched(made)
        self.assertEqual((found.state, found.applied), ("matched", True))
        self.assertEqual(made.invoice_line_ids.purchase_line_id, other)
        found.action_undo("Look again")
        self.assertEqual(made.invoice_line_ids.purchase_line_id, other)

    def test_posted_exception_is_linked(self):
        """Posted with a difference, a bill still shows what it bills; it stays on hold."""
        line, bill, match = self._exception()
        bill.action_post()
        self._matched(bill)
        self.assertEqual((match.state, match.applied), ("exception", True))
        self.assertEqual(bill.invoice_line_ids.purchase_line_id, line)
        self.assertPosition(line, billed=10.0, billed_amount=1050.0)
        self.assertTrue(bill.ap_payment_hold)

    def test_rpc(self):
        _line, bill, _match = self._exception()
        with self.assertRaises(AccessError):
            self.match.with_user(self.auditor).match_bills(bill.ids)
        [row] = self.match.with_user(self.apprentice).match_bills(bill.ids)
        self.assertEqual(row["bill_id"], bill.id)
        self.assertEqual((row["state"], row["cause"]), ("exception", "price"))
        self.assertEqual(row["action"], "confirm_price")
        self.assertEqual(
            row["reasons"], ["Hinge: price 105.00\xa0€ billed, 100.00\xa0€ ordered."]
        )
        self.assertEqual(row["exceptions"][0]["billed"], "105")
        self.assertEqual(row["links"][0]["order_quantity"], 10.0)

    def test_import_leaves_the_bill_as_received(self):
        """What Odoo does at import would replace the lines by those of the order."""
        order = self._order(
            {"product_id": self.goods.id, "name": "Hinge"},
            {"product_id": self.screw.id, "name": "Screw"},
        )
        bill = self._received_bill(
            order, {"name": "Hinge and screw", "quantity": 20, "price_unit": 100.0}
        )
        before = self._as_received(bill)
        bill._link_bill_origin_to_purchase_orders()
        self.assertUnchanged(bill, before)

    def test_same_number_of_queries(self):
        """Two bills or thirty: the same statements."""
        bills = self.env["account.move"]
        for number in range(32):
            order = self._order({"product_id": self.goods.id, "name": "Hinge"})
            self._receive(order.order_line, 10)
            bills |= self._received_bill(
                order,
                {"name": "Hinge", "quantity": 10, "price_unit": 100.0},
                number=f"Q{number + 1}",
            )
        counts = []
        for some in (bills[:2], bills[2:]):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            run = self.match._match(some)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
            self.assertEqual(set(run.states.values()), {"matched"})
        self.assertLessEqual(counts[1] - counts[0], 3, counts)
