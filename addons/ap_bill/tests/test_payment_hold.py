# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills on hold are not paid, on any way; supplier accounts are trusted by two persons."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from .payment_common import PaymentCommon


@tagged("post_install", "-at_install")
class TestPaymentHold(PaymentCommon):
    def test_a_finding_holds_every_way_of_paying(self):
        self._hold_by_finding()
        ways = {
            "register, one bill": lambda: self._register(self.held),
            "register, partly": lambda: self._register(self.held, amount=10.0),
            "register, lines given": lambda: self._register(
                self.held | self.free,
                line_ids=[Command.set(self._to_pay(self.held | self.free).ids)],
            ),
            "payment posted": lambda: self._payment(self.held).action_post(),
            "state written": lambda: self._payment(self.held).write({"state": "paid"}),
        }
        for name, pay in ways.items():
            with (
                self.subTest(name),
                self.assertRaisesRegex(UserError, "F-HELD"),
                self.env.cr.savepoint(),
            ):
                pay()
        self.assertEqual(self.held.payment_state, "not_paid")
        self._register(self.free)
        self.assertIn(self.free.payment_state, ("paid", "in_payment"))

    def test_a_bill_is_not_linked_to_a_payment_that_is_sent(self):
        payment = self._payment(self.free)
        payment.action_post()
        self._hold_by_finding()
        with self.assertRaisesRegex(UserError, "F-HELD"), self.env.cr.savepoint():
            payment.invoice_ids = [Command.link(self.held.id)]
        bill = self._as("accountant", self.held)
        with self.assertRaisesRegex(UserError, "F-HELD"), self.env.cr.savepoint():
            bill.matched_payment_ids = [Command.link(payment.id)]

    def test_the_hold_ends_with_its_finding(self):
        self.assertFalse(self._held_bills())
        self._hold_by_finding()
        self.assertEqual(self._held_bills(), self.held)
        self.assertTrue(self.held.ap_payment_hold)
        self.assertIn("Amount 100.0", self.held.ap_payment_hold_text)
        self.assertNotIn("Amount 100.0", self.held.ap_finding_remarks)  # stated once
        self._as("accountant", self._finding()).waive("It was agreed by telephone.")
        self.held.invalidate_recordset()
        self.assertFalse(self.held.ap_payment_hold)
        self.assertFalse(self._held_bills())
        self._as("accountant", self._finding()).reopen()
        self.assertEqual(self._held_bills(), self.held)
        self.found = []
        self._check()
        self.assertFalse(self._held_bills())
        self._register(self.held)
        self.assertIn(self.held.payment_state, ("paid", "in_payment"))

    def test_only_controls_that_hold_payments_hold(self):
        self.control.hold_payment = False
        self._hold_by_finding()
        self.assertFalse(self._held_bills())

    def test_a_person_holds_with_a_reason_and_lifts(self):
        bill = self._as("accountant", self.held)
        with self.assertRaisesRegex(UserError, "why"):
            bill.action_hold_payment("  ")
        bill.action_hold_payment("Goods are broken")
        self.assertEqual(bill.ap_payment_hold_text, "Accountant: Goods are broken")
        self.assertEqual(self._held_bills(), self.held)
        with self.assertRaisesRegex(UserError, "Goods are broken"):
            self._register(self.held)
        self._as("head", self.held).action_release_payment()
        self.assertFalse(self._held_bills())
        log = "".join(self.held.message_ids.mapped("body"))
        self.assertIn("Payment put on hold: Goods are broken", log)
        self.assertIn("Hold of the payment lifted", log)

    def test_an_apprentice_neither_holds_nor_lifts(self):
        bill = self._as("apprentice", self.held)
        for act in (
            lambda: bill.action_hold_payment("No"),
            bill.action_release_payment,
            lambda: bill.write({"ap_payment_hold_reason": "No"}),
        ):
            with self.assertRaises(AccessError):
                act()
        accountant = self._as("accountant", self.held)
        with self.assertRaises(AccessError):
            accountant.write({"ap_payment_hold_reason": False})

    def test_the_stock_block_holds_too(self):
        self.held.action_toggle_block_payment()
        self.assertEqual(self._held_bills(), self.held)
        with self.assertRaisesRegex(UserError, "blocked"):
            self._payment(self.held).action_post()
        self.held.action_toggle_block_payment()
        self.assertFalse(self._held_bills())

    def test_money_that_left_the_bank_is_matched_and_found(self):
        self._as("accountant", self.held).action_hold_payment("Wait")
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank_journal.id,
                "date": "2026-10-09",
                "payment_ref": "F-HELD",
                "partner_id": self.held.partner_id.id,
                "amount": -100.0,
            }
        )
        payable = self.held.line_ids.filtered(
            lambda item: item.account_type == "liability_payable"
        )
        _liquidity, suspense, _other = line._seek_for_lines()
        line.move_id.button_draft()
        suspense.account_id = payable.account_id
        line.move_id.action_post()
        (suspense | payable).reconcile()
        self.assertEqual(self.held.amount_residual, 0)
        finding = self.env["ap.finding"].search(
            [("control_id.code", "=", "paid_on_hold"), ("res_id", "=", self.held.id)]
        )
        self.assertEqual(finding.state, "open")
        self.assertEqual(finding.amount, 100.0)
        self._as("accountant", self.held).action_release_payment()
        self.env["ap.control"].check(self.company.id, ["paid_on_hold"])
        self.assertEqual(finding.state, "resolved")

    def test_money_that_comes_back_is_not_refused(self):
        credit = self._bill("A-1", 40.0, move_type="in_refund", post=True)
        self._as("accountant", credit).action_hold_payment("Not yet")
        self._register(credit)
        self.assertIn(credit.payment_state, ("paid", "in_payment"))

    def test_the_dashboard_counts_bills_on_hold(self):
        self._as("accountant", self.held | self.free).action_hold_payment("Wait")
        journal = self._as("accountant", self.held.journal_id)
        shown = journal._get_journal_dashboard_data_batched()[journal.id]
        self.assertEqual(shown["ap_number_held"], 2)
        self.assertIn("350.00", shown["ap_sum_held"])

    def test_many_bills_cost_no_more_queries_than_few(self):
        bills = self.env["account.move"]
        for number in range(12):
            bills |= self._bill(f"Q-{number}", 10.0 + number)
        self.found = [self._value(record=bill) for bill in bills]
        self._check()

        def count(moves):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            moves.mapped("ap_payment_hold_text")
            return self.env.cr.sql_log_count - before

        count(bills[:1])
        self.assertLessEqual(count(bills), count(bills[:2]) + 1)


