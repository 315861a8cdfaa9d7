# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a new company lacks, from the records; bills dropped on the dashboard."""


from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from odoo.addons.ap_base.tests.common import ControlCommon, b64, differing

INVOICE = b64("not a bill that a reader knows")


@tagged("post_install", "-at_install")
class TestFirstSteps(ControlCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bare = cls.env["res.company"].create({"name": "Bare"})
        cls.users["head"].company_ids |= cls.bare

    def _steps(self, company, role="head"):
        steps = self.env["ap.first.step"].with_user(self.users[role])
        return steps.with_context(allowed_company_ids=company.ids).search([])

    def _state(self, company, code):
        step = self._steps(company).filtered(lambda one: one.code == code)
        step.invalidate_recordset()
        return step.done, step.reason

    def test_a_bare_company_lacks_what_the_desk_needs(self):
        for code, reason in (
            ("accounts", "No account of suppliers: install the chart of accounts."),
            ("journals", "A journal of purchases and one of other entries are needed."),
            ("first_bill", "No bill yet: drop the first ones."),
            ("first_month", "No month is prepared yet."),
            ("bank_journals", "No journal of a bank."),
        ):
            self.assertEqual(self._state(self.bare, code), (False, reason), code)
        done, reason = self._state(self.bare, "closing_accounts")
        self.assertFalse(done)
        self.assertIn("Not chosen: ", reason)

    def test_what_is_there_is_done_and_the_records_say_so(self):
        for code in ("accounts", "journals", "closing_accounts", "first_bill"):
            self.assertTrue(self._state(self.company, code)[0], code)
        self.bill.unlink()
        left = self.env["account.move"].search(
            [("company_id", "=", self.company.id), ("move_type", "like", "in_")]
        )
        self.assertEqual(self._state(self.company, "first_bill")[0], bool(left))
        self.env["ap.closing"].create(
            {"company_id": self.company.id, "date_end": "2026-10-31"}
        )
        self.assertEqual(self._state(self.company, "first_month"), (True, "Months prepared: 1."))

    def test_one_person_alone_is_told_that_a_second_is_needed(self):
        alone = self.env["res.company"].create({"name": "Alone"})
        people = self.env.ref("ap_base.group_accountant").all_user_ids
        people.write({"company_ids": [Command.unlink(alone.id)]})
        self.users["head"].company_ids |= alone
        done, reason = self._state(alone, "roles")
        self.assertEqual((done, reason), (False, "Only Head posts: a second person is needed to agree."))
        self.users["accountant"].company_ids |= alone
        self.assertEqual(self._state(alone, "roles"), (True, "Persons who post: 2."))

    def test_every_step_says_how_it_stands_and_opens_its_screen(self):
        for step in self._steps(self.company):
            self.assertTrue(step.reason, step.code)
            self.assertIn(step.action_open()["type"], ("ir.actions.act_window", "ir.actions.server"))

    def test_the_dashboard_counts_what_is_left(self):
        counters = self.env["ap.desk.counter"].with_user(self.users["head"])
        counter = counters.search([("code", "=", "first_step")])
        here = counter.with_context(allowed_company_ids=self.bare.ids)
        steps = self._steps(self.bare)
        left = steps.filtered(lambda one: not one.done and not one.is_optional)
        self.assertEqual(here.count, len(left))
        self.assertEqual(differing(here), {})

    def test_a_step_that_nothing_looks_at_is_refused(self):
        step = self.env["ap.first.step"].sudo().search([], limit=1)
        with self.assertRaises(ValidationError):
            step.copy({"code": "nobody_looks"})


@tagged("post_install", "-at_install")
class TestDropAndMail(ControlCommon):
    def _dropped(self, role):
        counters = self._as(role, self.env["ap.desk.counter"])
        file = self._as(role, self.env["ir.attachment"]).create(
            {"name": "bill.txt", "datas": INVOICE}
        )
        return counters.create_document_from_attachment(file.ids)

    def test_a_file_dropped_on_the_dashboard_becomes_a_draft_bill(self):
        action = self._dropped("apprentice")
        bill = self.env["account.move"].browse(action["res_id"])
        self.assertEqual((bill.move_type, bill.state), ("in_invoice", "draft"))
        self.assertEqual(bill.company_id, self.company)

    def test_an_auditor_drops_none(self):
        with self.assertRaises(AccessError):
            self._dropped("auditor")
