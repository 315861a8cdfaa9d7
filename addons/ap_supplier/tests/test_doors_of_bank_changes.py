# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever way somebody writes on a supplier's account, it opens a case instead."""

from odoo import Command
from odoo.tests import tagged

from odoo.addons.ap_supplier.models.bank_change_door import DOOR
from odoo.addons.ap_supplier.rules.bank_change_number import compact

from .bank_change_common import BANK, CASE, IBAN, OTHER, THIRD, BankChangeCommon


@tagged("post_install", "-at_install")
class TestDoorsOfBankChanges(BankChangeCommon):
    def _is_kept(self, kind, number):
        """One case stands for it, and the account of the supplier is as it was."""
        self.env.invalidate_all()
        case = self._open_cases()
        self.assertEqual(len(case), 1, case.mapped("kind"))
        self.assertEqual((case.kind, compact(case.acc_number)), (kind, number))
        self.assertRecordValues(
            self.account,
            [{"sanitized_acc_number": IBAN, "active": True, "allow_out_payment": True,
              "partner_id": self.alpha.id}],
        )  # fmt: skip
        self.assertEqual(self.alpha.bank_ids, self.account)
        self.assertTrue(self.bill.ap_payment_hold)
        return case

    def _tried(self, kind, number, act):
        with self.subTest(kind=kind), self.env.cr.savepoint() as savepoint:
            act()
            self._is_kept(kind, number)
            savepoint.close(rollback=True)
        self.env.invalidate_all()

    def test_another_number(self):
        ids, values = self.account.ids, {"acc_number": OTHER}
        for act in (
            lambda: self._call("accountant", BANK, "write", ids, values),
            lambda: self._call("accountant", BANK, "write", ids, {"sanitized_acc_number": OTHER}),
            lambda: self._call("head", BANK, "web_save", ids, values, {}),
            lambda: self._call(
                "head", BANK, "load", [".id", "acc_number"], [[str(ids[0]), OTHER]]
            ),
            lambda: self._call(
                "head", "res.partner", "write", self.alpha.ids,
                {"bank_ids": [Command.update(ids[0], values)]},
            ),
            lambda: self.account.sudo().write(values),
            lambda: self.account.with_user(self.users["apprentice"]).sudo().write(values),
        ):  # fmt: skip
            self._tried("replace", OTHER, act)

    def test_a_new_account(self):
        values = {"acc_number": OTHER, "partner_id": self.alpha.id}
        trusted = {**values, "allow_out_payment": True}
        for act in (
            lambda: self._call("accountant", BANK, "create", [values]),
            lambda: self._call("head", BANK, "create", [trusted]),
            lambda: self._call("head", BANK, "create", [{"acc_number": OTHER}],
                               default_partner_id=self.alpha.id),
            lambda: self._call("head", BANK, "load", ["partner_id/.id", "acc_number"],
                               [[str(self.alpha.id), OTHER]]),
            lambda: self._call("head", BANK, "name_create", OTHER,
                               default_partner_id=self.alpha.id),
            lambda: self._call(
                "head", "res.partner", "write", self.alpha.ids,
                {"bank_ids": [Command.create({"acc_number": OTHER})]},
            ),
            lambda: self.env[BANK].sudo().create(trusted),
            lambda: self._call("head", BANK, "copy", self.account.ids, {"acc_number": OTHER}),
        ):  # fmt: skip
            self._tried("new", OTHER, act)

    def test_asked_twice_is_one_case(self):
        values = {"acc_number": OTHER, "partner_id": self.alpha.id}
        first = self._call("accountant", BANK, "create", [values])
        again = self.env[BANK].sudo().create(values)
        self.assertEqual(again.ids, first)
        case = self._is_kept("new", OTHER)
        self.assertIn("again", case.event_ids.mapped("kind"))
        again.write({"active": True})
        self._is_kept("new", OTHER)
        again.write({"allow_out_payment": True})
        self._is_kept("new", OTHER)
        self.assertFalse(again.allow_out_payment)
        self.env["res.company"].search([]).ap_bank_cooling_days = 0
        self._call("colleague", CASE, "call_back", case.ids, "confirmed", "Mrs Martin")
        self._call("head", CASE, "approve", case.ids)
        self.assertTrue(again.active and again.allow_out_payment)
        self.assertEqual(self.alpha.bank_ids, again | self.account)

    def test_an_account_that_is_put_away(self):
        ids = self.account.ids
        for act in (
            lambda: self._call("accountant", BANK, "write", ids, {"active": False}),
            lambda: self._call("head", BANK, "action_archive", ids),
            lambda: self.account.sudo().unlink(),
            lambda: self.account.sudo().action_archive_bank(),
        ):
            self._tried("remove", IBAN, act)

    def test_another_holder(self):
        other = self.env["res.partner"].create({"name": "Other"})
        stray = self.env[BANK].create({"partner_id": other.id, "acc_number": OTHER})
        self._tried(
            "new", OTHER,
            lambda: self._call("accountant", BANK, "write", stray.ids, {"partner_id": self.alpha.id}),
        )  # fmt: skip
        self._tried(
            "holder", IBAN,
            lambda: self._call("head", BANK, "write", self.account.ids, {"acc_holder_name": "X"}),
        )  # fmt: skip

    def test_trust_is_given_by_the_case(self):
        """Also to an account that was there before this room."""
        with DOOR.open():
            old = self.env[BANK].create({"partner_id": self.alpha.id, "acc_number": OTHER})
        for act in (
            lambda: self._call("head", BANK, "action_ap_trust", old.ids),
            lambda: self._call("head", BANK, "write", old.ids, {"allow_out_payment": True}),
            lambda: old.sudo().write({"allow_out_payment": True}),
        ):
            with self.env.cr.savepoint() as savepoint:
                act()
                self.env.invalidate_all()
                self.assertFalse(old.allow_out_payment)
                self.assertEqual(self._open_cases().kind, "trust")
                savepoint.close(rollback=True)
            self.env.invalidate_all()
        self._call("head", BANK, "write", self.account.ids, {"allow_out_payment": False})
        self.assertFalse(self.account.allow_out_payment)
        self.assertFalse(self._open_cases())

    def test_merged_contacts(self):
        small = self.env["res.partner"].create({"name": "Small", "is_company": True})
        stray = self.env[BANK].create({"partner_id": small.id, "acc_number": OTHER})
        wizard = self.env["base.partner.merge.automatic.wizard"].create(
            {"partner_ids": [Command.set((small | self.alpha).ids)],
             "dst_partner_id": self.alpha.id}
        )  # fmt: skip
        wizard.action_merge()
        self.env.invalidate_all()
        self.assertFalse(small.exists())
        case = self._open_cases()
        self.assertEqual((compact(case.acc_number), case.source), (OTHER, "merge"))
        self.assertFalse(stray.active)
        self.assertEqual(stray.partner_id, self.alpha)
        self.assertEqual(self.alpha.bank_ids, self.account)

    def test_a_contact_that_moves(self):
        small = self.env["res.partner"].create({"name": "Small", "is_company": True})
        stray = self.env[BANK].create({"partner_id": small.id, "acc_number": OTHER})
        values = {"parent_id": self.alpha.id, "is_company": False}
        self._call("accountant", "res.partner", "write", small.ids, values)
        self.assertEqual(compact(self._open_cases().acc_number), OTHER)
        self.assertFalse(stray.active)

    def test_flags_of_a_client_open_nothing(self):
        for context in ({"install_mode": True}, {"ap_supplier.bank_details": True}, {"DOOR": 1}):
            with self.env.cr.savepoint() as savepoint:
                self._call(
                    "head", BANK, "write", self.account.ids, {"acc_number": OTHER}, **context
                )
                self._is_kept("replace", OTHER)
                savepoint.close(rollback=True)
            self.env.invalidate_all()

    def test_what_passes(self):
        """Who is no supplier, our own accounts, what says nothing of where money goes, and
        companies that did not ask for it."""
        self.account.write({"sequence": 3, "acc_number": "FR76 3000 6000 0112 3456 7890 189"})
        customer = self.env["res.partner"].create({"name": "Customer"})
        self.env[BANK].create({"partner_id": customer.id, "acc_number": OTHER})
        self.journal.set_bank_account(THIRD)
        self.assertTrue(self.journal.bank_account_id.active)
        self.assertFalse(self._open_cases())
        self.env["res.company"].search([]).ap_bank_by_case = False
        self.account.write({"acc_number": OTHER})
        self.assertEqual(self.account.sanitized_acc_number, OTHER)
        self.assertFalse(self._open_cases())

    def test_who_may_not_write_an_account_opens_no_case(self):
        user = self._user("nobody", "account.group_account_readonly")
        self.users["nobody"] = user
        self._refused("nobody", BANK, "write", self.account.ids, {"acc_number": OTHER})
        self.assertFalse(self._open_cases())

    def test_a_bill_that_brings_an_account_is_posted_without_it(self):
        account = self.env[BANK].create({"partner_id": self.alpha.id, "acc_number": OTHER})
        bill = self._bill("FA-78", 5.0, partner=self.alpha, partner_bank_id=account.id)
        bill.action_post()
        self.assertFalse(bill.partner_bank_id)
        self.assertTrue(bill.ap_payment_hold)
