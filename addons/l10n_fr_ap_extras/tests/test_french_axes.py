# SPDX-License-Identifier: AGPL-3.0-or-later
"""The French add-on alone gives analytic imputation, by French accounts."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.ap_analytic.tests.analytic_common import AnalyticCommon


@tagged("post_install", "-at_install")
class TestFrenchAxes(AnalyticCommon):
    def test_a_class_6_line_without_its_axis_is_not_posted(self):
        """Rent 613200 of 100.00 without department is refused; imputed, it posts."""
        self._ask(self.department, "6")
        bill = self._bill_of(("Rent", self.rent, 100.0))
        with self.assertRaises(UserError) as refused:
            bill.action_post()
        self.assertIn("Department", str(refused.exception))
        bill.invoice_line_ids.analytic_distribution = {str(self.it.id): 100.0}
        bill.action_post()
        self.assertEqual(bill.state, "posted")

    def test_a_re_imputation_begins_with_class_6_in_france_only(self):
        """A company of Belgium, whose chart is its own, says which accounts."""
        documents = self.env["ap.reimputation"]
        self.assertEqual(documents.with_company(self.company)._default_account_prefix(), "6")
        other = self.env["res.company"].create(
            {"name": "Antwerpen", "country_id": self.env.ref("base.be").id}
        )
        self.assertFalse(documents.with_company(other)._default_account_prefix())
