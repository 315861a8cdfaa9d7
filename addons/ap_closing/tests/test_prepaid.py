# SPDX-License-Identifier: AGPL-3.0-or-later
"""Prepaid expenses (CCA): the part of a posted cost after the closing date."""

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import OCTOBER, YEAR_END, ApClosingCommon

NAME = "Nordlys SAS"
MARCH = "2026-03-31"
# Contract of 15 March 2026 to 14 March 2027, 12,000.00: put aside at both dates.
PUBLISHED = {
    "days": (11441.10, 2400.00),
    "days_360": (11466.67, 2466.67),
    "months_prorated": (11451.61, 2451.61),
    "months_started": (11000.00, 2000.00),
    "months_completed": (12000.00, 3000.00),
}


@tagged("post_install", "-at_install")
class TestPrepaid(ApClosingCommon):
    def _contract(self, **values):
        return self._spread("2026-03-15", "2027-03-14", **values)

    def _assert_convention(self, convention):
        self.company.ap_prepaid_convention = convention
        self._contract()
        for day, amount in zip((MARCH, YEAR_END), PUBLISHED[convention], strict=True):
            closing = self._close(day)
            self.assertItems(
                closing, [("486", NAME, amount, 0.0), ("6226", NAME, 0.0, amount)]
            )
            self.assertEqual(self._lines(closing, "prepaid").convention, convention)
            self.assertTied(day)

    def test_actual_days(self):
        self._assert_convention("days")

    def test_days_of_a_360_day_year(self):
        self._assert_convention("days_360")

    def test_months_the_first_one_by_days(self):
        self._assert_convention("months_prorated")

    def test_months_a_started_month_counts_whole(self):
        self._assert_convention("months_started")

    def test_completed_months_only(self):
        self._assert_convention("months_completed")

    def test_reversed_the_next_day_and_matched(self):
        self._contract()
        run = self._run(self._close(MARCH), "prepaid")
        self.assertItems(
            run._standing_moves().reversal_move_ids,
            [("486", NAME, 0.0, 11441.10), ("6226", NAME, 11441.10, 0.0)],
        )
        self.assertReversed(run, "2026-04-01")

    def test_never_with_vat(self):
        self.company.ap_vat_policy = "included"
        self._contract()
        codes = self._close(MARCH).run_ids.move_ids.line_ids.account_id.mapped("code")
        self.assertEqual(sorted(set(codes)), ["486000", "622600"])

    def test_the_convention_stays_when_the_company_changes_its_own(self):
        bill = self._contract()
        self._close(MARCH)
        self.company.ap_prepaid_convention = "months_started"
        self.assertEqual(bill.invoice_line_ids.deferred_convention, "days")
        self.assertEqual(self._lines(self._close(YEAR_END), "prepaid").amount, 2400.00)

    def test_the_convention_of_a_line_goes_before_the_company(self):
        self._contract(with_line={"deferred_convention": "months_started"})
        self.assertEqual(self._lines(self._close(MARCH), "prepaid").amount, 11000.00)

    def test_a_refund_takes_its_part_back(self):
        self._contract()
        self._contract(move_type="in_refund", amount=1200.0)
        self.assertItems(
            self._close(MARCH),
            [("486", NAME, 10296.99, 0.0), ("6226", NAME, 0.0, 10296.99)],
        )

    def test_the_reversal_of_a_bill_is_spread_over_the_same_days(self):
        bill = self._contract()
        refund = bill._reverse_moves([{"date": bill.date, "invoice_date": bill.date}])
        refund.action_post()
        self.assertEqual(
            refund.invoice_line_ids.deferred_end_date, self._day("2027-03-14")
        )
        self.assertFalse(self._close(MARCH).run_ids.move_ids)

    def test_a_posted_entry_of_class_6_is_spread_too(self):
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": "2026-10-01",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self._account("616100").id,
                            "debit": 920.0,
                            "deferred_start_date": "2026-10-01",
                            "deferred_end_date": "2026-12-31",
                        }
                    ),
                    Command.create(
                        {"account_id": self._account("467000").id, "credit": 920.0}
                    ),
                ],
            }
        )
        entry.action_post()
        self.assertItems(
            self._close(), [("486", "", 610.0, 0.0), ("6161", "", 0.0, 610.0)]
        )

    def test_a_balance_sheet_line_with_dates_is_left(self):
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": "2026-10-01",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self._account("467000").id,
                            "balance": balance,
                            "deferred_start_date": "2026-10-01",
                            "deferred_end_date": "2026-12-31",
                        }
                    )
                    for balance in (50.0, -50.0)
                ],
            }
        )
        entry.action_post()
        self.assertFalse(self._lines(self._close(), "prepaid"))

    def test_a_foreign_bill_is_not_converted_twice(self):
        dollar = self.setup_other_currency(
            "USD", rates=[("2026-10-01", 2.0), ("2026-10-31", 4.0)]
        )
        self._spread("2026-10-01", "2026-12-31", 1840.0, currency_id=dollar.id)
        run = self._run(self._close(), "prepaid")
        self.assertItems(run, [("486", NAME, 610.0, 0.0), ("6226", NAME, 0.0, 610.0)])
        self.assertEqual(run.move_ids.line_ids.currency_id, self.company.currency_id)

    def test_a_service_that_starts_later_is_put_aside_whole(self):
        self._spread("2026-11-01", "2027-10-31", 1200.0, day="2026-10-15")
        self.assertEqual(self._lines(self._close(), "prepaid").amount, 1200.0)

    def test_a_service_that_ends_at_the_closing_leaves_nothing(self):
        self._spread("2026-10-01", OCTOBER)
        self.assertFalse(self._lines(self._close(), "prepaid"))

    def test_a_bill_of_a_later_month_is_left(self):
        self._spread("2026-10-01", "2027-09-30", day="2026-11-02")
        self.assertFalse(self._lines(self._close(), "prepaid"))

    def test_a_draft_bill_is_not_prepaid(self):
        self._spread("2026-10-01", "2027-09-30", post=False)
        self.assertFalse(self._lines(self._close(), "prepaid"))

    def test_the_plan_of_a_year_ends_at_zero(self):
        """Published plan: what is borne each month, from the remaining parts."""
        self._contract()
        rest, borne = 12000.0, []
        for month in range(3, 16):
            day = self._day(f"{2026 + (month - 1) // 12}-{(month - 1) % 12 + 1:02}-01")
            day = self.closings._month_end(day.replace(day=1) + self._to_end(day))
            now = sum(self._lines(self._close(day), "prepaid").mapped("amount"))
            borne.append(round(rest - now, 2))
            rest = now
        self.assertEqual(
            borne,
            [558.90, 986.31, 1019.17, 986.30, 1019.18, 1019.18, 986.30, 1019.18,
             986.30, 1019.18, 1019.18, 920.55, 460.27],
        )  # fmt: skip

    @staticmethod
    def _to_end(day):
        from calendar import monthrange
        from datetime import timedelta

        return timedelta(days=monthrange(day.year, day.month)[1] - 1)

    def test_the_distribution_of_the_bill_is_copied_to_the_cost(self):
        plan = self.env["account.analytic.plan"].create({"name": "Country"})
        france = self.env["account.analytic.account"].create(
            {"name": "France", "plan_id": plan.id}
        )
        split = {str(france.id): 100.0}
        self._contract(with_line={"analytic_distribution": split})
        self.assertItems(
            self._close(MARCH),
            [("486", NAME, 11441.10, 0.0), ("6226", NAME, 0.0, 11441.10, split)],
        )

    def test_a_service_cannot_end_before_it_starts(self):
        with self.assertRaisesRegex(ValidationError, "before it starts"):
            self._spread("2026-10-01", "2026-09-30", post=False)

    def test_dates_added_to_a_posted_bill_make_the_month_stale(self):
        bill = self._bill(with_line={"price_unit": 1200.0, "tax_ids": False})
        closing = self._close()
        bill.invoice_line_ids.write(
            {"deferred_start_date": "2026-10-01", "deferred_end_date": "2027-09-30"}
        )
        self.assertTrue(self._run(closing, "prepaid").is_stale)
        self.assertEqual(self._lines(self._close(), "prepaid").amount, 1098.08)

    def test_the_names_that_the_e_invoice_importer_fills(self):
        """Odoo's UBL and CII importer writes these two fields where they exist."""
        names = self.env["account.move.line"]._fields
        self.assertEqual(names["deferred_start_date"].type, "date")
        self.assertEqual(names["deferred_end_date"].type, "date")
