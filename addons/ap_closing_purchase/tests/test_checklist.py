# SPDX-License-Identifier: AGPL-3.0-or-later
"""The checklist cannot lie: what is signed agrees with the books, or falls back."""

from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.ap_closing.tests.checklist_common import HAND

from .checklist_common import ChecklistCommon
from .common import OCTOBER


@tagged("post_install", "-at_install")
class TestChecklist(ChecklistCommon):
    def _ready(self):
        """A posted October whose bills, receipts and expenses are signed."""
        self._received()
        closing = self._close()
        self._sign(
            closing, "missing_bills", "bills_captured", "receipts_entered", "expenses"
        )
        return closing

    def test_tasks_come_once_with_their_month_and_due_on_working_days(self):
        closing = self._close(post=False)
        codes = closing.task_ids.mapped("code")
        self.assertIn("accrued_bills", codes)
        opened = self.closings.create(
            {"company_id": self.company.id, "date_end": "2026-11-30"}
        )
        self.assertEqual(self._task(opened, "missing_bills").state, "todo")
        self.assertEqual(self._task(opened, "bills_captured").state, "waiting")
        self._close(post=False)
        closing._ensure_tasks()
        self.assertEqual(closing.task_ids.mapped("code"), codes)
        self.assertEqual(len(set(codes)), len(codes))
        due = {task.code: task.date_due.isoformat() for task in closing.task_ids}
        # October 2026 ends on a Saturday: J is the 30th, J+1 Monday 2 November.
        self.assertEqual(due["missing_bills"], "2026-10-28")
        self.assertEqual(due["bills_captured"], "2026-11-02")
        self.assertEqual(due["accrued_bills"], "2026-11-03")
        task = self._task(closing, "accrued_bills")
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            task.sudo().copy({"code": "accrued_bills"}).flush_recordset()

    def test_holidays_of_the_company_and_its_week_move_the_due_day(self):
        self.env["ap.public.holiday"].create(
            {"name": "Bridge", "date": "2026-11-02", "company_id": self.company.id}
        )
        calendar = self.company.resource_calendar_id
        calendar.attendance_ids.filtered(lambda one: one.dayofweek == "1").unlink()
        closing = self._close(post=False)  # no Tuesdays any more
        due = self._task(closing, "bills_captured").date_due
        self.assertEqual(due.isoformat(), "2026-11-04")

    def test_a_bound_task_is_not_signed_before_its_entries_are_posted(self):
        self._received()
        closing = self._close(post=False)
        self._sign(closing, "missing_bills", "bills_captured", "receipts_entered", "expenses")
        task = self._task(closing, "accrued_bills").with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "Bills not received: To review, .*1,000.00"):
            task.action_sign()
        closing.action_review()
        closing.action_post()
        task.action_sign()
        self.assertEqual((task.state, task.prepared_by_id), ("done", self.accountant))
        self.assertEqual(
            task.signed_figures["tie_outs"]["accrued_expenses"]["left"], -1000.0
        )

    def test_predecessors_come_first(self):
        self._received()
        closing = self._close()
        task = self._task(closing, "accrued_bills")
        self.assertEqual(task.state, "waiting")
        self.assertIn(f"Bills captured ({self.apprentice.name})", task.waits_for)
        with self.assertRaisesRegex(UserError, "comes after: .*Bills captured"):
            task.with_user(self.accountant).action_sign()
        self._sign(closing, "missing_bills", "bills_captured", "receipts_entered", "expenses")
        self.assertEqual(task.state, "todo")

    def test_an_entry_by_hand_makes_the_signed_task_fall_with_both_figures(self):
        closing = self._ready()
        task = self._task(closing, "accrued_bills")
        self._sign(closing, "accrued_bills")
        task.with_user(self.second).action_review()
        self.assertTrue(task.is_settled)
        self._entry(self.company.ap_accrued_expense_account_id, 300.0)._post()
        self.assertTrue(task.to_check)  # not green, at once
        self.assertEqual(task.with_user(self.second).next_action, "check")
        task.with_user(self.apprentice).action_check()
        self.assertEqual(task.state, "redo")
        self.assertFalse(task.to_check)
        ties = (task.signed_figures["tie_outs"], task.current_figures["tie_outs"])
        self.assertEqual([one["accrued_expenses"]["left"] for one in ties], [-1000.0, -700.0])
        self.assertIn("-1,000.00", task.figures_html)
        self.assertIn("-700.00", task.figures_html)
        notified = task.activity_ids.user_id
        self.assertEqual(notified, self.accountant | self.second)
        bodies = "".join(map(str, task.message_ids.mapped("body")))
        self.assertRegex(bodies, r"signed at ledger -1,000\.00.*now ledger -700\.00")
        with self.assertRaisesRegex(
            UserError, r"the ledger has .*-700.00.*explained are .*-1,000.00.*300.00"
        ):
            task.with_user(self.accountant).action_sign()

    def test_a_late_bill_makes_it_fall_and_posting_the_difference_mends_it(self):
        closing = self._ready()
        self._sign(closing, "accrued_bills")
        task = self._task(closing, "accrued_bills")
        late = self._received(50.0)
        self.assertTrue(late)
        self.assertTrue(task.to_check)
        closing._refresh_tasks()
        self.assertEqual(task.state, "redo")
        self._close()
        task.with_user(self.accountant).action_sign()
        self.assertEqual(task.state, "done")
        self.assertEqual(
            task.signed_figures["tie_outs"]["accrued_expenses"]["left"], -1500.0
        )
        self.assertFalse(task.activity_ids)

    def test_entries_of_other_months_and_companies_leave_it_green(self):
        closing = self._ready()
        self._sign(closing, "accrued_bills")
        task = self._task(closing, "accrued_bills")
        account = self.company.ap_accrued_expense_account_id
        self._entry(account, 300.0, "2026-11-05")._post()
        self.assertFalse(task.to_check)
        closing._refresh_tasks()
        self.assertEqual(task.state, "done")

    def test_marking_writes_nothing_where_nothing_is_signed(self):
        closing = self._close()
        self.env.flush_all()
        account = self.company.ap_accrued_expense_account_id
        self._entry(account, 300.0)._post()
        self.assertFalse(any(closing.task_ids.mapped("to_check")))

    def test_tasks_sign_themselves_and_fall_when_the_suspense_account_fills(self):
        closing = self._ready()
        self._sign(closing, "bank")
        task = self._task(closing, "suspense")
        root = self.env.ref("base.user_root")
        self.assertEqual((task.state, task.prepared_by_id), ("done", root))
        entry = self._entry(self._account("471000"), 40.0)
        entry._post()
        closing._refresh_tasks()
        self.assertEqual(task.state, "redo")
        self.assertIn("40.00", task.problem)
        entry.button_draft()
        closing._refresh_tasks()
        self.assertEqual(task.state, "done")

    def test_suspense_accounts_do_not_hide_each_other(self):
        other = self._account("580000")
        self.company.ap_suspense_account_ids |= other
        self._entry(self._account("471000"), 40.0)._post()
        self._entry(other, -0.0 + 40.0)._reverse_moves([{"date": "2026-10-31"}])._post()
        [tie] = self.env["ap.tie.out"].compute(self.company.id, OCTOBER, "suspense")
        self.assertEqual((tie["left"], tie["tied"]), (80.0, False))

    def test_a_difference_within_its_threshold_ties(self):
        closing = self._ready()
        self._sign(closing, "bank")
        task = self._task(closing, "suspense")
        self._entry(self._account("471000"), 0.5)._post()
        closing._refresh_tasks()
        self.assertEqual(task.state, "redo")
        task.sudo()._step({"threshold": 1.0})
        task.with_user(self.accountant).action_sign()
        self.assertEqual(task.state, "done")

    def test_open_findings_prevent_signing(self):
        closing = self._close(post=False)
        self._sign(closing, "missing_bills")
        twice = {"ref": "F-77", "with_line": {"price_unit": 50.0}}
        self._bill(**twice)
        with mute_logger("odoo.addons.account.models.account_move"):
            self._bill(day="2026-10-26", post=False, **twice)
        task = self._task(closing, "bills_captured").with_user(self.apprentice)
        with self.assertRaisesRegex(UserError, "Bill captured twice: open findings: 1"):
            task.action_sign()
        finding = self.env["ap.finding"].search([("company_id", "=", self.company.id)])
        finding.with_user(self.accountant).waive("Two deliveries")
        task.action_sign()
        self.assertEqual(task.state, "done")

    def test_two_people(self):
        closing = self._ready()
        self._sign(closing, "accrued_bills")
        task = self._task(closing, "accrued_bills")
        self.assertFalse(task.is_settled)
        self.assertFalse(task.with_user(self.accountant).next_action)
        self.assertEqual(task.with_user(self.second).next_action, "review")
        with self.assertRaisesRegex(AccessError, "You signed .* yourself"):
            task.with_user(self.accountant).action_review()
        with self.assertRaisesRegex(AccessError, "needs the role"):
            task.with_user(self.apprentice).action_review()
        task.reviewer_id = self.head
        with self.assertRaisesRegex(AccessError, "is reviewed by"):
            task.with_user(self.second).action_review()
        task.with_user(self.head).action_review()
        self.assertEqual((task.state, task.reviewed_by_id), ("reviewed", self.head))

    def test_evidence_is_asked_for_and_kept(self):
        closing = self._close()
        bank = self._task(closing, "bank").with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "add the document"):
            bank.action_sign()
        bank.write(HAND)
        bank.action_sign()
        with self.assertRaisesRegex(UserError, "signed with its note"):
            bank.attachment_ids = False
        bank.sudo().attachment_ids.unlink()
        closing._refresh_tasks()
        self.assertEqual(bank.state, "redo")
        accounts = self._task(closing, "supplier_accounts").with_user(self.accountant)
        accounts.note = "  "
        self._sign(closing, "missing_bills")
        self._finish(self._task(closing, "bills_captured"))
        with self.assertRaisesRegex(UserError, "write in a note"):
            accounts.action_sign()

    def test_waiving_is_the_heads_with_a_reason_and_never_for_own_work(self):
        closing = self._ready()
        task = self._task(closing, "accrued_bills")
        with self.assertRaisesRegex(AccessError, "Head of accounting"):
            task.with_user(self.accountant).action_waive("No time")
        with self.assertRaisesRegex(UserError, "Give the reason"):
            task.with_user(self.head).action_waive("  ")
        self._sign(closing, "accrued_bills", by=self.head)
        task.with_user(self.accountant).action_redo("Amounts to look at")
        self.assertEqual(task.state, "redo")
        with self.assertRaisesRegex(AccessError, "You prepared .* yourself"):
            task.with_user(self.head).action_waive("Fine as it is")
        other = self._user("k_other_head", "ap_base.group_head")
        task.with_user(other).action_waive("Below materiality")
        self.assertEqual(
            (task.state, task.waived_by_id, task.waiver_reason),
            ("waived", other, "Below materiality"),
        )
        self._entry(self.company.ap_accrued_expense_account_id, 300.0)._post()
        closing._refresh_tasks()
        self.assertEqual(task.state, "waived")
        with self.assertRaisesRegex(AccessError, "Head of accounting"):
            task.with_user(self.accountant).action_redo("No")
        task.with_user(self.head).action_redo("Material after all")
        self.assertFalse(task.waiver_reason)

    def test_nothing_is_signed_by_writing(self):
        closing = self._ready()
        task = self._task(closing, "accrued_bills")
        fakes = (
            {"state": "done"},
            {"state": "reviewed", "reviewed_by_id": self.head.id},
            {"to_check": False},
            {"agrees": True},
            {"signed_figures": {}},
            {"needs_reviewer": False},
            {"threshold": 1e9},
            {"kind": "manual"},
            {"predecessor_ids": [Command.clear()]},
            {"evidence": "none"},
            {"closing_id": closing.id},
        )
        tricks = {"skip_readonly_check": True, "force_delete": True}
        for user in (self.auditor, self.apprentice, self.accountant, self.head):
            mine = task.with_user(user).with_context(**tricks)
            for fake in fakes:
                with self.subTest(who=user.login, fake=fake), self.assertRaises(AccessError):
                    mine.write(fake)
            with self.assertRaises(AccessError):
                closing.with_user(user).write({"task_ids": [Command.clear()]})
            with self.assertRaises(UserError):
                mine.unlink()
            with self.assertRaises(AccessError):
                mine.create({"closing_id": closing.id, "code": "x"})
        with self.assertRaises(AccessError):
            task.with_user(self.apprentice).write({"reviewer_id": self.apprentice.id})
        with self.assertRaises(AccessError):
            task.with_user(self.auditor).write({"note": "x"})
        task.with_user(self.apprentice).write({"note": "Three receipts without order"})

    def test_roles(self):
        closing = self._ready()
        task = self._task(closing, "accrued_bills")
        for user in (self.auditor, self.apprentice):
            with self.assertRaisesRegex(AccessError, "Accountant"):
                task.with_user(user).action_sign()
            self.assertNotEqual(task.with_user(user).next_action, "sign")
        review = self._task(closing, "review")
        with self.assertRaisesRegex(AccessError, "Head of accounting"):
            review.with_user(self.accountant).action_sign()
        self.assertTrue(task.with_user(self.auditor).figures_now)
        with self.assertRaises(AccessError):
            closing.with_user(self.auditor).action_check_tasks()
        stranger = self._user(
            "k_stranger", "ap_base.group_head",
            company=self.env["res.company"].create({"name": "Elsewhere"}),
        )  # fmt: skip
        for step in (
            lambda mine: mine.action_sign(),
            lambda mine: mine.action_waive("x"),
            lambda mine: mine.read(["state"]),
        ):
            with self.assertRaises(AccessError):
                step(task.with_user(stranger))

    def test_late_and_where_the_work_is(self):
        closing = self._ready()
        task = self._task(closing, "accrued_bills")
        with freeze_time("2026-11-03 10:00:00"):
            self.assertFalse(task.is_late)
        with freeze_time("2026-11-04 10:00:00"):
            task.invalidate_recordset(["is_late"])
            self.assertTrue(task.is_late)
            found = task.search([("is_late", "=", True), ("id", "=", task.id)])
            self.assertEqual(found, task)
        self.assertEqual(task.action_open_screen()["res_model"], "ap.closing.run")
        receipts = self._task(closing, "receipts_entered")
        self.assertEqual(receipts.action_open_screen()["res_model"], "purchase.order.line")
        receipts.template_id.action_xmlid = "not_installed.some_action"
        self.assertEqual(receipts.action_open_screen()["res_model"], "ap.closing")

    def test_templates_of_a_company_stand_before_those_of_all(self):
        templates = self.env["ap.closing.task.template"]
        general = self.env.ref("ap_closing.task_loans")
        own = general.copy({"code": "loans", "company_id": self.company.id})
        own.active = False
        self.assertNotIn("loans", templates._of_company(self.company).mapped("code"))
        with self.assertRaisesRegex(ValidationError, "wait for each other"):
            self.env.ref("ap_closing.task_bank").predecessor_ids = general
        with self.assertRaisesRegex(ValidationError, "what proves it"):
            general.kind = "controls"
