# SPDX-License-Identifier: AGPL-3.0-or-later
"""An accrual debits what the bill of the same order line will debit."""

from odoo import Command
from odoo.tests import tagged

from .common import ApClosingCommon

NAME = "Nordlys SAS"


@tagged("post_install", "-at_install")
class TestAccounts(ApClosingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.category = cls.env["product.category"].create({"name": "Works"})
        cls.bare = cls._product("Bare", cls.env["account.account"])
        cls.bare.categ_id = cls.category

    def _received_bare(self, **values):
        return self._received(line={"product_id": self.bare.id}, **values)

    def assertDebits(self, line, code, counterpart="4081"):
        """The accrual and the bill debit the account."""
        self.assertItems(
            self._close(), [(code, NAME, 1000.0, 0.0), (counterpart, NAME, 0.0, 1000.0)]
        )
        fiscal = {"fiscal_position_id": line.order_id.fiscal_position_id.id}
        bill = self._bill(line, day="2026-11-05", post=False, **fiscal)
        account = bill.invoice_line_ids.account_id.with_company(self.company)
        self.assertEqual(account.code.rstrip("0"), code)

    def test_of_the_product(self):
        self.assertDebits(self._received(), "6226")

    def test_of_the_category(self):
        self.category.property_account_expense_categ_id = self._account("615200")
        self.assertDebits(self._received_bare(), "6152")

    def test_of_the_company(self):
        self.category.property_account_expense_categ_id = False
        self.company.expense_account_id = self._account("611000")
        self.assertDebits(self._received_bare(), "611")

    def test_of_the_purchase_journal(self):
        self.category.property_account_expense_categ_id = False
        self.company.expense_account_id = False
        journal = self.company_data["default_journal_purchase"]
        journal.default_account_id = self._account("606400")
        self.assertDebits(self._received_bare(), "6064")

    def test_of_the_fiscal_position(self):
        position = self.env["account.fiscal.position"].create(
            {
                "name": "Abroad",
                "company_id": self.company.id,
                "account_ids": [
                    Command.create(
                        {
                            "account_src_id": self.fees.id,
                            "account_dest_id": self._account("604000").id,
                        }
                    )
                ],
            }
        )
        line = self._received(fiscal_position_id=position.id)
        self.assertDebits(line, "604")

    def test_of_a_fixed_asset(self):
        self.bare.property_account_expense_id = self._account("218300")
        self.assertDebits(self._received_bare(), "2183", "4084")

    def test_of_the_last_bill_where_there_was_one(self):
        line = self._received()
        self._bill(line, 4, with_line={"account_id": self._account("604000").id})
        self.assertItems(
            self._close(), [("604", NAME, 600.0, 0.0), ("4081", NAME, 0.0, 600.0)]
        )

    def test_of_another_product_account_in_another_company(self):
        """The account of the closing's company, whoever looks."""
        other = self.setup_other_company(name="Other")["company"]
        self.service.with_company(other).property_account_expense_id = False
        line = self._received()
        found = self.env["ap.bill.account"].with_company(other)._debited_by_bills(
            self.company, [(line.id, self.service.id, None)]
        )
        self.assertEqual(found, {line.id: self.fees.id})
