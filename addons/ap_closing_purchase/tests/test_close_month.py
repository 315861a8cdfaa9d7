# SPDX-License-Identifier: AGPL-3.0-or-later
"""Closing a month for good, its lock dates, and opening it again."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .checklist_common import ChecklistCommon
from .common import OCTOBER

NOVEMBER = "2026-11-30"


@tagged("post_install", "-at_install")
class TestCloseMonth(ChecklistCommon):
    def _finished(self, day=OCTOBER):
        """A month posted and signed, to be closed by the head of accounting."""
        closing = self._close(day)
        self._sign_all(closing)
        return closing.with_user(self.head)

    def _locks(self):
        names = ("purchase_lock_date", "fiscalyear_lock_date", "hard_lock_date")
        return [str(self.company[name] or "") for name in names]

    def test_a_month_is_closed_locked_and_counted(self):
        self._received()
        closing = self._finished()
        self.assertEqual(closing.task_open_count, 1)  # the lock itself
        with freeze_time("2026-11-06 10:00:00"):
            closing.action_close()
        self.assertEqual(closing.state, "closed")
        self.assertEqual(closing.closed_by_id, self.head)
        self.assertEqual(closing.days_to_close, 5)
        self.assertEqual(self._locks(), [OCTOBER, "", ""])
        self.assertEqual(self._task(closing, "locks").state, "done")
        self.assertEqual(closing.task_open_count, 0)
        late = self._bill(day="2026-10-30", with_line={"price_unit": 5.0})
        self.assertGreater(late.date, closing.date_end)  # Odoo moves it past the lock

    def test_what_is_missing_is_named(self):
        self._received()
        closing = self._close().with_user(self.head)
        with self.assertRaisesRegex(UserError, "Bank reconciled: To do, waits for Accountant"):
            closing.action_close()
        self._sign_all(closing.sudo())
        self._received(50.0)
        with self.assertRaisesRegex(UserError, "Bills not received: not posted, or changed"):
            closing.action_close()
        self.assertFalse(closing.is_closed)
        self.assertEqual(self._locks(), ["", "", ""])

    def test_waived_tasks_let_the_month_close(self):
        closing = self._close()
        bank = self._task(closing, "bank")
        bank.with_user(self.head).action_waive("The bank is late, done next week")
        self._sign_all(closing)
        with self.assertRaisesRegex(AccessError, "You waived"):
            closing.with_user(self.head).action_close()
        with self.assertRaisesRegex(AccessError, "yourself"):
            bank.with_user(self.head).action_review()
        bank.with_user(self.accountant).action_review()
        closing.with_user(self.head).action_close()
        self.assertEqual((closing.is_closed, bank.state), (True, "waived"))
        self.assertEqual(bank.reviewed_by_id, self.accountant)

    def test_only_the_head_closes_and_reopens(self):
        closing = self._finished()
        for user in (self.auditor, self.apprentice, self.accountant):
            with self.assertRaisesRegex(AccessError, "Head of accounting"):
                closing.with_user(user).action_close()
        closing.action_close()
        for user in (self.auditor, self.apprentice, self.accountant):
            with self.assertRaisesRegex(AccessError, "Head of accounting"):
                closing.with_user(user).action_reopen("Please")
        for fake in (
            {"is_closed": False}, {"closed_by_id": False}, {"state": "posted"},
            {"days_to_close": 0}, {"locks_before": {}},
        ):  # fmt: skip
            with self.assertRaises(AccessError):
                closing.write(fake)
        with self.assertRaises(AccessError):
            closing.create(
                {"company_id": self.company.id, "date_end": NOVEMBER, "is_closed": True}
            )
        stranger = self._user(
            "m_stranger", "ap_base.group_head",
            company=self.env["res.company"].create({"name": "Elsewhere"}),
        )  # fmt: skip
        with self.assertRaises(AccessError):
            closing.with_user(stranger).action_reopen("Mine")

    def test_a_closed_month_takes_no_step(self):
        self._received()
        closing = self._finished()
        closing.action_close()
        run = self._run(closing)
        task = self._task(closing, "bank")
        for step in (
            closing.action_propose,
            closing.action_post,
            closing.action_close,
            run.action_propose,
            run.action_review,
            lambda: run.action_cancel("Wrong"),
            lambda: task.action_redo("Wrong"),
            lambda: self.closings.close_month(self.company.id, OCTOBER),
        ):
            with self.assertRaisesRegex(UserError, "is closed"):
                step()
        with freeze_time("2026-10-31 19:00:00"):
            self.assertIsNone(self.closings._month_to_propose(self.company))

    def test_the_locks_are_those_that_the_company_chose(self):
        self.company.ap_closing_lock = "fiscalyear"
        closing = self._finished()
        closing.action_close()
        self.assertEqual(self._locks(), [OCTOBER, OCTOBER, ""])
        closing.action_reopen("An accrual was forgotten")
        self.assertEqual(self._locks(), ["", "", ""])
        self.company.ap_closing_lock = "none"
        self._sign_all(closing.sudo())
        closing.action_close()
        self.assertEqual(self._locks(), ["", "", ""])
        self.assertTrue(closing.is_closed)

    def test_reopening_gives_the_locks_back_and_asks_the_approval_again(self):
        self.company.sudo().purchase_lock_date = "2026-09-30"
        self._received()
        closing = self._finished()
        closing.action_close()
        with self.assertRaisesRegex(UserError, "Say why"):
            closing.action_reopen(" ")
        closing.action_reopen("A bill of 5,000.00 came")
        self.assertEqual(self._locks(), ["2026-09-30", "", ""])
        states = {task.code: task.state for task in closing.task_ids}
        self.assertEqual((states["review"], states["locks"]), ("redo", "redo"))
        self.assertEqual(states["accrued_bills"], "reviewed")
        self.assertEqual(closing.state, "posted")
        bodies = "".join(map(str, closing.message_ids.mapped("body")))
        self.assertIn("Opened again: A bill of 5,000.00 came", bodies)
        with self.assertRaisesRegex(UserError, "Month reviewed: To redo"):
            closing.action_close()
        self._sign(closing.sudo(), "review", by=self.head)
        closing.action_close()
        self.assertTrue(closing.is_closed)

    def test_a_hard_lock_never_moves_back(self):
        self.company.ap_closing_lock = "hard"
        closing = self._finished()
        closing.action_close()
        self.assertEqual(self._locks(), [OCTOBER, "", OCTOBER])
        with self.assertRaisesRegex(UserError, "can never move back"):
            closing.action_reopen("Please")
        self.assertTrue(closing.is_closed)

    def test_a_lock_date_moved_back_by_hand_is_noticed(self):
        closing = self._finished()
        closing.action_close()
        self.company.sudo().purchase_lock_date = False
        closing._refresh_tasks()
        self.assertEqual(self._task(closing, "locks").state, "redo")

    def test_months_are_closed_in_order_and_reopened_backwards(self):
        self._received()
        october = self._finished()
        november = self._finished(NOVEMBER)
        with self.assertRaisesRegex(UserError, "October 2026 comes first"):
            november.action_close()
        october.action_close()
        november.action_close()
        with self.assertRaisesRegex(UserError, "November 2026 is closed too"):
            october.action_reopen("Late bill")
        november.action_reopen("Late bill")
        self.assertEqual(self._locks(), [OCTOBER, "", ""])
        october.action_reopen("Late bill")
        self.assertEqual(self._locks(), ["", "", ""])

    def test_what_follows_a_closing_is_called_once(self):
        closing = self._finished()
        with patch.object(type(closing), "_after_close", autospec=True) as hook:
            closing.action_close()
        self.assertEqual([call.args[0] for call in hook.mock_calls], [closing])

    def test_a_run_is_posted_by_its_id_in_this_month_only(self):
        self._received()
        closing = self._close(post=False)
        closing.action_review()
        other = self._close("2026-09-30", post=False).run_ids[0]
        for value in ("3", "x", None, False, True, 1.5, [1], {}, 0, -1, 2**31 - 1, other.id):
            with self.subTest(value=value), self.assertRaises(UserError):
                closing.post_one_run(value)
        self.assertEqual(self._run(closing).state, "reviewed")
        for reason in (None, False, 5, " ", ["Wrong"]):
            with self.subTest(reason=reason), self.assertRaises(UserError):
                self._run(closing).action_cancel(reason)
