# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the supplier collects itself is not transferred; types that nobody knows wait."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .einvoice_draft_common import BOTH, DraftCase


@tagged("post_install", "-at_install")
class TestEInvoiceMeans(DraftCase):
    def _register(self, bill, line=None):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        )
        wizard = wizard.create({"payment_date": "2026-12-05"})
        if line:
            wizard.payment_method_line_id = line
        return wizard

    def _collected(self, bill):
        return self._found(bill, "einvoice_means")

    def test_a_bill_that_is_debited_is_not_transferred_and_its_debit_is_recorded(self):
        """120.00 by SEPA direct debit: a transfer is refused, the debit is not."""
        journal = self.company_data["default_journal_bank"]
        card = journal.outbound_payment_method_line_ids[:1].copy(
            {"name": "Debits", "ap_without_account": True}
        )
        for name, write in BOTH:
            with self.subTest(name):
                bill = self._make(write, means=("59",))
                self.assertEqual(self._collected(bill), [("einvoice_means", "debit")])
                self.assertFalse(bill._ap_asked_findings())
                bill.action_post()
                self.assertTrue(bill.ap_payment_hold)
                self.assertIn("the supplier collects it", bill.ap_payment_hold_text)
                with self.assertRaisesRegex(UserError, "would pay it twice"):
                    self._register(bill)._create_payments()
                wizard = self._register(bill)
                self.assertIn("would pay it twice", wizard.ap_hold_text)
                wizard = self._register(bill, card)
                self.assertFalse(wizard.ap_hold_text)
                wizard._create_payments()
                self.assertEqual(bill.amount_residual, 0.0)
                self.assertEqual(self._found(bill, "paid_on_hold"), [])
                self.env["ap.control"]._check_documents(bill)
                self.assertEqual(self._collected(bill), [])

    def test_what_holds_otherwise_holds_every_payment(self):
        journal = self.company_data["default_journal_bank"]
        card = journal.outbound_payment_method_line_ids[:1].copy(
            {"name": "Cards", "ap_without_account": True}
        )
        bill = self._make(means=("48",), totals={"prepaid": "120.00", "due": "0.00"})
        self.assertEqual(self._collected(bill), [("einvoice_means", "card")])
        bill.action_post()
        with self.assertRaises(UserError):
            self._register(bill, card)._create_payments()

    def test_transfers_and_what_is_not_said_are_paid_as_ever(self):
        for means in (("30",), ("58",), ("31",), ("42",), ("59", "58"), ("",)):
            with self.subTest(means):
                bill = self._make(means=means)
                self.assertEqual(self._collected(bill), [])
                self.assertFalse(bill.ap_payment_hold)

    def test_each_code_of_what_the_supplier_collects(self):
        table = {"49": "debit", "54": "card", "55": "card", "70": "draft", "97": "set_off"}
        for code, kind in table.items():
            with self.subTest(code):
                bill = self._make(means=(code,))
                self.assertEqual(self._collected(bill), [("einvoice_means", kind)])

    def test_a_waiver_lets_it_be_transferred(self):
        bill = self._make(means=("59",))
        finding = self.env["ap.finding"].search(
            [("res_id", "=", bill.id), ("control_code", "=", "einvoice_means")]
        )
        self._as("head", finding).waive("The mandate was withdrawn")
        bill.action_post()
        self._register(bill)._create_payments()
        self.assertEqual(bill.amount_residual, 0.0)

    def test_a_credit_note_is_not_collected(self):
        note = self._make(type="381", means=("59",))
        self.assertEqual(note.move_type, "in_refund")
        self.assertEqual(self._collected(note), [])

    def test_a_type_that_nobody_knows_waits_for_a_person(self):
        """999 is a bill in the draft, since its payment waits until somebody looked."""
        for name, write in BOTH:
            with self.subTest(name):
                bill = self._make(write, type="999")
                self.assertEqual(self._doubts(bill), [("einvoice_amount", "unread_type")])
                self.assertEqual(self._amounts(bill), (100.0, 20.0, 120.0))
                self.assertTrue(bill.ap_payment_hold)
                self.assertTrue(bill._ap_asked_findings())
                self.assertIn("Type of document (BT-3) 999:", self._words(bill))

    def test_each_type_of_the_standard_is_a_bill_or_a_credit_note(self):
        """The same 120.00 in each: owed, or taken off."""
        table = {
            "384": "in_invoice", "386": "in_invoice", "389": "in_invoice", "393": "in_invoice",
            "396": "in_refund", "261": "in_refund", "262": "in_refund", "296": "in_refund",
            "308": "in_refund", "420": "in_refund", "458": "in_refund", "532": "in_refund",
        }  # fmt: skip
        for code, move_type in table.items():
            with self.subTest(code):
                bill = self._make(type=code)
                self.assertEqual((bill.move_type, self._doubts(bill)), (move_type, []))
                self.assertEqual(self._amounts(bill), (100.0, 20.0, 120.0))
