# SPDX-License-Identifier: AGPL-3.0-or-later
"""Early repayments, new rates, reschedulings: versions, and paid rows never touched."""

from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged

from .common import BANK, LoanCommon

REPAID = "2028-01-15"  # the day of row 24


@tagged("post_install", "-at_install")
class TestLoanEvents(LoanCommon):
    @classmethod
    def _event(cls, loan, today=REPAID, book=False, **values):
        wizard = cls.env["ap.loan.event"].with_context(default_loan_id=loan.id)
        with cls._today(today):
            event = wizard.create({"date": today, **values})
            event.action_apply_and_book() if book else event.action_apply()
        return event

    def _left(self, loan):
        return loan.row_ids.filtered(lambda row: row.date.isoformat() > REPAID)

    def test_a_part_repaid_lowers_the_instalment(self):
        loan = self._running()
        self._book(loan, REPAID)
        event = self._event(
            loan, book=True, amount=20000.0, indemnity_months=6.0, has_cap=True
        )
        self.assertIn("1,236.73", event.result)
        left = self._left(loan)
        self.assertEqual(len(left), 36)
        self.assertEqual(
            (left[0].payment, left[0].interest, left[0].principal),
            (1236.73, 126.43, 1110.30),
        )
        self.assertEqual(left[-1].payment, 1236.59)
        self.assertEqual(round(sum(left.mapped("interest")), 2), 2379.76)
        repaid = loan.row_ids.filtered(lambda row: row.kind == "repayment")
        self.assertItems(
            repaid.move_id,
            [
                ("164", BANK, 20000.0, 0.0),
                ("668", BANK, 360.0, 0.0),
                (self.money, BANK, 0.0, 20360.0),
            ],
        )

    def test_or_shortens_the_term(self):
        loan = self._running()
        self._event(loan, amount=20000.0, kept="keep_payment")
        left = self._left(loan)
        self.assertEqual((len(left), left[0].payment, left[-1].payment), (24, 1823.66, 1795.76))
        self.assertEqual(round(sum(left.mapped("interest")), 2), 1597.56)

    def test_rows_that_are_booked_keep_their_entries_and_the_old_version_stays(self):
        loan = self._running()
        self._book(loan, "2026-04-20")
        entries, first = loan.row_ids.move_id, loan.schedule_id
        self._event(loan, "2026-04-20", amount=10000.0)
        self.assertEqual(loan.row_ids.move_id, entries)
        self.assertEqual(loan.schedule_id.number, 2)
        self.assertEqual(first.row_count, 60)
        self.assertEqual(first.row_ids[-1].payment, 1823.42)
        self.assertEqual(loan.row_ids[:3].mapped("payment"), [1823.66] * 3)

    def test_an_event_before_what_is_booked_is_refused(self):
        loan = self._running()
        self._book(loan, "2026-04-20")
        with self.assertRaisesRegex(UserError, "which is booked"):
            self._event(loan, "2026-04-20", date="2026-03-20", amount=100.0)
        with self.assertRaisesRegex(UserError, "are owed"):
            self._event(loan, "2026-04-20", amount=99999.0)
        self.assertEqual(loan.schedule_id.number, 1)

    def test_the_whole_repaid_closes_the_loan(self):
        loan = self._running()
        self._book(loan, "2026-03-15")
        with self._today("2026-03-15"), self.assertRaisesRegex(RedirectWarning, "are owed"):
            loan.action_repaid()
        self._event(loan, "2026-03-15", book=True, is_whole=True)
        with self._today("2026-03-15"):
            self.assertEqual(loan.balance, 0.0)
            loan.action_repaid()
        self.assertEqual(loan.state, "repaid")
        answer = self.loans.reconcile(self.company.id, "2026-03-31", [loan.id])
        self.assertEqual(
            (answer[0]["scheduled"], answer[0]["ledger"], answer[0]["accrued_interest"]),
            (0.0, 0.0, 0.0),
        )

    def test_a_new_rate_changes_the_rows_to_come(self):
        loan = self._running()
        self._event(loan, "2027-01-15", kind="rate_change", rate_percent=4.1)
        self.assertEqual(self._row(loan, 12).interest, 248.96)
        self.assertEqual(self._row(loan, 13).interest, 278.16)
        self.assertEqual(loan.row_ids[-1].closing, 0.0)
        self.assertEqual(len(loan.row_ids), 60)

    def test_a_rescheduling_with_a_pause(self):
        loan = self._running()
        self._event(
            loan, "2026-04-20", kind="rescheduling", date_first="2026-05-15",
            instalments=63, rate_percent=3.6, deferral="partial", deferral_rows=6,
        )  # fmt: skip
        self.assertEqual(len(loan.row_ids), 66)
        pause = loan.row_ids[3:9]
        self.assertEqual(set(pause.mapped("principal")), {0.0})
        self.assertEqual(loan.row_ids[-1].closing, 0.0)

    def test_the_contract_of_a_running_loan_is_not_written_by_hand(self):
        loan = self._running()
        for values in ({"rate_percent": 1.0}, {"principal": 5.0}, {"account_id": False}):
            with self.subTest(values), self.assertRaisesRegex(UserError, "by an early"):
                loan.write(values)
        loan.write({"rate_percent": 3.6, "name": "Another name"})
        with self.assertRaisesRegex(UserError, "never deleted"):
            loan.unlink()
        with self.assertRaisesRegex(UserError, "reverse them first"):
            loan.action_reset()
