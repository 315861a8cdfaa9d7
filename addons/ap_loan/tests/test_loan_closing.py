# SPDX-License-Identifier: AGPL-3.0-or-later
"""What loans bring into a month: accrued interest, issue costs, insurance in advance."""

from odoo.tests import tagged

from .common import BANK, LoanCommon

MARCH = "2026-03-31"


@tagged("post_install", "-at_install")
class TestLoanClosing(LoanCommon):
    def test_accrued_interest_by_the_basis_of_the_contract(self):
        bases = [
            ({"accrual_day_count": "exact/365"}, 152.99),
            ({"accrual_day_count": "exact/360"}, 155.12),
            ({"accrual_day_count": "30/360"}, 145.42),
            ({"accrual_method": "next_row"}, 150.11),
        ]
        loans = [self._running(name=str(amount), **one) for one, amount in bases]
        closing = self._close(MARCH, post=False, kinds=["loan_interest"])
        lines = self._lines(closing, "loan_interest")
        self.assertEqual(
            {line.source_id: line.amount for line in lines},
            {loan.id: amount for loan, (_one, amount) in zip(loans, bases, strict=True)},
        )

    def test_it_is_posted_on_1648_and_comes_back_the_next_day(self):
        loan = self._running(accrual_day_count="exact/365")
        self._book(loan, MARCH)
        closing = self._close(MARCH, kinds=["loan_interest"])
        self.assertItems(
            closing, [("66116", BANK, 152.99, 0.0), ("1648", BANK, 0.0, 152.99)]
        )
        self.assertReversed(self._run(closing, "loan_interest"), "2026-04-01")
        tied = self.assertTied(MARCH, "loan_capital", "loan_interest", "loan_accrual")
        self.assertEqual(tied["loan_capital"]["left"], -96948.11)
        self.assertEqual(tied["loan_accrual"]["right"], -152.99)
        line = self._lines(closing, "loan_interest")
        self.assertEqual(line.source_ref, loan)
        self.assertIn("16 days since", line.explanation)
        self.assertIn("96,948.11", line.explanation.replace("\xa0", " "))
        rolled = self.closings.roll_forward(
            self.company.id, "2026-03-01", MARCH, "1648"
        )
        self.assertEqual((rolled["closing"], rolled["difference"]), (152.99, 0.0))

    def test_interest_below_the_smallest_amount_is_accrued_all_the_same(self):
        """152.99 with a limit of 500.00; insurance of 11.29 stays a charge of the month."""
        self.company.ap_accrual_threshold = 500.0
        loan = self._running(
            accrual_day_count="exact/365",
            insurance_kind="per_row", insurance_amount=25.0, insurance_in_advance=True,
        )  # fmt: skip
        self._book(loan, MARCH)
        closing = self._close(MARCH, kinds=["loan_interest", "loan_insurance"])
        [interest] = self._lines(closing, "loan_interest")
        self.assertEqual((interest.amount, interest.excluded_code), (152.99, False))
        [insurance] = self._lines(closing, "loan_insurance")
        self.assertEqual((insurance.amount, insurance.excluded_code), (0.0, "threshold"))
        self.assertItems(
            closing, [("66116", BANK, 152.99, 0.0), ("1648", BANK, 0.0, 152.99)]
        )
        self.assertTied(MARCH, "loan_interest", "loan_accrual")

    def test_a_year_in_fine_bears_what_is_its_own(self):
        loan = self._running(
            day="2026-03-01",
            date_drawdown="2026-03-01",
            date_first="2027-03-01",
            period="12",
            instalments=3,
            mode="bullet",
            rate_percent=3.0,
        )
        closing = self._close("2026-12-31", kinds=["loan_interest"])
        self.assertEqual(self._lines(closing, "loan_interest").amount, 2500.0)
        self.assertEqual(self._row(loan, 1).interest, 3000.0)
        self.assertEqual(self._row(loan, 3).payment, 103000.0)

    def test_nothing_is_accrued_on_a_due_date_or_for_a_draft(self):
        self._loan()
        self._running(date_drawdown="2026-01-31", date_first="2026-02-28", is_end_of_month=True)
        closing = self._close(MARCH, post=False, kinds=["loan_interest"])
        self.assertFalse(self._lines(closing, "loan_interest"))

    def test_issue_costs_become_a_charge_month_by_month(self):
        loan = self._running(fee_amount=1200.0, fee_treatment="spread")
        closing = self._close("2026-11-30", kinds=["loan_costs"])
        self.assertEqual(self._lines(closing, "loan_costs").amount, 200.0)
        closing = self._close("2026-12-31", kinds=["loan_costs"])
        self.assertItems(closing, [("6862", BANK, 20.0, 0.0), ("481", BANK, 0.0, 20.0)])
        tied = self.assertTied("2026-12-31", "loan_costs")
        self.assertEqual(tied["loan_costs"]["right"], 980.0)  # 1,200.00 − 11/60
        again = self._close("2026-12-31", kinds=["loan_costs"])
        self.assertEqual(sum(self._lines(again, "loan_costs").mapped("amount")), 20.0)
        self.assertEqual(loan.fee_amount, 1200.0)

    def test_issue_costs_by_the_other_methods(self):
        methods = {"months": 220.0, "days": 230.67, "interest": 388.09}
        loans = {
            self._running(
                name=method, fee_amount=1200.0, fee_treatment="spread", cost_method=method
            ).id: amount
            for method, amount in methods.items()
        }
        closing = self._close("2026-12-31", post=False, kinds=["loan_costs"])
        lines = self._lines(closing, "loan_costs")
        self.assertEqual({line.source_id: line.amount for line in lines}, loans)

    def test_insurance_paid_in_advance_is_put_aside(self):
        """25.00 on 15/03 until 14/04: 17 of 31 days are gone at 31/03."""
        self._running(
            insurance_kind="per_row", insurance_amount=25.0, insurance_in_advance=True
        )
        closing = self._close(MARCH, kinds=["loan_insurance"])
        self.assertItems(
            closing,
            [("486", BANK, 11.29, 0.0), (self.insurance, BANK, 0.0, 11.29)],
        )
        self.assertTied(MARCH, "prepaid")

    def test_an_early_repayment_marks_the_months_that_follow(self):
        loan = self._running()
        closing = self._close(MARCH, post=False, kinds=["loan_interest"])
        run = self._run(closing, "loan_interest")
        self.assertFalse(run.is_stale)
        with self._today("2026-03-20"):
            event = self.env["ap.loan.event"].with_context(default_loan_id=loan.id)
            event.create({"date": "2026-03-20", "amount": 20000.0}).action_apply()
        run.invalidate_recordset()
        self.assertTrue(run.is_stale)

    def _actual(self, closing):
        line = self._lines(closing, "loan_interest")
        line.invalidate_recordset()
        return line.has_actual, line.actual_amount, line.variance, line.date_actual

    def test_the_instalment_that_comes_says_what_the_accrued_interest_was(self):
        """Of 290.84 paid on 15/04 16 of 31 days are of March: 150.11, 2.88 less."""
        loan = self._running(accrual_day_count="exact/365")
        self._book(loan, MARCH)
        closing = self._close(MARCH, kinds=["loan_interest"])
        self.assertFalse(self._actual(closing)[0])
        self._book(loan, "2026-04-20")
        paid = (True, 150.11, -2.88, self._day("2026-04-15"))
        self.assertEqual(self._actual(closing), paid)
        [row] = self.env["ap.accrual.variance"].search(
            [("company_id", "=", self.company.id), ("kind", "=", "loan_interest")]
        )
        self.assertEqual((row.estimate, row.actual, row.direction), (152.99, 150.11, "high"))
        self._row(loan, 3).move_id._reverse_moves(cancel=True)
        self.assertFalse(self._actual(closing)[0])
        self._book(loan, "2026-04-20")
        self.assertEqual(self._actual(closing), paid)

    def test_a_month_closed_after_the_instalment_finds_it(self):
        loan = self._running(accrual_day_count="30/360")
        self._book(loan, "2026-04-20")
        closing = self._close(MARCH, kinds=["loan_interest"])
        paid = (True, 145.42, 0.0, self._day("2026-04-15"))
        self.assertEqual(self._actual(closing), paid)

    def test_the_whole_repaid_pays_what_was_accrued(self):
        """Interest from 15/03 to 10/04 on 96,948.11: 26 days, 16 of them of March."""
        loan = self._running(accrual_method="next_row")
        self._book(loan, MARCH)
        closing = self._close(MARCH, kinds=["loan_interest"])
        event = self.env["ap.loan.event"].with_context(default_loan_id=loan.id)
        with self._today("2026-04-10"):
            event.create({"date": "2026-04-10", "is_whole": True}).action_apply_and_book()
        interest = loan.row_ids.filtered(lambda row: row.kind == "repayment").interest
        self.assertEqual(interest, 248.61)  # 96,948.11 × 3.60 % × 26/365
        self.assertEqual(self._actual(closing)[1:3], (152.99, 2.88))  # accrued: 150.11
