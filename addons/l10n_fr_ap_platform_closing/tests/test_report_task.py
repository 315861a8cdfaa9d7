# SPDX-License-Identifier: AGPL-3.0-or-later
"""A month is not closed while foreign purchases are not reported as the ledger has them."""

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.l10n_fr_ap_platform.tests.purchase_report_common import (
    PurchaseReportCase,
)


@tagged("post_install", "-at_install")
class TestReportTask(PurchaseReportCase):
    """1,000.00 (DE) and 500.00 (US) to report, 300.00 imported, 1 to 10 November."""

    def _task(self, day="2026-11-30"):
        closing = self.env["ap.closing"].search(
            [("company_id", "=", self.company.id), ("date_end", "=", day)]
        ) or self.env["ap.closing"].create({"company_id": self.company.id, "date_end": day})
        closing._refresh_tasks()
        task = closing.task_ids.filtered(lambda one: one.code == "purchase_report")
        if task:  # what it waits for is not looked at here
            before = task.predecessor_ids
            before._step({"state": "waived"})
            closing._refresh_tasks()
        return task

    def _figures(self, task):
        found = task.current_figures
        tie = found["tie_outs"]["foreign_purchases"]
        return tie["left"], tie["right"], found["counts"]["purchase_reports"]["waiting"]

    @freeze_time("2026-12-01 09:00:00")
    def test_due_sent_changed_and_corrected(self):
        report = self._three()
        task = self._task()
        self.assertEqual(self._figures(task), (1800.0, 1800.0, 1))
        self.assertEqual((task.state, task.agrees), ("todo", False))
        with self.assertRaises(UserError):
            self._as("accountant", task).action_sign()
        report.action_send()
        task = self._task()
        self.assertEqual(self._figures(task), (1800.0, 1800.0, 0))
        self.assertEqual(task.state, "done", "figures prove it")
        self._buy("DE-4712", self.german, 40.0, self.goods, "2026-11-09")
        task = self._task()
        self.assertEqual(self._figures(task), (1840.0, 1800.0, 0))
        self.assertEqual(task.state, "redo", "apart by 40.00 before the night looked")
        with self.assertRaises(UserError):
            self._as("accountant", task).action_sign()
        self._prepare("2026-12-01")
        self.assertEqual(self._figures(self._task()), (1840.0, 1800.0, 1))
        report.action_correct()
        correction = self._prepare("2026-12-01")
        self.assertEqual(self._figures(self._task()), (1840.0, 1840.0, 1))
        correction.action_send()
        task = self._task()
        self.assertEqual((self._figures(task), task.state), ((1840.0, 1840.0, 0), "done"))

    @freeze_time("2026-12-01 09:00:00")
    def test_the_task_opens_the_reports_that_wait(self):
        report = self._three()
        count = self.env["ap.closing.count"]
        action = count._open("purchase_reports", self.company, self._task().date_end)
        self.assertEqual(self.env["ap.purchase.report"].search(action["domain"]), report)

    @freeze_time("2026-12-01 09:00:00")
    def test_a_period_that_goes_on_does_not_wait(self):
        """September and October are reported together: at the end of September nothing is."""
        regime = self.env.ref("l10n_fr_ap_platform.purchase_report_regime_franchise")
        self.platform.regime_id = regime
        self._buy("DE-1", self.german, 100.0, self.goods, "2026-09-30")
        self._prepare()
        self.assertEqual(self._figures(self._task("2026-09-30")), (100.0, 100.0, 0))
        self.assertEqual(self._figures(self._task("2026-10-31")), (100.0, 100.0, 1))

    @freeze_time("2026-12-01 09:00:00")
    def test_months_and_companies_that_report_nothing_have_no_such_task(self):
        self.assertFalse(self._task("2026-08-31"))
        self.platform.report_since = "2027-09-01"
        self.assertFalse(self._task("2026-10-31"))
        self.platform.report_since = False
        self.assertFalse(self._task())
