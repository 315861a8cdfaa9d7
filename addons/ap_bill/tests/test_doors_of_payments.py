# SPDX-License-Identifier: AGPL-3.0-or-later
"""Money goes to accounts that two persons know, for bills that nothing holds."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.ap_base.tests.test_doors_of_entries import DoorsCommon

IBAN = "FR7630006000011234567890189"
OTHER = "FR1420041010050500013M02606"
THIRD = "BE71096123456769"
BANK = "res.partner.bank"


@tagged("post_install", "-at_install")
class TestDoorsOfBankAccounts(DoorsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier = cls.partner_a
        cls.users["colleague"] = cls._user("colleague", "ap_base.group_accountant")
        cls.account = cls._account(cls.supplier)
        cls.journal = cls.company_data["default_journal_bank"]
        for user in cls.users.values():
            user.group_ids |= cls.env.ref("base.group_partner_manager")

    @classmethod
    def _account(cls, partner, number=IBAN, role="head"):
        accounts = cls.env[BANK].with_user(cls.users[role])
        return accounts.create({"partner_id": partner.id, "acc_number": number}).sudo()

    def _trust(self, account, role="colleague", **context):
        self._call(role, BANK, "action_ap_trust", account.ids, **context)
        self.assertTrue(account.allow_out_payment)

    def _refuses_trust(self, account, role, **context):
        for method, arguments in (
            ("action_ap_trust", []), ("write", [{"allow_out_payment": True}]),
        ):  # fmt: skip
            self._refused(role, BANK, method, account.ids, *arguments, **context)

    # One person ------------------------------------------------------------------------

    def test_the_number_is_changed_by_whatever_name_it_has(self):
        for values in (
            {"acc_number": OTHER}, {"sanitized_acc_number": OTHER},
            {"partner_id": self.partner_b.id},
        ):  # fmt: skip
            account = self._account(self.partner_a, THIRD)
            self._call("accountant", BANK, "write", account.ids, values)
            self.assertEqual(account.ap_entered_by_id, self.users["accountant"])
            self._refuses_trust(account, "accountant")
            self._trust(account)
            account.write({"active": False, "sanitized_acc_number": f"X{account.id}"})

    def test_changed_and_trusted_in_one_write(self):
        values = {"sanitized_acc_number": OTHER, "allow_out_payment": True}
        self._refused("accountant", BANK, "write", self.account.ids, values)
        nested = {"bank_ids": [Command.update(self.account.id, values)]}
        self._refused("accountant", "res.partner", "write", self.supplier.ids, nested)
        self._refused("accountant", BANK, "web_save", self.account.ids, values, {})

    def test_who_entered_it_is_not_written(self):
        head = self.users["head"]
        values = {"ap_entered_by_id": self.users["colleague"].id}
        self._refused("head", BANK, "write", self.account.ids, values)
        made = self._call(
            "head", BANK, "create", [{"partner_id": self.supplier.id, "acc_number": OTHER}],
            default_ap_entered_by_id=self.users["colleague"].id,
            default_allow_out_payment=True,
        )  # fmt: skip
        account = self.env[BANK].browse(made)
        self.assertRecordValues(
            account, [{"ap_entered_by_id": head.id, "allow_out_payment": False}]
        )
        imported = self._call(
            "head", BANK, "load", ["partner_id/.id", "acc_number", "allow_out_payment"],
            [[str(self.supplier.id), THIRD, "1"]],
        )  # fmt: skip
        self.assertFalse(imported["ids"], "trusted by the file that brings it")
        imported = self._call(
            "head", BANK, "load", [".id", "allow_out_payment"],
            [[str(account.id), "1"]],
        )  # fmt: skip
        self.assertFalse(account.allow_out_payment)

    def test_the_superuser_of_odoo_changes_the_number_of_no_trusted_account(self):
        """Where Odoo writes as superuser, trust ends with the number."""
        self._trust(self.account)
        account = self.account.with_user(self.users["accountant"]).sudo()
        account.write({"acc_number": OTHER})
        self.assertFalse(self.account.allow_out_payment)
        self._refuses_trust(self.account, "accountant")

    # Companies -------------------------------------------------------------------------

    def test_every_company_that_may_pay_counts(self):
        """Naming one where nobody asks for trust, or nobody else works, opens nothing."""
        lax = self.env["res.company"].create(
            {"name": "Lax", "ap_require_trusted_bank": False}
        )
        for role in ("head", "colleague"):
            self.users[role].company_ids |= lax
        self._refuses_trust(self.account, "head", allowed_company_ids=lax.ids)
        lax.ap_require_trusted_bank = True
        self.users["colleague"].company_ids -= lax
        self._refuses_trust(self.account, "head", allowed_company_ids=lax.ids)

    def test_trust_ends_when_other_companies_may_pay(self):
        """Whether the company of the contact is changed, or of the account itself."""
        lax = self.env["res.company"].create(
            {"name": "Lax", "ap_require_trusted_bank": False}
        )
        self.users["head"].company_ids |= lax
        both = (lax | self.company).ids
        for records in (self.supplier, self.account):
            self.supplier.company_id = lax
            self._trust(self.account, "head", allowed_company_ids=lax.ids)
            self._call(
                "head", records._name, "write", records.ids, {"company_id": False},
                allowed_company_ids=both,
            )  # fmt: skip
            self.assertFalse(self.account.allow_out_payment)
            self._refuses_trust(self.account, "head", allowed_company_ids=both)

    # Holders ---------------------------------------------------------------------------

    def test_trust_does_not_follow_a_merge(self):
        """Neither the account of who disappears, nor of who takes the other's bills."""
        for keeper in (0, 1):
            small = self.env["res.partner"].create({"name": "Small", "is_company": True})
            big = self.env["res.partner"].create({"name": "Big", "is_company": True})
            accounts = self._account(small, THIRD) | self._account(big, OTHER)
            for account in accounts:
                self._trust(account)
            couple = small | big
            wizard = self._call(
                "accountant", "base.partner.merge.automatic.wizard", "create",
                [{"partner_ids": [Command.set(couple.ids)],
                  "dst_partner_id": couple[keeper].id}],
            )  # fmt: skip
            self._call(
                "accountant", "base.partner.merge.automatic.wizard", "action_merge", wizard
            )
            self.assertFalse((couple - couple[keeper]).exists())
            self.assertEqual(accounts.exists().mapped("allow_out_payment"), [False] * 2)
            self._refuses_trust(accounts[keeper], "accountant")
            accounts.exists().write({"active": False})

    def test_trust_does_not_follow_a_contact_to_another_supplier(self):
        small = self.env["res.partner"].create({"name": "Small", "is_company": True})
        account = self._account(small, OTHER)
        self._trust(account)
        self._call("accountant", "res.partner", "write", small.ids, {"phone": "1"})
        self.assertTrue(account.allow_out_payment)
        values = {"parent_id": self.supplier.id, "is_company": False}
        self._call("accountant", "res.partner", "write", small.ids, values)
        self.assertFalse(account.allow_out_payment)
        self._refuses_trust(account, "accountant")
        self._trust(account, "head")

    # Payments --------------------------------------------------------------------------

    def _pay(self, role="accountant", **values):
        [made] = self._call(
            role, "account.payment", "create",
            [{"payment_type": "outbound", "partner_type": "supplier", "amount": 9.0,
              "partner_id": self.supplier.id, "journal_id": self.journal.id, **values}],
        )  # fmt: skip
        return self.env["account.payment"].browse(made)

    def _post(self, payment, role="accountant"):
        self._call(role, "account.payment", "action_post", payment.ids)

    def _refuses_to_pay(self, *, words="Nothing was paid", role="accountant", **values):
        payment = self._pay(role, **values)
        sentence = self._refused(role, "account.payment", "action_post", payment.ids)
        self.assertIn(words, sentence)

    def test_an_account_of_our_own_name_is_no_way_to_pay_a_supplier(self):
        own = self._account(self.company.partner_id, OTHER, "accountant")
        self._refuses_to_pay(partner_bank_id=own.id, words="belongs to")
        self._trust(own, "head")
        self._refuses_to_pay(partner_bank_id=own.id, words="belongs to")
        self.journal.bank_account_id = own
        self._refuses_to_pay(partner_bank_id=own.id, words="belongs to")

    def test_nor_a_way_to_pay_ourselves_elsewhere(self):
        """Only accounts of our bank journals are ours without a second person."""
        us = self.company.partner_id.id
        own = self._account(self.company.partner_id, OTHER, "accountant")
        self._refuses_to_pay(partner_id=us, partner_bank_id=own.id, words="trusts")
        self._refuses_trust(own, "accountant")
        self.journal.bank_account_id = own
        self._post(self._pay(partner_id=us, partner_bank_id=own.id))

    def test_the_holder_is_the_payee(self):
        """Trusted, but somebody else's."""
        others = self._account(self.partner_b, OTHER)
        self._trust(others)
        self._refuses_to_pay(partner_bank_id=others.id, words="belongs to")
        bill = self._bill("H-1", post=True, partner_bank_id=others.id)
        self._refuses_to_pay(
            partner_bank_id=False, invoice_ids=[Command.set(bill.ids)], words="belongs to"
        )
        contact = self.env["res.partner"].create(
            {"name": "Desk", "parent_id": self.supplier.id}
        )
        self._trust(self.account)
        self._post(self._pay(partner_id=contact.id, partner_bank_id=self.account.id))

    def test_the_kind_of_partner_changes_nothing(self):
        for kind in ("customer", "supplier"):
            self._refuses_to_pay(
                partner_type=kind, partner_bank_id=self.account.id, words="trusts"
            )

    def test_a_payment_that_was_sent_is_looked_at_again(self):
        """Whatever is changed on it afterwards."""
        self._trust(self.account)
        lax = self._pay(payment_type="inbound", partner_bank_id=False)
        lax.outstanding_account_id = False  # no entry: only the payment can be refused
        self._post(lax)
        bad = self._account(self.supplier, OTHER)
        model = "account.payment"
        values = {"payment_type": "outbound", "partner_bank_id": bad.id}
        self._refused("accountant", model, "write", lax.ids, values)
        cash = self.company_data["default_journal_cash"]
        paid = self._pay(journal_id=cash.id, partner_bank_id=bad.id)
        self._post(paid)
        self._refused("accountant", model, "write", paid.ids, {"journal_id": self.journal.id})
        sent = self._pay(partner_bank_id=self.account.id)
        self._post(sent)
        values = {"partner_id": self.partner_b.id, "partner_bank_id": self.account.id}
        self._refused("accountant", model, "write", sent.ids, values)
        self._refused("accountant", model, "write", sent.ids, {"partner_bank_id": bad.id})

    # Methods that go without an account -------------------------------------------------

    def test_who_pays_does_not_say_that_no_account_is_needed(self):
        line = self.journal.outbound_payment_method_line_ids[:1]
        model = "account.payment.method.line"
        values = {"ap_without_account": True}
        for role in ("accountant", "biller", "manager", "apprentice"):
            self._refused(role, model, "write", line.ids, values)
            nested = {"outbound_payment_method_line_ids": [Command.update(line.id, values)]}
            self._refused(role, "account.journal", "write", self.journal.ids, nested)
        self._call("head", model, "write", line.ids, values)
        self.assertIn(
            "no trusted bank account is needed", self.journal.message_ids[0].body
        )
        copied = line.copy({"name": "Another"})
        self.assertFalse(copied.ap_without_account)


