# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lock date of imputation, and the reports of what is imputed."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .reimputation_common import ReimputationCommon


@tagged("post_install", "-at_install")
class TestAnalyticLock(ReimputationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.ap_analytic_lock_date = "2026-10-31"

    def test_a_posted_line_keeps_its_imputation(self):
        new = self._json({self.it: 100})
        with self.assertRaisesRegex(UserError, "locked up to 10/31/2026.*Lock dates"):
            self.line.analytic_distribution = new
        with self.assertRaisesRegex(UserError, "locked up to"):
            self._as("head", self.line).write({"analytic_distribution": new})
        with self.assertRaisesRegex(UserError, "locked up to"):
            self.line.sudo().with_context(
                skip_analytic_sync=True, ap_analytic_follows=True
            ).write({"analytic_distribution": new})
        with self.assertRaises(UserError):  # Odoo itself says no
            self.bill.write(
                {"invoice_line_ids": [(1, self.line.id, {"analytic_distribution": new})]}
            )
        with self.assertRaisesRegex(UserError, "locked up to"):
            self.line.analytic_distribution = False
        # The same again is no change.
        self.line.analytic_distribution = self._json({self.buying: 100})

    def test_analytic_items_stay(self):
        item = self.line.analytic_line_ids
        column = self.department._column_name()
        for change in (
            lambda: item.write({"amount": 1}),
            lambda: item.write({"date": "2026-11-15"}),
            lambda: item.write({column: self.it.id}),
            lambda: item.unlink(),
            lambda: item.copy(),
        ):
            with self.assertRaisesRegex(UserError, "locked up to"):
                change()
        free = item.create({"name": "Hours", "date": "2026-11-02", column: self.it.id})
        with self.assertRaisesRegex(UserError, "locked up to"):
            free.date = "2026-10-31"

    def test_entries_follow_the_accounting_lock_dates(self):
        self.bill.button_draft()
        self.assertFalse(self.line.analytic_line_ids)
        with self.assertRaisesRegex(UserError, "locked up to"):
            self.line.analytic_distribution = self._json({self.it: 100})
        self.bill.action_post()
        self.assertEqual(self._items(self.line), {("Buying",): -100.01})
        late = self._bill_of(("Late", self.rent, 50.0, {self.buying: 100}))
        late.action_post()
        self.assertEqual(self._items(late.invoice_line_ids), {("Buying",): -50.0})

    def test_mass_changes_respect_it_both_ways(self):
        document = self._replacing()
        with self.assertRaisesRegex(UserError, "locked up to"):
            document.action_preview()
        self.company.ap_analytic_lock_date = False
        document.action_preview()
        self.company.ap_analytic_lock_date = "2026-10-31"
        with self.assertRaisesRegex(UserError, "locked up to"):
            document.action_apply()
        self.company.ap_analytic_lock_date = False
        document.action_apply()
        self.company.ap_analytic_lock_date = "2026-10-31"
        with self.assertRaisesRegex(UserError, "locked up to"):
            document.action_revert()

    def test_the_head_sets_and_lifts_it_on_the_screen_of_lock_dates(self):
        screens = self._as("head", self.env["ap.lock.dates"])
        self.assertEqual(
            str(screens.default_get(["ap_analytic_lock_date"])["ap_analytic_lock_date"]),
            "2026-10-31",
        )
        screens.create({"ap_analytic_lock_date": "2026-09-30"}).action_apply()
        self.assertEqual(str(self.company.ap_analytic_lock_date), "2026-09-30")
        self.line.analytic_distribution = self._json({self.it: 100})
        with self.assertRaises(AccessError):
            self._as("accountant", self.env["ap.lock.dates"]).create({}).action_apply()
        with self.assertRaises(AccessError):
            self._as("accountant", self.company).write({"ap_analytic_lock_date": False})


@tagged("post_install", "-at_install")
class TestAnalyticReports(ReimputationCommon):
    def test_unimputed_lines_show_the_missing_share_and_its_amount(self):
        self._ask(self.department)
        self._ask(self.project, "6226")
        self.advice.analytic_distribution = self._json({self.buying: 60})
        rows = self.env["ap.analytic.gap"].search([("company_id", "=", self.company.id)])
        found = {
            (row.label, row.plan_id.name): (row.share, row.amount) for row in rows
        }
        self.assertEqual(
            found,
            {
                ("Bare", "Department"): (100, 10.0),
                ("Advice", "Department"): (40, 100.20),
                ("Advice", "Project X"): (100, 250.50),
            },
        )
        self.assertEqual(self.env["ap.analytic.gap"].export([])["lines"], 3)

    def test_each_axis_sums_to_the_ledger_by_month(self):
        rows = self.env["ap.analytic.cost"]._read_group(
            [("company_id", "=", self.company.id), ("date", ">=", "2026-10-01"),
             ("plan_id", "in", (self.department + self.project).ids)],
            ["plan_id", "analytic_account_id", "date:month"], ["amount:sum"],
        )  # fmt: skip
        found = {
            (plan.name, account.name): amount for plan, account, _month, amount in rows
        }
        self.assertEqual(
            found,
            {
                ("Department", "Buying"): 250.31,
                ("Department", "IT"): 100.20,
                ("Department", False): 10.0,
                ("Project X", "East"): 150.30,
                ("Project X", "West"): 100.20,
                ("Project X", False): 110.01,
            },
        )

    def test_auditor_reads_reports_and_prepares_nothing(self):
        for name in ("ap.analytic.gap", "ap.analytic.cost", "ap.imputation.change"):
            self._as("auditor", self.env[name]).search([])
        with self.assertRaises(AccessError):
            self._as("auditor", self.env["ap.reimputation"]).create(
                {"date_from": "2026-10-01", "date_to": "2026-10-31"}
            )
