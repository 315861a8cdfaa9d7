# SPDX-License-Identifier: AGPL-3.0-or-later
"""Orders and time: dated services, orders confirmed after the fact, rates of the day."""

from freezegun import freeze_time

from odoo.tests import tagged

from .common import OCTOBER
from .story_common import NAME, StoryCase

AUGUST = "2026-08-31"


@tagged("post_install", "-at_install")
class TestDatedServices(StoryCase):
    YEAR = {"service_start_date": "2026-04-01", "service_end_date": "2027-03-31"}

    def _dated(self, on="2026-03-20", **line):
        return self._order(12000.0, 1, on=on, line={**self.YEAR, **line})

    def test_received_at_once_it_is_borne_day_by_day(self):
        line = self._dated()
        self._receive(line, 1, "2026-04-01")
        self.assertCost(986.30, "2026-04-30")
        self.assertCost(2005.48, "2026-05-31", post=False)

    def test_after_its_dated_bill_as_well(self):
        line = self._dated()
        self._receive(line, 1, "2026-04-01")
        dates = {"deferred_start_date": "2026-04-01", "deferred_end_date": "2027-03-31"}
        self._bill(line, day="2026-04-10", with_line=dates)
        self.assertAside(11013.70, "2026-04-30")

    def test_after_a_bill_without_dates_as_well(self):
        line = self._dated()
        self._receive(line, 1, "2026-04-01")
        dates = {"deferred_start_date": False, "deferred_end_date": False}
        self._bill(line, day="2026-04-10", with_line=dates)
        self.assertAside(11013.70, "2026-04-30")

    def test_quarters_billed_in_advance_leave_the_days_since(self):
        """122 of 365 days elapsed, a quarter billed: 1,010.96."""
        line = self._dated()
        self._receive(line, 1, "2026-04-01")
        dates = {"deferred_start_date": "2026-04-01", "deferred_end_date": "2026-06-30"}
        self._bill(line, 0.25, day="2026-04-10", with_line=dates)
        self.assertCost(1010.96, "2026-07-31")

    def test_before_it_begins_nothing_is_borne(self):
        line = self._dated()
        self._receive(line, 1, "2026-03-25")
        self.assertCost(0.0, "2026-03-31")

    def test_nobody_receives_it_and_its_dates_say_so(self):
        self.service.purchase_method = "purchase"
        self._dated()
        self.assertCost(986.30, "2026-04-30")

    def test_the_convention_of_the_company_counts_the_days(self):
        self.company.ap_prepaid_convention = "months_started"
        line = self._dated()
        self._receive(line, 1, "2026-04-01")
        self.assertCost(1000.0, "2026-04-30")

    def test_ended_early_the_days_it_lasted_are_owed(self):
        """69 of 365 days of 3,650.00."""
        dates = {"service_start_date": "2026-01-01", "service_end_date": "2026-12-31"}
        line = self._order(
            3650.0, 1, on="2025-12-20", line={"service_mode": "elapsed", **dates}
        )
        day = self._day("2026-03-11")
        self.env["ap.order.closure"].close(line, day, "Contract terminated")
        self.assertCost(690.0, "2026-03-31")

    def test_ended_early_and_billed_for_the_year(self):
        dates = {"service_start_date": "2026-01-01", "service_end_date": "2026-12-31"}
        line = self._order(
            3650.0, 1, on="2025-12-20", line={"service_mode": "elapsed", **dates}
        )
        self._bill(line, day="2026-01-10")
        day = self._day("2026-03-11")
        self.env["ap.order.closure"].close(line, day, "Contract terminated")
        self.assertAside(2960.0, "2026-03-31", review="closed_ahead", code="4098")

    def test_a_dated_bill_of_later_hides_nothing(self):
        line = self._order(on="2026-08-01")
        self._receive(line, 4, "2026-08-10")
        self._bill(line, day="2026-08-15")
        self.assertAside(600.0, AUGUST)
        dates = {"deferred_start_date": "2026-09-01", "deferred_end_date": "2026-09-30"}
        self._bill(line, 1, day="2026-09-15", with_line=dates)
        closing = self._close(AUGUST)
        self.assertEqual(self._lines(closing, "billed_not_received").amount, 600.0)

    def test_a_dated_bill_beside_an_undated_one(self):
        """4 of 10 came for the first; the second is for its days."""
        line = self._order(on="2026-08-01")
        self._receive(line, 4, "2026-08-10")
        self._bill(line, day="2026-08-15")
        dates = {"deferred_start_date": "2026-08-01", "deferred_end_date": "2026-08-31"}
        self._bill(line, 1, day="2026-08-20", with_line=dates)
        self.assertAside(600.0, AUGUST)