@tagged("post_install", "-at_install")
class TestDoorsOfHolds(DoorsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ap.control"].with_context(active_test=False).search(
            [("code", "in", ["paid_on_hold", "paid_while_held"])]
        ).active = True
        cls.held = cls._bill("F-HELD", 120.0, post=True)
        cls.held.with_user(cls.users["accountant"]).action_hold_payment("Broken")
        cls.payable = cls.held.line_ids.filtered(
            lambda line: line.account_type == "liability_payable"
        )
        cls.bank = cls.company_data["default_journal_bank"].default_account_id
        cls.journal = cls.company_data["default_journal_misc"]

    def _entry(self, account, role="accountant", **values):
        items = [
            {"account_id": self.payable.account_id.id, "debit": 120.0,
             "partner_id": self.held.partner_id.id},
            {"account_id": account.id, "credit": 120.0},
        ]  # fmt: skip
        [made] = self._call(
            role, "account.move", "create",
            [{"journal_id": self.journal.id, "date": "2026-10-09",
              "line_ids": [Command.create(item) for item in items], **values}],
        )  # fmt: skip
        self._call(role, "account.move", "action_post", [made])
        return self.env["account.move"].browse(made)

    def _found(self, code, move):
        return self.env["ap.finding"].search(
            [("control_code", "=", code), ("res_id", "=", move.id)]
        )

    def _match(self, entry, role="accountant"):
        line = entry.line_ids.filtered(lambda one: one.account_id == self.payable.account_id)
        self._call(
            role, "account.move", "js_assign_outstanding_line", self.held.ids, line.id
        )
        self.assertEqual(self.held.amount_residual, 0)

    def test_an_entry_on_the_bank_account_is_found_when_posted_and_when_matched(self):
        """Dr 401 120 / Cr 512 120 in the journal of miscellaneous entries."""
        for role in ("accountant", "biller"):
            entry = self._entry(self.bank, role)
            finding = self._found("paid_while_held", entry)
            self.assertRecordValues(
                finding, [{"state": "open", "amount": 120.0, "severity": "warning"}]
            )
            self.assertIn("F-HELD" if not self.held.name else self.held.name, finding.message)
            self._match(entry, role)
            self.assertRecordValues(
                self._found("paid_on_hold", self.held).filtered(
                    lambda one, entry=entry: one.key == str(entry.id)
                ),
                [{"state": "open", "amount": 120.0}],
            )
            self.held.line_ids.remove_move_reconcile()

    def test_an_entry_through_another_account_is_found(self):
        """Dr 401 120 / Cr 467 120, and 467 paid by bank later."""
        entry = self._entry(self.company_data["default_account_tax_purchase"])
        self._match(entry)
        finding = self._found("paid_on_hold", self.held)
        self.assertEqual(finding.amount, 120.0)
        self.assertIn("was settled by the entry", finding.message)

    def test_credit_notes_and_reversals_are_no_payments(self):
        wizard = self.env["account.move.reversal"].create(
            {
                "move_ids": [Command.set(self.held.ids)],
                "journal_id": self.held.journal_id.id,
                "date": "2026-10-10",
            }
        )
        wizard.refund_moves()
        refund = wizard.new_move_ids
        refund.action_post()
        self.assertEqual(self.held.amount_residual, 0)
        self.assertFalse(self._found("paid_on_hold", self.held))

    def test_a_payment_on_account_says_what_it_is_for(self):
        """Free by decision; found, until it is matched with another bill."""
        [made] = self._call(
            "accountant", "account.payment", "create",
            [{"payment_type": "outbound", "partner_type": "supplier", "amount": 50.0,
              "partner_id": self.held.partner_id.id,
              "journal_id": self.company_data["default_journal_bank"].id}],
        )  # fmt: skip
        payment = self.env["account.payment"].browse(made)
        if not payment.outstanding_account_id:
            payment.payment_method_line_id.payment_account_id = self.bank
            payment._compute_outstanding_account_id()
        self._call("accountant", "account.payment", "action_post", made)
        finding = self._found("paid_while_held", payment.move_id)
        self.assertEqual(finding.amount, 50.0)
        other = self._bill("F-OTHER", 50.0, post=True)
        (payment.move_id.line_ids | other.line_ids).filtered(
            lambda line: line.account_id == self.payable.account_id
        ).reconcile()
        self.env["ap.control"].check(self.company.id, ["paid_while_held"])
        self.assertEqual(finding.state, "resolved")

    def test_an_inbound_payment_does_not_become_one_that_pays(self):
        [made] = self._call(
            "accountant", "account.payment", "create",
            [{"payment_type": "inbound", "partner_type": "supplier", "amount": 120.0,
              "partner_id": self.held.partner_id.id,
              "journal_id": self.company_data["default_journal_bank"].id,
              "invoice_ids": [Command.set(self.held.ids)]}],
        )  # fmt: skip
        payment = self.env["account.payment"].browse(made)
        payment.outstanding_account_id = False
        self._call("accountant", "account.payment", "action_post", made)
        self.assertFalse(payment.move_id, "of a journal without outstanding account")
        sentence = self._refused(
            "accountant", "account.payment", "write", made, {"payment_type": "outbound"}
        )
        self.assertIn(self.held.name, sentence)

    def test_nothing_is_looked_for_without_a_hold(self):
        self.held.with_user(self.users["head"]).action_release_payment()
        self.assertFalse(self._found("paid_while_held", self._entry(self.bank)))

    def test_a_hold_is_not_written(self):
        """Nor made by way of creating the bill."""
        for role in ("accountant", "head", "biller"):
            for name in ("reason", "user_id", "date"):
                values = {f"ap_payment_hold_{name}": False}
                self._refused(role, "account.move", "write", self.held.ids, values)
            made = self._call(
                role, "account.move", "create", [{"move_type": "in_invoice"}],
                default_ap_payment_hold_reason="x",
            )  # fmt: skip
            bill = self.env["account.move"].browse(made)
            self.assertFalse(bill.ap_payment_hold_reason)
        with self.assertRaises(UserError):
            self._call(
                "accountant", "account.move", "create",
                [{"move_type": "in_invoice", "ap_payment_hold_reason": "x"}],
            )  # fmt: skip
