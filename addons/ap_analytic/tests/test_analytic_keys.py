# SPDX-License-Identifier: AGPL-3.0-or-later
"""Allocation keys that are kept once used, and what is learned from past bills."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .analytic_common import AnalyticCommon


@tagged("post_install", "-at_install")
class TestAnalyticKeys(AnalyticCommon):
    def _key(self, *versions, **values):
        return self.env["ap.allocation.key"].create(
            {
                "name": "Common costs",
                "company_id": self.company.id,
                "plan_id": self.department.id,
                "version_ids": [
                    Command.create(
                        {
                            "date_from": day,
                            "line_ids": [
                                Command.create(
                                    {"analytic_account_id": one.id, "weight": weight}
                                )
                                for one, weight in weights.items()
                            ],
                        }
                    )
                    for day, weights in versions
                ],
                **values,
            }
        )

    def test_a_key_shares_by_the_day_and_is_kept_once_used(self):
        thirds = dict.fromkeys((self.buying, self.selling, self.it), 1)
        key = self._key(
            ("2026-01-01", thirds), ("2026-10-01", {self.buying: 30, self.it: 10})
        )
        self._rule("Key", key_id=key.id, account_prefix="613")
        self._rule("Projects", {self.east: 50, self.west: 50}, sequence=20)
        september = self._bill_of(("Rent", self.rent, 100.0), day="2026-09-30")
        october = self._bill_of(("Rent", self.rent, 100.0), day="2026-10-01")
        (september | october).action_ap_propose_imputation()
        half = {"East": 50, "West": 50}
        self.assertEqual(
            self._margins(september.invoice_line_ids),
            {"Buying": 33.33, "Selling": 33.34, "IT": 33.33, **half},
        )
        self.assertEqual(
            self._margins(october.invoice_line_ids), {"Buying": 75, "IT": 25, **half}
        )
        self.assertIn(
            "rule “Key”, key Common costs 2026-10-01",
            october.invoice_line_ids.ap_analytic_why_text,
        )
        version = key.version_ids[0]
        for change in (
            lambda: version.line_ids[0].write({"weight": 5}),
            lambda: version.write({"date_from": "2026-09-01"}),
            lambda: version.line_ids[0].unlink(),
            version.unlink,
            key.unlink,
        ):
            with self.assertRaises(UserError):
                change()
        with self.assertRaisesRegex(AccessError, "Odoo itself"):
            self._as("head", version).is_used = False

    def _driver(self):
        """Figures of September and October; one account is of another axis."""
        return self.env["ap.allocation.driver"].create(
            {
                "name": "Head count",
                "company_id": self.company.id,
                "value_ids": [
                    Command.create(
                        {"analytic_account_id": one.id, "month": month, "value": value}
                    )
                    for one, month, value in (
                        (self.buying, "2026-09-15", 12),
                        (self.it, "2026-09-01", 4),
                        (self.buying, "2026-10-01", 10),
                        (self.it, "2026-10-01", 10),
                        (self.east, "2026-10-01", 99),
                    )
                ],
            }
        )

    def test_a_driver_draws_a_version_each_month(self):
        driver = self._driver()
        key = self._key(driver_id=driver.id)
        for month in ("2026-09-20", "2026-10-31", "2026-11-01"):
            self.assertTrue(key.recompute(month)[0]["version_id"])
        table = {
            version.date_from.isoformat(): version.shares_text
            for version in key.version_ids
        }
        self.assertEqual(
            table,
            {
                "2026-09-01": "Buying 75 %, IT 25 %",
                "2026-10-01": "Buying 50 %, IT 50 %",
                "2026-11-01": "Buying 50 %, IT 50 %",
            },
        )
        self._rule("Key", key_id=key.id)
        self._bill_of(("Rent", self.rent, 10.0)).action_ap_propose_imputation()
        driver.value_ids.filtered(lambda one: one.value == 10).value = 30
        driver.value_ids.filtered(
            lambda one: one.analytic_account_id == self.it
        ).value = 10
        self.assertFalse(key.recompute("2026-10-01")[0]["version_id"], "it is used")
        self.assertTrue(key.recompute("2026-11-01")[0]["version_id"])
        november = key.version_ids.filtered(lambda one: one.date_from.month == 11)
        self.assertEqual(november.shares_text, "Buying 75 %, IT 25 %")
        self.assertFalse(key.recompute("2026-08-01")[0]["version_id"], "no figures yet")
        with self.assertRaises(AccessError):
            self._as("apprentice", key).recompute()
        with self.assertRaisesRegex(UserError, "is no date"):
            key.recompute("soon")

    # Learning ------------------------------------------------------------------------

    def test_nine_of_ten_bills(self):
        usual = {self.it + self.east: 60, self.it + self.west: 40}
        self._past({self.buying: 100}, *[usual] * 5, None, *[usual] * 4)
        bill = self._bill_of(("Advice", self.fees, 80.0))
        line = bill.invoice_line_ids
        self.assertEqual(self._proposed(line), {"IT": 100, "East": 60, "West": 40})
        self.assertEqual(
            line.ap_analytic_why_text,
            "Department, Project X: 9 of the last 10 bills",
        )
        links = line.action_ap_analytic_why()["params"]["links"]
        self.assertEqual(len(links), 9)

    def test_what_is_learned_comes_last_and_needs_support(self):
        usual = {self.it + self.east: 100}
        self._past(*[usual] * 7, *[{self.buying: 100}] * 3)
        line = self._bill_of(("Advice", self.fees, 80.0)).invoice_line_ids
        self.assertFalse(self._proposed(line), "7 of 10 is less than 80 %")
        self.company.ap_analytic_learn_percent = 70
        self.assertFalse(self._proposed(line, learn=False))
        self.assertEqual(self._proposed(line), {"IT": 100, "East": 100})
        self._rule("Rule", {self.selling: 100}, account_prefix="622")
        self.assertEqual(self._proposed(line), {"Selling": 100, "East": 100})
        typed = self._bill_of(("A", self.fees, 8.0, {self.buying + self.west: 100}))
        self.assertFalse(typed.invoice_line_ids.propose_imputation())
        self.company.ap_analytic_learn = False
        other = self._bill_of(("Advice", self.fees, 80.0)).invoice_line_ids
        self.assertEqual(self._proposed(other), {"Selling": 100})

    def test_two_bills_teach_nothing(self):
        self._past({self.it: 100}, {self.it: 100})
        line = self._bill_of(("Advice", self.fees, 80.0)).invoice_line_ids
        self.assertFalse(self._proposed(line))

    def test_a_rule_in_one_click(self):
        self._past(*[{self.it: 100}] * 4)
        line = self._bill_of(("Advice", self.fees, 80.0)).invoice_line_ids
        with self.assertRaises(AccessError):
            self._as("apprentice", line).action_ap_make_rule()
        action = self._as("accountant", line).action_ap_make_rule()
        rule = self.env["ap.analytic.rule"].browse(action["res_id"])
        self.assertEqual(rule.criteria_text, "Supplier: Nordlys; Accounts: 622600")
        self.assertEqual(rule.result_text, "IT 100 %")
        self.assertFalse(line.analytic_distribution)
        line.propose_imputation()
        self.assertEqual(line.ap_analytic_why_text, "Department: rule “Nordlys 622600”")
