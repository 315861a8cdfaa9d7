# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accruals of each supplier, where 408 has one item for all of them."""

from odoo.tests import tagged

from .common import SupplierCommon

OCTOBER = "2026-10-31"


@tagged("post_install", "-at_install")
class TestAccruedByAxis(SupplierCommon):
    """Alpha 300.00 and 200.00, Beta 150.00, and 50.00 of nobody in October."""

    def _october(self, items):
        self.company.ap_closing_items = items
        closing = self._close(post=False)
        run = self._run(closing, "manual")
        amounts = (self.alpha, 300.0), (self.alpha, 200.0), (self.beta, 150.0), (None, 50.0)
        self.env["ap.closing.line"].create([
            {
                "run_id": run.id, "label": f"Work {amount}",
                "partner_id": partner and partner.id,
                "account_id": self.fees.id, "amount_computed": amount,
                "counterpart_account_id": self.company.ap_accrued_expense_account_id.id,
            }
            for partner, amount in amounts
        ])  # fmt: skip
        self._close()
        return run

    def _accrued(self, day):
        """{supplier: balance} of 408."""
        account = self.company.ap_accrued_expense_account_id
        return {
            row["partner_id"]: row["balance"]
            for row in self.accounts.at_date(self.company.id, day)
            if row["account_id"] == account.id and row["balance"]
        }

    def test_each_supplier_has_its_accruals_either_way(self):
        run = self._october("supplier")
        for items, count in (("supplier", 3), ("axis", 1)):
            self.company.ap_closing_items = items
            self._close()  # done again after the cancellation, what was typed comes back
            on_408 = run._standing_moves().line_ids.filtered(
                lambda one: one.account_id == self.company.ap_accrued_expense_account_id
            )
            self.assertEqual(len(on_408), count)
            self.assertEqual(
                self._accrued(OCTOBER),
                {self.alpha.id: 500.0, self.beta.id: 150.0, False: 50.0},
            )
            self.assertEqual(self._accrued("2026-10-30"), {})
            self.assertEqual(self._accrued("2026-11-01"), {})
            run.action_cancel("Other lines")
            self.assertEqual(self._accrued(OCTOBER), {})

    def test_one_supplier_asked_alone(self):
        self._october("axis")
        rows = self.accounts.at_date(self.company.id, OCTOBER, self.beta.ids)
        self.assertEqual([row["balance"] for row in rows], [150.0])
        items = self.env["ap.supplier.item"]._at(
            self.company, self._day(OCTOBER), self.beta
        )
        self.assertEqual((items.amount, items.rest), (150.0, 150.0))
        self.assertEqual(items.partner_id, self.beta)

    def test_the_review_of_a_supplier_shows_its_accruals(self):
        self._october("axis")
        self.env["ap.supplier.review"].open_month(self.company.id, OCTOBER)
        reviews = self.env["ap.supplier.review"].search([("date", "=", OCTOBER)])
        self.assertEqual(
            {one.partner_id: one.accrued for one in reviews},
            {self.alpha: 500.0, self.beta: 150.0},
        )
