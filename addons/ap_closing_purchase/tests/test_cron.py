# SPDX-License-Identifier: AGPL-3.0-or-later
"""The cron proposes on the last day and the first morning of a month, by company."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import OCTOBER, ApClosingCommon

CRON = "odoo.addons.base.models.ir_cron.IrCron._commit_progress"
LOGGER = "odoo.addons.ap_closing.models.closing_cron"


@tagged("post_install", "-at_install")
class TestCron(ApClosingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.setup_other_company(name="Broken SAS")["company"]

    @contextmanager
    def _at(self, moment):
        """Run the cron at that moment in UTC; a test never commits."""
        with freeze_time(moment), patch(CRON, lambda *args, **kwargs: 1.0):
            self.closings.with_user(self.env.ref("base.user_root"))._cron_propose()
            yield

    def _proposed_days(self):
        closings = self.closings.search([("company_id", "=", self.company.id)])
        return [day.isoformat() for day in closings.mapped("date_end")]

    def test_the_last_evening_proposes_the_month_that_ends(self):
        self._received()
        with self._at("2026-10-31 19:00:00"):
            closing = self.closings.search([("company_id", "=", self.company.id)])
            self.assertEqual(closing.date_end, self._day(OCTOBER))
            self.assertEqual(self._run(closing).amount, 1000.0)
            self.assertEqual(closing.state, "proposed")
            self.assertFalse(closing.run_ids.move_ids)

    def test_the_first_morning_proposes_the_month_that_ended(self):
        with self._at("2026-11-01 07:00:00"):
            self.assertEqual(self._proposed_days(), [OCTOBER])

    def test_the_first_morning_refreshes_what_the_evening_proposed(self):
        self._received()
        with self._at("2026-10-31 19:00:00"):
            self._received(50.0, day=OCTOBER)
        with self._at("2026-11-01 07:00:00"):
            closing = self.closings.search([("company_id", "=", self.company.id)])
            self.assertEqual(self._run(closing).amount, 1500.0)

    def test_other_days_propose_nothing(self):
        for moment in ("2026-10-30 19:00:00", "2026-11-02 07:00:00"):
            with self._at(moment):
                self.assertEqual(self._proposed_days(), [])

    def test_the_day_is_that_of_the_company(self):
        self.company.partner_id.tz = "Pacific/Auckland"
        with self._at("2026-10-30 19:00:00"):  # 31 October, 08:00 there
            self.assertEqual(self._proposed_days(), [OCTOBER])

    def test_midnight_in_paris_is_two_hours_earlier_in_utc(self):
        with self._at("2026-09-30 21:59:00"):  # 23:59, the last day of September
            self.assertEqual(self._proposed_days(), ["2026-09-30"])
        with self._at("2026-10-31 23:30:00"):  # 00:30, the first of November
            self.assertEqual(self._proposed_days(), [OCTOBER, "2026-09-30"])

    def test_a_failing_company_leaves_the_others_done(self):
        other = self.other
        self._assert_others_done(other, UserError("The chart is broken"))
        closing = self.closings.sudo().search([("company_id", "=", other.id)])
        bodies = "".join(str(message.body) for message in closing.message_ids)
        self.assertIn("The chart is broken", bodies)

    def _assert_others_done(self, other, error):
        close_month = type(self.closings).close_month

        def failing(closings, company_id, *args, **kwargs):
            if company_id == other.id:
                raise error
            return close_month(closings, company_id, *args, **kwargs)

        self._received()
        broken = patch.object(type(self.closings), "close_month", failing)
        with broken, self._at("2026-10-31 19:00:00"):
            self.assertEqual(self._proposed_days(), [OCTOBER])

    @mute_logger(LOGGER)
    def test_a_fault_of_the_program_leaves_the_others_done(self):
        other = self.other
        with patch.object(self.env.cr, "rollback", lambda: None):
            self._assert_others_done(other, ZeroDivisionError("oops"))

    def test_a_posted_month_is_left_alone(self):
        self._received()
        closing = self._close()
        moves = closing.run_ids.move_ids
        with self._at("2026-11-01 07:00:00"):
            self.assertEqual(closing.state, "posted")
            self.assertEqual(closing.run_ids.move_ids, moves)

    def test_the_cron_comes_twice_a_day(self):
        cron = self.env.ref("ap_closing.ap_closing_cron_propose")
        self.assertEqual((cron.interval_number, cron.interval_type), (12, "hours"))
        self.assertTrue(cron.active)