@tagged("post_install", "-at_install")
class TestConfirmedAfterTheFact(StoryCase):
    def test_a_receipt_before_the_order_is_of_its_own_month(self):
        line = self._order(800.0, 1, on="2026-09-05")
        self._receive(line, 1, "2026-08-15")
        self.assertCost(800.0, AUGUST)

    def test_a_bill_before_the_order_is_ahead_of_its_receipt(self):
        line = self._order(800.0, 1, on="2026-09-05")
        self._bill(line, day="2026-08-20")
        self._receive(line, 1, "2026-09-15")
        self.assertAside(800.0, AUGUST)

    def test_a_service_that_began_before_its_order(self):
        dates = {"service_start_date": "2026-08-01", "service_end_date": "2026-12-31"}
        self._close(AUGUST)
        self._order(1530.0, 1, on="2026-09-05", line={"service_mode": "elapsed", **dates})
        closing = self._close(AUGUST)
        self.assertItems(closing, [("6226", NAME, 310.0, 0.0), ("4081", NAME, 0.0, 310.0)])

    def test_an_order_of_later_of_which_nothing_happened_is_not_there(self):
        self._order(800.0, 1, on="2026-09-05")
        self.assertCost(0.0, AUGUST)


@tagged("post_install", "-at_install")
class TestChangedOrders(StoryCase):
    def _position(self, line, day=OCTOBER):
        positions = self.env["ap.order.position"]
        return positions.at_date(self.company.id, day, line_ids=line.ids)[0]

    def test_a_past_month_has_the_price_and_the_quantity_of_then(self):
        line = self._received()
        line.write({"price_unit": 120.0, "product_qty": 12.0})
        self.assertCost(1000.0, review="order_changed")
        former = self.env["ap.order.change"].search([("purchase_line_id", "=", line.id)])
        self.assertRecordValues(
            former, [{"product_qty": 10.0, "price_unit": 100.0, "price_subtotal": 1000.0}]
        )
        row = self._position(line)
        self.assertEqual((row["ordered"], row["price"]), (10.0, 100.0))
        self.assertEqual(row["doubts"], ["order_changed"])

    def test_a_month_after_the_change_has_those_of_now(self):
        line = self._received()
        line.price_unit = 120.0
        row = self._position(line, self.company._company_today().isoformat())
        self.assertEqual((row["price"], row["doubts"]), (120.0, []))

    def test_changed_twice_each_day_has_its_own(self):
        line = self._received()
        with freeze_time("2026-11-05 10:00:00"):
            line.price_unit = 110.0
        with freeze_time("2026-11-20 10:00:00"):
            line.price_unit = 120.0
        days = (OCTOBER, "2026-11-10", "2026-12-31")
        prices = [self._position(line, day)["price"] for day in days]
        self.assertEqual(prices, [100.0, 110.0, 120.0])

    def test_writing_the_same_again_is_no_change(self):
        line = self._received()
        line.write({"price_unit": 100.0, "product_qty": 10.0, "name": "Repair, again"})
        self.assertCost(1000.0)

    def test_a_change_that_nobody_kept_is_noted(self):
        """The total of an order is tracked; what its lines were is not known."""
        line = self._received()
        self.env["ir.config_parameter"].sudo().set_param(
            "ap_purchase.order_changes_since", "2026-11-15 00:00:00"
        )
        message = self.env["mail.message"].create(
            {
                "model": "purchase.order",
                "res_id": line.order_id.id,
                "date": "2026-11-10 08:00:00",
            }
        )
        total = self.env["ir.model.fields"]._get("purchase.order", "amount_untaxed")
        self.env["mail.tracking.value"].create(
            {
                "mail_message_id": message.id,
                "field_id": total.id,
                "old_value_float": 900.0,
                "new_value_float": 1000.0,
            }
        )
        self.assertCost(1000.0, review="order_unknown")


@tagged("post_install", "-at_install")
class TestRates(StoryCase):
    def test_without_a_rate_the_amount_is_unknown(self):
        pound = self.env.ref("base.GBP")
        pound.active = True
        pound.rate_ids.unlink()
        self._received(1000.0, 1, currency_id=pound.id)
        closing = self._close(post=False)
        line = self._lines(closing)
        self.assertRecordValues(
            line,
            [
                {
                    "amount": 0.0,
                    "cost_in_currency": 1000.0,
                    "excluded_code": "no_rate",
                    "review_code": "no_rate",
                }
            ],
        )
        self.assertEqual(self._run(closing).review_count, 1)
        self.assertIn("the amount is unknown", line.explanation)
        self._rate(pound, "2026-10-30", 0.8)
        self.assertCost(1250.0)

    def test_a_rate_of_later_is_none(self):
        pound = self.env.ref("base.GBP")
        pound.active = True
        pound.rate_ids.unlink()
        self._rate(pound, "2026-11-01", 0.8)
        self._received(1000.0, 1, currency_id=pound.id)
        self.assertEqual(self._lines(self._close(post=False)).review_code, "no_rate")

    def test_a_rate_of_an_earlier_month_is_looked_at(self):
        pound = self.setup_other_currency("GBP", rates=[("2026-09-30", 0.8)])
        self._received(1000.0, 1, currency_id=pound.id)
        self.assertCost(1250.0, review="old_rate")

    def _rate(self, currency, day, rate):
        self.env["res.currency.rate"].create(
            {
                "currency_id": currency.id,
                "company_id": self.company.id,
                "name": day,
                "rate": rate,
            }
        )
