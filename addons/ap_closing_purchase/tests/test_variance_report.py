# SPDX-License-Identifier: AGPL-3.0-or-later
"""Estimates against bills: per accrual, per group, per supplier over months."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import OCTOBER, ApClosingCommon

MONTHS = ("2026-07", "2026-08", "2026-09", "2026-10")
ENDS = {"2026-07": "31", "2026-08": "31", "2026-09": "30", "2026-10": "31"}


@tagged("post_install", "-at_install")
class TestVarianceReport(ApClosingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.variances = cls.env["ap.accrual.variance"]
        cls.accuracies = cls.env["ap.accrual.accuracy"]

    def _mine(self, model):
        return model.search([("company_id", "=", self.company.id)], order="id")

    def _bill_later(self, line, price, day="2026-11-12"):
        return self._bill(line, day=day, with_line={"price_unit": price})

    def _months(self, *prices, **order):
        """Each month 1,000.00 received, then billed ten days later at ten of a price."""
        partner = order.pop("partner", self.supplier)
        lines = [
            self._received(
                100.0, on=f"{month}-01", day=f"{month}-20", partner_id=partner.id
            )
            for month in MONTHS[: len(prices)]
        ]
        for line, month, price in zip(lines, MONTHS, prices, strict=False):
            self._close(f"{month}-{ENDS[month]}")
            self._bill_later(line, price, f"{month[:5]}{int(month[5:]) + 1:02d}-10")

    def test_one_accrual_beside_its_bill(self):
        line = self._received()
        self._close()
        self._bill_later(line, 104.0)
        found = self._mine(self.variances)
        self.assertEqual(
            (found.estimate, found.actual, found.variance), (1000.0, 1040.0, 40.0)
        )
        self.assertEqual(
            (found.variance_percent, found.days_late, found.direction), (4.0, 12, "low")
        )
        self.assertEqual((found.kind, found.partner_id), ("received", self.supplier))
        self.assertEqual(found.date_actual, self._day("2026-11-12"))

    def test_an_accrual_without_its_bill_is_not_judged(self):
        self._received()
        self._close()
        self.assertFalse(self._mine(self.variances))
        self.assertFalse(self._mine(self.accuracies))

    def test_a_group_s_percentage_is_that_of_its_sums(self):
        small, big = self._received(10.0), self._received(100.0, qty=90.0)
        self._close()
        self._bill_later(small, 20.0)
        self._bill_later(big, 100.0)
        [(variance, percent, error)] = self.variances._read_group(
            [("company_id", "=", self.company.id)],
            [],
            ["variance:sum", "variance_percent:avg", "error:sum"],
        )
        self.assertEqual((variance, error), (100.0, 100.0))
        self.assertAlmostEqual(percent, 100 * 100.0 / 9100.0)

    def test_the_person_who_decided_is_measured(self):
        line = self._received()
        closing = self._close(post=False)
        self._lines(closing).write(
            {"override_amount": 800.0, "override_reason": "Discount expected"}
        )
        self._close()
        self._bill_later(line, 100.0)
        found = self._mine(self.variances)
        self.assertEqual(
            (found.override_user_id, found.estimate, found.variance),
            (self.env.user, 800.0, 200.0),
        )
        [(user, variance)] = self.variances._read_group(
            [("company_id", "=", self.company.id)], ["override_user_id"], ["variance:sum"]
        )
        self.assertEqual((user, variance), (self.env.user, 200.0))

    def test_regular_suppliers_are_measured_too(self):
        self.env["ap.recurring"].create(
            {
                "company_id": self.company.id,
                "partner_id": self.supplier.id,
                "account_id": self.fees.id,
                "amount": 1480.0,
                "date_first": "2026-10-01",
            }
        )
        self._close()
        self._bill(day="2026-11-04", with_line={"price_unit": 1500.0, "tax_ids": False})
        found = self._mine(self.variances)
        self.assertEqual((found.kind, found.variance, found.days_late), ("recurring", 20.0, 4))

    def test_three_months_always_too_low_are_persistently_wrong(self):
        self._months(101.0, 102.0, 101.0)
        found = self._mine(self.accuracies)
        self.assertEqual((found.months, found.months_low, found.direction), (3, 3, "low"))
        self.assertEqual((found.estimate, found.variance, found.error), (3000.0, 40.0, 40.0))
        self.assertAlmostEqual(found.error_percent, 100 * 40.0 / 3000.0)
        self.assertTrue(found.is_wrong)
        action = found.action_open_variances()
        self.assertEqual(self.variances.search_count(action["domain"]), 3)

    def test_errors_both_ways_count_when_they_are_more_than_a_tenth(self):
        self._months(120.0, 80.0, 100.0)
        found = self._mine(self.accuracies)
        self.assertEqual((found.variance, found.error, found.direction), (0.0, 400.0, "mixed"))
        self.assertAlmostEqual(found.error_percent, 100 * 400.0 / 3000.0)
        self.assertTrue(found.is_wrong)

    def test_small_errors_both_ways_are_no_habit(self):
        self._months(104.0, 97.0, 100.0, 100.0)
        found = self._mine(self.accuracies)
        self.assertEqual((found.months, found.error, found.is_wrong), (4, 70.0, False))

    def test_two_months_are_no_habit_however_wrong(self):
        self._months(150.0, 150.0)
        found = self._mine(self.accuracies)
        self.assertEqual((found.months, found.error_percent, found.is_wrong), (2, 50.0, False))

    def test_differences_within_a_month_offset_each_other(self):
        one, other = self._received(), self._received()
        self._close()
        self._bill_later(one, 110.0)
        self._bill_later(other, 90.0)
        found = self._mine(self.accuracies)
        self.assertEqual((found.lines, found.variance, found.error), (2, 0.0, 0.0))
        self.assertEqual(len(self._mine(self.variances)), 2)

    def test_others_companies_and_roles(self):
        line = self._received()
        self._close(OCTOBER)
        self._bill_later(line, 104.0)
        auditor = self._user("var_r", "ap_base.group_auditor")
        as_auditor = self.variances.with_user(auditor)
        self.assertEqual(len(as_auditor.search([])), 1)
        self.assertEqual(as_auditor.export([], "xlsx")["lines"], 1)
        stranger = self._user("var_s", company=self._company_of_strangers("Other SAS"))
        with self.assertRaises(AccessError):
            self.variances.with_user(stranger).search([])
