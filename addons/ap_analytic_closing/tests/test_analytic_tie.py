# SPDX-License-Identifier: AGPL-3.0-or-later
"""On each required axis the analytic items sum to costs and income, to the cent."""

from odoo.tests import tagged

from odoo.addons.ap_analytic.tests.reimputation_common import ReimputationCommon


@tagged("post_install", "-at_install")
class TestAnalyticTie(ReimputationCommon):
    """Bill of October: rent 100.01 and bare 10.00 on 6132, advice 250.50 on 6226."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._ask(cls.department)
        cls._ask(cls.project, "6226")
        cls.codes = [f"analytic_{cls.department.id}", f"analytic_{cls.project.id}"]

    def _ties(self, day="2026-10-31"):
        found = self.env["ap.tie.out"].compute(self.company.id, day, self.codes)
        return [(tie["left"], tie["right"], tie["tied"]) for tie in found]

    def test_what_is_not_imputed_is_the_difference(self):
        self.assertEqual(
            self._ties(), [(360.51, 350.51, False), (250.50, 250.50, True)]
        )
        self.bare.analytic_distribution = self._json({self.it: 100})
        self.assertEqual(self._ties(), [(360.51, 360.51, True), (250.50, 250.50, True)])
        self.assertEqual(self._ties("2025-12-31"), [])

    def test_thirds_sum_to_the_line(self):
        document = self._reimputation("distribution", analytic_distribution=self.third)
        document.action_preview()
        document.action_apply()
        self.assertEqual(self._ties()[0], (360.51, 360.51, True))
        document.action_revert()
        self.assertEqual(self._ties()[0], (360.51, 350.51, False))

    def test_an_item_by_hand_or_of_another_month_is_seen(self):
        self.bare.analytic_distribution = self._json({self.it: 100})
        column = self.department._column_name()
        item = self.env["account.analytic.line"].create(
            {
                "name": "By hand",
                "date": "2026-10-12",
                "amount": -7.77,
                "company_id": self.company.id,
                "general_account_id": self.rent.id,
                column: self.it.id,
            }
        )
        self.assertEqual(self._ties()[0], (360.51, 368.28, False))
        item.unlink()
        self.line.analytic_line_ids.date = "2026-11-02"
        self.assertEqual(self._ties()[0], (360.51, 260.50, False))
        self.assertEqual(self._ties("2026-11-30")[0], (360.51, 360.51, True))

    def test_each_figure_opens_what_it_sums(self):
        self._ties()
        tie = self.env["ap.tie.out"].search(
            [("company_id", "=", self.company.id), ("code", "=", self.codes[0])]
        )
        self.assertIn("Department", tie.label)
        left, right = tie.action_open_left(), tie.action_open_right()
        lines = self.env[left["res_model"]].search(left["domain"])
        items = self.env[right["res_model"]].search(right["domain"])
        self.assertAlmostEqual(sum(lines.mapped("balance")), 360.51)
        self.assertAlmostEqual(sum(items.mapped("amount")), -350.51)

    def test_the_checklist_asks_for_it_where_an_axis_is_required(self):
        closing = self.env["ap.closing"].create(
            {"company_id": self.company.id, "date_end": "2026-10-31"}
        )
        closing._refresh_tasks()
        task = closing.task_ids.filtered(lambda one: one.code == "analytic_total")
        self.assertEqual(task.tie_out_codes, ",".join(self.codes))
        self.assertFalse(task.agrees)
        figures = task.current_figures
        self.assertEqual(figures["tie_outs"][self.codes[0]]["difference"], 10.0)
        self.bare.analytic_distribution = self._json({self.it: 100})
        closing._refresh_tasks()
        self.assertTrue(task.agrees)

    def test_a_month_before_the_first_requirement_has_no_such_task(self):
        asked = self.env["ap.analytic.requirement"].search(
            [("company_id", "=", self.company.id)]
        )
        asked.date_from = "2026-11-01"
        closing = self.env["ap.closing"].create(
            {"company_id": self.company.id, "date_end": "2026-10-31"}
        )
        closing._refresh_tasks()
        self.assertNotIn("analytic_total", closing.task_ids.mapped("code"))
        self.assertEqual(self._ties(), [])
