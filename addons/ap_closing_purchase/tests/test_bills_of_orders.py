# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills of orders among what closings do with bills: dates, spreading, regular ones."""

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.ap_base.arithmetic.calendar import month_end
from odoo.addons.ap_closing.tests.test_credit_days import SECOND_HALF, CreditCase
from odoo.addons.ap_closing.tests.test_deferral_life import DeferralCase
from odoo.addons.ap_closing.tests.test_recurring import NAME, NOVEMBER, RecurringCase
from odoo.addons.ap_closing.tests.test_service_period import YEAR, ServicePeriodCommon

from .common import ApClosingCommon


@tagged("post_install", "-at_install")
class TestDatesOfOrders(ApClosingCommon, ServicePeriodCommon):
    def test_the_dates_of_the_order_come_with_the_bill(self):
        dates = {"service_start_date": "2026-10-01", "service_end_date": "2027-09-30"}
        line = self._received(line=dates)
        line.order_id.action_create_invoice()
        item = line.invoice_lines
        self.assertEqual(
            (item.deferred_start_date, item.deferred_end_date),
            (self._day("2026-10-01"), self._day("2027-09-30")),
        )

    def test_from_the_order_when_its_dates_came_later(self):
        ordered = self._order(line={"product_id": self.policy.id})
        line = self._bill(ordered, post=False).invoice_line_ids
        self.assertEqual(self._proposed(line), ("", "", False))
        ordered.write({"service_start_date": YEAR[0], "service_end_date": YEAR[1]})
        self.assertEqual(self._proposed(line), (*YEAR, "order"))
        self.assertIn(ordered.order_id.name, line.ap_period_proposal)

    def test_the_text_goes_before_the_order_and_the_order_before_the_product(self):
        self.policy.product_tmpl_id.ap_service_months = 1
        ordered = self._order(line={"product_id": self.policy.id})
        line = self._bill(ordered, post=False).invoice_line_ids
        self.assertEqual(line.ap_period_source, "product")
        ordered.write({"service_start_date": YEAR[0], "service_end_date": YEAR[1]})
        self.assertEqual(self._proposed(line), (*YEAR, "order"))
        line.name = "Policy Q4 2026"
        self.assertEqual(self._proposed(line), ("2026-10-01", "2026-12-31", "text"))


@tagged("post_install", "-at_install")
class TestCreditOfOrders(ApClosingCommon, CreditCase):
    def test_the_order_of_the_bill_does_not_go_before_what_remains(self):
        ordered = self._order(
            12000.0, 1.0, tax=self.vat20.browse(),
            line={"service_start_date": "2026-01-01", "service_end_date": "2026-12-31"},
        )  # fmt: skip
        bill = self._bill(
            ordered, day="2026-01-02",
            with_line={"deferred_start_date": "2026-01-01", "deferred_end_date": "2026-12-31"},
        )  # fmt: skip
        note = self._note(bill, 1000.0, purchase_line_id=ordered.id, quantity=1.0)
        self.assertEqual(self._days(note), SECOND_HALF)


@tagged("post_install", "-at_install")
class TestOrdersByTimeElapsed(ApClosingCommon, DeferralCase):
    def test_an_order_by_time_elapsed_billed_in_three_instalments(self):
        """Used from January, billed in February, June and October: the order says for
        all its bills what is accrued and what is ahead; 100.00 a month."""
        line = self._order(
            100.0, 12, tax=self.env["account.tax"], on="2025-12-20",
            line={
                "service_mode": "elapsed",
                "service_start_date": "2026-01-01", "service_end_date": "2026-12-31",
            },
        )  # fmt: skip
        ledger = []
        for month in range(1, 13):
            if month in (2, 6, 10):
                day = f"2026-{month:02}-10"
                self._bill(
                    line, 4, day=day,
                    with_line={
                        "deferred_start_date": "2026-01-01",
                        "deferred_end_date": "2026-12-31",
                    },
                )  # fmt: skip
            end = month_end(date(2026, month, 1)).isoformat()
            self._close(end)
            self.assertTied(end)
            ledger.append(self._cost("2025-12-31", end))
        days = (31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365)
        self.assertEqual(ledger, [round(1200 * day / 365, 2) for day in days])
        bills = line.invoice_lines.move_id
        self.assertFalse(self.env["ap.deferral"].search([("move_id", "in", bills.ids)]))


@tagged("post_install", "-at_install")
class TestRegularBillsAndOrders(ApClosingCommon, RecurringCase):
    def test_bills_of_orders_and_two_bills_prove_nothing(self):
        self._monthly(last=2)
        for month in ("07", "08", "09"):
            self._bill(self._order(on=f"2026-{month}-01"), day=f"2026-{month}-28")
        self.assertFalse(self._learned())

    def test_what_an_order_accrues_is_not_accrued_twice(self):
        self._declared(first="2026-10-01")
        self._received(price=148.0)
        closing = self._close()
        line = self._lines(closing, "recurring")
        self.assertEqual((line.amount, line.excluded_code), (0.0, "ordered"))
        self.assertIn("Receipts on orders of this supplier", line.explanation)
        self.assertEqual(line.review_code, "ordered")
        self.assertItems(
            closing, [("6226", NAME, 1480.0, 0.0), ("4081", NAME, 0.0, 1480.0)]
        )
        alone = self._close(NOVEMBER, kinds=["recurring"])
        self.assertEqual(self._lines(alone, "recurring").excluded_code, "ordered")

    def test_only_missing_bills_are_chased(self):
        self._received(on="2026-10-01")
        with self.assertRaisesRegex(UserError, "Regular bills missing"):
            self._lines(self._close(NOVEMBER), "received").action_chase()
