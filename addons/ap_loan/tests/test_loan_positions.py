# SPDX-License-Identifier: AGPL-3.0-or-later
"""Schedule, ledger, bank and accrued interest beside each other at any date."""

from decimal import Decimal

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import BANK, LoanCommon


@tagged("post_install", "-at_install")
class TestLoanPositions(LoanCommon):
    def _at(self, day, loan=None):
        ids = [loan.id] if loan else None
        return self.loans.reconcile(self.company.id, day, ids)

    def test_the_notes_have_what_is_due_within_one_and_five_years(self):
        loan = self._running()
        self._book(loan, "2026-12-31")
        [found] = self._at("2026-12-31", loan)
        self.assertEqual(found["scheduled"], 82986.06)
        self.assertEqual(found["ledger"], 82986.06)
        self.assertEqual(
            (found["due_1y"], found["due_5y"], found["due_later"]),
            (19211.34, 63774.72, 0.0),
        )
        self.assertEqual(found["causes"], [])

    def test_instalments_that_are_not_booked_are_the_cause(self):
        loan = self._running()
        [found] = self._at("2026-03-31", loan)
        self.assertEqual(found["difference"], 3051.89)
        self.assertIn("due and not booked", found["causes"][0])

    def test_two_loans_of_one_account_are_told_apart_by_lender_or_by_writer(self):
        one = self._running()
        other = self._running(name="Other", partner_id=self._partner("Crédit du Sud").id)
        twin = self._running(name="Twin")
        for loan in (one, other, twin):
            self._book(loan, "2026-02-20")
        found = {one["loan_id"]: one["difference"] for one in self._at("2026-02-28")}
        self.assertEqual(found, dict.fromkeys((one.id, other.id, twin.id), 0.0))
        self.assertTied("2026-02-28", "loan_capital")

    def test_an_item_of_no_loan_is_in_the_total_until_somebody_says_whose_it_is(self):
        one, twin = self._running(), self._running(name="Twin")
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": "2026-02-10",
                "line_ids": [
                    Command.create(
                        {"account_id": self._account(code).id, "balance": amount,
                         "partner_id": self.bank.id}
                    )
                    for code, amount in (("164000", 50.0), ("661160", -50.0))
                ],
            }
        )  # fmt: skip
        entry.action_post()
        [tie] = self.env["ap.tie.out"].compute(
            self.company.id, "2026-02-10", ["loan_capital"]
        )
        self.assertEqual(tie["difference"], 50.0)
        item = entry.line_ids.filtered(lambda line: line.balance > 0)
        wizard = self.env["ap.loan.assign"].with_context(active_ids=item.ids)
        wizard.create({"loan_id": twin.id}).action_assign()
        found = {row["loan_id"]: row["difference"] for row in self._at("2026-02-10")}
        self.assertEqual(found, {one.id: 0.0, twin.id: -50.0})

    def test_the_page_and_the_list_of_all_loans_say_the_same(self):
        loan = self._running()
        self._book(loan, "2026-03-31")
        with self._today("2026-03-31"):
            page = loan.position_html.replace("\xa0", " ")
            self.assertIn("96,948.11", page)
            self.assertNotIn("text-danger", page.split("1648")[0])
        wizard = self.env["ap.loan.day"].create({"date": "2026-03-31"})
        action = wizard.action_show()
        rows = self.env["ap.loan.position"].search(action["domain"])
        mine = rows.filtered(lambda row: row.loan_id == loan)
        self.assertEqual((mine.scheduled, mine.ledger), (96948.11, 96948.11))
        self.assertEqual(mine.interest_paid, 595.43)
        file = rows.export(action["domain"])
        self.assertEqual(file["lines"], len(rows))

    def test_a_loan_in_dollars_repays_capital_at_the_rates_it_came_in_at(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        for day, rate in (("2026-01-15", 1.25), ("2026-02-15", 1.0)):
            self.env["res.currency.rate"].create(
                {
                    "currency_id": dollar.id, "name": day, "rate": rate,
                    "company_id": self.company.id,
                }
            )  # fmt: skip
        loan = self._running(currency_id=dollar.id)
        self._book(loan, "2026-02-20")
        entry = self._row(loan, 1).move_id
        capital = entry.line_ids.filtered(lambda item: item.account_id == loan.account_id)
        self.assertEqual((capital.amount_currency, capital.balance), (1523.66, 1218.93))
        exchange = entry.line_ids.filtered(
            lambda item: item.account_id
            == self.company.expense_currency_exchange_account_id
        )
        self.assertEqual(exchange.balance, 304.73)
        [found] = self._at("2026-02-28", loan)
        self.assertEqual((found["currency"], found["difference"]), ("USD", 0.0))
        self.assertEqual(found["causes"], [])
        with self._today("2026-02-20"):
            page = loan.position_html.split("1648")[0]
        self.assertNotIn("text-danger", page)
        self.assertTied("2026-02-28", "loan_capital")

    def test_what_a_client_asks_wrongly_is_refused(self):
        self._running()
        with self.assertRaises(UserError):
            self._at("tomorrow")
        with self.assertRaises(UserError):
            self.loans.reconcile(self.company.id, "2026-03-31", [10**8])
        stranger = self._company_of_strangers("Stranger")
        user = self._user("loan_reader", "ap_base.group_auditor")
        with self.assertRaises(AccessError):
            self.loans.with_user(user).reconcile(stranger.id, "2026-03-31")

    def test_differences_are_findings_of_one_control(self):
        loan = self._running()
        control = self.env.ref("ap_loan.ap_control_loan_difference")

        def found(day):
            values = control._find_loan_difference(self.company, None, self._day(day))
            mine = [one for one in values if one.res_id == loan.id]
            return [(one.message_code, one.amount) for one in mine]

        self.assertEqual(found("2026-02-20"), [])  # five days late: the bank takes its time
        self.assertEqual(found("2026-02-25"), [("late", Decimal("1823.66"))])
        self._book(loan, "2026-02-25")
        self.assertEqual(found("2026-02-25"), [])
        lost = self._running("booked", name="Not booked", partner_id=self.supplier.id)
        values = control._find_loan_difference(self.company, lost, self._day("2026-02-10"))
        self.assertEqual([one.amount for one in values], [-100000])

    def test_the_drawdown_missing_is_named(self):
        loan = self._running("booked")
        [found] = self._at("2026-01-31", loan)
        self.assertEqual(found["difference"], -100000.0)
        self.assertIn("drawdown is not booked", found["causes"][0])
        self.assertEqual(loan.partner_id.name, BANK)
