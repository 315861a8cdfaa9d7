# SPDX-License-Identifier: AGPL-3.0-or-later
"""The data of accruals without a document fit the French chart of accounts."""

from odoo.tests import tagged

from odoo.addons.ap_base.tests.common import AccountingCase


@tagged("post_install", "-at_install")
class TestAccrualTemplates(AccountingCase):
    @classmethod
    @AccountingCase.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()

    def test_every_code_is_an_account_and_every_base_stands_before(self):
        company = self.company_data["company"]
        accounts = self.env["account.account"].with_company(company)
        found = accounts.search(accounts._check_company_domain(company)).mapped("code")
        for template in self.env["account.chart.template"]._ap_accrual_templates_fr():
            self.assertTrue({"code", "name", "name@fr", "applies"} <= template.keys())
            for place, line in enumerate(template["lines"]):
                for name in ("account", "counterpart"):
                    self.assertTrue(
                        any(code.startswith(line[name]) for code in found), line[name]
                    )
                self.assertLess(line.get("of", -1), place)

    def test_the_closing_makes_templates_of_them(self):
        if "ap.accrual.template" not in self.env:
            self.skipTest("the closing is not installed")
        made = self.env["ap.accrual.template"].sudo().search(
            [("company_id", "=", self.company_data["company"].id)]
        )
        self.assertEqual(set(made.mapped("code")), {"bonus", "taxes", "other"})
        self.assertTrue(all(made.line_ids.mapped("account_id.code")))
        [charges] = made.line_ids.filtered("base_line_id")
        self.assertEqual((charges.percent, charges.account_id.code[:3]), (42.0, "645"))