@tagged("post_install", "-at_install")
class TestBankTrust(PaymentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier = cls.partner_a
        cls.account = (
            cls.env["res.partner.bank"]
            .with_user(cls.users["accountant"])
            .create(
                {
                    "acc_number": "FR7630006000011234567890189",
                    "partner_id": cls.supplier.id,
                }
            )
        )
        cls.iban = cls.account.acc_number

    def test_no_transfer_to_an_account_that_nobody_trusts(self):
        self.held.partner_bank_id = self.account
        ways = {
            "register": lambda: self._register(self.held),
            "batch": lambda: self._register(self.held | self.free),
            "payment": lambda: self._payment(self.held).action_post(),
            "account emptied on the payment": lambda: self._payment(
                self.held, partner_bank_id=False
            ).write({"partner_bank_id": False, "state": "in_process"}),
        }
        for name, pay in ways.items():
            with (
                self.subTest(name),
                self.assertRaisesRegex(UserError, self.iban),
                self.env.cr.savepoint(),
            ):
                pay()
        self._as("head", self.account).allow_out_payment = True
        self._register(self.held)
        self.assertIn(self.held.payment_state, ("paid", "in_payment"))

    def test_ways_that_do_not_use_the_account_are_free(self):
        cash = self.company_data["default_journal_cash"]
        self._register(self.free, journal_id=cash.id)
        self.assertIn(self.free.payment_state, ("paid", "in_payment"))
        line = self.bank_journal.outbound_payment_method_line_ids[:1]
        card = line.copy({"name": "Card", "ap_without_account": True})
        self._register(self.held, payment_method_line_id=card.id)
        self.assertIn(self.held.payment_state, ("paid", "in_payment"))

    def test_a_company_may_switch_it_off(self):
        self.company.ap_require_trusted_bank = False
        self._register(self.held)
        self.assertIn(self.held.payment_state, ("paid", "in_payment"))

    def test_a_supplier_without_account_is_paid(self):
        bill = self._bill("F-NONE", partner=self.partner_b, post=True)
        self._register(bill)
        self.assertIn(bill.payment_state, ("paid", "in_payment", "partial"))

    def test_two_persons_trust_an_account(self):
        with (
            self.assertRaisesRegex(UserError, "somebody\\s+else"),
            self.env.cr.savepoint(),
        ):
            self._as("accountant", self.account).allow_out_payment = True
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._as("apprentice", self.account).allow_out_payment = True
        self._as("head", self.account).allow_out_payment = True
        self.assertTrue(self.account.allow_out_payment)

    def test_the_list_of_accounts_to_trust(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_bill.ap_bank_trust_action"
        )
        own = self.env["res.partner.bank"].create(
            {
                "acc_number": "FR1420041010050500013M02606",
                "partner_id": self.company.partner_id.id,
            }
        )
        listed = own.search(safe_eval(action["domain"]))
        self.assertIn(self.account, listed)
        self.assertIn(own, listed, "of our name, but of none of our bank journals")
        self.bank_journal.bank_account_id = own
        self.assertNotIn(own, own.search(safe_eval(action["domain"])))
        for role in ("auditor", "apprentice"):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self._as(role, self.account).action_ap_trust()
        with self.assertRaisesRegex(UserError, "somebody"), self.env.cr.savepoint():
            self._as("accountant", self.account).action_ap_trust()
        self._as("head", self.account).action_ap_trust()
        self.assertTrue(self.account.allow_out_payment)

    def test_an_administrator_without_the_role_does_not_trust(self):
        admin = new_test_user(
            self.env,
            login="only_admin",
            groups="base.group_system,ap_base.group_apprentice",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        with self.assertRaisesRegex(AccessError, "Accountant"):
            self.account.with_user(admin).allow_out_payment = True

    def test_who_changes_the_number_has_entered_it(self):
        self.account.with_user(self.users["head"]).write(
            {"acc_number": "FR1420041010050500013M02606"}
        )
        self.assertEqual(self.account.ap_entered_by_id, self.users["head"])
        with self.assertRaisesRegex(UserError, "somebody"), self.env.cr.savepoint():
            self._as("head", self.account).allow_out_payment = True
        self._as("accountant", self.account).allow_out_payment = True
        self.assertTrue(self.account.allow_out_payment)

    def test_other_spaces_or_another_bank_is_not_another_account(self):
        self._as("head", self.account).write(
            {"acc_number": self.iban.replace(" ", ""), "acc_holder_name": "Alpha"}
        )
        self.assertEqual(self.account.ap_entered_by_id, self.users["accountant"])
        with self.assertRaisesRegex(UserError, "somebody"):
            self._as("accountant", self.account).allow_out_payment = True

    def test_alone_one_may_trust_and_it_is_written_down(self):
        """Alone in all the companies that may pay the supplier."""
        self.supplier.company_id = self.company
        group = self.env.ref("ap_base.group_accountant")
        others = group.all_user_ids - self.users["accountant"]
        self.env.cr.execute(
            "DELETE FROM res_company_users_rel WHERE cid = %s AND user_id = ANY(%s)",
            [self.company.id, others.ids],
        )
        self.env.invalidate_all()
        self._as("accountant", self.account).allow_out_payment = True
        self.assertTrue(self.account.allow_out_payment)
        log = "".join(self.supplier.message_ids.mapped("body"))
        self.assertIn("trusted by the person who entered it", log)

    def test_nobody_enters_a_trusted_account(self):
        with self.assertRaisesRegex(UserError, "somebody"):
            self._as("head", self.env["res.partner.bank"]).create(
                {
                    "acc_number": "FR1420041010050500013M02606",
                    "partner_id": self.supplier.id,
                    "allow_out_payment": True,
                }
            )

    def test_every_change_is_in_the_chatter_of_the_supplier(self):
        before = self.supplier.message_ids
        self._as("head", self.account).allow_out_payment = True
        self._as("head", self.account).allow_out_payment = False
        self._as("accountant", self.account).acc_number = "FR1420041010050500013M02606"
        self.env.flush_all()
        fresh = self.supplier.message_ids - before
        self.assertEqual(len(fresh), 3)
        values = fresh.tracking_value_ids.mapped("new_value_char")
        self.assertIn("FR14 2004 1010 0505 0001 3M02 606", values)
