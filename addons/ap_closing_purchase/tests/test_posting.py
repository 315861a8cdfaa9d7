# SPDX-License-Identifier: AGPL-3.0-or-later
"""A month is posted once; what comes later is a difference; nothing is edited."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import OCTOBER, ApClosingCommon

NAME = "Nordlys SAS"


@tagged("post_install", "-at_install")
class TestPosting(ApClosingCommon):
    def _close_again(self, **values):
        return self.closings.close_month(self.company.id, OCTOBER, post=True, **values)

    def test_asked_again_nothing_moves(self):
        self._received()
        self._spread("2026-10-01", "2027-09-30")
        first = self._close_again()
        count = self.env["account.move"].search_count([])
        self.assertEqual(self._close_again(), first)
        self.assertEqual(
            self._close_again(kinds=["received"])["runs"], first["runs"][:1]
        )
        self.assertEqual(self.env["account.move"].search_count([]), count)

    def test_the_answer_is_plain_and_complete(self):
        self._received()
        result = self._close_again()
        self.assertEqual(set(result), {"closing_id", "runs", "blocking", "remarks"})
        received = result["runs"][0]
        self.assertEqual(
            {key: received[key] for key in ("kind", "state", "line_count", "amount")},
            {"kind": "received", "state": "posted", "line_count": 1, "amount": 1000.0},
        )
        moves = self.env["account.move"].browse(received["move_ids"])
        back = self.env["account.move"].browse(received["reversal_move_ids"])
        self.assertEqual(back.reversed_entry_id, moves)

    def test_a_receipt_of_the_month_makes_it_stale_and_posts_the_difference(self):
        line = self._received()
        closing = self._close()
        run = self._run(closing)
        first = run.move_ids
        self._receive(line, 3, "2026-10-31")
        self.assertTrue(run.is_stale)
        self.assertTrue(closing.is_stale)
        self._close(post=False)
        open_line = self._lines(closing).filtered(lambda one: one.state == "proposed")
        self.assertEqual((open_line.amount, open_line.posting), (300.0, 2))
        self.assertIn("already posted", open_line.explanation)
        self._close()
        self.assertItems(
            run._standing_moves() - first,
            [("6226", NAME, 300.0, 0.0), ("4081", NAME, 0.0, 300.0)],
        )
        self.assertReversed(run, "2026-11-01")
        self.assertEqual(
            (run.amount, run.state, run.is_stale), (1300.0, "posted", False)
        )
        self.assertTied(OCTOBER)

    def test_a_late_bill_of_the_month_takes_the_accrual_back(self):
        line = self._received()
        run = self._run(self._close())
        first = run.move_ids
        self._bill(line, day="2026-10-30")
        self.assertTrue(run.is_stale)
        self._close()
        self.assertItems(
            run._standing_moves() - first,
            [("6226", NAME, 0.0, 1000.0), ("4081", NAME, 1000.0, 0.0)],
        )
        self.assertEqual(run.amount, 0.0)
        ties = self.assertTied(OCTOBER)
        self.assertEqual(ties["accrued_expenses"]["left"], 0.0)

    def test_a_bill_of_the_next_month_leaves_the_month_alone(self):
        line = self._received()
        closing = self._close()
        self._bill(line, day="2026-11-10")
        self.assertFalse(closing.is_stale)

    def test_a_bill_is_never_stopped_by_a_posted_month(self):
        line = self._received()
        self._close()
        self.assertEqual(self._bill(line, day="2026-10-30").state, "posted")

    def test_a_difference_that_turns_out_to_be_none_stays_posted(self):
        line = self._received()
        closing = self._close()
        self._receive(line, 3, "2026-10-31")
        self._receive(line, -3, "2026-10-31")
        self._close(post=False)
        run = self._run(closing)
        self.assertEqual(
            (run.state, run.is_stale, len(run.move_ids)), ("posted", False, 2)
        )

    def test_a_decided_amount_stands_and_what_moved_is_added(self):
        line = self._received()
        closing = self._close(post=False)
        self._lines(closing).write(
            {"override_amount": 700.0, "override_reason": "Guess"}
        )
        self._close()
        other = self._received(20.0)
        self._close()
        run = self._run(closing)
        self.assertEqual(run.amount, 900.0)
        self._receive(line, 1, "2026-10-30")
        self._close(post=False)
        found = self._lines(closing).filtered(lambda one: one.state == "proposed")
        self.assertEqual(found.source_id, line.id)
        self.assertEqual(found.amount, 100.0)  # what moved, not the decision undone
        self.assertTrue(other)

    def test_a_new_order_of_another_supplier_is_a_difference_too(self):
        self._received()
        closing = self._close()
        other = self._partner("Fjord SARL")
        self._received(30.0, partner_id=other.id)
        self._close()
        self.assertEqual(self._run(closing).amount, 1300.0)
        self.assertReversed(self._run(closing), "2026-11-01")

    def test_cancelled_by_reversal_and_done_again(self):
        line = self._received()
        closing = self._close()
        run = self._run(closing)
        first = run._standing_moves()
        run.action_cancel("Wrong month")
        self.assertEqual((run.state, run.amount), ("cancelled", 0.0))
        self.assertEqual(first.state, "posted")
        self.assertEqual(set(run.move_ids.mapped("state")), {"posted"})
        for day in (OCTOBER, "2026-11-01"):
            ties = self.assertTied(day)
            self.assertEqual(ties["accrued_expenses"]["left"], 0.0)
        self._receive(line, 2, "2026-10-30")
        self._close()
        self.assertItems(
            run, [("6226", NAME, 1200.0, 0.0), ("4081", NAME, 0.0, 1200.0)]
        )
        self.assertReversed(run, "2026-11-01")
        self.assertTied(OCTOBER)

    def test_cancelling_undoes_every_posting(self):
        line = self._received()
        run = self._run(self._close())
        self._receive(line, 2, "2026-10-30")
        self._close()
        run.action_cancel("Wrong month")
        self.assertFalse(run._standing_moves())
        [[left]] = self.env["account.move.line"]._read_group(
            [("account_id", "=", self._account("408100").id), ("date", "<=", OCTOBER)],
            [],
            ["balance:sum"],
        )
        self.assertEqual(left, 0.0)

    def test_cancelling_takes_a_reason_and_something_posted(self):
        self._received()
        run = self._run(self._close(post=False))
        with self.assertRaisesRegex(UserError, "Say why"):
            run.action_cancel(" ")
        with self.assertRaisesRegex(UserError, "is not posted"):
            run.action_cancel("Wrong month")

    def _lock(self, field, day):
        self.company.sudo()[field] = day

    def _assert_month_locked(self, field):
        self._received()
        self._close(post=False)
        self._lock(field, OCTOBER)
        result = self._close_again()
        self.assertRegex(result["blocking"][0], r"31.* is locked .*Lock dates\)\.$")
        closing = self.closings.browse(result["closing_id"])
        self.assertFalse(closing.run_ids.move_ids)
        with self.assertRaisesRegex(UserError, "31.* is locked"):
            self._run(closing).action_post()
        self.assertFalse(closing.run_ids.move_ids)

    def test_nothing_is_posted_into_a_locked_year(self):
        self._assert_month_locked("fiscalyear_lock_date")

    def test_nothing_is_posted_into_a_hard_locked_period(self):
        self._assert_month_locked("hard_lock_date")

    def test_the_purchase_lock_is_no_lock_of_the_closing_journal(self):
        self._received()
        self._close(post=False)
        self._lock("purchase_lock_date", OCTOBER)
        self.assertItems(
            self._close(), [("6226", NAME, 1000.0, 0.0), ("4081", NAME, 0.0, 1000.0)]
        )

    def test_a_locked_reversal_waits_for_the_first_open_day(self):
        """A lock in the future is set when the month is closed late."""
        self._received()
        closing = self._close(post=False)
        journal = self.company._ap_closing_journal()
        writer = self.env["ap.entry"].with_company(self.company)
        self._lock("hard_lock_date", "2026-11-30")
        self.assertEqual(
            writer.first_open_day(journal, self._day("2026-11-01")),
            self._day("2026-12-01"),
        )
        self.assertEqual(
            writer.first_open_day(journal, self._day("2026-12-05")),
            self._day("2026-12-05"),
        )
        self.assertTrue(self._close_again()["blocking"])
        self.assertFalse(closing.run_ids.move_ids)

    def test_cancelling_in_a_locked_month_is_refused(self):
        self._received()
        run = self._run(self._close())
        self._lock("fiscalyear_lock_date", OCTOBER)
        with self.assertRaisesRegex(UserError, "nothing was posted"):
            run.action_cancel("Wrong month")
        self.assertEqual(run.state, "posted")

    def test_a_company_without_accounts_gets_a_sentence(self):
        self.company.ap_accrued_expense_account_id = False
        self._received()
        result = self._close_again()
        self.assertIn("has no “Accrued expenses account”", result["blocking"][0])
        closing = self.closings.browse(result["closing_id"])
        self.assertFalse(closing.run_ids.move_ids)
        self.assertIn("to be chosen", self._run(closing).preview)
        self.company.ap_accrued_expense_account_id = self._account("408100")
        self.assertEqual(self._run(self._close()).amount, 1000.0)

    def test_a_month_is_whole(self):
        with self.assertRaisesRegex(UserError, "is not the last day of a month"):
            self.closings.close_month(self.company.id, "2026-10-30")
        with self.assertRaisesRegex(UserError, "Unknown kind of closing entry: bonus"):
            self.closings.close_month(self.company.id, OCTOBER, kinds=["bonus"])

    def test_what_is_no_date_gets_a_sentence(self):
        for value in ("October", False, "2026-13-01", 7):
            with self.assertRaisesRegex(
                UserError, "is not the last day of a month|no date"
            ):
                self.closings.close_month(self.company.id, value)

    def test_steps_by_buttons(self):
        self._received()
        closing = self._close(post=False)
        self.assertEqual((closing.state, closing.progress), ("proposed", 17))
        closing.action_review()
        self.assertEqual((closing.state, closing.progress), ("reviewed", 33))
        closing.action_post()
        self.assertEqual(closing.state, "posted")
        self.assertIn(closing.progress, range(50, 100))  # its checklist waits

    def test_reviewed_goes_back_to_review_when_the_month_is_read_again(self):
        line = self._received()
        closing = self._close(post=False)
        closing.action_review()
        self._receive(line, 1, "2026-10-31")
        self.assertTrue(self._run(closing).is_stale)
        closing.action_propose()
        self.assertEqual(self._run(closing).state, "proposed")
