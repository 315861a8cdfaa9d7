# SPDX-License-Identifier: AGPL-3.0-or-later
"""Facts that change a posted month: it says so, and proposes the difference."""

from odoo import Command
from odoo.tests import tagged

from .common import OCTOBER
from .test_cost_owner import NAME, OwnerCase


@tagged("post_install", "-at_install")
class TestChangedMonths(OwnerCase):
    def _posted(self):
        """October posted with 1,000.00 received."""
        line = self._received()
        closing = self._month()
        self.assertEqual(self._lines(closing).amount, 1000.0)
        self.assertFalse(closing.is_stale)
        return line, closing

    def assertChanged(self, closing, kind, *amounts):
        """Changed since; the postings of the run after the next proposal."""
        run = self._run(closing, kind)
        self.assertTrue(run.is_stale)
        self._end()
        self.assertTrue(run.change_ids, "what came later is named")
        self._month()
        self.assertFalse(run.change_ids)
        self.assertEqual(self._lines(closing, kind).mapped("amount"), list(amounts))
        self.assertFalse(run.is_stale)

    # -- links ----------------------------------------------------------------------------

    def test_a_bill_of_the_month_linked_by_hand_afterwards(self):
        line, closing = self._posted()
        other = self._product("Travaux divers", self.fees)
        bill = self._draft(100.0, with_line={"quantity": 10.0, "product_id": other.id})
        bill.action_post()
        self.assertEqual(self._outcomes(self._month(), "received")[0][0], 1000.0)
        self.assertEqual(len(self._lines(closing)), 1)
        bill.invoice_line_ids.purchase_line_id = line
        self.assertChanged(closing, "received", 1000.0, -1000.0)
        self.assertItems(
            self._run(closing),
            [
                ("6226", NAME, 1000.0, 0.0),
                ("4081", NAME, 0.0, 1000.0),
                ("6226", NAME, 0.0, 1000.0),
                ("4081", NAME, 1000.0, 0.0),
            ],
        )
        first, second = self._lines(closing)
        self.assertEqual(
            (first.has_actual, first.actual_amount, first.variance), (True, 1000.0, 0.0)
        )
        self.assertEqual((second.actual_amount, second.variance), (-1000.0, 0.0))
        self.assertTied(OCTOBER)

    def test_a_bill_that_was_counted_is_no_news_for_the_estimate(self):
        """4 of 10 billed before the closing: the 6 accrued wait for their bill."""
        line = self._received()
        self._bill(line, 4)
        closing = self._month()
        accrued = self._lines(closing)
        self.env["ap.closing.line"]._meet_bills(line.invoice_lines.move_id)
        self.assertEqual((accrued.amount, accrued.has_actual), (600.0, False))
        self._bill(line, 6, day="2026-11-10", with_line={"price_unit": 102.0})
        self.assertEqual((accrued.actual_amount, accrued.variance), (612.0, 12.0))

    def test_a_bill_linked_by_the_screen_of_matches(self):
        line, closing = self._posted()
        other = self._draft(990.0)
        other.invoice_line_ids.name = "Something else"
        other.action_post()
        self._end()
        closing = self._month()
        self.env["ap.match"].match_bills(other.ids)
        other.ap_match_ids.action_link(other.invoice_line_ids.id, line.id)
        self.assertTrue(self._run(closing).is_stale)
        self._month()  # a lump sum: it pays for 9.9 of the 10
        self.assertEqual(sum(self._lines(closing).mapped("amount")), 10.0)

    def test_a_link_taken_off_brings_the_accrual_back(self):
        line = self._received()
        bill = self._bill(line)
        self._end()
        closing = self._month()
        self.assertFalse(self._lines(closing))
        bill.invoice_line_ids.purchase_line_id = False
        self.assertTrue(self._run(closing).is_stale)

    # -- orders ---------------------------------------------------------------------------

    def test_an_order_line_excused_from_accruing_afterwards(self):
        line, closing = self._posted()
        line.ap_no_accrual_reason = "Settled by barter"
        self.assertChanged(closing, "received", 1000.0, -1000.0)
        self.assertIn("0.00", self._lines(closing)[1].explanation)

    def test_an_order_excused_from_accruing_afterwards(self):
        line, closing = self._posted()
        line.order_id.ap_no_accrual_reason = "Settled by barter"
        self.assertChanged(closing, "received", 1000.0, -1000.0)

    def test_a_price_corrected_afterwards(self):
        line, closing = self._posted()
        line.price_unit = 90.0
        self.assertTrue(self._run(closing).is_stale)

    def test_a_price_of_what_nobody_received_changes_no_month(self):
        line = self._order()
        closing = self._month()
        line.price_unit = 90.0
        self.assertFalse(closing.is_stale)

    def test_a_rate_entered_afterwards(self):
        dollar = self.setup_other_currency("USD", rates=[("2026-10-01", 2.0)])
        self._received(currency_id=dollar.id)
        closing = self._month()
        self.env["res.currency.rate"].create(
            {"currency_id": dollar.id, "name": "2026-10-31", "rate": 2.5,
             "company_id": self.company.id}
        )  # fmt: skip
        self.assertChanged(closing, "received", 500.0, -100.0)

    # -- bills ----------------------------------------------------------------------------

    def test_a_draft_captured_afterwards(self):
        _line, closing = self._posted()
        self._draft(640.0, "2026-10-28")
        self.assertChanged(closing, "draft_bill", 640.0)

    def test_a_draft_of_a_later_month_changes_nothing(self):
        _line, closing = self._posted()
        self._draft(640.0, "2026-11-28")
        self.assertFalse(closing.is_stale)

    def test_a_draft_changed_moved_or_deleted_afterwards(self):
        bill = self._draft(640.0)
        closing = self._month()
        run = self._run(closing, "draft_bill")
        bill.invoice_line_ids.price_unit = 600.0
        self.assertChanged(closing, "draft_bill", 640.0, -40.0)
        bill.invoice_date = "2026-11-05"
        self.assertTrue(run.is_stale)
        self._month()
        self.assertEqual(sum(self._lines(closing, "draft_bill").mapped("amount")), 0.0)
        bill.invoice_date = "2026-10-25"
        self._month()
        bill.unlink()
        self.assertTrue(run.is_stale)

    def test_service_dates_written_on_a_later_bill(self):
        bill = self._later(900.0)
        closing = self._month()
        self.assertFalse(self._lines(closing, "draft_bill"))
        bill.invoice_line_ids.write(
            {"deferred_start_date": "2026-10-01", "deferred_end_date": OCTOBER}
        )
        self.assertChanged(closing, "draft_bill", 900.0)

    def test_a_draft_accrued_then_booked_into_its_own_month_has_met_its_estimate(self):
        bill = self._draft(640.0)
        closing = self._month()
        bill.action_post()
        self.assertEqual(bill.date, self._day("2026-10-25"))
        self.assertChanged(closing, "draft_bill", 640.0, -640.0)
        accrued = self._lines(closing, "draft_bill")[0]
        self.assertEqual((accrued.actual_amount, accrued.variance), (640.0, 0.0))

    def test_a_duplicate_let_pass_afterwards(self):
        self._draft(640.0, ref="EL-77").action_post()
        bill = self._draft(640.0, "2026-10-27", ref="EL 77")
        closing = self._month()
        found = self.env["ap.finding"].search(
            [("res_id", "=", bill.id), ("res_model", "=", "account.move"),
             ("control_code", "=", "duplicate_bill")]
        )  # fmt: skip
        found.with_user(self._user("second", "ap_base.group_head")).waive("Two meters, one reading each")
        run = self._run(closing, "draft_bill")
        self.assertTrue(run.is_stale)
        self._month()
        self.assertEqual(sum(self._lines(closing, "draft_bill").mapped("amount")), 640.0)

    def test_entries_and_customer_invoices_change_nothing(self):
        _line, closing = self._posted()
        self.env["account.move"].create(
            {
                "move_type": "entry", "date": "2026-10-28", "company_id": self.company.id,
                "line_ids": [
                    Command.create({"account_id": self.fees.id, "debit": 10.0}),
                    Command.create(
                        {"account_id": self._account("471000").id, "credit": 10.0}
                    ),
                ],
            }
        ).action_post()  # fmt: skip
        self.assertFalse(closing.is_stale)
