# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from odoo.addons.ap_base.arithmetic.accrual import TaxRule

from .common import OrderCase


@tagged("post_install", "-at_install")
class TestTaxRules(OrderCase):
    def _tax(self, shares, amount=20.0, **values):
        """A purchase tax; shares are (percent, has an account)."""
        account = self.company_data["default_account_tax_purchase"]
        lines = [(100, None)] + shares
        return self.env["account.tax"].create(
            {
                "name": f"Test {amount} {shares} {values}",
                "type_tax_use": "purchase",
                "amount": amount,
                **values,
                **{
                    f"{document}_repartition_line_ids": [
                        Command.create(
                            {
                                "repartition_type": "tax" if number else "base",
                                "factor_percent": percent,
                                "account_id": account.id if has_account else False,
                            }
                        )
                        for number, (percent, has_account) in enumerate(lines)
                    ]
                    for document in ("invoice", "refund")
                },
            }
        )

    def _rules(self, *taxes):
        ids = tuple(tax.id for tax in taxes)
        return self.env["ap.tax.rules"]._tax_rules([ids, ()])[ids]

    def test_shares(self):
        twenty, half = Decimal(20), Decimal("5.5")
        table = [
            ([(100, True)], {}, TaxRule("percent", twenty)),
            (
                [(80, True), (20, False)],
                {},
                TaxRule("percent", twenty, False, Decimal("0.8"), Decimal("0.2")),
            ),
            (
                [(100, False)],
                {},
                TaxRule("percent", twenty, False, Decimal(0), Decimal(1)),
            ),
            (
                [(100, True), (-100, True)],
                {},
                TaxRule("percent", twenty, False, Decimal(0), Decimal(0)),
            ),
            (
                [(100, True)],
                {"price_include_override": "tax_included", "amount": 5.5},
                TaxRule("percent", half, True),
            ),
            ([(100, True)], {"amount_type": "fixed"}, TaxRule("fixed", twenty)),
        ]
        for shares, values, expected in table:
            with self.subTest(shares=shares, values=values):
                self.assertEqual(self._rules(self._tax(shares, **values)), (expected,))

    def test_company_default_price_setting(self):
        tax = self._tax([(100, True)])
        self.assertFalse(self._rules(tax)[0].price_included)
        self.env.flush_all()
        self.cr.execute(
            "UPDATE res_company SET account_price_include = 'tax_included'"
            " WHERE id = %s",
            [self.company.id],
        )
        self.env.invalidate_all()
        self.assertTrue(self._rules(tax)[0].price_included)

    def test_groups_are_flattened(self):
        parts = self._tax([(100, True)]) | self._tax([(100, False)], amount=2.0)
        group = self.env["account.tax"].create(
            {
                "name": "Both",
                "amount_type": "group",
                "type_tax_use": "purchase",
                "children_tax_ids": [Command.set(parts.ids)],
            }
        )
        self.assertEqual(
            {rule.amount for rule in self._rules(group)}, {Decimal(20), Decimal(2)}
        )

    def test_lines_without_tax_have_no_rule_and_ask_nothing(self):
        with self.assertQueryCount(0):
            self.assertEqual(self.env["ap.tax.rules"]._tax_rules([()]), {(): ()})
