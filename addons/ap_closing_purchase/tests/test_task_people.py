# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose tasks are whose, counts that cannot be signed away, signatures withdrawn."""

import re

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .checklist_common import ChecklistCommon
from .common import OCTOBER


@tagged("post_install", "-at_install")
class TestMine(ChecklistCommon):
    def _mine(self, user, closing):
        tasks = self.env["ap.closing.task"].with_user(user)
        return set(
            tasks.search([("closing_id", "=", closing.id), ("is_mine", "=", True)]).mapped("code")
        )

    def test_my_tasks_are_those_of_my_role_that_nobody_has(self):
        closing = self._close(post=False)
        roles = {task.code: task.role for task in closing.task_ids}
        for user, role in ((self.apprentice, "apprentice"), (self.accountant, "accountant"),
                           (self.head, "head")):  # fmt: skip
            mine = self._mine(user, closing)
            self.assertTrue(mine)
            self.assertEqual({roles[code] for code in mine}, {role})
        self.assertFalse(self._mine(self.auditor, closing))

    def test_a_task_that_somebody_took_is_theirs_alone(self):
        closing = self._close(post=False)
        bank = self._task(closing, "bank")
        bank.with_user(self.accountant).action_take()
        self.assertEqual(bank.user_id, self.accountant)
        self.assertIn("bank", self._mine(self.accountant, closing))
        self.assertNotIn("bank", self._mine(self.second, closing))
        with self.assertRaisesRegex(UserError, re.escape(self.accountant.name)):
            bank.with_user(self.second).action_take()
        with self.assertRaises(AccessError):
            self._task(closing, "loans").with_user(self.apprentice).action_take()

    def test_a_signed_task_waits_for_another_person(self):
        closing = self._close(post=False)
        self._sign(closing, "missing_bills", "bills_captured", "supplier_accounts")
        self.assertIn("supplier_accounts", self._mine(self.second, closing))
        self.assertNotIn("supplier_accounts", self._mine(self.accountant, closing))
        task = self._task(closing, "supplier_accounts").with_user(self.second)
        self.assertTrue(task.is_mine)

    def test_whoever_is_alone_with_a_role_prepares_its_tasks(self):
        closing = self._close(post=False)
        owners = {task.role: task.user_id for task in closing.task_ids}
        self.assertEqual(owners["apprentice"], self.apprentice)
        self.assertFalse(owners["accountant"])  # two of them

    def test_the_only_other_person_reviews(self):
        """With one accountant and one head the head reviews; with two it is open."""
        staff = {self.apprentice: "apprentice", self.accountant: "accountant", self.head: "head"}
        templates = type(self.env["ap.closing.task.template"])
        self.patch(templates, "_staff", lambda _template, _company: staff)
        task = self._task(self._new_month(), "supplier_accounts")
        self.assertEqual((task.user_id, task.reviewer_id), (self.accountant, self.head))

    def _new_month(self):
        closings = self.closings.with_user(self.accountant).with_company(self.company)
        return closings.create({"company_id": self.company.id, "date_end": OCTOBER}).sudo()

    def test_the_month_that_runs_comes_first(self):
        october = self._close(post=False)
        november = self._close("2026-11-30", post=False)
        tasks = self.env["ap.closing.task"].search([("company_id", "=", self.company.id)])
        self.assertEqual(tasks.closing_id.ids, [november.id, october.id])


