# SPDX-License-Identifier: AGPL-3.0-or-later
"""Many expenses are booked by a job, some days at a time: seen, stopped, gone on with."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..models import booking, booking_job
from .common import ExpenseCommon, card, claim

LOGGER = "odoo.addons.ap_expenses.models.booking_job"


@tagged("post_install", "-at_install")
class TestExpenseBookingJob(ExpenseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(booking_job, "LONG", 4))
        cls.startClassPatcher(patch.object(booking, "BATCH", 2))
        cron = type(cls.env["ir.cron"])
        cls.startClassPatcher(patch.object(cron, "_commit_progress", lambda *a, **k: 1))
        cls.jobs = cls.env["ap.expense.booking"]

    def setUp(self):
        super().setUp()
        self.registry_enter_test_mode()
        self._take(
            *(
                card(f"P{n}", f"2026-03-{n + 5:02}", 10 + n, category="Meal",
                     settlement_date=f"2026-03-{n + 7:02}")
                for n in range(6)
            ),
            claim("C1", "2026-03-20", 30, category="Meal"),
        )  # fmt: skip

    def _start(self, day="2026-03-31"):
        return self.jobs.browse(self.jobs.start(self.company.id, "CARDS", day))

    def _books(self):
        """The balance of each account that the tool posted to, and what is not matched."""
        lines = self.env["account.move.line"].search(
            [("move_id.ap_expense_tool_id", "=", self.tool.id), ("parent_state", "=", "posted")]
        )
        sums = lines._read_group([("id", "in", lines.ids)], ["account_id"], ["balance:sum"])
        open_items = lines.filtered(lambda one: one.account_id.reconcile and not one.reconciled)
        return {account.code: total for account, total in sums}, len(open_items)

    def test_a_job_books_what_at_once_would(self):
        with self.env.cr.savepoint() as point:
            result = self.expenses.book(self.company.id, "CARDS", "2026-03-31")
            whole, days = self._books(), sorted(self._moves(result).mapped("date"))
            point.rollback()
            self.env.invalidate_all()
        wizard = Form(self.env["ap.expense.post"].with_context(default_tool_id=self.tool.id))
        wizard.date_to = "2026-03-31"
        self.assertEqual((wizard.is_long, wizard.liability_count), (True, 7))
        self.assertIn("06/03/2026" if self.env.user.lang == "fr_FR" else "03/06/2026", wizard.preview)
        job = self.jobs.browse(wizard.save().action_book()["res_id"])
        self.assertEqual((job.job_state, job.total, job.done), ("queued", 13, 0))
        self.assertEqual(self.tool.action_book()["res_id"], job.id)
        with self.assertRaisesRegex(UserError, "A job books the expenses"):
            self._start()
        seen = []
        tell = booking_job._tell
        with patch.object(booking_job, "_tell", lambda job, **said: seen.append(said) or tell(job, **said)):
            self.jobs._cron_run()
        self.assertGreater(len([said for said in seen if "done" in said]), 3)
        self.assertEqual((job.job_state, job.done, job.job_percent), ("done", 13, 100.0))
        self.assertEqual(self._books(), whole)
        moves = self.env["account.move"].search([("ap_expense_tool_id", "=", self.tool.id)])
        self.assertEqual(sorted(moves.mapped("date")), days)
        self.jobs._cron_run()
        self.assertEqual(self._books(), whole)

    def test_it_is_stopped_between_two_parts(self):
        job = self._start()
        book = booking.book

        def and_stop(tool, day):
            job.action_stop()
            return book(tool, day)

        with patch.object(booking, "book", and_stop):
            self.jobs._cron_run()
        self.assertEqual(job.job_state, "cancelled")
        booked = self._current().filtered("liability_move_id")
        self.assertTrue(0 < len(booked) < 7)
        self._start().action_stop()
        self.jobs._cron_run()
        self.assertEqual(self._current().filtered("liability_move_id"), booked)

    def test_what_fails_leaves_the_parts_before(self):
        book, calls = booking.book, []

        def failing(tool, day):
            calls.append(day)
            found = book(tool, day)
            if len(calls) > 1:
                raise error
            return found

        for error in (UserError("Not today."), ZeroDivisionError()):
            before, job = self._booked(), self._start()
            calls.clear()
            with patch.object(booking, "book", failing), mute_logger(LOGGER):
                self.jobs._cron_run()
            self.assertEqual(job.job_state, "failed")
            self.assertIn("Not today." if isinstance(error, UserError) else "stays", job.message)
            self.assertTrue(job.done)
            self.assertEqual(self._booked() - before, job.done)
        job = self._start()
        self.jobs._cron_run()
        self.assertEqual((job.job_state, self._booked(), self._books()[1]), ("done", 13, 1))

    def _booked(self):
        names = ("liability_move_id", "settlement_move_id")
        return sum(len(self._current().filtered(name)) for name in names)

    def test_who_may(self):
        job = self._start()
        apprentice = self._user("exp_job_apprentice", "ap_base.group_apprentice")
        auditor = self._user("exp_job_auditor", "ap_base.group_auditor")
        for user in (apprentice, auditor):
            theirs = job.with_user(user)
            self.assertEqual(theirs.job_state, "queued")
            for way in (
                theirs.action_stop,
                lambda theirs=theirs: theirs.start(self.company.id, "CARDS", "2026-03-31"),
                lambda theirs=theirs: theirs.write({"job_state": "done"}),
            ):
                with self.assertRaises(AccessError):
                    way()
        with self.assertRaises(AccessError):
            job.with_user(self._user("exp_job_buyer", "base.group_user")).read(["done"])
        job.sudo().user_id = apprentice
        self.jobs._cron_run()
        self.assertEqual(job.job_state, "failed")
        self.assertIn("may not book expenses", job.message)
