# SPDX-License-Identifier: AGPL-3.0-or-later
"""The contract and its schedule: figures of the facts, to the cent."""

from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import FACTS, LoanCommon


@tagged("post_install", "-at_install")
class TestLoan(LoanCommon):
    def test_sixty_instalments_and_the_last_one_closes_at_zero(self):
        loan = self._loan()
        self.assertEqual(len(loan.row_ids), 60)
        self.assertRow(self._row(loan, 1), 100000.0, 300.0, 1523.66, 1823.66, 98476.34)
        self.assertRow(self._row(loan, 60), 1817.97, 5.45, 1817.97, 1823.42, 0.0)
        self.assertEqual(loan.interest_total, 9419.36)
        self.assertEqual(loan.schedule_id.debit, 109419.36)
        self.assertEqual(loan.date_last.isoformat(), "2031-01-15")

    def test_constant_capital_in_fine_and_deferrals(self):
        interest = {
            "constant capital": self._loan(mode="constant_principal"),
            "in fine": self._loan(mode="bullet"),
            "interest only": self._loan(deferral="partial", deferral_months=6),
            "nothing": self._loan(deferral="total", deferral_months=6),
        }
        self.assertEqual(
            {name: loan.interest_total for name, loan in interest.items()},
            {
                "constant capital": 9150.0,
                "in fine": 18000.0,
                "interest only": 10268.18,
                "nothing": 10435.37,
            },
        )
        capitalised = self._row(interest["nothing"], 1)
        self.assertEqual((capitalised.principal, capitalised.debit), (-300.0, 0.0))

    def test_effective_rates_with_fees_and_insurance(self):
        loan = self._loan(fee_amount=500.0, insurance_kind="per_row", insurance_amount=25.0)
        self.assertEqual(round(loan.teg_percent, 2), 4.36)
        self.assertEqual(round(loan.taeg_percent, 2), 4.45)

    def test_insurance_is_of_each_instalment_or_of_the_loan_and_the_other_is_shown(self):
        whole = self._loan(insurance_kind="total", insurance_amount=1365.20)
        premiums = whole.row_ids.mapped("insurance")
        self.assertEqual(round(sum(premiums), 2), 1365.20)
        self.assertEqual({round(one, 2) for one in premiums}, {22.75, 22.76})
        self.assertIn("22.75", whole.insurance_words)
        each = self._loan(insurance_kind="per_row", insurance_amount=22.75)
        self.assertIn("1,365.00", each.insurance_words)

    def test_tranches_give_the_capital_and_its_first_day(self):
        loan = self._loan(
            principal=0.0,
            date_drawdown=False,
            date_first="2026-02-15",
            tranche_ids=[
                Command.create({"date": "2026-03-01", "amount": 40000.0}),
                Command.create({"date": "2026-01-15", "amount": 60000.0}),
            ],
        )
        self.assertEqual(loan.principal, 100000.0)
        self.assertEqual(loan.date_drawdown.isoformat(), "2026-01-15")
        self.assertEqual(self._row(loan, 1).opening, 60000.0)
        self.assertEqual(self._row(loan, 2).drawn, 40000.0)
        self.assertEqual(loan.row_ids[-1].closing, 0.0)

    def test_the_form_offers_the_first_instalment_a_period_after_the_money(self):
        form = Form(self.loans)
        form.name, form.partner_id = "Van", self.bank
        form.principal, form.rate_percent = 12000.0, 2.0
        form.date_drawdown = "2026-01-31"
        self.assertEqual(form.date_first, self._day("2026-02-28"))
        form.period = "3"
        self.assertEqual(form.date_first, self._day("2026-04-30"))

    def test_a_contract_that_is_none_is_refused_in_a_sentence(self):
        wrong = {
            "is above zero": {"principal": -5.0},
            "1 to 1,200 instalments": {"instalments": 0},
            "comes after the day": {"date_first": "2026-01-10"},
            "fewer than the loan": {"deferral": "partial", "deferral_months": 60},
            "no whole number of periods": {
                "period": "3", "deferral": "partial", "deferral_months": 4,
            },
            "between −100 %": {"rate_percent": 1500.0},
            "fees are between": {"fee_amount": 200000.0},
            "does not pay the interest": {"payment_given": 100.0},
        }  # fmt: skip
        for sentence, values in wrong.items():
            with self.subTest(sentence), self.assertRaisesRegex(UserError, sentence):
                self._loan(**values)

    def test_steps_of_the_rate_and_a_step_too_many(self):
        steps = [Command.create({"date_start": "2027-01-15", "percent": 4.1})]
        loan = self._loan(rate_kind="stepped", rate_ids=steps)
        self.assertEqual(self._row(loan, 12).payment, 1823.66)
        self.assertEqual(self._row(loan, 13).interest, 278.16)  # 81,411.36 × 4.10 % ÷ 12
        with self.assertRaisesRegex(ValidationError, "same day"):
            loan.rate_ids = steps

    def test_two_loans_of_one_contract_are_refused(self):
        self._loan(reference="PR-1")
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self._loan(reference="PR-1")

    def test_simulation_gives_the_same_table_without_keeping_it(self):
        answer = self.loans.simulate(
            {
                "principal": 100000.0,
                "rate_percent": 3.6,
                "instalments": 60,
                "drawdown_date": "2026-01-15",
                "fees": 500.0,
                "insurance": 25.0,
            }
        )
        first, last = answer["rows"][0], answer["rows"][-1]
        self.assertEqual((first["date"], first["payment"]), ("2026-02-15", 1823.66))
        self.assertEqual((last["payment"], last["closing"]), (1823.42, 0.0))
        self.assertEqual(answer["interest"], 9419.36)
        self.assertEqual(answer["paid"], 110919.36)
        self.assertEqual(round(answer["teg_percent"], 2), 4.36)
        for wrong in ({"principal": 1}, {**FACTS}, [], {"principal": "x"}):
            with self.subTest(wrong), self.assertRaises(UserError):
                self.loans.simulate(wrong)