@tagged("post_install", "-at_install")
class TestCounts(ChecklistCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.waiting = cls._order(100.0, 10, on="2026-10-05")
        cls.waiting.date_planned = "2026-10-20 12:00:00"

    def _receipts(self):
        closing = self._close(post=False)
        return closing, self._task(closing, "receipts_entered")

    def test_receipts_that_wait_cannot_be_signed_away(self):
        _closing, task = self._receipts()
        self.assertFalse(task.agrees)
        self.assertEqual(task.figures_now, "✗ waiting: 1")
        self.assertIn("Receipts to record: 1 wait", task.problem)
        with self.assertRaisesRegex(UserError, "Receipts to record: 1 wait"):
            task.with_user(self.apprentice).action_sign()
        action = task.with_user(self.apprentice).action_open_screen()
        lines = self.env["purchase.order.line"].search(action["domain"])
        self.assertEqual(lines, self.waiting)

    def test_recorded_it_is_signed(self):
        _closing, task = self._receipts()
        self._receive(self.waiting)
        task.with_user(self.apprentice).action_sign()
        self.assertEqual((task.state, task.figures_now), ("done", "✓"))

    @freeze_time("2026-11-03")
    def test_what_did_not_come_gets_a_later_day(self):
        _closing, task = self._receipts()
        later = self.env["ap.receipt.later"].with_user(self.apprentice)
        wizard = later.create({"line_ids": self.waiting.ids, "date": "2026-11-02"})
        with self.assertRaisesRegex(UserError, "is over"):
            wizard.action_apply()
        wizard.date = "2026-11-20"
        wizard.action_apply()
        self.assertEqual(str(self.waiting.date_planned)[:10], "2026-11-20")
        bodies = "".join(str(one.body) for one in self.waiting.order_id.message_ids)
        self.assertIn("did not come on 10/20/2026, expected on 11/20/2026", bodies)
        task.with_user(self.apprentice).action_sign()
        self.assertEqual(task.state, "done")

    def test_what_is_expected_later_does_not_wait(self):
        self.waiting.date_planned = "2026-11-05 12:00:00"
        _closing, task = self._receipts()
        self.assertTrue(task.agrees)

    def test_no_accrual_wanted_is_an_answer(self):
        self.waiting.ap_no_accrual_reason = "Paid by the insurer"
        _closing, task = self._receipts()
        self.assertTrue(task.agrees)

    def test_a_signed_count_falls_when_another_line_waits(self):
        closing, task = self._receipts()
        self._receive(self.waiting)
        task.with_user(self.apprentice).action_sign()
        line = self._order(50.0, 1, on="2026-10-06")
        line.date_planned = "2026-10-25 12:00:00"
        closing._refresh_tasks()
        self.assertEqual(task.state, "redo")
        self.assertIn("waiting: 1", task.figures_html)

    def test_missing_bills_are_asked_for_before_one_signs(self):
        self._receive(self.waiting)
        record = self.env["ap.recurring"].create(
            {
                "company_id": self.company.id,
                "partner_id": self.supplier.id,
                "account_id": self.fees.id,
                "amount": 700.0,
                "date_first": "2026-10-01",
            }
        )
        closing = self._close(post=False)
        task = self._task(closing, "missing_bills")
        self.assertEqual(task.figures_now, "✗ waiting: 1")
        self.supplier.email = "bills@nordlys.example"
        record.chase(OCTOBER)
        closing._refresh_tasks()
        self.assertTrue(task.agrees)


@tagged("post_install", "-at_install")
class TestUnsign(ChecklistCommon):
    def _messages_of(self, task):
        return "".join(str(one.body) for one in task.message_ids)

    def test_a_signature_is_withdrawn_by_who_gave_it(self):
        closing = self._close(post=False)
        task = self._task(closing, "expenses")
        self._sign(closing, "expenses", by=self.apprentice)
        self.assertFalse(task.with_user(self.accountant).may_unsign)
        with self.assertRaisesRegex(AccessError, "not signed by you"):
            task.with_user(self.accountant).action_unsign()
        self.assertTrue(task.with_user(self.apprentice).may_unsign)
        task.with_user(self.apprentice).action_unsign()
        self.assertEqual((task.state, bool(task.prepared_by_id)), ("todo", False))
        self.assertIn(f"{self.apprentice.name} withdrew the signature", self._messages_of(task))
        task.with_user(self.apprentice).action_sign()
        self.assertEqual(task.state, "done")

    def test_a_review_is_withdrawn_by_the_reviewer(self):
        closing = self._close(post=False)
        self._sign(closing, "missing_bills", "bills_captured", "supplier_accounts")
        task = self._task(closing, "supplier_accounts")
        task.with_user(self.second).action_review()
        task.with_user(self.second).action_unsign()
        self.assertEqual((task.state, bool(task.reviewed_by_id)), ("done", False))
        self.assertEqual(task.prepared_by_id, self.accountant)
        self.assertIn("withdrew the review", self._messages_of(task))

    def test_withdrawing_a_reviewed_signature_takes_the_review_too(self):
        closing = self._close(post=False)
        self._sign(closing, "missing_bills", "bills_captured", "supplier_accounts")
        task = self._task(closing, "supplier_accounts")
        task.with_user(self.second).action_review()
        task.with_user(self.accountant).action_unsign()
        self.assertEqual((task.state, bool(task.reviewed_by_id)), ("todo", False))

    def test_what_follows_waits_again(self):
        closing = self._close(post=False)
        self._sign(closing, "missing_bills", by=self.apprentice)
        captured = self._task(closing, "bills_captured")
        self.assertEqual(captured.state, "todo")
        self._task(closing, "missing_bills").with_user(self.apprentice).action_unsign()
        self.assertEqual(captured.state, "waiting")

    def test_a_closed_month_keeps_its_signatures(self):
        closing = self._close()
        self._sign_all(closing)
        closing.with_user(self.head).action_close()
        with self.assertRaisesRegex(UserError, "is closed"):
            self._task(closing, "bank").with_user(self.accountant).action_unsign()
