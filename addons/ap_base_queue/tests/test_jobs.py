# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pieces of work become jobs, once each; without a runner all is as without queue_job."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from odoo.addons.ap_base.models.work import NotDone, Piece, Work
from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.job import Job

from ..models.ap_work import PG_ADVISORY_LOCK_ID, ApWork

CHECK = "odoo.addons.ap_base.models.ap_control.ApControl._check_or_note"
REALLY = ApWork._is_runner_there


@tagged("post_install", "-at_install")
class TestJobs(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.done = []
        cls.companies = cls.env["res.company"].create([{"name": "Nord"}, {"name": "Sud"}])
        cls.works = cls.env["ap.work"]
        cls.startClassPatcher(patch.object(ApWork, "_is_runner_there", lambda works: True))

    def setUp(self):
        super().setUp()
        self.done.clear()

    def _work(self, **values):
        """A work of one piece a company, which notes what was done."""

        def do(env, company, about):
            self.done.append((env.uid, env.companies.mapped("name"), company.name, about))
            return "done"

        work = Work("told", None, lambda env: [], values.pop("do", do), **values)
        ours = type(self.works)._registered
        self.startPatcher(
            patch.object(type(self.works), "_registered", lambda works: [*ours(works), work])
        )
        return work

    def _pieces(self, about=None):
        return [Piece(one.id, about, one.name) for one in self.companies]

    def _jobs(self, state="pending"):
        wanted = [("identity_key", "like", 'ap:["told"'), ("state", "=", state)]
        return self.env["queue.job"].search(wanted, order="id")

    def _perform(self, jobs):
        with self.enter_registry_test_mode():
            for uuid in jobs.mapped("uuid"):
                job = Job.load(self.env, uuid)
                job.perform()
                job.set_done()
                job.store()

    def test_one_job_a_piece_and_none_while_it_is_open(self):
        work = self._work()
        self.assertTrue(self.works._hand_out(work, self._pieces()))
        self.assertTrue(self.works._hand_out(work, self._pieces()))
        jobs = self._jobs()
        self.assertEqual(jobs.mapped("name"), ["told: Nord", "told: Sud"])
        self.assertEqual(jobs.company_id, self.companies)
        self.assertEqual(set(jobs.mapped("channel")), {"root.ap"})
        jobs[0].with_context(_job_edit_sentinel=jobs.EDIT_SENTINEL).state = "started"
        self.works._hand_out(work, self._pieces())
        self.assertEqual(self._jobs(), jobs[1], "what is at work is open too")
        self.works._hand_out(work, self._pieces(about=7))
        self.assertEqual(len(self._jobs()), 3, "about something else")

    def test_what_is_done_may_be_asked_for_again(self):
        work = self._work()
        self.works._hand_out(work, self._pieces())
        self._perform(self._jobs())
        root = self.env.uid
        told = [(root, [one.name], one.name, None) for one in self.companies]
        self.assertEqual(self.done, told)
        self.works._hand_out(work, self._pieces())
        self.assertEqual(len(self._jobs()), 2)

    def test_a_person_is_answered_by_what_begins_after_he_asked(self):
        work = self._work(whole=True)
        self.works._hand_out(work, self._pieces())
        jobs = self._jobs()
        self.assertEqual(set(jobs.mapped("method_name")), {"_do_whole"})
        jobs.with_context(_job_edit_sentinel=jobs.EDIT_SENTINEL).state = "started"
        self.works._hand_out(work, self._pieces())
        self.assertEqual(len(self._jobs()), 2)

    def test_it_is_done_by_who_asked_and_for_companies_of_theirs_only(self):
        user = self.env["res.users"].create(
            {
                "name": "Nora", "login": "nora_queue", "company_id": self.companies[0].id,
                "company_ids": [(6, 0, self.companies[0].ids)],
                "group_ids": [(6, 0, self.env.ref("ap_base.group_accountant").ids)],
            }
        )  # fmt: skip
        hers = self.works.with_user(user)
        work = self._work(whole=True)
        with self.assertRaises(AccessError):
            hers._hand_out(work, self._pieces())
        self.assertTrue(hers._hand_out(work, self._pieces()[:1]))
        self._perform(self._jobs())
        self.assertEqual(self.done, [(user.id, ["Nord"], "Nord", None)])
        with self.assertRaises(AccessError):
            hers.env["queue.job"].search([])

    def test_what_was_disturbed_is_tried_again(self):
        def disturbed(_env, _company, _about):
            raise NotDone("somebody is at it")

        self.works._hand_out(self._work(do=disturbed), self._pieces())
        with self.assertRaisesRegex(RetryableJobError, "somebody is at it"):
            self._perform(self._jobs())

    def test_a_scheduled_action_hands_out_what_it_would_do(self):
        cron = self.env.ref("ap_base.ap_control_cron_check")
        due = self.env["ap.control"]._due_tonight()
        wanted = {company.id for _control, company in due}
        self.assertTrue(wanted)
        with self._counted() as told:
            cron._callback(cron.cron_name, cron.ir_actions_server_id.id)
        self.assertFalse(told, "the action itself did nothing")
        jobs = self.env["queue.job"].search([("identity_key", "like", 'ap:["controls"')])
        self.assertEqual(set(jobs.company_id.ids), wanted)
        self.assertEqual(len(jobs), len(wanted))

    def test_without_a_runner_the_scheduled_action_does_it(self):
        cron = self.env.ref("ap_base.ap_control_cron_check")
        jobs = self.env["queue.job"].search_count([])
        with patch.object(ApWork, "_is_runner_there", lambda works: False), self._counted() as told:
            self.env.cr.precommit.clear()
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.assertFalse(self.works._hand_out(self._work(), self._pieces()))
        self.assertTrue(told)
        self.assertEqual(self.env["queue.job"].search_count([]), jobs)

    def test_a_runner_is_known_by_its_lock(self):
        self.env.cr.execute("SELECT pg_advisory_xact_lock(%s)", [PG_ADVISORY_LOCK_ID + 1])
        self.assertFalse(REALLY(self.works))
        self.env.cr.execute("SELECT pg_advisory_xact_lock(%s)", [PG_ADVISORY_LOCK_ID])
        self.assertTrue(REALLY(self.works))

    def test_every_work_of_every_room_has_its_action_and_its_pieces(self):
        works = self.works._registered()
        self.assertEqual(len({work.code for work in works}), len(works))
        for work in works:
            with self.subTest(work=work.code):
                pieces = work.pieces(self.env)
                self.assertTrue(all(piece.company_id and piece.name for piece in pieces))
                self.assertTrue(work.cron is None or self.env.ref(work.cron)._name == "ir.cron")

    @contextmanager
    def _counted(self):
        """The companies that are checked meanwhile, and not really."""
        told = []
        with patch(CHECK, lambda control, company: told.append(company.id)):
            yield told
