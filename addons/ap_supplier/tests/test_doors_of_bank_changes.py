# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever way somebody writes on a supplier's account, it opens a case instead."""

from odoo import Command
from odoo.exceptions import UserError
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

    # Ways round --------------------------------------------------------------------------

    def test_lists_of_the_partner(self):
        """Accounts and contacts that are linked, taken away or made with their partner."""
        other = self.env["res.partner"].create({"name": "Other"})
        stray = self.env[BANK].create({"partner_id": other.id, "acc_number": OTHER})
        ids, partner = self.alpha.ids, "res.partner"
        self._tried(
            "new", OTHER,
            lambda: self._call("head", partner, "write", ids, {"bank_ids": [Command.link(stray.id)]}),
        )  # fmt: skip
        for command in (Command.delete, Command.unlink):
            self._tried(
                "remove", IBAN,
                lambda command=command: self._call(
                    "head", partner, "write", ids, {"bank_ids": [command(self.account.id)]}
                ),
            )  # fmt: skip
        self._tried(
            "new", OTHER,
            lambda: self._call("head", partner, "write", ids, {"child_ids": [Command.link(other.id)]}),
        )  # fmt: skip
        self._tried(
            "new", OTHER,
            lambda: self._call(
                "head", partner, "write", ids,
                {"child_ids": [Command.create({"name": "Desk", "bank_ids": [
                    Command.create({"acc_number": OTHER, "allow_out_payment": True})]})]},
            ),
        )  # fmt: skip

    def test_a_supplier_made_with_its_account(self):
        [made] = self._call(
            "head", "res.partner", "create",
            [{"name": "New", "supplier_rank": 1, "bank_ids": [
                Command.create({"acc_number": OTHER, "allow_out_payment": True})]}],
        )  # fmt: skip
        partner = self.env["res.partner"].browse(made)
        self.assertFalse(partner.bank_ids)
        self.assertEqual(self._open_cases(partner).kind, "new")

    def test_trusted_first_and_a_supplier_afterwards(self):
        """Trust is for paying: it takes a case whoever is paid, but our own people."""
        person = self.env["res.partner"].create({"name": "Not yet"})
        account = self._call("accountant", BANK, "create", [{"partner_id": person.id, "acc_number": OTHER}])
        self.assertTrue(self.env[BANK].browse(account).active)
        self._call("head", BANK, "action_ap_trust", account)
        self.env.invalidate_all()
        self.assertFalse(self.env[BANK].browse(account).allow_out_payment)
        self.assertEqual(self._open_cases(person).kind, "trust")
        own = self.users["apprentice"].partner_id
        mine = self._call("accountant", BANK, "create", [{"partner_id": own.id, "acc_number": THIRD}])
        self._call("head", BANK, "action_ap_trust", mine)
        self.assertTrue(self.env[BANK].browse(mine).allow_out_payment)
        self.assertFalse(self._open_cases(own))

    def test_our_own_journals_and_people(self):
        """Accounts of our bank journals and of whom we employ, with a login or without, are
        trusted by hand; whoever bills us as well is a supplier."""
        self.journal.set_bank_account(THIRD)
        ours = self.journal.bank_account_id
        worker = self.env["res.partner"].create(
            {"name": "No login", "parent_id": self.company.partner_id.id}
        )
        user = self.users["apprentice"].partner_id
        user.supplier_rank = 1
        for account, partner in (
            (ours, self.company.partner_id),
            (self.env[BANK].create({"partner_id": worker.id, "acc_number": OTHER}), worker),
        ):
            account.with_user(self.users["head"]).write({"allow_out_payment": True})
            self.env.invalidate_all()
            self.assertTrue(account.active and account.allow_out_payment)
            self.assertFalse(self._open_cases(partner))
        billed = self.env[BANK].create({"partner_id": user.id, "acc_number": OTHER})
        self.assertFalse(billed.active)
        self.assertEqual(self._open_cases(user).kind, "new")

    def test_a_supplier_that_goes_through_another_company(self):
        """Moved to a company without cases, given another account, and back."""
        away = self.env["res.company"].create({"name": "Away", "ap_bank_by_case": False})
        self.alpha.company_id = away
        self.account.write({"acc_number": OTHER})
        self.account.sudo().with_user(self.users["head"]).sudo().write({"allow_out_payment": True})
        self.env.invalidate_all()
        self.alpha.company_id = False
        self.env.invalidate_all()
        self.assertFalse(self.account.active or self.account.allow_out_payment)
        self.assertEqual(compact(self._open_cases().acc_number), OTHER)

    def test_numbers_written_otherwise(self):
        """The same signs are the same number; one sign more is another one."""
        for number in ("fr76 3000-6000.0112 3456 7890 189", "IBAN FR7630006000011234567890189"):
            with self.env.cr.savepoint() as savepoint:
                self.account.write({"acc_number": number})
                self.assertFalse(self._open_cases())
                self.assertEqual(compact(self.account.acc_number), IBAN)
                savepoint.close(rollback=True)
            self.env.invalidate_all()
        spelt = " ".join(OTHER.lower())
        self._tried("replace", OTHER, lambda: self.account.sudo().write({"acc_number": spelt}))
        self._tried(
            "new", OTHER,
            lambda: self.env[BANK].sudo().create({"partner_id": self.alpha.id, "acc_number": spelt}),
        )  # fmt: skip

    def test_another_account_becomes_the_first(self):
        """The order of accounts chooses among them; only a trusted one is paid to."""
        with DOOR.open():
            old = self.env[BANK].create({"partner_id": self.alpha.id, "acc_number": OTHER})
        self._call("accountant", BANK, "write", old.ids, {"sequence": -1})
        self.env.invalidate_all()
        self.assertEqual(self.alpha.bank_ids[0], old)
        bill = self._bill("FA-80", 7.0, post=True, partner=self.alpha)
        self.assertFalse(self._open_cases())
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        ).create({"journal_id": self.journal.id, "partner_bank_id": old.id})  # fmt: skip
        with self.assertRaisesRegex(UserError, "nobody trusts"):
            wizard._create_payments()

    def test_the_bic_says_where_money_goes_without_an_iban(self):
        bank = self.env["res.bank"].create({"name": "Far Bank", "bic": "FARBUS33XXX"})
        with DOOR.open():
            self.account.with_user(self.users["head"]).sudo().write(
                {"acc_number": "12345-6", "bank_id": bank.id, "allow_out_payment": True}
            )
        for act in (
            lambda: bank.sudo().write({"bic": "EVILUS33XXX"}),
            lambda: self.account.sudo().write({"bank_bic": "EVILUS33XXX"}),
        ):
            with self.assertRaisesRegex(UserError, "keeps its BIC"), self.env.cr.savepoint():
                act()
                self.env.flush_all()
            self.env.invalidate_all()
        bank.write({"bic": "farbus33xxx", "street": "Main"})
        with DOOR.open():
            self.account.sudo().write({"acc_number": IBAN, "allow_out_payment": True})
        bank.write({"bic": "OTHRUS33XXX"})

    def test_a_merge_brings_no_number_to_call(self):
        """The phone of a stranger that is merged, or moved below, was not known before."""
        small = self.env["res.partner"].create(
            {"name": "Small", "is_company": True, "phone": "+33 6 11 11 11 11"}
        )
        self.env["res.partner"].create(
            {"name": "Desk of Small", "parent_id": small.id, "phone": "+33 6 22 22 22 22"}
        )
        moved = self.env["res.partner"].create({"name": "Moved", "phone": "+33 6 33 33 33 33"})
        entered = {"name": "New desk", "parent_id": self.alpha.id, "phone": "+33 6 44 44 44 44",
                   "email": "desk@alpha.example"}  # fmt: skip
        self.env["res.partner"].create(entered)
        self.env.cr.execute("UPDATE res_partner SET create_date = '2020-01-01' WHERE id = ANY(%s)",
                            [(small | small.child_ids | moved).ids])  # fmt: skip
        self.env.invalidate_all()
        self._call("accountant", "res.partner", "write", moved.ids, {"parent_id": self.alpha.id})
        self.env["base.partner.merge.automatic.wizard"].create(
            {"partner_ids": [Command.set((small | self.alpha).ids)],
             "dst_partner_id": self.alpha.id}
        ).action_merge()  # fmt: skip
        self.env.invalidate_all()
        case = self._open()
        self.assertEqual(case.known_phones, "+33 1 02 03 04 05 (Alpha SAS)")
        self.assertEqual(case.known_mails, "compta@alpha.example")
        self._refused(
            "accountant", CASE, "call_back", case.ids, "confirmed", "ok", "+33 6 44 44 44 44"
        )
