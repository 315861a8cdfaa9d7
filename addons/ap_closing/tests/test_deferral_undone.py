# SPDX-License-Identifier: AGPL-3.0-or-later
"""Deferrals undone: credit notes, bills reset or locked, runs cancelled, bad lines."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_deferral_life import (
    APRIL,
    ENDS,
    JUNE,
    MARCH,
    MAY,
    NAME,
    DeferralCase,
)


@tagged("post_install", "-at_install")
class TestDeferralUndone(DeferralCase):
    def _three_months(self):
        bill = self._contract()
        for day in (MARCH, APRIL, MAY):
            self._release(day)
        return bill

    def _credit(self, bill, day, amount=None, **values):
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=bill.ids)
            .create({"journal_id": bill.journal_id.id, "date": day})
        )
        wizard.refund_moves()
        refund = wizard.new_move_ids
        refund.invoice_date = refund.date = day
        if amount:
            refund.invoice_line_ids.price_unit = amount
        if values:
            refund.invoice_line_ids.write(values)
        refund.action_post()
        return refund

    def test_a_full_credit_note_takes_the_rest_of_486_at_once(self):
        """On 10 June 9,435.62 of 12,000.00 are left: what came back is what was borne."""
        bill = self._three_months()
        refund = self._credit(bill, "2026-06-10")
        self.assertItems(
            self._booked(refund),
            [("486", NAME, 0.0, 9435.62), ("6226", NAME, 9435.62, 0.0)],
        )
        self.assertEqual(self._held("2026-06-10"), 0.0)
        self.assertEqual(self._cost(MAY, "2026-06-10"), -2564.38)
        both = self._deferral(bill) | self._deferral(refund)
        plan = {
            day: round(sum(parts.mapped("amount")), 2)
            for day, parts in both.part_ids.grouped("date").items()
        }
        self.assertEqual(set(plan.values()), {0.0})
        self.assertFalse(self._release(JUNE).amount)
        for day in ENDS[4:]:
            self._release(day)
        self.assertEqual((self._held(ENDS[-1]), self._cost("2026-01-01", ENDS[-1])), (0, 0))
        self.assertAlwaysTied("2026-06-10", "2026-06-20", JUNE, ENDS[-1])

    def test_a_part_credited_lowers_every_month_to_come(self):
        """1,200.00 for what remains, 11 June to 14 March: 1,200 × 20/277 in June."""
        bill = self._three_months()
        refund = self._credit(bill, "2026-06-10", 1200.0)
        self.assertEqual(self._deferral(refund).held, -1200.00)
        self.assertEqual(self._cost(MAY, "2026-06-10"), 0.0)
        run = self._release(JUNE)
        self.assertItems(run, [("486", NAME, 0.0, 899.66), ("6226", NAME, 899.66, 0.0)])
        for day in ENDS[4:]:
            self._release(day)
        self.assertEqual(self._cost("2026-01-01", ENDS[-1]), 10800.00)

    def test_a_credit_note_by_hand_takes_the_dates_of_its_bill(self):
        bill = self._three_months()
        refund = self._bill(
            move_type="in_refund", day="2026-06-10", reversed_entry_id=bill.id,
            with_line={"price_unit": 12000.0, "tax_ids": False},
        )  # fmt: skip
        self.assertEqual(
            refund.invoice_line_ids.deferred_end_date, self._day("2027-03-14")
        )
        self.assertEqual(self._held("2026-06-10"), 0.0)
        self.assertIn("credited bill", "".join(refund.message_ids.mapped("body")))

    def test_a_credit_note_after_an_early_end_is_a_cost_at_once(self):
        bill = self._three_months()
        self._deferral(bill).action_end_early("2026-06-05", "Contract cancelled")
        refund = self._credit(bill, "2026-06-20", 9000.0)
        self.assertFalse(self._deferral(refund).held)
        self._release(JUNE)
        self.assertEqual(self._cost(MAY, JUNE), 435.62)
        self.assertEqual(self._held(JUNE), 0.0)

    def test_reset_to_draft_takes_back_what_is_held(self):
        bill = self._three_months()
        bill.button_draft()
        deferral = self._deferral(bill)
        self.assertEqual((deferral.state, deferral.held), ("cancelled", 0.0))
        self.assertItems(
            self._booked(bill, "unwind"),
            [("486", NAME, 0.0, 9435.62), ("6226", NAME, 9435.62, 0.0)],
        )
        self.assertFalse(deferral.part_ids)
        self.assertAlwaysTied(MARCH, MAY, JUNE)
        bill.button_cancel()
        self._release(JUNE)
        self.assertEqual(self._held(JUNE), 0.0)
        self.assertAlwaysTied(MAY, JUNE)

    def test_posted_again_with_another_amount(self):
        """The open month catches up; the months before stay."""
        bill = self._three_months()
        bill.button_draft()
        bill.invoice_line_ids.price_unit = 11000.0
        bill.action_post()
        deferral = self._deferral(bill)
        self.assertEqual((deferral.state, deferral.amount), ("running", 11000.0))
        self._release(JUNE)
        terms = deferral._terms()
        self.assertEqual(deferral.held, self._held(JUNE))
        self.assertEqual(self._held(JUNE), float(terms.amount) - 3254.79)
        self.assertEqual(self._cost("2026-01-01", JUNE), 3254.79)
        self.assertAlwaysTied(MAY, JUNE)

    def test_a_bill_of_a_locked_month_is_credited_and_stays(self):
        bill = self._three_months()
        self.company.fiscalyear_lock_date = MAY
        with self.assertRaises(UserError):
            bill.button_draft()
        self.assertEqual(self._deferral(bill).state, "running")
        self.assertEqual(self._held(MAY), 9435.62)
        self._credit(bill, "2026-06-10")
        self.assertEqual(self._held("2026-06-10"), 0.0)
        self.assertAlwaysTied(MAY, "2026-06-10")

    def test_reset_in_a_month_that_was_locked_and_opened_again(self):
        """Months after the bill's are posted; the account ties at each day."""
        self.company.fiscalyear_lock_date = MARCH
        bill = self._contract()
        self.assertEqual(bill.date, self._day(APRIL))
        self._release(APRIL)
        self.company.fiscalyear_lock_date = False
        bill.button_draft()
        self.assertEqual(self._booked(bill, "unwind").date, self._day(APRIL))
        self.assertAlwaysTied(MARCH, APRIL, MAY)

    def test_a_bill_of_a_locked_month_is_moved_to_486_on_the_first_open_day(self):
        self.company.fiscalyear_lock_date = MARCH
        bill = self._contract(day="2026-03-15")
        self.assertEqual(bill.date, self._day("2026-04-30"))
        self.assertEqual(self._booked(bill).date, bill.date)
        self.assertEqual(self._held(APRIL), 11441.10)
        self.assertEqual(self._release(APRIL).amount, 986.31)

    def test_a_run_cancelled_and_posted_again(self):
        self._contract()
        run = self._release(MARCH)
        april = self._release(APRIL)
        run.action_cancel("Wrong month")
        self.assertEqual(self._held(MARCH), 12000.00)
        self.assertAlwaysTied(MARCH, APRIL)
        self.assertTrue(april.is_stale)
        self._release(MARCH)
        self._release(APRIL)
        self.assertEqual((self._held(MARCH), self._held(APRIL)), (11441.10, 10454.79))
        self.assertAlwaysTied(MARCH, APRIL)

    def test_a_run_of_a_locked_month_is_cancelled_on_the_first_open_day(self):
        self._contract()
        run = self._release(MARCH)
        self.company.fiscalyear_lock_date = MARCH
        run.action_cancel("Wrong dates")
        back = run.move_ids.filtered("ap_is_cancellation")
        self.assertEqual(back.date, self._day("2026-04-01"))
        self.assertAlwaysTied(MARCH, "2026-04-15")
        self.assertEqual(self._release(APRIL).amount, 1545.21)

    def test_an_amount_decided_is_caught_up_by_the_next_month(self):
        self._contract()
        closing = self._close(MARCH, post=False, kinds=["release"])
        line = self._lines(closing, "release")
        line.write({"override_amount": 500.0, "override_reason": "Round"})
        self._release(MARCH)
        self.assertEqual(self._release(APRIL).amount, 1045.21)
        self.assertAlwaysTied(MARCH, APRIL)

    def test_without_an_account_the_bill_is_posted_and_the_run_does_it(self):
        account = self.company.ap_prepaid_account_id
        self.company.ap_prepaid_account_id = False
        bill = self._contract()
        self.assertEqual(bill.state, "posted")
        deferral = self._deferral(bill)
        self.assertIn("Prepaid expenses account", deferral.message_ids[0].body)
        self.company.ap_prepaid_account_id = account
        self.assertItems(
            self._release(MARCH),
            [("486", NAME, 11441.10, 0.0), ("6226", NAME, 0.0, 11441.10)],
        )

    def test_one_bad_account_never_stops_the_others(self):
        bad = self.fees.copy({"code": "622699"})
        self._contract(with_line={"account_id": bad.id})
        self._contract(amount=365.0)
        bad.active = False
        closing = self._run(self._close(MARCH, kinds=["release"]), "release").closing_id
        run = self._run(closing, "release")
        lines = self._lines(closing, "release").sorted("id")
        self.assertEqual(lines.mapped("review_code"), ["account_closed", False])
        self.assertItems(run, [("486", NAME, 0.0, 17.0), ("6226", NAME, 17.0, 0.0)])
        self.assertTied(MARCH, "prepaid")
        bad.active = True
        self.assertEqual(self._release(APRIL).amount, 1545.21 + 30.0)

    def test_entries_of_deferrals_are_undone_with_their_bill_only(self):
        bill = self._contract()
        with self.assertRaisesRegex(UserError, "reset the bill to draft"):
            self._booked(bill).button_draft()
        with self.assertRaises(UserError):
            self._booked(bill).line_ids.write({"name": "x", "debit": 1.0})
