# SPDX-License-Identifier: AGPL-3.0-or-later
"""Regular suppliers: several contracts, months billed in part, bills in arrears."""

from odoo.tests import tagged

from .common import OCTOBER, YEAR_END
from .test_cost_owner import NAME, OwnerCase

NOVEMBER = "2026-11-30"


@tagged("post_install", "-at_install")
class TestContracts(OwnerCase):
    def _posted(self, amount, day, **values):
        bill = self._draft(amount, day, **values)
        bill.action_post()
        return bill

    def _accepted(self, day):
        self.env["ap.recurring"].learn(self.company.id, day)
        found = self.env["ap.recurring"].search(
            [("company_id", "=", self.company.id)], order="interval"
        )
        found.filtered(lambda one: one.state == "proposed").action_accept()
        return found

    def _declared(self, amount, **values):
        return self.env["ap.recurring"].create(
            {
                "company_id": self.company.id, "partner_id": self.supplier.id,
                "account_id": self.fees.id, "tax_ids": [(6, 0, self.vat20.ids)],
                "interval": "1", "amount": amount, "date_first": "2026-01-01", **values,
            }
        )  # fmt: skip

    def _expected(self, day=OCTOBER, post=True):
        self._end()
        lines = self._lines(self._close(day, post), "recurring")
        return [
            (line.amount, line.excluded_code, line.review_code) for line in lines
        ]

    # -- K24 --------------------------------------------------------------------------

    def test_of_two_bills_a_month_one_is_missing(self):
        for month in ("06", "07", "08", "09"):
            self._posted(300.0, f"2026-{month}-12")
            self._posted(700.0, f"2026-{month}-20")
        found = self._accepted(OCTOBER)
        self.assertEqual((found.amount, found.bill_count), (1000.0, 2))
        self._posted(300.0, "2026-10-12")
        closing = self._month()
        self.assertItems(closing, [("6226", NAME, 700.0, 0.0), ("4081", NAME, 0.0, 700.0)])
        line = self._lines(closing, "recurring")
        self.assertEqual(line.review_code, "partial")
        self.assertIn("700.00\xa0€ of 1,000.00\xa0€ are missing", line.explanation)
        self._posted(700.0, "2026-11-06", ref="late")
        self.assertEqual((line.has_actual, line.variance), (True, 0.0))
        self._posted(300.0, "2026-11-12")
        self._posted(700.0, "2026-11-20")
        self.assertEqual(self._expected(NOVEMBER), [])

    def test_a_month_billed_and_credited_as_a_whole_waits_for_its_bill(self):
        self._declared(1480.0, date_first="2026-10-01")
        bill = self._posted(1480.0, "2026-10-12")
        self._posted(1480.0, "2026-10-20", move_type="in_refund",
                     reversed_entry_id=bill.id)  # fmt: skip
        self.assertEqual(self._expected(), [(1480.0, False, "partial")])

    def test_a_rebate_is_no_missing_bill(self):
        self._declared(1480.0, date_first="2026-10-01")
        bill = self._posted(1480.0, "2026-10-12")
        self._posted(200.0, "2026-10-20", move_type="in_refund",
                     reversed_entry_id=bill.id)  # fmt: skip
        self.assertEqual(self._expected(), [])

    def test_a_monthly_and_a_quarterly_contract_on_one_account(self):
        for month in range(1, 10):
            self._posted(300.0, f"2026-{month:02d}-12")
            if month % 3 == 0:
                self._posted(3000.0, f"2026-{month:02d}-20")
        found = self._accepted(OCTOBER)
        self.assertEqual(
            [(one.interval, one.amount) for one in found], [("1", 300.0), ("3", 3000.0)]
        )
        self._posted(300.0, "2026-10-12")
        self.assertEqual(self._expected(), [(1000.0, False, False)])
        self.assertEqual(self._expected(NOVEMBER), [(300.0, False, False), (2000.0, False, False)])

    def test_a_small_bill_of_the_supplier_does_not_pay_the_contract(self):
        self._declared(1480.0, date_first="2026-10-01")
        self._posted(90.0, "2026-10-12")
        self.assertEqual(self._expected(), [(1390.0, False, "partial")])

    def test_three_weekly_bills_of_four(self):
        for month in ("07", "08", "09"):
            for week, day in enumerate(("07", "14", "21", "28")):
                self._posted(250.0, f"2026-{month}-{day}", ref=f"S{month}{week}")
        self._accepted(OCTOBER)
        for week, day in enumerate(("07", "14", "21")):
            self._posted(250.0, f"2026-10-{day}", ref=f"S10{week}")
        self.assertEqual(self._expected(), [(250.0, False, "partial")])

    def test_weeks_are_counted_in_a_month_of_five(self):
        """Fridays, 1,000.00 for the four of September; the fifth of October is missing."""
        days = ["07-31", *(f"08-{d}" for d in ("07", "14", "21", "28")),
                *(f"09-{d}" for d in ("04", "11", "18", "25")),
                *(f"10-{d}" for d in ("02", "09", "16", "23"))]  # fmt: skip
        for number, day in enumerate(days):
            self._posted(250.0, f"2026-{day}", ref=f"W{number}")
        self._declared(1000.0, bill_count=4, date_first="2026-08-01")
        self.assertEqual(self._expected(), [(250.0, False, "partial")])
        self._posted(250.0, "2026-10-30", ref="W99")
        self.assertEqual(sum(row[0] for row in self._expected()), 0.0)

    # -- what orders and drafts bring ------------------------------------------------------

    def test_an_order_takes_the_place_of_the_expected_bill_as_far_as_it_goes(self):
        self._declared(1480.0, date_first="2026-10-01")
        self._received(price=48.0)
        self.assertEqual(self._expected(), [(1000.0, False, "ordered")])

    def test_a_bill_of_an_order_is_none_of_a_rhythm_that_was_found(self):
        for month in ("06", "07", "08", "09"):
            self._posted(1480.0, f"2026-{month}-20")
        self._accepted(OCTOBER)
        self._bill(self._received(price=148.0))
        self.assertEqual(self._expected(), [(1480.0, False, False)])

    def test_a_bill_of_an_order_is_one_of_a_contract_that_was_declared(self):
        self._declared(1480.0, date_first="2026-10-01")
        self._bill(self._received(price=148.0))
        self.assertEqual(self._expected(), [])

    def test_a_draft_that_repeats_a_bill_pays_no_month(self):
        self._declared(1480.0, date_first="2026-09-01")
        self._posted(1480.0, "2026-09-20", ref="EL-9")
        self._draft(1480.0, "2026-10-20", ref="EL-9")
        self.assertEqual(self._expected(), [(1480.0, False, False)])

    def test_a_bill_of_november_for_october_pays_october(self):
        self._declared(900.0, date_first="2026-10-01")
        served = {"deferred_start_date": "2026-10-01", "deferred_end_date": OCTOBER}
        self._later(910.0, with_line=served)
        closing = self._month()
        self.assertFalse(self._lines(closing, "recurring"))
        self.assertEqual(self._lines(closing, "draft_bill").amount, 910.0)

    # -- K7: in arrears ---------------------------------------------------------------------

    def test_bills_of_the_second_pay_the_month_before(self):
        for month in range(1, 13):
            self._posted(1000.0, f"2026-{month:02d}-02", ref=f"M{month}")
        found = self._accepted(YEAR_END)
        self.assertEqual((found.billing, found.is_billing_known), ("arrears", False))
        self.assertEqual(self._expected(YEAR_END), [(1000.0, False, "period")])

    def test_a_person_who_says_so_is_not_asked_again(self):
        for month in range(1, 13):
            self._posted(1000.0, f"2026-{month:02d}-02", ref=f"M{month}")
        self._accepted(YEAR_END).billing = "arrears"
        self.assertEqual(self._expected(YEAR_END), [(1000.0, False, False)])

    def test_words_that_name_the_month_of_the_bill_decide(self):
        for month, name in enumerate(("octobre", "novembre", "décembre"), 10):
            self._posted(1000.0, f"2026-{month}-02", ref=f"M{month}",
                         with_line={"name": f"Loyer {name} 2026"})  # fmt: skip
        found = self._accepted(YEAR_END)
        self.assertEqual((found.billing, found.is_billing_known), ("advance", True))
        self.assertEqual(self._expected(YEAR_END), [])
