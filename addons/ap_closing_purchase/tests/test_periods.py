# SPDX-License-Identifier: AGPL-3.0-or-later
"""Months not over, years that end elsewhere than in December: refused, or noted."""

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .checklist_common import ChecklistCommon
from .common import OCTOBER

NAME = "Nordlys SAS"
TODAY = "2026-11-28 10:00:00"
NOVEMBER = "2026-11-30"


@tagged("post_install", "-at_install")
class TestPeriods(ChecklistCommon):
    def setUp(self):
        super().setUp()
        clock = freeze_time(TODAY)
        clock.start()
        self.addCleanup(clock.stop)

    def test_a_month_that_has_not_begun_is_refused_on_every_way(self):
        for day in ("2026-12-31", "2030-06-30"):
            for step in (
                lambda day=day: self.closings.close_month(self.company.id, day),
                lambda day=day: self.closings.close_month(self.company.id, day, post=True),
                lambda day=day: self.closings.create(
                    {"company_id": self.company.id, "date_end": day}
                ),
            ):
                with (
                    self.assertRaisesRegex(UserError, "has not begun"),
                    self.env.cr.savepoint(),
                ):
                    step()
            [answer] = self.closings.close_months([self.company.id], day)
            self.assertIn("has not begun", answer["error"])
        self.assertFalse(self.closings.search([("company_id", "=", self.company.id)]))

    def test_the_sentence_names_the_month_that_runs(self):
        with self.assertRaisesRegex(UserError, "December 2026 .* runs is November 2026"):
            self.closings.close_month(self.company.id, "2026-12-31")

    def test_a_closing_made_before_takes_no_step_until_its_month_begins(self):
        with freeze_time("2027-01-02"):
            self._received(on="2026-12-01", day="2026-12-05")
            closing = self._close("2026-12-31", post=False)
        with self.assertRaisesRegex(UserError, "has not begun"):
            closing.action_propose()
        closing.action_review()
        with self.assertRaisesRegex(UserError, "has not begun"):
            closing.action_post()
        with self.assertRaisesRegex(UserError, "has not begun"):
            self._run(closing).action_post()
        self.assertFalse(closing.run_ids.move_ids)

    def test_a_month_that_runs_is_as_of_today_and_noted_so(self):
        self._received(on="2026-11-05", day="2026-11-20")
        result = self.closings.close_month(self.company.id, NOVEMBER, post=True)
        [remark] = result["remarks"]
        for words in ("November 2026 is not over", "11/28/2026", "closed from 12/01/2026"):
            self.assertIn(words, remark)
        closing = self.closings.browse(result["closing_id"])
        self.assertEqual(closing.running_note, remark)
        self.assertItems(
            closing, [("6226", NAME, 1000.0, 0.0), ("4081", NAME, 0.0, 1000.0)]
        )
        bodies = "".join(str(one.body) for one in self._run(closing).message_ids)
        self.assertIn("is not over", bodies)

    def test_what_comes_until_its_end_is_proposed_once_it_is_over(self):
        """Receipts mark the run; what did not mark it is read on the first morning."""
        line = self._received(on="2026-11-05", day="2026-11-20")
        closing = self._close(NOVEMBER)
        run = self._run(closing)
        self.env.cr.execute(
            "UPDATE ap_receipt SET quantity = 12 WHERE purchase_line_id = %s", [line.id]
        )
        self._close(NOVEMBER)
        self.assertEqual((run.state, run.posting), ("posted", 1))
        with freeze_time("2026-12-01 07:00:00"):
            again = self.closings.close_month(self.company.id, NOVEMBER, post=True)
            self.assertFalse(again["remarks"])
        self.assertEqual((run.state, run.posting, run.amount), ("posted", 2, 1200.0))

    def test_a_month_that_runs_is_not_closed_for_good(self):
        closing = self._close(NOVEMBER)
        self._sign_all(closing)
        with self.assertRaisesRegex(UserError, "November 2026 is not over"):
            closing.with_user(self.head).action_close()
        self.assertFalse(self.company.purchase_lock_date)
        with freeze_time("2026-12-01 10:00:00"):
            with self.assertRaisesRegex(UserError, "not posted, or changed"):
                closing.with_user(self.head).action_close()
            self._close(NOVEMBER)
            self._sign_all(closing)
            closing.with_user(self.head).action_close()
        self.assertTrue(closing.is_closed)
        self.assertEqual(str(self.company.purchase_lock_date), NOVEMBER)

    def test_the_last_day_belongs_to_its_month(self):
        with freeze_time("2026-10-31 10:00:00"):
            self.assertTrue(self.closings.close_month(self.company.id, OCTOBER)["remarks"])
        with freeze_time("2026-10-31 23:30:00"):  # 00:30 in Paris
            self.assertFalse(self.closings.close_month(self.company.id, OCTOBER)["remarks"])


@tagged("post_install", "-at_install")
class TestFiscalYear(ChecklistCommon):
    """A year that ends on 30 June."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"fiscalyear_last_month": "6", "fiscalyear_last_day": 30})

    def test_vat_is_shown_at_the_end_of_that_year_only(self):
        self._received(on="2026-06-05", day="2026-06-20")
        june = self._close("2026-06-30")
        self.assertEqual(june.vat_mode, "included")
        self.assertItems(
            june,
            [
                ("6226", NAME, 1000.0, 0.0),
                ("44586", NAME, 200.0, 0.0),
                ("4081", NAME, 0.0, 1200.0),
            ],
        )
        december = self._close("2026-12-31")
        self.assertEqual(december.vat_mode, "excluded")
        self.assertItems(
            december, [("6226", NAME, 1000.0, 0.0), ("4081", NAME, 0.0, 1000.0)]
        )

    def test_a_year_that_ends_in_february_ends_on_its_last_day(self):
        self.company.write({"fiscalyear_last_month": "2", "fiscalyear_last_day": 28})
        self.assertEqual(self.company._ap_vat_mode(self._day("2028-02-29")), "included")
        self.assertEqual(self.company._ap_vat_mode(self._day("2027-02-28")), "included")
        self.assertEqual(self.company._ap_vat_mode(self._day("2027-12-31")), "excluded")

    def test_a_cost_over_two_years_is_prepaid_at_the_end_of_the_first(self):
        """1,200.00 from April to September: 92 of 183 days after 30 June."""
        self._spread("2026-04-01", "2026-09-30", 1200.0)
        run = self._run(self._close("2026-06-30"), "prepaid")
        self.assertItems(
            run, [("486", NAME, 603.28, 0.0), ("6226", NAME, 0.0, 603.28)]
        )

    def test_a_branch_has_the_year_of_its_parent(self):
        branch = self.env["res.company"].create(
            {"name": "Lyon branch", "parent_id": self.company.id}
        )
        self.assertEqual(branch._ap_vat_mode(self._day("2026-06-30")), "included")
