# SPDX-License-Identifier: AGPL-3.0-or-later
"""Orders, receipts and matched bills: what frees a payment, and who may."""

from odoo import Command
from odoo.exceptions import RedirectWarning, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .common import MatchCase


@tagged("post_install", "-at_install")
class TestDoorsOfOrders(MatchCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls._user("d_buyer", "purchase.group_purchase_user")
        cls.apprentice = cls._user("d_apprentice", "ap_base.group_apprentice")
        cls.accountant = cls._user("d_accountant", "ap_base.group_accountant")
        cls.other = cls._user("d_other", "ap_base.group_accountant")
        cls.head = cls._user("d_head", "ap_base.group_head")

    def _call(self, user, model, method, *arguments, **context):
        """The call of a client: nothing in its context is an object of ours."""
        context = {"lang": "en_US", "allowed_company_ids": self.company.ids, **context}
        records = self.env(user=user)[model]
        result = call_kw(records, method, list(arguments), {"context": context})
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        return result

    def _refused(self, user, model, method, *arguments, **context):
        try:
            with self.env.cr.savepoint():
                self._call(user, model, method, *arguments, **context)
        except (UserError, RedirectWarning) as refusal:
            self.env.invalidate_all()
            return str(refusal)
        raise AssertionError(f"{user.login}: {model}.{method}{arguments} was not refused")

    def _compared(self, price=105.0, number="F1", **values):
        """Ten hinges ordered and received at 100.00, billed at another price."""
        order = self._order({"product_id": self.goods.id, "name": "Hinge"})
        self._receive(order.order_line, 10)
        line = {"name": "Hinge", "quantity": 10, "price_unit": price}
        bill = self._received_bill(order, line, number=number, **values)
        return order.order_line, bill, self._matched(bill)

    # Rejecting -----------------------------------------------------------------------

    def test_a_rejected_bill_stays_on_hold_whatever_its_result(self):
        """Also where nothing differs, or an order is only suggested."""
        for number, (price, values) in enumerate(
            ((100.0, {}), (100.0, {"invoice_origin": False}), (105.0, {}))
        ):
            with self.subTest(price=price, **values):
                _line, bill, match = self._compared(price, f"R{number}", **values)
                self._call(self.accountant, "ap.match", "action_reject", match.ids, "no")
                self.assertTrue(bill.ap_payment_hold)
                self.assertIn("Rejected by", bill.ap_payment_hold_text)
                self.assertIn(bill, bill.search([("ap_payment_hold", "=", True)]))
                self._matched(bill)
                bill.invalidate_recordset()
                self.assertEqual(match.decision, "rejected")
                self.assertTrue(bill.ap_payment_hold)

    def test_only_taking_it_back_ends_a_rejection(self):
        line, bill, match = self._compared(100.0)
        self._call(self.accountant, "ap.match", "action_reject", match.ids, "not due")
        bill_line = bill.invoice_line_ids
        for user in (self.apprentice, self.accountant, self.head):
            for method, arguments in (
                ("action_link", [bill_line.id, line.id]),
                ("action_unlink_line", [match.line_ids.ids]),
                ("action_confirm", []),
                ("action_accept", ["fine"]),
            ):
                sentence = self._refused(user, "ap.match", method, match.ids, *arguments)
                if method != "action_accept" or user != self.apprentice:
                    self.assertIn("takes that back", sentence)
        self.assertEqual(match.decision, "rejected")
        for user in (self.apprentice, self.buyer):
            self._refused(user, "ap.match", "action_undo", match.ids, "why not")
        self._call(self.accountant, "ap.match", "action_undo", match.ids, "due after all")
        bill.invalidate_recordset()
        self.assertNotIn("Rejected", bill.ap_payment_hold_text or "")

    def test_cancelling_the_bill_does_not_end_it(self):
        _line, bill, match = self._compared(100.0)
        self._call(self.accountant, "ap.match", "action_reject", match.ids, "not due")
        self._call(self.accountant, "account.move", "button_cancel", bill.ids)
        self._call(self.accountant, "account.move", "button_draft", bill.ids)
        self.assertEqual(match.decision, "rejected")
        self.assertTrue(bill.ap_payment_hold)

    # Accepting -----------------------------------------------------------------------

    def test_differences_are_accepted_on_the_bill_and_waived_by_nobody(self):
        """Waiving would pass the limit of every role."""
        _line, bill, match = self._compared()
        finding = self.env["ap.finding"].search(bill._ap_finding_domain())
        self.assertEqual(finding.control_code, "match_price")
        for user in (self.accountant, self.head):
            self.assertFalse(finding.with_user(user).can_waive)
            sentence = self._refused(user, "ap.finding", "waive", finding.ids, "ok")
            self.assertIn("within the limit of your role", sentence)
        self._call(self.accountant, "ap.match", "action_accept", match.ids, "agreed")
        bill.invalidate_recordset()
        self.assertFalse(bill.ap_payment_hold)

    def test_nobody_accepts_what_is_wrong_with_his_own_bill(self):
        values = {"invoice_user_id": self.accountant.id}
        order = self._order({"product_id": self.goods.id, "name": "Hinge"})
        self._receive(order.order_line, 10)
        bill = (
            self._received_bill(order, {"name": "Hinge"}, number="OWN", **values)
            .with_user(self.accountant)
            .copy({"ref": "OWN-2", "invoice_date": "2026-10-25"})
        )
        bill.invoice_line_ids.write({"quantity": 10, "price_unit": 105.0})
        match = self._matched(bill.with_env(self.env))
        sentence = self._refused(
            self.accountant, "ap.match", "action_accept", match.ids, "fine"
        )
        self.assertIn("You entered or posted", sentence)
        self._call(self.other, "ap.match", "action_accept", match.ids, "fine")

    def test_an_order_is_not_made_equal_to_the_bill_beyond_ones_limit(self):
        """Ten at 100.00 ordered, billed at 150.00: 500.00 more would be paid."""
        line, bill, match = self._compared(150.0)
        for values in ({"price_unit": 150.0}, {"discount": -50.0}, {"product_qty": 15.0}):
            for user in (self.buyer, self._purchase_manager()):
                sentence = self._refused(
                    user, "purchase.order.line", "write", line.ids, values
                )
                self.assertIn("beyond your limit", sentence)
                nested = {"order_line": [Command.update(line.id, values)]}
                self._refused(user, "purchase.order", "write", line.order_id.ids, nested)
        for values in ({"name": "Hinge, steel"}, {"price_unit": 100.0}):
            self._call(self.buyer, "purchase.order.line", "write", line.ids, values)
        self.assertTrue(bill.ap_payment_hold)
        rich = self._purchase_manager(self.head)
        self._call(rich, "purchase.order.line", "write", line.ids, {"price_unit": 150.0})
        self.assertEqual(match.state, "matched")

    def test_within_the_limit_the_order_is_corrected(self):
        self.env["ap.match.limit"].search([]).unlink()
        self.env["ap.match.limit"].create(
            {"group_id": self.env.ref("purchase.group_purchase_user").id, "amount": 60.0}
        )
        line, _bill, match = self._compared(105.0)
        self._call(
            self.buyer, "purchase.order.line", "write", line.ids, {"price_unit": 105.0}
        )
        self.assertEqual(match.state, "matched")

    def _purchase_manager(self, user=None):
        group = self.env.ref("purchase.group_purchase_manager")
        if user is None:
            return self.env["res.users"].search([("login", "=", "d_manager")]) or (
                self._user("d_manager", "purchase.group_purchase_manager")
            )
        user.group_ids |= group
        return user

    # What a client may send ------------------------------------------------------------

    def test_no_key_of_the_context_keeps_a_bill_from_being_compared(self):
        _line, bill, match = self._compared(100.0)
        self.assertEqual(match.state, "matched")
        sent = {"ap_no_draft_check": True, "ap_bulk_entry_day": "2000-01-01"}
        lines = [Command.update(bill.invoice_line_ids.id, {"price_unit": 999.0})]
        self._call(
            self.accountant, "account.move", "write", bill.ids,
            {"invoice_line_ids": lines}, **sent,
        )  # fmt: skip
        self.assertEqual((match.state, match.cause), ("exception", "price"))

    # Receipts --------------------------------------------------------------------------

    def test_nobody_records_a_receipt_in_the_name_of_another(self):
        line = self._order({"product_id": self.goods.id}).order_line
        row = {"purchase_line_id": line.id, "date": "2026-10-20", "quantity": 1.0}
        for user in (self.buyer, self.apprentice, self.accountant, self.head):
            for forged in ({"user_id": self.other.id}, {"origin": "import"}):
                self._refused(user, "ap.receipt", "create", [{**row, **forged}])
                nested = {"ap_receipt_ids": [Command.create({**row, **forged})]}
                if user != self.apprentice:
                    self._refused(user, "purchase.order.line", "write", line.ids, nested)
            [made] = self._call(
                user, "ap.receipt", "create", [row], default_user_id=self.other.id,
                default_origin="field",
            )  # fmt: skip
            receipt = self.env["ap.receipt"].browse(made)
            self.assertRecordValues(receipt, [{"user_id": user.id, "origin": "manual"}])
            for forged in ({"user_id": self.other.id}, {"origin": "import"}):
                self._refused(user, "ap.receipt", "write", [made], forged)

    def test_other_figures_are_of_who_writes_them(self):
        line = self._order({"product_id": self.goods.id}).order_line
        receipt = self._receive(line, 2, user_id=self.other.id)
        self._call(self.buyer, "ap.receipt", "write", receipt.ids, {"note": "pallet 3"})
        self.assertEqual(receipt.user_id, self.other)
        self._call(self.buyer, "ap.receipt", "write", receipt.ids, {"quantity": 3})
        self.assertEqual(receipt.user_id, self.buyer)
        self.assertEqual(line.qty_received, 3)

    def test_receipts_follow_the_lock_dates(self):
        line = self._order({"product_id": self.goods.id}).order_line
        early = self._receive(line, 1, on="2026-09-20")
        self.company.fiscalyear_lock_date = "2026-09-30"
        row = {"purchase_line_id": line.id, "date": "2026-09-30", "quantity": 1.0}
        for method, arguments in (
            ("create", [[row]]),
            ("record", [[row]]),
            ("write", [early.ids, {"quantity": 2}]),
            ("write", [early.ids, {"date": "2026-10-01"}]),
            ("unlink", [early.ids]),
        ):
            sentence = self._refused(self.buyer if method != "unlink" else self.head,
                                     "ap.receipt", method, *arguments)  # fmt: skip
            self.assertIn("locked until 2026-09-30", sentence)
        later = self._receive(line, 1, on="2026-10-01")
        self._refused(
            self.buyer, "ap.receipt", "write", later.ids, {"date": "2026-09-30"}
        )

    # Bills of buyers -------------------------------------------------------------------

    def test_a_buyer_makes_drafts_and_nothing_posted(self):
        order = self._order({"product_id": self.goods.id, "name": "Hinge"})
        self._receive(order.order_line, 10)
        values = {
            "move_type": "in_invoice", "partner_id": self.partner_a.id,
            "invoice_date": "2026-10-25",
            "invoice_line_ids": [Command.create({"name": "x", "price_unit": 9})],
        }  # fmt: skip
        self._refused(self.buyer, "account.move", "create", [{**values, "state": "posted"}])
        [made] = self._call(
            self.buyer, "account.move", "create", [values], default_state="posted"
        )
        bill = self.env["account.move"].browse(made)
        self.assertEqual(bill.state, "draft")
        for state in ("posted", "cancel"):
            self._refused(self.buyer, "account.move", "write", [made], {"state": state})
        bill.action_post()
        for method in ("button_draft", "button_cancel"):
            self._refused(self.buyer, "account.move", method, [made])
        line = bill.invoice_line_ids
        other = self.company_data["default_account_assets"].id
        for values in ({"account_id": other}, {"analytic_distribution": {"1": 100}}):
            self._refused(self.buyer, "account.move.line", "write", line.ids, values)
        self._refused(self.buyer, "account.move.line", "unlink", line.ids, force_delete=True)
        order.with_user(self.buyer).action_create_invoice()
        self.assertEqual(order.invoice_ids.state, "draft")
