# SPDX-License-Identifier: AGPL-3.0-or-later
"""sup-bank-hold-at-every-door: while a case is open, nobody pays the supplier."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .bank_change_common import CASE, BankChangeCommon


@tagged("post_install", "-at_install")
class TestHoldOfBankChanges(BankChangeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.due = cls._bill("FA-79", 100.0, post=True, partner=cls.alpha)

    def setUp(self):
        super().setUp()
        self.case = self._open("accountant")

    def _register(self, bills, **values):
        wizards = self._as("colleague", self.env["account.payment.register"]).with_context(
            active_model="account.move", active_ids=bills.ids
        )
        return wizards.create({"journal_id": self.journal.id, **values})

    def _payment(self, **values):
        [made] = self._call(
            "colleague", "account.payment", "create",
            [{"payment_type": "outbound", "partner_type": "supplier", "amount": 900.0,
              "partner_id": self.alpha.id, "journal_id": self.journal.id, **values}],
        )  # fmt: skip
        return self.env["account.payment"].browse(made)

    def test_pay_from_the_bill(self):
        self.assertTrue(self.bill.ap_payment_hold)
        self.assertIn(self.case.name, self.bill.ap_payment_hold_text)
        with self.assertRaises(UserError):
            self._register(self.bill)._create_payments()

    def test_batch_of_all_due_bills(self):
        """Listed as held, not selected; the others are paid."""
        wizard = self._register(self.bill | self.due | self.other)
        self.assertEqual(wizard.ap_left_out_ids, self.bill | self.due)
        self.assertIn(self.case.name, wizard.ap_left_out_text)
        wizard._create_payments()
        self.assertEqual(self.other.payment_state, self.env["account.move"]._get_invoice_in_payment_state())
        self.assertEqual(self.bill.payment_state, "not_paid")

    def test_payment_without_a_bill(self):
        contact = self.env["res.partner"].create({"name": "Desk", "parent_id": self.alpha.id})
        for values in ({}, {"partner_id": contact.id}, {"partner_type": "customer"}):
            payment = self._payment(**values)
            for method, arguments in (
                ("action_post", []), ("write", [{"state": "in_process"}]),
                ("write", [{"state": "paid"}]),
            ):  # fmt: skip
                sentence = self._refused(
                    "colleague", "account.payment", method, payment.ids, *arguments
                )
                self.assertIn(self.case.name, sentence)
        sent = self._payment(partner_id=self.partner_b.id)
        self._call("colleague", "account.payment", "action_post", sent.ids)
        self._refused(
            "colleague", "account.payment", "write", sent.ids, {"partner_id": self.alpha.id}
        )
        back = self._payment(payment_type="inbound")
        self._call("colleague", "account.payment", "action_post", back.ids)

    def _entry(self, journal, credited):
        payable = self.bill.line_ids.filtered(
            lambda line: line.account_type == "liability_payable"
        ).account_id
        return self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "line_ids": [
                    Command.create(
                        {"account_id": payable.id, "partner_id": self.alpha.id, "debit": 900.0}
                    ),
                    Command.create({"account_id": credited.id, "credit": 900.0}),
                ],
            }
        )

    def test_entry(self):
        bank = self.journal.default_account_id
        misc = self.company_data["default_journal_misc"]
        for journal in (misc, self.journal):
            move = self._entry(journal, bank)
            sentence = self._refused("colleague", "account.move", "action_post", move.ids)
            self.assertIn(self.case.name, sentence)
            with self.assertRaises(UserError), self.env.cr.savepoint():
                move.sudo().action_post()
        charge = self._entry(misc, self.company_data["default_account_expense"])
        self._call("colleague", "account.move", "action_post", charge.ids)

    def test_released_and_held_again(self):
        model, ids = "account.move", self.bill.ids
        self._call("colleague", model, "action_hold_payment", ids, "look")
        self._call("colleague", model, "action_release_payment", ids)
        self._call("colleague", model, "action_hold_payment", ids, "again")
        self._call("colleague", model, "action_release_payment", ids)
        self.env.invalidate_all()
        self.assertTrue(self.bill.ap_payment_hold)
        found = self.env["account.move"].search([("ap_payment_hold", "=", True)])
        self.assertIn(self.bill, found)
        self.assertNotIn(self.other, found)

    def test_released_by_who_opened_the_case(self):
        self._refused("accountant", "account.move", "action_release_payment", self.bill.ids)
        self._refused("accountant", CASE, "refuse", self.case.ids, "no")
        self._call("colleague", CASE, "refuse", self.case.ids, "it was our mistake")
        self._register(self.bill | self.due)._create_payments()

    def _bank_line(self, **values):
        return self.env["account.bank.statement.line"].create(
            {"journal_id": self.journal.id, "date": "2026-11-20", "amount": -900.0,
             "payment_ref": "VIR SEPA ALPHA", **values}
        )  # fmt: skip

    def test_a_line_of_the_bank_is_recorded_and_alarms(self):
        for values in ({}, {"payment_ref": "x", "partner_id": self.alpha.id},
                       {"payment_ref": "y", "account_number": self.account.acc_number}):  # fmt: skip
            before = self.case.alarm_count
            line = self._bank_line(**values)
            self.assertEqual(line.move_id.state, "posted")
            self.assertEqual(self.case.alarm_count, before + 1)
        self._bank_line(payment_ref="VIR BETA")
        self._bank_line(amount=900.0)
        self.assertEqual(self.case.alarm_count, 3)
        alarms = self.case.event_ids.filtered(lambda event: event.kind == "alarm")
        self.assertIn("VIR SEPA ALPHA", alarms[0].text)
        line.write({"partner_id": self.alpha.id})
        self.assertEqual(self.case.alarm_count, 3, "each line once")

    def test_a_line_that_pays_a_held_bill_is_a_finding(self):
        line = self._bank_line(partner_id=self.alpha.id)
        _liquidity, suspense, _other = line._seek_for_lines()
        payable = self.bill.line_ids.filtered(lambda one: one.account_type == "liability_payable")
        line.move_id.with_context(force_delete=True, skip_readonly_check=True).write(
            {"line_ids": [
                Command.delete(suspense.id),
                Command.create({"account_id": payable.account_id.id, "balance": 900.0,
                                "amount_currency": 900.0, "partner_id": self.alpha.id}),
            ]}
        )  # fmt: skip
        (line.move_id.line_ids.filtered(lambda one: one.account_id == payable.account_id) | payable).reconcile()
        found = self.env["ap.finding"].search(
            [("control_code", "=", "paid_on_hold"), ("res_id", "=", self.bill.id)]
        )
        self.assertEqual(found.state, "open")

    def test_other_suppliers_are_paid(self):
        self.assertFalse(self.other.ap_payment_hold)
        self._register(self.other)._create_payments()
