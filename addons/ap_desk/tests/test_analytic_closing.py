# SPDX-License-Identifier: AGPL-3.0-or-later
"""Closing entries carry the axes that the company requires, where it requires any."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.ap_closing_purchase.tests.common import ApClosingCommon


@tagged("post_install", "-at_install")
class TestAnalyticClosing(ApClosingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls.env["account.analytic.plan"].create({"name": "Department"})
        cls.it = cls.env["account.analytic.account"].create(
            {"name": "IT", "plan_id": cls.plan.id, "company_id": cls.company.id}
        )

    def _ask(self, since):
        self.env["ap.analytic.requirement"].create(
            {
                "company_id": self.company.id,
                "plan_id": self.plan.id,
                "account_prefix": "6",
                "date_from": since,
            }
        )

    def test_a_run_that_lacks_an_axis_is_refused_in_words(self):
        """The accrual names account, supplier and missing share; imputed, it posts with
        its reversal."""
        self._ask("2026-10-01")
        self._received()
        result = self.closings.close_month(self.company.id, "2026-10-31", post=True)
        [message] = result["blocking"]
        self.assertIn("622600 Nordlys SAS", message)
        self.assertIn("Department: 100 %", message)
        closing = self.closings.browse(result["closing_id"])
        run = self._run(closing)
        self.assertEqual((run.state, bool(run.move_ids)), ("proposed", False))
        closing.action_review()
        with self.assertRaisesRegex(UserError, "Department: 100 %"):
            closing.action_post()
        lines = self._lines(closing)
        lines.analytic_distribution = {str(self.it.id): 100.0}
        closing = self._close()
        moves = run._standing_moves()
        cost = moves.line_ids.filtered(lambda line: line.account_id == self.fees)
        self.assertEqual(cost.analytic_distribution, {str(self.it.id): 100.0})
        self.assertReversed(run, "2026-11-01")

    def test_the_reversal_of_an_accrual_of_before_is_let_through(self):
        self._ask("2026-11-01")
        self._received()
        closing = self._close()
        self.assertReversed(self._run(closing), "2026-11-01")

    def test_what_comes_from_the_order_is_kept(self):
        sales = self.it.copy({"name": "Sales"})
        values = {"company_id": self.company.id, "sequence": 1}
        self.env["ap.analytic.rule"].create(
            {"name": "R", "analytic_distribution": {str(sales.id): 100.0}, **values}
        )
        given = {str(self.it.id): 100.0}
        ordered = self._bill(
            self._order(line={"analytic_distribution": given}), post=False
        )
        plain = self._order()
        bill = self._bill(plain, post=False)
        (ordered | bill).action_ap_propose_imputation()
        self.assertEqual(ordered.invoice_line_ids.analytic_distribution, given)
        proposed = {str(sales.id): 100.0}
        self.assertEqual(bill.invoice_line_ids.analytic_distribution, proposed)
