# SPDX-License-Identifier: AGPL-3.0-or-later
"""Months of many companies: one fails, the others are done; who waits for whom."""

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .checklist_common import ChecklistCommon
from .common import OCTOBER

LOGGER = "odoo.addons.ap_closing.models.many_companies"
CRON = "odoo.addons.base.models.ir_cron.IrCron._commit_progress"


@tagged("post_install", "-at_install")
class TestGroup(ChecklistCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.setup_other_company(name="Other SAS")["company"]
        cls._complete_company(cls.other)
        cls.both = cls.company | cls.other
        cls.accountant.company_ids = [Command.set(cls.both.ids)]
        cls.env.user.company_ids |= cls.other

    def _ask(self, user, companies, **values):
        closings = self.closings.with_user(user)
        return closings.close_months(companies, OCTOBER, **values)

    def test_each_company_has_its_answer_in_the_order_asked_for(self):
        self._received()
        found = self._ask(
            self.accountant, [self.other.id, self.company.id, self.other.id], post=True
        )
        self.assertEqual(
            [(one["company_id"], one["company"]) for one in found],
            [(self.other.id, "Other SAS"), (self.company.id, self.company.name)],
        )
        amounts = [one["runs"][0]["amount"] for one in found]
        self.assertEqual(amounts, [0.0, 1000.0])
        self.assertTrue(all(not one["blocking"] for one in found))
        again = self._ask(self.accountant, None, post=True)
        self.assertLessEqual(set(self.both.ids), {one["company_id"] for one in again})

    def _assert_other_done(self, error, sentence):
        close_month = type(self.closings).close_month

        def failing(closings, company_id, *args, **kwargs):
            result = close_month(closings, company_id, *args, **kwargs)
            if company_id == self.company.id:
                raise error
            return result

        with patch.object(type(self.closings), "close_month", failing):
            first, second = self._ask(self.accountant, self.both.ids)
        self.assertIn(sentence, first["error"])
        self.assertNotIn("runs", first)
        self.assertFalse(
            self.closings.search([("company_id", "=", self.company.id)])
        )
        self.assertEqual(self.closings.browse(second["closing_id"]).state, "proposed")

    def test_a_refusal_of_one_company_leaves_the_others_done(self):
        self._assert_other_done(UserError("Account 408 is missing"), "Account 408")

    @mute_logger(LOGGER)
    def test_a_fault_of_the_program_leaves_the_others_done(self):
        self._assert_other_done(ZeroDivisionError("boom"), "fault of the program")

    def test_a_company_that_is_not_yours_is_refused_by_its_own_sentence(self):
        foreign = self.env["res.company"].create({"name": "Foreign"})
        first, second = self._ask(self.accountant, [foreign.id, self.company.id])
        self.assertIn("is not one of yours", first["error"])
        self.assertEqual(first["company"], "")
        self.assertIn("closing_id", second)
        for wrong in ("all", 3, [1.5], ["1"]):
            with self.assertRaisesRegex(UserError, "list of their ids"):
                self._ask(self.accountant, wrong)
        with self.assertRaisesRegex(UserError, "not the last day"):
            self.closings.close_months(self.both.ids, "2026-10-30")

    def test_roles(self):
        with self.assertRaises(AccessError):
            self._ask(self.auditor, self.company.ids)
        with self.assertRaisesRegex(AccessError, "Accountant"):
            self._ask(self.apprentice, self.company.ids, post=True)
        [found] = self._ask(self.apprentice, self.company.ids)
        self.assertTrue(found["runs"])

    def test_the_wizard_says_what_became_of_each(self):
        months = self.env["ap.closing.months"].with_user(self.accountant)
        asked = months.create(
            {"date_end": OCTOBER, "company_ids": [Command.set(self.both.ids)], "post": True}
        )
        asked.action_apply()
        self.assertIn("Other SAS: posted.", asked.result)
        action = asked.action_open_overview()
        self.assertEqual(action["res_model"], "ap.closing")

    def test_companies_and_tasks_side_by_side(self):
        self._ask(self.accountant, self.both.ids, post=True)
        closing = self.closings.search([("company_id", "=", self.company.id)])
        self._sign(closing, "missing_bills", "receipts_entered")
        tasks = self.env["ap.closing.task"].with_user(self.accountant).with_context(
            allowed_company_ids=self.both.ids
        )
        found = {
            (company.name, template.code): count
            for company, template, count in tasks._read_group(
                [("date_end", "=", OCTOBER)],
                ["company_id", "template_id"],
                ["open_count:sum"],
            )
        }
        self.assertEqual(found[self.company.name, "missing_bills"], 0)
        self.assertEqual(found["Other SAS", "missing_bills"], 1)
        self.assertIn(f"Bills captured ({self.apprentice.name})", closing.waits_for)
        self.assertNotIn("Month reviewed", closing.waits_for)

    def test_the_hourly_job_looks_at_every_open_month(self):
        self._received()
        self._ask(self.accountant, self.both.ids, post=True)
        closing = self.closings.search([("company_id", "=", self.company.id)])
        self._sign(closing, "missing_bills", "bills_captured", "receipts_entered", "expenses")
        self._sign(closing, "accrued_bills")
        account = self.company.ap_accrued_expense_account_id
        self._entry(account, 300.0)._post()
        with patch(CRON, lambda *args, **kwargs: 1.0):
            self.closings.with_user(self.env.ref("base.user_root"))._cron_check_tasks()
        self.assertEqual(self._task(closing, "accrued_bills").state, "redo")

    def test_another_companys_entry_touches_nothing(self):
        self._ask(self.accountant, self.both.ids, post=True)
        closing = self.closings.search([("company_id", "=", self.company.id)])
        self._sign(closing, "bank")
        account = self._account("471000", self.other)
        fees = self._account("622600", self.other)
        self.env["account.move"].with_company(self.other).create(
            {
                "move_type": "entry",
                "date": OCTOBER,
                "company_id": self.other.id,
                "line_ids": [
                    Command.create({"account_id": account.id, "debit": 5.0}),
                    Command.create({"account_id": fees.id, "credit": 5.0}),
                ],
            }
        )._post()
        self.assertFalse(any(closing.task_ids.mapped("to_check")))
