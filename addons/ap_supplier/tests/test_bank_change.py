# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case of bank details from the request to the account, by three people."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .bank_change_common import BANK, CASE, IBAN, OTHER, THIRD, BankChangeCommon


@tagged("post_install", "-at_install")
class TestBankChange(BankChangeCommon):
    def _cron(self):
        """As Odoo runs it: by its own user, who may trust no account."""
        root = self.env.ref("base.user_root")
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 1):
            self.cases.with_user(root)._cron_apply()

    def test_worked_example(self):
        """Opened by one, called by another, approved by a third, applied after three days."""
        case = self._open()
        self.assertEqual(case.opened_by_id, self.users["apprentice"])
        self.assertEqual(case.old_number, self.account.acc_number)
        self.assertEqual(case.next_step, "call")
        self.assertIn("+33 1 02 03 04 05", case.known_phones)
        self.assertEqual((case.held_count, case.held_amount), (1, 900.0))
        self._call("accountant", CASE, "call_back", case.ids, "confirmed", "Mrs Martin")
        self.assertEqual(case.next_step, "payee")
        [state] = self._call("accountant", CASE, "record_payee", case.ids, "match", "Alpha SAS")
        self.assertEqual((state["next_step"], state["missing"]), ("approve", []))
        self._call("head", CASE, "approve", case.ids)
        today = fields.Date.context_today(case)
        self.assertEqual(case.state, "approved")
        self.assertEqual((case.date_apply - today).days, 3)
        self._cron()
        self.assertEqual((self.account.sanitized_acc_number, case.state), (IBAN, "approved"))
        with freeze_time(case.date_apply):
            self._cron()
            self._cron()
        self.assertEqual(case.state, "applied")
        self.assertEqual(self.alpha.bank_ids.sanitized_acc_number, OTHER)
        self.assertTrue(self.alpha.bank_ids.allow_out_payment)
        self.assertRecordValues(
            self.account, [{"sanitized_acc_number": IBAN, "active": False}]
        )
        self.assertEqual(self.bill.partner_bank_id, self.alpha.bank_ids)
        self.assertFalse(self.bill.ap_payment_hold)
        self.assertEqual(
            case.event_ids.mapped("kind"),
            ["opened", "alerted", "call", "payee", "approved", "applied", "alerted"],
        )

    def test_an_account_that_was_paid_to_is_put_away_as_it_was(self):
        payment = self.env["account.payment"].create(
            {"payment_type": "outbound", "partner_type": "supplier", "amount": 9.0,
             "partner_id": self.alpha.id, "journal_id": self.journal.id,
             "partner_bank_id": self.account.id}
        )  # fmt: skip
        payment.action_post()
        self.company.ap_bank_cooling_days = 0
        self.env["res.company"].search([]).ap_bank_cooling_days = 0
        self._approved(self._open())
        new = self.alpha.bank_ids
        self.assertEqual(new.sanitized_acc_number, OTHER)
        self.assertNotEqual(new, self.account)
        self.assertTrue(new.allow_out_payment)
        self.assertRecordValues(
            self.account, [{"sanitized_acc_number": IBAN, "active": False, "allow_out_payment": False}]
        )
        self.assertEqual(payment.partner_bank_id, self.account)

    # Who -------------------------------------------------------------------------------

    def test_four_eyes(self):
        case = self._open("accountant")
        sentence = self._refused("accountant", CASE, "call_back", case.ids, "confirmed", "me")
        self.assertIn("somebody else", sentence)
        self._call("colleague", CASE, "call_back", case.ids, "confirmed", "Mrs Martin")
        for role in ("accountant", "colleague", "apprentice", "auditor"):
            self._refused(role, CASE, "approve", case.ids)
        self._refused("accountant", CASE, "refuse", case.ids, "no")
        self._call("head", CASE, "approve", case.ids)
        self._call("head", CASE, "approve", case.ids)  # once is enough
        self.assertEqual(case.event_ids.mapped("kind").count("approved"), 1)

    def test_who_called_approves_where_there_is_nobody_else(self):
        """Two people in all: never one."""
        self.users["colleague"].active = False
        self.users["head"].group_ids -= self.env.ref("ap_base.group_head")
        self.users["head"].group_ids |= self.env.ref("ap_base.group_auditor")
        self.env.user.group_ids -= self.env.ref("ap_base.group_head")
        able = self.env.ref("ap_base.group_accountant").all_user_ids
        (able - self.users["accountant"]).group_ids -= self.env.ref("ap_base.group_accountant")
        (able - self.users["accountant"]).group_ids -= self.env.ref("ap_base.group_head")
        case = self._open()
        self._call("accountant", CASE, "call_back", case.ids, "confirmed", "Mrs Martin")
        self._call("accountant", CASE, "approve", case.ids)
        self.assertEqual(case.state, "approved")
        self.assertIn("nobody else", "".join(case.sudo().event_ids.mapped("text")))

    def test_one_person_where_the_administrator_chose_it(self):
        self.env["res.company"].search([]).ap_one_person = True
        case = self._open("head")
        self._approved(case, "head", "head")
        self.assertEqual(case.state, "approved")

    def test_grave_signs_take_the_head(self):
        case = self._open(acc_number=THIRD, sender="boss@gmail.com", source_text="URGENT")
        self.assertEqual(case.level, "high")
        self.assertIn("BE", case.signs_text)
        self._call("accountant", CASE, "call_back", case.ids, "confirmed", "Mrs Martin")
        self.assertIn("head", self._refused("colleague", CASE, "approve", case.ids))
        self._call("head", CASE, "approve", case.ids)

    # The call --------------------------------------------------------------------------

    def test_no_approval_without_a_call(self):
        case = self._open()
        self.assertIn("calls the supplier", self._refused("head", CASE, "approve", case.ids))
        self._call("accountant", CASE, "call_back", case.ids, "no_answer", "nobody")
        self._refused("head", CASE, "approve", case.ids)
        self._call("accountant", CASE, "call_back", case.ids, "denied", "never asked")
        self.assertIn("denied", self._refused("head", CASE, "approve", case.ids))
        self.assertEqual(case.next_step, "refuse")
        self._call("head", CASE, "refuse", case.ids, "fraud")
        self.assertFalse(self.bill.ap_payment_hold)
        self.assertEqual(self.account.sanitized_acc_number, IBAN)
        self._refused("accountant", CASE, "call_back", case.ids, "confirmed", "late")

    def test_a_number_of_the_request_is_not_called(self):
        case = self._open()
        self._refused(
            "accountant", CASE, "call_back", case.ids, "confirmed", "ok", "+33 6 99 99 99 99"
        )
        self._call(
            "accountant", CASE, "call_back", case.ids, "confirmed", "ok", "01 02 03 04 05"
        )
        self.assertTrue(case.call_is_known)

    def test_a_number_that_was_changed_lately_is_not_known(self):
        self.alpha.write({"phone": "+33 6 99 99 99 99", "email": "new@alpha.example"})
        case = self._open()
        self.assertEqual(case.level, "high")
        self.assertNotIn("99 99", case.known_phones)
        self.assertIn("+33 1 02 03 04 05", case.known_phones)
        self.assertEqual(case.known_mails, "compta@alpha.example")

    def test_a_supplier_without_a_number(self):
        """The head approves what was confirmed on a number found elsewhere."""
        self.alpha.phone = False
        self.env["ap.contact.change"].search([]).sudo().unlink()
        case = self._open()
        self._call("accountant", CASE, "call_back", case.ids, "confirmed", "of the contract", "017")
        self.assertFalse(case.call_is_known)
        self._refused("colleague", CASE, "approve", case.ids)
        self._call("head", CASE, "approve", case.ids)

    # What the bank says -----------------------------------------------------------------

    def test_verification_of_payee(self):
        """sup-bank-vop-answers: recorded with names, person and day; none validates."""
        rows = [
            ("Ateliers du Lac SAS", "close_match", "Ateliers du Lac", "accept", "Ateliers du Lac"),
            ("Beta Industrie", "no_match", "", "call", False),
            ("Gamma", "not_possible", "", "evidence", False),
            ("Delta SARL", "match", "", "accept", False),
        ]
        for sent, answer, returned, after, name in rows:
            partner = self.env["res.partner"].create(
                {"name": sent, "supplier_rank": 1, "phone": "012345678"}
            )
            case = self._open(partner_id=partner.id, account_id=False, kind="new")
            self._call("accountant", CASE, "record_payee", case.ids, answer, sent, returned)
            self.assertEqual((case.payee_next, case.payee_name or False), (after, name))
            self.assertEqual(case.payee_by_id, self.users["accountant"])
            self.assertTrue(case.payee_on)
            self._refused("head", CASE, "approve", case.ids)
            self.assertIn(sent, case.event_ids[-1].text)
        self._refused("accountant", CASE, "record_payee", case.ids, "maybe", "x")

    def test_a_payee_that_cannot_be_verified_takes_another_proof(self):
        case = self._open()
        self._call("accountant", CASE, "record_payee", case.ids, "not_possible", "Alpha")
        self._call("accountant", CASE, "call_back", case.ids, "confirmed", "Mrs Martin")
        self.assertIn("proof", self._refused("head", CASE, "approve", case.ids))
        file = self.env["ir.attachment"].with_user(self.users["apprentice"]).create(
            {"name": "rib.pdf", "raw": b"RIB", "res_model": CASE, "res_id": case.id}
        )  # fmt: skip
        case.invalidate_recordset()
        self._call("head", CASE, "approve", case.ids)
        self.assertIn("rib.pdf", case.event_ids.filtered(lambda one: one.kind == "approved").text)
        with self.assertRaises(UserError):
            file.with_user(self.users["head"]).write({"raw": b"OTHER"})
        with self.assertRaises(UserError), self.env.cr.savepoint():
            file.with_user(self.users["apprentice"]).unlink()

    # History ---------------------------------------------------------------------------

    def test_nothing_of_a_case_is_rewritten(self):
        case = self._open()
        for role in ("apprentice", "head"):
            for values in (
                {"acc_number": THIRD}, {"state": "applied"}, {"opened_by_id": False},
                {"call_result": "confirmed"}, {"partner_id": self.partner_b.id},
                {"known": {}}, {"level": False},
            ):  # fmt: skip
                self._refused(role, CASE, "write", case.ids, values)
            self._refused(role, CASE, "unlink", case.ids)
            self._refused(
                role, CASE, "create", [{"partner_id": self.alpha.id, "acc_number": THIRD,
                "opened_by_id": self.users["auditor"].id}]
            )  # fmt: skip
        self._call("apprentice", CASE, "write", case.ids, {"note": "seen"})
        for act in (
            lambda: case.event_ids[0].write({"kind": "refused"}),
            lambda: case.event_ids[0].unlink(),
            lambda: case.sudo().unlink(),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                act()

    def test_a_default_of_the_client_opens_nothing(self):
        case = self._open("accountant")
        self._refused(
            "accountant", CASE, "create", [{"partner_id": self.alpha.id, "acc_number": OTHER}]
        )
        [made] = self._call(
            "accountant", CASE, "create", [{"partner_id": self.alpha.id, "acc_number": THIRD}],
            default_state="approved", default_call_result="confirmed",
            default_opened_by_id=self.users["head"].id,
        )  # fmt: skip
        other = self.cases.browse(made)
        self.assertEqual((other.state, other.call_result), ("open", False))
        self.assertEqual(other.opened_by_id, self.users["accountant"])
        self.assertNotEqual(case.name, other.name)

    def test_the_contacts_known_before_are_told(self):
        case = self._open(sender="boss@gmail.com")
        mails = self.env["mail.mail"].search([("model", "=", CASE), ("res_id", "=", case.id)])
        mails = mails.filtered("email_to")
        self.assertEqual(mails.mapped("email_to"), ["compta@alpha.example"])
        self.assertIn("Alpha SAS", mails.body_html)
        self.assertNotIn(OTHER, mails.body_html)

    def test_cases_of_wrong_numbers(self):
        for number in (OTHER[:-1] + "7", "FR76"):
            case = self._open(acc_number=number)
            self.assertEqual((case.next_step, case.level), ("refuse", "high"))
        for values in ({"acc_number": ""}, {"account_id": False}, {"partner_id": self.partner_b.id}):
            with self.subTest(values=values), self.assertRaises(UserError), self.env.cr.savepoint():
                self._open(**values)

    def test_the_same_account_elsewhere(self):
        self.env[BANK].create({"partner_id": self.partner_b.id, "acc_number": THIRD})
        case = self._open(acc_number=THIRD)
        self.assertIn(self.partner_b.name, case.signs_text)
