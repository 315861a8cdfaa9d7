# SPDX-License-Identifier: AGPL-3.0-or-later
"""The review of suppliers: opened for a month, commented, signed, fallen when it moved."""

import json

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import new_test_user, tagged

from .common import SupplierCommon

DAY = "2026-10-31"


@tagged("post_install", "-at_install")
class TestSupplierReview(SupplierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reviews = cls.env["ap.supplier.review"]
        cls.people = {
            role: new_test_user(
                cls.env, f"ap_supplier_{role}", f"base.group_user,ap_base.group_{role}",
                company_id=cls.company.id, company_ids=cls.company.ids, lang="en_US",
            )
            for role in ("auditor", "apprentice", "accountant")
        }  # fmt: skip

    def _open(self, day=DAY, partner=None):
        """The review of a supplier at a day; opens the month."""
        self.counts = self.reviews.open_month(self.company.id, day)
        return self.reviews.search([
            ("company_id", "=", self.company.id), ("date", "=", day),
            ("partner_id", "=", (partner or self.alpha).id),
        ])  # fmt: skip

    def test_a_month(self):
        """Figures, what wants a look, the page; the comment stands in the next month."""
        self._invoice(300.0, "FA-1", day="2026-06-01", due="2026-07-01")
        self._item("2026-10-20", -100.0, ref="VIREMENT")
        self._item("2026-10-20", -40.0, partner=self.beta, ref="PAID")
        one = self._open()
        self.assertEqual(self.counts["suppliers"], 2)
        self.assertEqual((self.counts["to_review"], self.counts["attention"]), (2, 2))
        self.assertEqual((one.balance, one.overdue, one.days_late), (200.0, 200.0, 122))
        self.assertEqual(one.attention_text, "late for long, debits and credits to match")
        other = self._open(partner=self.beta)
        self.assertEqual((other.balance, other.debit_balance), (-40.0, 40.0))
        self.assertIn("FA-1", one.items_html)
        self.assertIn("401100", one.accounts_html)
        [graph] = json.loads(one.graph)
        self.assertEqual(sum(bar["value"] for bar in graph["values"]), 200.0)
        one.comment = "Disputed since June: call again."
        later = self._open("2026-11-30")
        self.assertEqual(later.comment, "Disputed since June: call again.")
        self.assertEqual(self.counts, self.reviews.open_month(self.company.id, "2026-11-30"))

    def test_signed_then_moved(self):
        """A signature falls when the books move, and is then asked for again."""
        self._invoice(300.0, "FA-1", day="2026-10-01")
        one = self._open().with_user(self.people["accountant"])
        one.sign()
        self.assertEqual((one.state, one.user_id), ("signed", self.people["accountant"]))
        with self.assertRaises(UserError):
            one.comment = "Changed after the signature"
        self._open()
        self.assertEqual(one.state, "signed")
        self._invoice(20.0, "FA-2", day="2026-10-15")
        self._open()
        self.assertEqual((one.state, one.is_changed, one.balance), ("todo", True, 320.0))
        one.sign()
        self.assertEqual((one.state, one.is_changed), ("signed", False))
        one.reopen()
        self.assertEqual((one.state, one.user_id.id), ("todo", False))

    def test_the_task_of_the_closing(self):
        """The count of the closing: what wants a look and is not signed, or has moved."""
        count = self.env["ap.closing.count"]._counts()["suppliers_to_review"]
        day = self.env["ap.supplier.day"]._fields["date"].to_date(DAY)
        self._item("2026-10-20", -40.0, partner=self.beta, ref="PAID")
        self._invoice(300.0, "FA-1", day="2026-10-31")

        def waiting():
            domain = count.waiting(self.env, self.company, day)
            return self.env["res.partner"].search(domain)

        self.assertEqual(waiting(), self.beta)
        self._open(partner=self.beta).sign()
        self.assertFalse(waiting())
        self._item("2026-10-21", -2.0, partner=self.beta, ref="MORE")
        self.assertEqual(waiting(), self.beta)

    def test_bound_to_the_tie_out(self):
        """401 is the sum of suppliers, or nobody signs; the remedy leads to the items."""
        self._invoice(300.0, "FA-1", day="2026-10-01")
        self._item("2026-10-20", 55.0, partner=self.env["res.partner"], ref="NOBODY")
        [tie] = self.env["ap.tie.out"].compute(self.company.id, DAY, ["suppliers"])
        self.assertEqual((tie["left"], tie["right"], tie["tied"]), (-355.0, -300.0, False))
        one = self._open()
        self.assertFalse(one.is_tied)
        with self.assertRaises(RedirectWarning) as refused:
            one.sign()
        items = self.env["account.move.line"].search(refused.exception.args[1]["domain"])
        self.assertEqual(items.mapped("credit"), [55.0])
        items.move_id.button_draft()
        items.partner_id = self.alpha
        items.move_id.action_post()
        one.sign()
        self.assertEqual((one.state, one.balance), ("signed", 355.0))

    def test_doors(self):
        """Readers read; the apprentice comments, signs nothing, writes no figure."""
        self._invoice(300.0, "FA-1", day="2026-10-01")
        one = self._open()
        apprentice = one.with_user(self.people["apprentice"])
        apprentice.comment = "Prepared"
        self.assertEqual(apprentice.attention_text, "")
        for door in (
            apprentice.sign,
            apprentice.reopen,
            lambda: apprentice.write({"state": "signed"}),
            lambda: apprentice.write({"balance": 0.0}),
            lambda: apprentice.create({"company_id": self.company.id,
                                       "partner_id": self.beta.id, "date": DAY}),
            apprentice.unlink,
            lambda: one.with_user(self.people["auditor"]).write({"comment": "x"}),
            one.with_user(self.people["auditor"]).sign,
            lambda: self.reviews.with_user(self.people["auditor"]).open_month(
                self.company.id, DAY),
        ):  # fmt: skip
            with self.assertRaises(AccessError):
                door()
        auditor = one.with_user(self.people["auditor"])
        self.assertEqual((auditor.comment, auditor.balance), ("Prepared", 300.0))
        self.assertTrue(auditor.items_html)

    def test_screens(self):
        """Each button of the page leads to records of the supplier."""
        self._invoice(300.0, "FA-1", day="2026-10-01")
        one = self._open()
        self.env["ap.bank.change"].create(
            {"partner_id": self.alpha.id, "acc_number": "FR7630006000011234567890189"}
        )
        self.env["ap.supplier.request"].create(
            {"partner_id": self.alpha.id, "company_id": self.company.id, "name": "FA-1 ?"}
        )
        counts = one.bill_count, one.request_count, one.bank_change_count, one.statement_count
        self.assertEqual(counts, (1, 1, 1, 0))  # a change is of all companies that pay it
        for action in (
            one.action_open_items(), one.action_open_ledger(), one.action_open_bills(),
            one.action_open_requests(), one.action_open_bank_changes(),
            self.alpha.action_ap_supplier_page(),
        ):  # fmt: skip
            model = self.env[action["res_model"]]
            found = (
                model.browse(action["res_id"])
                if action.get("res_id")
                else model.search(action["domain"])
            )
            self.assertEqual(found.partner_id, self.alpha)
        wizard = self.env["ap.supplier.day"].create({"date": DAY})
        wizard.company_id = self.company
        listed = self.env["ap.supplier.account"].search(wizard.action_accounts()["domain"])
        self.assertEqual(listed.partner_id, self.alpha)
        self.assertEqual(self.reviews.search(wizard.action_review()["domain"]), one)
        report = listed.export([("id", "in", listed.ids)])
        self.assertEqual(report["lines"], 1)
        self.assertEqual(listed.fields_get(["band_1"])["band_1"]["string"], "1 to 30 days")
