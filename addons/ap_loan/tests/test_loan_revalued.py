# SPDX-License-Identifier: AGPL-3.0-or-later
"""A loan in dollars at the closing rate: latent losses and gains, back the next day.

100,000.00 dollars in fine at 3.00 %, received on 01/03/2026 at 1.25 dollars for one euro:
80,000.00. At 31/12/2026 2,500.00 dollars of interest are accrued.
"""

from odoo import Command
from odoo.tests import tagged

from .common import BANK, LoanCommon

YEAR_END = "2026-12-31"
KINDS = ["loan_interest", "loan_revaluation"]
ACCOUNTS = {
    "ap_conversion_loss_account_id": "476200",
    "ap_conversion_gain_account_id": "477200",
    "ap_exchange_provision_account_id": "151500",
    "ap_exchange_provision_charge_account_id": "686500",
    "ap_exchange_provision_release_account_id": "786500",
}


@tagged("post_install", "-at_install")
class TestLoanRevalued(LoanCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for field, code in ACCOUNTS.items():
            if not cls.company[field]:
                cls.company[field] = cls._account(code)
        cls.dollar = cls.env.ref("base.USD")
        cls.dollar.active = True
        cls._rate("2026-03-01", 1.25)

    @classmethod
    def _rate(cls, day, rate):
        cls.env["res.currency.rate"].create(
            {
                "currency_id": cls.dollar.id, "name": day, "rate": rate,
                "company_id": cls.company.id,
            }
        )  # fmt: skip

    def _dollars(self, **values):
        bullet = {
            "day": "2026-03-01", "date_drawdown": "2026-03-01", "date_first": "2027-03-01",
            "period": "12", "instalments": 3, "mode": "bullet", "rate_percent": 3.0,
            "currency_id": self.dollar.id,
        }  # fmt: skip
        return self._running(**{**bullet, **values})

    def _tie(self, day):
        [tie] = self.env["ap.tie.out"].compute(self.company.id, day, ["loan_revaluation"])
        return tie["left"], tie["right"]

    def test_a_latent_loss_with_interest_at_the_same_rate(self):
        """1.20 at the closing: 83,333.33 owed, 3,333.33 more; 2,500.00 are 2,083.33."""
        loan = self._dollars()
        self._rate(YEAR_END, 1.20)
        [before] = self.loans.reconcile(self.company.id, YEAR_END, [loan.id])
        self.assertEqual(before["exchange_difference"], 3333.33)
        closing = self._close(YEAR_END, kinds=KINDS)
        self.assertItems(
            closing,
            [
                ("66116", BANK, 2083.33, 0.0), ("1648", BANK, 0.0, 2083.33),
                ("4762", BANK, 3333.33, 0.0), ("164", BANK, 0.0, 3333.33),
            ],
        )  # fmt: skip
        run = self._run(closing, "loan_revaluation")
        self.assertReversed(run, "2027-01-01")
        self.assertEqual(set(run._standing_moves().line_ids.mapped("amount_currency")), {0.0})
        self.assertTied(
            YEAR_END, "loan_capital", "loan_interest", "loan_accrual", "loan_revaluation"
        )
        self.assertEqual(self._tie(YEAR_END), (-83333.33, -83333.33))
        [line] = self._lines(closing, "loan_revaluation")
        self.assertEqual((line.review_code, line.cost_effect), (False, 0.0))
        said = line.explanation.replace("\xa0", " ")
        for words in ("80,000.00", "83,333.33", "latent loss", "unless a hedge"):
            self.assertIn(words, said)
        [after] = self.loans.reconcile(self.company.id, YEAR_END, [loan.id])
        self.assertEqual((after["difference"], after["causes"]), (0.0, []))

    def _provision(self, day):
        closing = self._close(day, kinds=["loan_provision"])
        return self._lines(closing, "loan_provision"), closing

    def test_a_latent_loss_is_provided_for_and_comes_back_as_it_shrinks(self):
        """3,333.33 at 1.20; 76,923.08 − 80,000.00 at 1.30: no loss, all of it back."""
        self._dollars()
        self._rate(YEAR_END, 1.20)
        line, closing = self._provision(YEAR_END)
        self.assertItems(
            closing, [("6865", BANK, 3333.33, 0.0), ("1515", BANK, 0.0, 3333.33)]
        )
        self.assertFalse(self._run(closing, "loan_provision")._standing_moves().reversal_move_ids)
        self.assertEqual(line.review_code, "loan_provision")
        self.assertIn("3,333.33", line.explanation)
        self.assertEqual(line.cost_effect, 3333.33)
        self.assertFalse(self._provision("2027-06-30")[0], "only where loans are revalued")
        self.company.ap_loan_revaluation = "each"
        self._rate("2027-09-30", 1.22)  # 81,967.21: 1,967.21 of loss
        line, closing = self._provision("2027-09-30")
        self.assertItems(
            closing, [("1515", BANK, 1366.12, 0.0), ("7865", BANK, 0.0, 1366.12)]
        )
        self.assertFalse(line.review_code)
        self._rate("2027-10-31", 1.30)
        line, closing = self._provision("2027-10-31")
        self.assertEqual(line.amount, -1967.21)
        self.assertFalse(self._provision("2027-11-30")[0], "nothing is provided for twice")
        items = self.env["account.move.line"].search(
            [("account_id", "=", self.company.ap_exchange_provision_account_id.id)]
        )
        self.assertAlmostEqual(sum(items.mapped("balance")), 0.0, 2)

    def test_a_hedged_loan_takes_no_provision(self):
        loan = self._dollars()
        self._rate(YEAR_END, 1.20)
        loan.is_hedged = True
        self.assertFalse(self._provision(YEAR_END)[0])
        self.company.ap_loan_revaluation = "each"
        loan.is_hedged = False
        self._rate("2027-01-31", 1.20)
        self.assertEqual(self._provision("2027-01-31")[0].amount, 3333.33)
        loan.is_hedged = True
        line, _closing = self._provision("2027-02-28")
        self.assertEqual(line.amount, -3333.33)
        self.assertIn("hedged", line.explanation)

    def test_a_latent_gain_is_no_income(self):
        """1.60 at the closing: 62,500.00 owed, 17,500.00 less."""
        self._dollars()
        self._rate(YEAR_END, 1.60)
        closing = self._close(YEAR_END, kinds=["loan_revaluation"])
        self.assertItems(
            closing, [("164", BANK, 17500.0, 0.0), ("4772", BANK, 0.0, 17500.0)]
        )
        self.assertReversed(self._run(closing, "loan_revaluation"), "2027-01-01")
        [line] = self._lines(closing, "loan_revaluation")
        self.assertFalse(line.review_code)
        self.assertIn("latent gain", line.explanation)
        self.assertEqual(self._tie(YEAR_END), (-62500.0, -62500.0))

    def test_the_next_year_compares_with_what_came_in(self):
        """Not with the closing before: 1.30 gives 76,923.08 against 80,000.00."""
        loan = self._dollars()
        self._rate(YEAR_END, 1.20)
        self._close(YEAR_END, kinds=["loan_revaluation"])
        self._book(loan, "2027-12-31")
        self._rate("2027-12-31", 1.30)
        closing = self._close("2027-12-31", kinds=["loan_revaluation"])
        self.assertEqual(self._lines(closing, "loan_revaluation").amount, -3076.92)
        self.assertEqual(self._tie("2027-12-31"), (-76923.08, -76923.08))

    def test_only_at_year_end_unless_each_closing_is_chosen(self):
        self._dollars()
        self._rate("2026-06-30", 1.20)
        closing = self._close("2026-06-30", post=False, kinds=["loan_revaluation"])
        self.assertFalse(self._lines(closing, "loan_revaluation"))
        self.assertFalse(
            self.env["ap.tie.out"].compute(self.company.id, "2026-06-30", ["loan_revaluation"])
        )
        self.company.ap_loan_revaluation = "each"
        closing = self._close("2026-06-30", kinds=["loan_revaluation"])
        self.assertEqual(self._lines(closing, "loan_revaluation").amount, 3333.33)
        self.assertTied("2026-06-30", "loan_revaluation")

    def test_capital_repaid_leaves_at_the_rate_it_came_in_at_all_the_same(self):
        """An instalment of the closing day booked after it: 1,523.66 dollars at 1.25."""
        self._rate("2026-01-01", 1.25)
        self.company.ap_loan_revaluation = "each"
        loan = self._running(currency_id=self.dollar.id)
        self._rate("2026-01-31", 1.00)
        closing = self._close("2026-01-31", kinds=["loan_revaluation"])
        self.assertEqual(self._lines(closing, "loan_revaluation").amount, 20000.0)
        self._rate("2026-02-01", 1.25)
        self._book(loan, "2026-02-20")
        capital = self._row(loan, 1).move_id.line_ids.filtered(
            lambda item: item.account_id == loan.account_id
        )
        self.assertEqual(capital.balance, 1218.93)

    def test_an_instalment_booked_since_marks_the_month(self):
        loan = self._dollars(date_first="2026-12-31", instalments=3)
        self._rate(YEAR_END, 1.20)
        closing = self._close(YEAR_END, post=False, kinds=["loan_revaluation"])
        run = self._run(closing, "loan_revaluation")
        self.assertFalse(run.is_stale)
        self._book(loan, YEAR_END)
        run.invalidate_recordset()
        self.assertTrue(run.is_stale)

    def test_an_entry_by_hand_on_164_marks_the_month(self):
        loan = self._dollars()
        self._rate(YEAR_END, 1.20)
        closing = self._close(YEAR_END, post=False, kinds=["loan_revaluation"])
        run = self._run(closing, "loan_revaluation")
        entry = self._by_hand(loan, "2026-12-15")
        self.assertFalse(run.is_stale, "a draft changes nothing")
        entry.with_user(self._user("no_loans", "account.group_account_user")).action_post()
        self._again(run)
        self.assertTrue(run.is_stale)
        run.action_propose()
        self._again(run)
        self.assertFalse(run.is_stale)
        entry.button_draft()
        self._again(run)
        self.assertTrue(run.is_stale)

    def _by_hand(self, loan, day):
        """1,000.00 dollars of capital paid by an entry of the ledger."""
        lines = [
            (loan.account_id, 800.0, 1000.0), (self.journal.default_account_id, -800.0, -1000.0)
        ]  # fmt: skip
        return self.env["account.move"].create({
            "journal_id": self.journal.id, "date": day,
            "line_ids": [
                Command.create({
                    "account_id": account.id, "partner_id": self.bank.id, "balance": balance,
                    "currency_id": self.dollar.id, "amount_currency": amount,
                })
                for account, balance, amount in lines
            ],
        })  # fmt: skip

    def _again(self, run):
        self.env.flush_all()
        run.invalidate_recordset()

    def test_two_loans_of_one_lender_are_told_apart(self):
        one = self._dollars()
        two = self._dollars(name="Other", principal=50000.0)
        self._rate(YEAR_END, 1.20)
        closing = self._close(YEAR_END, kinds=["loan_revaluation"])
        amounts = {line.source_ref: line.amount for line in self._lines(closing, "loan_revaluation")}
        self.assertEqual(amounts, {one: 3333.33, two: 1666.67})
        self.assertTied(YEAR_END, "loan_capital", "loan_revaluation")

    def test_the_page_says_what_is_latent(self):
        loan = self._dollars()
        self._rate(YEAR_END, 1.20)
        with self._today(YEAR_END):
            page = loan.position_html.replace("\xa0", " ")
        self.assertIn("latent loss", page)
        self.assertIn("83,333.33", page)
        self._close(YEAR_END, kinds=["loan_revaluation"])
        loan.invalidate_recordset()
        with self._today(YEAR_END):
            self.assertNotIn("latent loss", loan.position_html)

    def test_no_rate_is_said_and_nothing_posted(self):
        loan = self._dollars()
        self.env["res.currency.rate"].search([("currency_id", "=", self.dollar.id)]).unlink()
        closing = self._close(YEAR_END, post=False, kinds=["loan_revaluation"])
        [line] = self._lines(closing, "loan_revaluation")
        self.assertEqual((line.amount, line.excluded_code), (0.0, "no_rate"))
        self.assertEqual(line.source_ref, loan)

    def test_a_schedule_that_the_ledger_contradicts_is_to_be_looked_at(self):
        """A first instalment of 01/12 with capital that nobody booked."""
        self._dollars(
            date_first="2026-12-01", instalments=3, mode="constant_principal"
        )
        self._rate(YEAR_END, 1.20)
        closing = self._close(YEAR_END, post=False, kinds=["loan_revaluation"])
        [line] = self._lines(closing, "loan_revaluation")
        self.assertEqual(line.review_code, "loan_apart")
        left, right = self._tie(YEAR_END)
        self.assertGreater(right, left)
