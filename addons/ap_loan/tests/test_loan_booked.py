# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the drawdown to the instalments: what is booked, once, on its day."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import BANK, LoanCommon


@tagged("post_install", "-at_install")
class TestLoanBooked(LoanCommon):
    def _moves(self, loan):
        items = self.env["account.move.line"].search([("ap_loan_id", "=", loan.id)])
        return items.move_id.sorted("date")

    def test_the_drawdown_less_the_fees_that_the_bank_keeps(self):
        loan = self._running(fee_amount=1200.0)
        self.assertEqual(loan.state, "active")
        self.assertItems(
            self._moves(loan),
            [
                (self.money, BANK, 98800.0, 0.0),
                ("6272", BANK, 1200.0, 0.0),
                ("164", BANK, 0.0, 100000.0),
            ],
        )
        spread = self._running(fee_amount=1200.0, fee_treatment="spread")
        self.assertIn(
            ("481", BANK, 1200.0, 0.0),
            [self._item(item, False) for item in self._moves(spread).line_ids],
        )

    def test_the_entry_is_shown_before_it_is_posted(self):
        loan = self._loan(fee_amount=1200.0)
        wizard = self.env["ap.loan.start"].with_context(default_loan_id=loan.id).create({})
        self.assertEqual(wizard.bank_account_id, self.journal.default_account_id)
        self.assertIn("98,800.00", wizard.preview.replace("\xa0", " "))
        self.assertFalse(self._moves(loan))

    def test_an_instalment_with_insurance_and_the_analytic_of_its_costs(self):
        plan = self.env["account.analytic.plan"].create({"name": "Sites"})
        site = self.env["account.analytic.account"].create(
            {"name": "Lille", "plan_id": plan.id, "company_id": False}
        )
        share = {str(site.id): 100.0}
        loan = self._running(
            insurance_kind="per_row", insurance_amount=25.0, analytic_distribution=share
        )
        self._book(loan, "2026-02-20")
        entry = self._row(loan, 1).move_id
        self.assertEqual(entry.date, self._day("2026-02-15"))
        self.assertItems(
            entry,
            [
                ("164", BANK, 1523.66, 0.0),
                ("66116", BANK, 300.0, 0.0, share),
                (self.insurance, BANK, 25.0, 0.0, share),
                (self.money, BANK, 0.0, 1848.66),
            ],
        )

    def test_the_models_of_the_company_give_the_analytic_of_a_new_loan(self):
        plan = self.env["account.analytic.plan"].create({"name": "Sites"})
        lille, lens = self.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id, "company_id": False} for name in ("Lille", "Lens")]
        )
        usual, own = {str(lille.id): 100.0}, {str(lens.id): 100.0}
        self.env["account.analytic.distribution.model"].create(
            {
                "account_prefix": "6611", "company_id": self.company.id,
                "analytic_distribution": usual,
            }
        )  # fmt: skip
        self.assertEqual(self._loan().analytic_distribution, usual)
        loan = self._loan(analytic_distribution=own)
        loan.partner_id = self.supplier
        self.assertEqual(loan.analytic_distribution, own)

    def test_booking_twice_books_nothing_twice(self):
        loan = self._running()
        self._book(loan, "2026-04-20")
        entries = self._moves(loan)
        self.assertEqual(len(entries), 4)
        self._book(loan, "2026-04-20")
        self.assertEqual(self._moves(loan), entries)
        self.assertEqual(loan.row_ids.filtered("move_id").mapped("number"), [1, 2, 3])

    def test_interest_added_to_the_capital_moves_no_money(self):
        loan = self._running(deferral="total", deferral_months=6)
        self._book(loan, "2026-02-20")
        self.assertItems(
            self._row(loan, 1).move_id,
            [("66116", BANK, 300.0, 0.0), ("164", BANK, 0.0, 300.0)],
        )

    def test_a_locked_day_books_nothing_at_all(self):
        loan = self._running()
        self.company.fiscalyear_lock_date = "2026-02-28"
        with self.assertRaisesRegex(UserError, "locked period"):
            self._book(loan, "2026-03-20")
        self.assertFalse(loan.row_ids.filtered("move_id"))

    def test_an_entry_taken_back_frees_its_row(self):
        loan = self._running()
        self._book(loan, "2026-02-20")
        row = self._row(loan, 1)
        row.move_id._reverse_moves(cancel=True)
        self.assertFalse(row.move_id)
        self._book(loan, "2026-02-20")
        self.assertTrue(row.move_id)

    def test_a_loan_taken_over_keeps_what_was_booked_before(self):
        loan = self._loan()
        with self._today("2026-04-20"):
            self._start(loan, "opening", date_booked="2026-03-31")
            self.assertEqual(loan.unbooked_count, 1)
            loan.action_book_rows()
        self.assertEqual(loan.row_ids.filtered("move_id").mapped("number"), [3])

    def test_each_tranche_is_booked_when_its_day_has_come(self):
        loan = self._running(
            principal=0.0,
            date_drawdown=False,
            tranche_ids=[
                Command.create({"date": "2026-01-15", "amount": 60000.0}),
                Command.create({"date": "2026-03-01", "amount": 40000.0}),
            ],
        )
        self.assertItems(
            self._moves(loan),
            [(self.money, BANK, 60000.0, 0.0), ("164", BANK, 0.0, 60000.0)],
        )
        self._book(loan, "2026-03-20")
        dates = self._moves(loan).mapped(lambda move: move.date.isoformat())
        self.assertEqual(dates, ["2026-01-15", "2026-02-15", "2026-03-01", "2026-03-15"])

    def test_an_entry_made_by_hand_is_found_by_its_capital(self):
        loan = self._running()
        entry = self._by_hand("2026-02-17", {"164000": 1523.66, "661160": 300.0})
        with self._today("2026-02-20"):
            loan.action_find_entries()
        self.assertEqual(self._row(loan, 1).move_id, entry)
        self.assertFalse(loan.row_ids.filtered("move_id") - self._row(loan, 1))

    def test_interest_and_insurance_exchanged_are_put_right_by_one_entry(self):
        loan = self._running(insurance_kind="total", insurance_amount=1365.20)
        code = self.company.ap_loan_insurance_account_id.code
        entry = self._by_hand(
            "2026-02-16", {"164000": 1523.66, "661160": 22.75, code: 300.0}
        )
        with self._today("2026-02-20"):
            loan.action_find_entries()
            self.assertIn("22.75", loan.position_html)
            loan.action_mend()
        mended = self.env["account.move"].search([("ap_loan_mends_id", "=", entry.id)])
        self.assertItems(
            mended,
            [("66116", BANK, 277.25, 0.0), (self.insurance, BANK, 0.0, 277.25)],
        )
        with self._today("2026-02-20"):
            loan.action_mend()
        again = self.env["account.move"].search([("ap_loan_mends_id", "=", entry.id)])
        self.assertEqual(again, mended)

    def _by_hand(self, day, debits):
        """An entry of the bank that a person typed in."""
        lines = [(self._account(code).id, amount) for code, amount in debits.items()]
        lines.append((self.journal.default_account_id.id, -sum(debits.values())))
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": day,
                "journal_id": self.company_data["default_journal_misc"].id,
                "line_ids": [
                    Command.create(
                        {"account_id": account, "partner_id": self.bank.id, "balance": amount}
                    )
                    for account, amount in lines
                ],
            }
        )
        entry.action_post()
        return entry
