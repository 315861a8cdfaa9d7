# SPDX-License-Identifier: AGPL-3.0-or-later
"""Credit notes due, billed ahead of receipt, bills not posted, lines typed in."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import OCTOBER, YEAR_END, ApClosingCommon

NAME = "Nordlys SAS"


@tagged("post_install", "-at_install")
class TestOtherKinds(ApClosingCommon):
    def _returned(self, back=-1.0, price=100.0):
        line = self._received(price, on="2026-12-01", day="2026-12-05")
        self._bill(line, day="2026-12-10")
        self._receive(line, back, "2026-12-20")
        return line

    def test_a_credit_note_due_is_on_4098_with_its_vat(self):
        self._returned()
        run = self._run(self._close(YEAR_END), "credit_due")
        self.assertItems(
            run,
            [
                ("4098", NAME, 120.0, 0.0),
                ("6226", NAME, 0.0, 100.0),
                ("44586", NAME, 0.0, 20.0),
            ],
        )
        self.assertReversed(run, "2027-01-01")
        self.assertTied(YEAR_END)

    def test_a_credit_note_received_ends_it(self):
        line = self._returned()
        self._bill(line, 1, day="2026-12-28", move_type="in_refund")
        self.assertFalse(self._lines(self._close(YEAR_END), "credit_due"))

    def test_a_credit_note_due_without_vat_in_a_monthly_closing(self):
        line = self._received()
        self._bill(line)
        self._receive(line, -2, "2026-10-28")
        self.assertItems(
            self._close(), [("4098", NAME, 200.0, 0.0), ("6226", NAME, 0.0, 200.0)]
        )

    def test_billed_ahead_is_put_aside_on_486_at_the_price_of_the_bill(self):
        line = self._order()
        self._receive(line, 4)
        self._bill(line, 10, with_line={"price_unit": 110.0})
        run = self._run(self._close(), "billed_not_received")
        self.assertItems(run, [("486", NAME, 660.0, 0.0), ("6226", NAME, 0.0, 660.0)])
        self.assertReversed(run, "2026-11-01")
        self.assertTied(OCTOBER)

    def test_billed_ahead_has_no_vat_at_year_end_either(self):
        line = self._order(on="2026-12-01")
        self._bill(line, day="2026-12-10")
        self.assertItems(
            self._close(YEAR_END),
            [("486", NAME, 1000.0, 0.0), ("6226", NAME, 0.0, 1000.0)],
        )

    def test_a_bill_with_a_service_period_is_put_aside_once(self):
        line = self._order(1200.0, 1)
        dates = {"deferred_start_date": "2026-10-01", "deferred_end_date": "2027-09-30"}
        self._bill(line, with_line=dates)
        closing = self._close()
        self.assertFalse(self._lines(closing, "billed_not_received"))
        self.assertEqual(self._lines(closing, "prepaid").amount, 1098.08)

    def test_a_bill_ahead_in_foreign_currency_keeps_its_company_amount(self):
        dollar = self.setup_other_currency(
            "USD", rates=[("2026-10-01", 2.0), ("2026-10-31", 4.0)]
        )
        line = self._order(currency_id=dollar.id)
        self._bill(line)
        self.assertItems(
            self._close(), [("486", NAME, 500.0, 0.0), ("6226", NAME, 0.0, 500.0)]
        )

    def _draft(self, day="2026-12-20", amount=1000.0, **values):
        given = {"price_unit": amount, "tax_ids": [(6, 0, self.vat20.ids)]}
        given.update(values.pop("with_line", {}))
        return self._bill(day=day, post=False, with_line=given, **values)

    def test_a_bill_in_draft_is_accrued_with_its_vat(self):
        self._draft(ref="N-77")
        closing = self._close(YEAR_END)
        self.assertItems(
            closing,
            [
                ("6226", NAME, 1000.0, 0.0),
                ("44586", NAME, 200.0, 0.0),
                ("4081", NAME, 0.0, 1200.0),
            ],
        )
        self.assertIn("Bill N-77", self._lines(closing, "draft_bill").explanation)

    def test_a_draft_refund_lowers_the_accrual(self):
        self._draft()
        self._draft(amount=400.0, move_type="in_refund")
        self.assertItems(
            self._close(YEAR_END),
            [
                ("6226", NAME, 600.0, 0.0),
                ("44586", NAME, 120.0, 0.0),
                ("4081", NAME, 0.0, 720.0),
            ],
        )

    def test_a_bill_posted_into_a_later_month_is_accrued_in_its_own(self):
        bill = self._draft("2026-10-28")
        bill.date = "2026-11-04"
        bill.action_post()
        self.assertEqual(bill.date, self._day("2026-11-04"))
        self.assertItems(
            self._close(), [("6226", NAME, 1000.0, 0.0), ("4081", NAME, 0.0, 1000.0)]
        )

    def test_a_bill_dated_later_is_not_accrued(self):
        self._draft("2026-11-02")
        self.assertFalse(self._lines(self._close(), "draft_bill"))

    def test_a_cancelled_bill_is_not_accrued(self):
        self._draft().button_cancel()
        self.assertFalse(self._lines(self._close(YEAR_END), "draft_bill"))

    def test_a_draft_bill_of_an_order_counts_once(self):
        line = self._received()
        self._bill(line, post=False)
        closing = self._close()
        self.assertFalse(self._lines(closing, "draft_bill"))
        self.assertEqual(self._lines(closing).amount, 1000.0)

    def test_only_the_days_of_service_up_to_the_closing_are_accrued(self):
        dates = {"deferred_start_date": "2026-10-01", "deferred_end_date": "2026-12-31"}
        self._draft("2026-10-15", 920.0, with_line=dates)
        closing = self._close()
        self.assertEqual(self._lines(closing, "draft_bill").amount, 310.0)
        self.assertFalse(self._lines(closing, "prepaid"))

    def test_the_actual_of_a_draft_bill_is_what_was_posted(self):
        bill = self._draft("2026-10-15")
        closing = self._close()
        bill.date = "2026-11-10"
        bill.invoice_line_ids.price_unit = 1030.0
        bill.action_post()
        line = self._lines(closing, "draft_bill")
        self.assertEqual((line.actual_amount, line.variance), (1030.0, 30.0))

    def test_of_a_service_that_goes_on_the_month_s_part_is_compared(self):
        """31 of 92 days of 920.00 were accrued; 1,012.00 came, 341.00 for the month."""
        dates = {"deferred_start_date": "2026-10-01", "deferred_end_date": "2026-12-31"}
        bill = self._draft("2026-10-15", 920.0, with_line=dates)
        closing = self._close()
        bill.date = "2026-11-10"
        bill.invoice_line_ids.price_unit = 1012.0
        bill.action_post()
        line = self._lines(closing, "draft_bill")
        self.assertEqual((line.actual_amount, line.variance), (341.0, 31.0))

    def test_a_fixed_asset_in_draft_waits_on_4084(self):
        self._draft("2026-10-15", with_line={"account_id": self._account("218300").id})
        self.assertItems(
            self._close(), [("2183", NAME, 1000.0, 0.0), ("4084", NAME, 0.0, 1000.0)]
        )

    def _typed(self, **values):
        closing = self._close(YEAR_END, post=False)
        defaults = self.env["ap.closing.line"].default_get(["source_key"])
        return self.env["ap.closing.line"].create(
            {
                **defaults,
                "run_id": self._run(closing, "manual").id,
                "label": "Bonus",
                "account_id": self._account("641300").id,
                "amount_computed": 10000.0,
                **values,
            }
        )

    def test_a_line_typed_in_goes_to_468(self):
        line = self._typed(note="Agreed on 3 December")
        self.assertEqual(line.explanation, "Agreed on 3 December")
        run = self._run(self._close(YEAR_END), "manual")
        self.assertItems(run, [("6413", "", 10000.0, 0.0), ("468", "", 0.0, 10000.0)])
        self.assertReversed(run, "2027-01-01")
        self.assertTied(YEAR_END)

    def test_a_line_typed_in_has_its_own_counterpart_and_vat(self):
        self._typed(
            partner_id=self.supplier.id,
            tax_computed=2000.0,
            counterpart_account_id=self._account("408100").id,
        )
        self.assertItems(
            self._close(YEAR_END),
            [
                ("6413", NAME, 10000.0, 0.0),
                ("44586", NAME, 2000.0, 0.0),
                ("4081", NAME, 0.0, 12000.0),
            ],
        )

    def test_a_line_typed_in_stays_when_the_month_is_read_again(self):
        line = self._typed()
        self._close(YEAR_END, post=False)
        self.assertTrue(line.exists())
        line.unlink()
        self.assertFalse(self._lines(self._close(YEAR_END), "manual"))

    def test_computed_kinds_take_no_line_typed_in(self):
        closing = self._close(YEAR_END, post=False)
        with self.assertRaisesRegex(UserError, "its lines are computed"):
            self._typed(run_id=self._run(closing, "prepaid").id)

    def test_a_posted_line_typed_in_is_not_deleted(self):
        line = self._typed()
        self._close(YEAR_END)
        with self.assertRaisesRegex(UserError, "cancel its run"):
            line.unlink()
