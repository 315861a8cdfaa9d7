# SPDX-License-Identifier: AGPL-3.0-or-later
"""The limit of small amounts is for a cost as a whole, whatever is left of it."""

from odoo.tests import tagged

from .common import OCTOBER, ApClosingCommon

NAME = "Nordlys SAS"
NOVEMBER = "2026-11-30"


@tagged("post_install", "-at_install")
class TestLimit(ApClosingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.ap_accrual_threshold = 50.0

    def _prepaid(self, day=NOVEMBER):
        account = self.company.ap_prepaid_account_id
        return self.closings._ledger_balance(self.company, account, self._day(day))

    def test_both_methods_hold_the_same_of_a_cost(self):
        """580.00 for 2026: 580 × 31/365 = 49.26 belong to December."""
        for method in ("stock", "release"):
            with self.subTest(method), self.env.cr.savepoint() as point:
                self._spread(
                    "2026-01-01", "2026-12-31", 580.0, with_line={"deferred_method": method}
                )
                closing = self._close(NOVEMBER)
                self.assertAlmostEqual(self._prepaid(), 49.26)
                self.assertTied(NOVEMBER, "prepaid")
                self.assertFalse(self._lines(closing, "prepaid").filtered("excluded_code"))
                point.rollback()

    def test_both_methods_leave_a_small_cost(self):
        for method in ("stock", "release"):
            with self.subTest(method), self.env.cr.savepoint() as point:
                self._spread(
                    "2026-01-01", "2026-12-31", 49.0, with_line={"deferred_method": method}
                )
                self._close(OCTOBER)
                self.assertAlmostEqual(self._prepaid(), 0.0)
                point.rollback()

    def test_a_later_difference_is_posted_however_small(self):
        line = self._received()
        closing = self._close()
        self._receive(line, 0.4, "2026-10-25")
        self._close()
        self.assertEqual(self._lines(closing).mapped("amount"), [1000.0, 40.0])
        self.assertItems(
            closing,
            [
                ("6226", NAME, 1000.0, 0.0), ("4081", NAME, 0.0, 1000.0),
                ("6226", NAME, 40.0, 0.0), ("4081", NAME, 0.0, 40.0),
            ],
        )  # fmt: skip

    def test_a_difference_downwards_is_posted_however_small(self):
        line = self._received()
        closing = self._close()
        self._receive(line, -0.3, "2026-10-25")
        self._close()
        self.assertEqual(self._lines(closing).mapped("amount"), [1000.0, -30.0])

    def test_what_is_left_of_a_larger_cost_is_accrued(self):
        """Ten at 58.00 received, of which nine and a half are billed: 29.00 are left."""
        line = self._received(58.0)
        self._bill(line, 9.5)
        closing = self._close()
        self.assertItems(closing, [("6226", NAME, 29.0, 0.0), ("4081", NAME, 0.0, 29.0)])

    def test_what_was_billed_ahead_of_a_larger_cost_is_put_aside(self):
        line = self._order(58.0)
        self._receive(line, 9.5)
        self._bill(line)
        run = self._run(self._close(), "billed_not_received")
        self.assertItems(run, [("486", NAME, 29.0, 0.0), ("6226", NAME, 0.0, 29.0)])

    def test_a_small_cost_that_grows_is_accrued_as_a_whole(self):
        line = self._order(10.0)
        self._receive(line, 4)
        closing = self._close()
        self.assertEqual(self._lines(closing).excluded_code, "threshold")
        self._receive(line, 2, "2026-10-25")
        self._close()
        self.assertItems(closing, [("6226", NAME, 60.0, 0.0), ("4081", NAME, 0.0, 60.0)])

    def test_a_small_cost_that_stays_leaves_the_month_posted(self):
        line = self._order(10.0)
        self._receive(line, 4)
        self._received()
        closing = self._close()
        run = self._run(closing)
        self._receive(line, 0.5, "2026-10-25")  # 45.00: still below
        self._close()
        self.assertEqual((run.state, len(self._lines(closing))), ("posted", 2))

    def test_a_dated_bill_in_draft_counts_as_a_whole(self):
        """580.00 for 2026: January bears 580 × 31/365 = 49.26."""
        dates = {"deferred_start_date": "2026-01-01", "deferred_end_date": "2026-12-31"}
        self._bill(day="2026-01-10", post=False, with_line={"price_unit": 580.0, **dates})
        closing = self._close("2026-01-31")
        self.assertEqual(self._lines(closing, "draft_bill").mapped("amount"), [49.26])

    def test_a_dated_service_of_an_order_counts_as_a_whole(self):
        self._order(
            580.0, 1.0, on="2025-12-20",
            line={
                "service_mode": "elapsed",
                "service_start_date": "2026-01-01",
                "service_end_date": "2026-12-31",
            },
        )  # fmt: skip
        closing = self._close("2026-01-31")
        self.assertEqual(self._lines(closing, "received").mapped("amount"), [49.26])

    def test_a_month_of_a_larger_contract_is_accrued(self):
        """120.00 for three months: each month bears 40.00; 48.00 for three, nothing."""
        for amount, posted in ((120.0, [40.0]), (48.0, [0.0])):
            contract = self.env["ap.recurring"].create(
                {
                    "company_id": self.company.id,
                    "partner_id": self.supplier.id,
                    "account_id": self.fees.id,
                    "interval": "3",
                    "amount": amount,
                    "date_first": "2026-10-01",
                }
            )
            with self.subTest(amount), self.env.cr.savepoint() as point:
                closing = self._close(post=False)
                lines = self._lines(closing, "recurring")
                self.assertEqual(lines.mapped("amount"), posted)
                point.rollback()
            contract.unlink()
