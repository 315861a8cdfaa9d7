# SPDX-License-Identifier: AGPL-3.0-or-later
"""A loan of the demo company in the browser: contract, instalment, month."""

from datetime import date
from unittest.mock import patch

# What is on accounts of the tie-outs: all else is proposed by another tour.
PROPOSED = ("loan_interest", "loan_costs", "loan_insurance", "loan_revaluation", "release")


class LoanOfTheDemo:
    """Tests for the class that builds the demo company."""

    def _walk_a_loan(self, login):
        """12,000.00 at 3.00 % in 12 instalments of 1,016.32: after the first one
        11,013.68 are owed, of which 16 of 31 days cost 14.21. The month has what loans
        bring: another tour posts all of it."""
        journal = self.company.bank_journal_ids[:1]
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": journal.id, "date": date(2026, 12, 15),
                "payment_ref": "PRLV SEPA ECHEANCE PRET TOUR-2026-9", "amount": -1016.32,
            }
        )  # fmt: skip
        kinds = type(self.env["ap.closing.kind"])
        propose = kinds._propose

        def of_loans(one, kind, *known):
            return propose(one, kind, *known) if kind in PROPOSED else []

        with patch.object(kinds, "_propose", of_loans):
            self.start_tour("/odoo/ap-loans", "ap_loan", login=login)
        loan = self.env["ap.loan"].search([("name", "=", "Tour loan")])
        self.assertEqual((loan.state, loan.principal), ("active", 12000.00))
        self.assertEqual(loan.row_ids[0].move_id, line.move_id)
        self.assertEqual((loan.balance, loan.unbooked_count), (11013.68, 0))
        interest = self._lines("loan_interest")
        mine = interest.filtered(lambda one: one.source_id == loan.id)
        self.assertEqual((mine.amount, mine.state), (14.21, "posted"))
        runs = interest.run_id.closing_id.run_ids
        self.assertEqual(set(runs.mapped("state")), {"posted"})
        ties = self.env["ap.tie.out"].search(
            [
                ("company_id", "=", self.company.id), ("date", "=", date(2026, 12, 31)),
                ("code", "in", ("loan_capital", "loan_interest", "loan_accrual")),
            ]
        )  # fmt: skip
        self.assertEqual(len(ties), 3)
        self.assertEqual(set(ties.mapped("difference")), {0.0})

    def test_a_loan_from_contract_to_closing_in_french(self):
        self._walk_a_loan("accountant")

    def test_a_loan_from_contract_to_closing_in_english(self):
        self._walk_a_loan("head")
