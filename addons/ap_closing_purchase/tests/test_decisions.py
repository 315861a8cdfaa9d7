# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person decides on a proposal, and what the company's policy decides."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import OCTOBER, YEAR_END, ApClosingCommon

NAME = "Nordlys SAS"


@tagged("post_install", "-at_install")
class TestDecisions(ApClosingCommon):
    def _proposed(self, price=100.0, day=OCTOBER, **values):
        order_line = self._received(price, **values)
        return order_line, self._lines(self._close(day, post=False))

    def _decide(self, line, amount, reason="Agreed by telephone"):
        line.write({"override_amount": amount, "override_reason": reason})

    def test_a_decision_is_kept_when_the_month_is_read_again(self):
        order_line, line = self._proposed()
        self._decide(line, 850.0)
        self._receive(order_line, 2, "2026-10-30")
        self._close(post=False)
        self.assertEqual(
            (line.amount_computed, line.amount, line.override_reason),
            (1200.0, 850.0, "Agreed by telephone"),
        )
        self.assertItems(
            self._close(), [("6226", NAME, 850.0, 0.0), ("4081", NAME, 0.0, 850.0)]
        )

    def test_a_decision_needs_its_reason(self):
        _order_line, line = self._proposed()
        with self.assertRaisesRegex(ValidationError, "say why"):
            line.override_amount = 850.0
        with self.assertRaisesRegex(ValidationError, "say why"):
            self._decide(line, 850.0, "  ")

    def test_zero_is_a_decision(self):
        _order_line, line = self._proposed()
        self._decide(line, 0.0, "Contested")
        self.assertTrue(line.is_overridden)
        closing = self._close()
        self.assertFalse(closing.run_ids.move_ids)
        self.assertEqual((line.state, line.amount), ("posted", 0.0))

    def test_a_decision_is_taken_back(self):
        _order_line, line = self._proposed()
        self._decide(line, 850.0)
        line.override_amount = False
        self.assertEqual(
            (line.is_overridden, line.amount, line.override_reason),
            (False, 1000.0, False),
        )

    def test_vat_follows_the_decision_in_proportion(self):
        line = self._received(on="2026-12-01", day="2026-12-10")
        proposal = self._lines(self._close(YEAR_END, post=False))
        self._decide(proposal, 850.55)
        self.assertItems(
            self._close(YEAR_END),
            [
                ("6226", NAME, 850.55, 0.0),
                ("44586", NAME, 170.11, 0.0),
                ("4081", NAME, 0.0, 1020.66),
            ],
        )
        self.assertEqual(proposal.source_id, line.id)

    def test_a_decision_in_foreign_currency_keeps_the_rate(self):
        dollar = self.setup_other_currency("USD", rates=[("2026-10-01", 2.0)])
        _order_line, line = self._proposed(currency_id=dollar.id)
        self._decide(line, 400.0)
        run = self._run(self._close())
        self.assertItems(run, [("6226", NAME, 400.0, 0.0), ("4081", NAME, 0.0, 400.0)])
        amounts = run._standing_moves().line_ids.mapped("amount_currency")
        self.assertEqual(sorted(amounts), [-800.0, 800.0])

    def test_a_decided_line_whose_source_is_gone_is_looked_at(self):
        order_line, line = self._proposed()
        self._decide(line, 850.0)
        self._bill(order_line)
        self._close(post=False)
        self.assertEqual(
            (line.amount_computed, line.amount, line.review_code),
            (0.0, 850.0, "source_gone"),
        )

    def test_one_decision_for_several_lines(self):
        self._received()
        self._proposed(50.0)
        lines = self.env["ap.closing.line"].search(
            [("company_id", "=", self.company.id)]
        )
        wizard = self.env["ap.closing.override"].create(
            {"line_ids": lines.ids, "decision": "zero", "reason": "Supplier in default"}
        )
        wizard.action_apply()
        self.assertEqual(lines.mapped("amount"), [0.0, 0.0])
        self.assertEqual(lines.override_user_id, self.env.user)
        wizard.decision = "computed"
        wizard.action_apply()
        self.assertEqual(sum(lines.mapped("amount")), 1500.0)
        wizard.write({"decision": "amount", "amount": 10.0, "reason": False})
        with self.assertRaisesRegex(UserError, "Say why"):
            wizard.action_apply()

    def test_amounts_below_the_threshold_are_kept_and_not_posted(self):
        self.company.ap_accrual_threshold = 500.0
        self._received(49.99)
        self._received(50.0)
        closing = self._close()
        small, large = self._lines(closing)
        self.assertEqual((small.excluded_code, small.amount), ("threshold", 0.0))
        self.assertEqual(small.amount_computed, 499.9)
        self.assertEqual((large.excluded_code, large.amount), (False, 500.0))
        self.assertItems(
            closing, [("6226", NAME, 500.0, 0.0), ("4081", NAME, 0.0, 500.0)]
        )

    def test_a_decision_goes_before_the_threshold(self):
        self.company.ap_accrual_threshold = 5000.0
        _order_line, line = self._proposed()
        self._decide(line, 1000.0, "Auditors ask for it")
        self.assertItems(
            self._close(), [("6226", NAME, 1000.0, 0.0), ("4081", NAME, 0.0, 1000.0)]
        )

    def test_no_accrual_on_a_line_or_an_order_says_why(self):
        self._received(line={"ap_no_accrual_reason": "Paid by the insurer"})
        self._received(50.0, ap_no_accrual_reason="Barter")
        closing = self._close()
        lines = self._lines(closing)
        self.assertEqual(lines.mapped("excluded_code"), ["no_accrual"] * 2)
        self.assertIn("Not accrued: Paid by the insurer", lines[0].explanation)
        self.assertIn("Not accrued: Barter", lines[1].explanation)
        self.assertFalse(closing.run_ids.move_ids)

    def test_an_old_receipt_is_to_be_reviewed_and_still_posted(self):
        self.company.ap_accrual_age_days = 60
        self._received(on="2026-08-01", day="2026-08-15")
        self._received(50.0, day="2026-10-15")
        closing = self._close(post=False)
        old, young = self._lines(closing)
        self.assertEqual((old.age_days, old.review_code), (77, "old"))
        self.assertEqual((young.age_days, young.review_code), (16, False))
        self.assertEqual(closing.review_count, 1)
        self._close()
        self.assertEqual(self._run(closing).amount, 1500.0)

    def test_the_previous_month_stands_beside(self):
        order_line = self._received(day="2026-09-15", on="2026-09-01")
        self._close("2026-09-30")
        self._receive(order_line, 2, "2026-10-10")
        self._received(50.0)
        closing = self._close(post=False)
        lines = self._lines(closing)
        self.assertEqual(lines.mapped("previous_amount"), [1000.0, 0.0])
        self.assertEqual(lines.mapped("change"), [200.0, 500.0])
        self.assertEqual(self._run(closing).previous_amount, 1000.0)

    def test_several_postings_of_the_previous_month_are_one_figure(self):
        order_line = self._received(day="2026-09-15", on="2026-09-01")
        self._close("2026-09-30")
        self._receive(order_line, 2, "2026-09-20")
        self._close("2026-09-30")
        line = self._lines(self._close(post=False))
        self.assertEqual((line.previous_amount, line.change), (1200.0, 0.0))

    def test_an_expense_account_or_distribution_can_be_chosen(self):
        _order_line, line = self._proposed()
        line.account_id = self._account("611000")
        self.assertItems(
            self._close(), [("611", NAME, 1000.0, 0.0), ("4081", NAME, 0.0, 1000.0)]
        )

    def test_a_chosen_account_is_kept_when_the_month_is_read_again(self):
        _order_line, line = self._proposed()
        line.account_id = self._account("611000")
        self._close(post=False)
        self.assertEqual(line.account_id, self._account("611000"))
