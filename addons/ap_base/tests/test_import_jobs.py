# SPDX-License-Identifier: AGPL-3.0-or-later
"""Long files: a job reads and applies them, all or nothing, once, as who asked."""

from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import import_holding, import_jobs
from .common import b64
from .test_import import FILE, ImportCommon

JOBS = "odoo.addons.ap_base.models.import_jobs"


@tagged("post_install", "-at_install")
class TestImportJobs(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.progress = []
        cls.startClassPatcher(patch.object(import_jobs, "LONG_ROWS", 4))
        cron = type(cls.env["ir.cron"])
        cls.startClassPatcher(patch.object(cron, "_commit_progress", lambda *a, **k: 1))

    def _long(self, role="accountant", content=FILE):
        profile = self.env.ref("ap_base.ap_import_profile_journal_items")
        return self._as(role, self.env["ap.import"]).create(
            {"profile_id": profile.id, "filename": "long.csv", "file": b64(content)}
        )

    def _work(self):
        self.env["ap.import"]._cron_run_jobs()

    def test_a_long_file_waits_is_read_and_is_applied(self):
        record = self._long()
        record.action_dry_run()
        self.assertEqual((record.state, record.job_state), ("draft", "queued"))
        self.assertEqual(record.job_text, "Waits for its turn")
        self._work()
        self.assertEqual((record.state, record.job_state), ("validated", False))
        self.assertEqual((record.row_count, record.new_count), (4, 4))
        self.assertFalse(self._entries())
        record.action_apply()
        self.assertEqual((record.state, record.job_state), ("validated", "queued"))
        self._work()
        self.assertEqual((record.state, record.job_state), ("applied", False))
        self.assertEqual(record.user_id, self.users["accountant"])
        self.assertEqual(len(self._entries()), 2)
        self._work()
        self.assertEqual(len(self._entries()), 2)

    def test_a_short_file_does_not_wait(self):
        record = self._long(content="\n".join(FILE.splitlines()[:3]))
        record.action_dry_run()
        self.assertEqual((record.state, record.job_state), ("validated", False))

    def test_nobody_changes_it_meanwhile(self):
        record = self._long()
        record.action_dry_run()
        for step in (record.action_dry_run, record.action_apply):
            with self.assertRaisesRegex(UserError, "A job works on long.csv"):
                step()
        with self.assertRaisesRegex(UserError, "A job works"):
            record.file = b64("x")
        with self.assertRaisesRegex(AccessError, "changes only by"):
            record.job_state = False
        record.sudo().job_state = "running"
        with self.assertRaisesRegex(UserError, "A job works"):
            record.unlink()
        record.action_cancel_job()
        self.assertEqual(record.job_state, "running", "what runs is not cancelled")

    def test_what_waits_can_be_cancelled(self):
        record = self._long()
        record.action_dry_run()
        with self.assertRaises(AccessError):
            record.with_user(self.users["auditor"]).action_cancel_job()
        record.action_cancel_job()
        self.assertFalse(record.job_state)
        self._work()
        self.assertEqual(record.state, "draft")

    def test_what_was_interrupted_is_done_again_at_most_three_times(self):
        record = self._long()
        record.action_dry_run()
        record.sudo().write({"job_state": "running", "job_tries": 1})  # killed at work
        self._work()
        self.assertEqual((record.state, record.job_state), ("validated", False))
        record.action_apply()
        record.sudo().write({"job_state": "running", "job_tries": 3})
        self._work()
        self.assertEqual((record.state, record.job_state), ("validated", "failed"))
        self.assertIn("interrupted 3 times", record.job_message)
        self.assertFalse(self._entries())
        record.action_apply()
        self._work()
        self.assertEqual(record.state, "applied")
        self.assertFalse(record.job_message)

    def test_an_error_leaves_nothing_half(self):
        record = self._long()
        record.action_dry_run()
        self._work()
        for error, state, logger in (
            (UserError("No such day."), "failed", None),
            (ZeroDivisionError(), "failed", JOBS),
            (SerializationFailure(), "running", JOBS),
        ):
            record.action_apply() if record.job_state != "running" else None
            with (
                patch.object(import_holding, "take", side_effect=error),
                mute_logger(*([logger] if logger else [])),
            ):
                self._work()
            self.assertEqual((record.state, record.job_state), ("validated", state))
            self.assertFalse(self._entries(), error)
            if isinstance(error, UserError):
                self.assertEqual(record.job_message, "No such day.")
        self._work()
        self.assertEqual((record.state, len(self._entries())), ("applied", 2))

    def test_not_what_was_not_shown(self):
        record = self._long()
        record.action_dry_run()
        self._work()
        record.action_apply()
        self._import(FILE)
        self._work()
        self.assertEqual((record.state, record.job_state), ("validated", "failed"))
        self.assertIn("not what was shown", record.job_message)
        self.assertEqual((record.same_count, len(self._entries())), (4, 2))

    def test_rights_are_those_of_who_asked_when_the_job_runs(self):
        record = self._long("apprentice")
        record.action_dry_run()
        self.users["apprentice"].group_ids = self.env.ref("base.group_user")
        self._work()
        self.assertEqual(record.sudo().job_state, "failed")
        self.assertIn("Apprentice", record.sudo().job_message)
        archived = self._long("accountant")
        archived.action_dry_run()
        self.users["accountant"].active = False
        self._work()
        self.assertIn("archived", archived.sudo().job_message)

    def test_a_client_may_ask_for_the_job(self):
        model = self._as("accountant", self.env["ap.import"])
        answer = model.import_file(
            "journal_items", "x.csv", b64(FILE), self.company.id, background=True
        )
        record = model.browse(answer["import_id"])
        self.assertEqual((answer["state"], record.job_state), ("draft", "queued"))
        self._work()
        self.assertEqual((record.state, len(self._entries())), ("applied", 2))

    def test_how_far_it_is(self):
        told = []
        record = self._long()
        record.action_dry_run()

        def tell(one, phase, done=0, total=0):
            told.append(phase)
            one.progress_ids.sudo().write({"phase": phase, "done": 1, "total": 4})

        with patch.object(import_jobs, "tell", tell):
            self._work()
        self.assertEqual(told, ["reading", "checking", "comparing", "keeping"])
        record.sudo().write({"job_state": "running"})
        self.assertEqual(record.job_text, "Keeping the rows (1/4)")
        self.assertEqual(record.job_percent, 65)
