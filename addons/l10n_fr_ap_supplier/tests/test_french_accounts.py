# SPDX-License-Identifier: AGPL-3.0-or-later
"""The accounts of suppliers of the French chart, each of its kind."""

from datetime import date

from odoo.tests import tagged

from odoo.addons.ap_supplier.models.supplier_accounts import accounts_of
from odoo.addons.ap_supplier.tests.common import SupplierCommon


@tagged("post_install", "-at_install")
class TestFrenchAccounts(SupplierCommon):
    def test_kinds(self):
        """401 to 409 and nothing of taxes, though Odoo types 44551 as payable."""
        found = {
            one.code: one.kind for one in accounts_of(self.company, date(2026, 10, 31))
        }
        expected = {
            "401100": "payable", "403000": "note", "404100": "asset", "408100": "accrual",
            "409100": "advance", "409800": "credit_due", "409600": "other",
        }  # fmt: skip
        self.assertEqual({code: found.get(code) for code in expected}, expected)
        self.assertEqual({code[:2] for code in found}, {"40"})
        self.assertTrue(self._account("445510"))

    def test_at_date(self):
        """Advances and accruals stand beside the bills of the supplier."""
        self._invoice(300.0, "FA-1", day="2026-10-01")
        self._item("2026-10-02", -100.0, ref="ACOMPTE", account=self._account("409100"))
        self._item("2026-10-31", 80.0, ref="FNP", account=self._account("408100"))
        rows = self.accounts.at_date(self.company.id, "2026-10-31", self.alpha.ids)
        self.assertEqual(
            sorted((row["account_code"], row["kind"], row["balance"]) for row in rows),
            [("401100", "payable", 300.0), ("408100", "accrual", 80.0),
             ("409100", "advance", -100.0)],
        )  # fmt: skip
