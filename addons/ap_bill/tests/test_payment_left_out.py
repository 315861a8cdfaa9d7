# SPDX-License-Identifier: AGPL-3.0-or-later
"""The payment wizard on several bills: those on hold are left out and named."""

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .payment_common import PaymentCommon


@tagged("post_install", "-at_install")
class TestPaymentLeftOut(PaymentCommon):
    def test_of_several_bills_those_on_hold_are_left_out_and_named(self):
        """100.00 on hold, 250.00 and 75.00 free: 325.00 is paid."""
        self._hold_by_finding()
        other = self._bill("F-OTHER", 75.0, date="2026-10-07", post=True)
        bills = self.held | self.free | other
        for values in ({}, {"group_payment": True}):
            with self.subTest(values), self.env.cr.savepoint() as point:
                wizard = self._wizard(bills, **values)
                self.assertEqual(wizard.ap_left_out_ids, self.held)
                self.assertIn("F-HELD", wizard.ap_left_out_text)
                self.assertIn("Amount 100.0", wizard.ap_left_out_text)
                self.assertFalse(wizard.ap_hold_text)
                self.assertEqual(wizard.source_amount, 325.0)
                payments = wizard._create_payments()
                self.assertEqual(sum(payments.mapped("amount")), 325.0)
                self.assertEqual(self.held.payment_state, "not_paid")
                point.rollback()
        form = Form(self._opened(bills, "accountant"))
        self.assertIn("F-HELD", form.ap_left_out_text)
        left = form.save().action_ap_left_out()
        self.assertEqual(bills.search(left["domain"]), self.held)

    def test_when_all_are_on_hold_the_reasons_are_shown(self):
        self.found = [self._value(record=bill) for bill in self.held | self.free]
        self._check()
        wizard = self._wizard(self.held | self.free)
        self.assertFalse(wizard.ap_left_out_ids)
        for name in ("F-HELD", "F-FREE"):
            self.assertIn(name, wizard.ap_hold_text)
        with self.assertRaisesRegex(UserError, "F-HELD"):
            wizard._create_payments()

    def test_a_refund_is_received_whatever_is_on_hold(self):
        self._hold_by_finding()
        refund = self._bill("R-1", 40.0, move_type="in_refund", post=True)
        self.found = [self._value(record=bill) for bill in self.held | refund]
        self._check()
        wizard = self._wizard(refund)
        self.assertFalse(wizard.ap_hold_text)
        self.assertEqual(wizard._create_payments().payment_type, "inbound")

    def test_a_client_that_names_a_bill_learns_no_more_than_it_may_read(self):
        self._hold_by_finding()
        stranger = self.env["res.company"].create({"name": "Stranger"})
        user = self.users["accountant"].copy({"login": "stranger"})
        user.write({"company_ids": stranger.ids, "company_id": stranger.id})
        wizards = self.env["account.payment.register"].with_user(user)
        wizard = wizards.with_context(allowed_company_ids=stranger.ids).new({})
        wizard.ap_left_out_ids = self.held
        self.assertFalse(wizard.ap_left_out_text)
