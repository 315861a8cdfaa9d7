# SPDX-License-Identifier: AGPL-3.0-or-later
"""A decision after it was posted: later facts, a cancelled posting, one click to drop."""

from odoo.tests import tagged

from .common import OCTOBER, YEAR_END, ApClosingCommon

NAME = "Nordlys SAS"
WHY = "Half of it will be credited"


@tagged("post_install", "-at_install")
class TestDecisionsKept(ApClosingCommon):
    def _decided(self, amount=500.0, day=OCTOBER, **values):
        """An order line of 1,000.00 received, of which a person decided the amount."""
        order_line = self._received(**values)
        closing = self._close(day, post=False)
        line = self._lines(closing)
        line.write({"override_amount": amount, "override_reason": WHY})
        self._close(day)
        return order_line, closing

    def _amounts(self, closing):
        return self._lines(closing).mapped("amount")

    def test_what_is_received_later_is_added_to_the_decision_and_marked(self):
        order_line, closing = self._decided()
        self._receive(order_line, 1, "2026-10-30")
        self._close(post=False)
        later = self._lines(closing)[-1]
        self.assertEqual((later.amount, later.review_code), (100.0, "decided"))
        self.assertEqual(closing.review_count, 1)
        for words in ("500.00", "1,000.00", "1,100.00", WHY):
            self.assertIn(words, later.explanation)
        self.assertItems(
            self._close(),
            [
                ("6226", NAME, 500.0, 0.0), ("4081", NAME, 0.0, 500.0),
                ("6226", NAME, 100.0, 0.0), ("4081", NAME, 0.0, 100.0),
            ],
        )  # fmt: skip
        self._close(post=False)
        self.assertEqual(self._run(closing).state, "posted")

    def test_vat_follows_what_moved(self):
        order_line, closing = self._decided(day=YEAR_END, on="2026-12-01")
        self._receive(order_line, 1, "2026-12-30")
        self._close(YEAR_END)
        self.assertEqual(self._amounts(closing), [500.0, 100.0])
        self.assertEqual(self._lines(closing).mapped("amount_tax"), [100.0, 20.0])

    def test_a_bill_of_a_part_leaves_the_decision(self):
        order_line, closing = self._decided()
        self._bill(order_line, 4)
        self._close()
        self.assertEqual((self._amounts(closing), self._run(closing).state), ([500.0], "posted"))

    def test_a_bill_that_leaves_less_than_the_decision_takes_it_down(self):
        order_line, closing = self._decided()
        self._bill(order_line, 7)
        self._close(post=False)
        later = self._lines(closing)[-1]
        self.assertEqual((later.amount, later.review_code), (-200.0, "decided"))

    def test_a_bill_of_all_takes_the_decision_back(self):
        order_line, closing = self._decided()
        self._bill(order_line)
        self._close()
        self.assertEqual(self._amounts(closing), [500.0, -500.0])

    def test_a_second_fact_moves_from_the_first(self):
        order_line, closing = self._decided()
        self._receive(order_line, 1, "2026-10-30")
        self._close()
        self._receive(order_line, 2, "2026-10-31")
        self._close()
        self.assertEqual(self._amounts(closing), [500.0, 100.0, 200.0])
        self._close()
        self.assertEqual(self._amounts(closing), [500.0, 100.0, 200.0])

    def test_decided_to_nothing_only_what_comes_later_counts(self):
        order_line, closing = self._decided(0.0)
        self._receive(order_line, 1, "2026-10-30")
        self._close()
        self.assertEqual(self._amounts(closing), [0.0, 100.0])

    def test_in_another_currency_the_rate_is_kept(self):
        dollar = self.setup_other_currency("USD", rates=[("2026-10-01", 2.0)])
        order_line, closing = self._decided(250.0, currency_id=dollar.id)
        self._receive(order_line, 1, "2026-10-30")
        self._close()
        self.assertEqual(self._amounts(closing), [250.0, 50.0])
        items = self._run(closing)._standing_moves().line_ids
        self.assertEqual(sorted(items.mapped("amount_currency")), [-500.0, -100.0, 100.0, 500.0])

    def test_no_accrual_wanted_any_more_takes_it_back(self):
        order_line = self._received()
        closing = self._close()
        order_line.ap_no_accrual_reason = "Paid by the insurer"
        self._run(closing)._step({"is_stale": True})
        self._close(post=False)
        later = self._lines(closing)[-1]
        self.assertEqual(later.amount, -1000.0)
        self.assertIn("Not accrued any more", later.explanation)

    def test_a_cancelled_posting_comes_back_with_its_decisions(self):
        self._received(50.0)
        _order_line, closing = self._decided_beside()
        run = self._run(closing)
        run.action_cancel("The wrong month")
        self._close(post=False)
        other, line = self._lines(closing)
        self.assertFalse(other.is_overridden)
        self.assertTrue(line.is_overridden)
        self.assertEqual(
            (line.amount, line.override_amount, line.override_reason),
            (500.0, 500.0, WHY),
        )
        self.assertEqual(line.override_user_id, self.env.user)
        self.assertEqual(line.review_code, "decided")
        self.assertIn("Decision of a cancelled posting", line.explanation)
        bodies = "".join(str(one.body) for one in run.message_ids)
        self.assertIn("kept: 1 of 1", bodies)
        self.assertItems(
            self._close(),
            [
                ("6226", NAME, 1000.0, 0.0), ("4081", NAME, 0.0, 1000.0),
            ],
        )  # fmt: skip
        self.assertFalse(run.decisions_kept)

    def _decided_beside(self):
        order_line = self._received()
        closing = self._close(post=False)
        line = self._lines(closing)[-1]
        line.write({"override_amount": 500.0, "override_reason": WHY})
        return order_line, self._close()

    def test_one_click_drops_it(self):
        _order_line, closing = self._decided()
        self._run(closing).action_cancel("The wrong month")
        self._close(post=False)
        line = self._lines(closing)
        line.action_drop_decision()
        self.assertEqual(
            (line.amount, line.is_overridden, line.review_code), (1000.0, False, False)
        )
        self._close(post=False)
        self.assertEqual((line.amount, line.is_overridden), (1000.0, False))

    def test_it_comes_back_moved_by_what_came_since(self):
        order_line, closing = self._decided()
        self._run(closing).action_cancel("The wrong month")
        self._receive(order_line, 1, "2026-10-30")
        self._close(post=False)
        self.assertEqual(self._amounts(closing), [600.0])

    def test_all_postings_of_a_source_come_back_as_one_decision(self):
        order_line, closing = self._decided()
        self._receive(order_line, 1, "2026-10-30")
        self._close()
        self._run(closing).action_cancel("The wrong month")
        self._close()
        self.assertEqual(self._amounts(closing), [600.0])

    def test_a_dropped_decision_does_not_come_back_after_a_second_cancellation(self):
        _order_line, closing = self._decided()
        run = self._run(closing)
        run.action_cancel("The wrong month")
        self._close(post=False)
        self._lines(closing).action_drop_decision()
        self._close()
        run.action_cancel("Again")
        self._close(post=False)
        self.assertEqual(self._amounts(closing), [1000.0])

    def test_accounts_and_distributions_chosen_come_back_too(self):
        self._received()
        closing = self._close(post=False)
        self._lines(closing).account_id = self._account("611000")
        self._close()
        self._run(closing).action_cancel("The wrong month")
        self._close(post=False)
        self.assertEqual(self._lines(closing).account_id, self._account("611000"))
        self.assertTrue(self._lines(closing).is_account_chosen)

    def test_a_source_that_is_gone_is_noted(self):
        order_line, closing = self._decided()
        run = self._run(closing)
        run.action_cancel("The wrong month")
        self._bill(order_line)
        self._close(post=False)
        self.assertFalse(self._lines(closing))
        self.assertIn("kept: 0 of 1", "".join(str(one.body) for one in run.message_ids))
