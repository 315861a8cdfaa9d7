# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what with loans, on every way in; reminders and documents."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import LoanCommon


@tagged("post_install", "-at_install")
class TestLoanDoors(LoanCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.apprentice = cls._user("loan_apprentice", "ap_base.group_apprentice")
        cls.auditor = cls._user("loan_auditor", "ap_base.group_auditor")

    def test_the_apprentice_prepares_and_books_nothing(self):
        loan = self._loan()
        mine = loan.with_user(self.apprentice)
        mine.compute_schedule()
        mine.write({"note": "To be started"})
        wizard = self.env["ap.loan.start"].with_user(self.apprentice)
        with self.assertRaises(AccessError):
            wizard.create({"loan_id": loan.id}).action_start()
        for step in ("action_start", "action_book_rows", "action_event", "action_repaid",
                     "action_mend", "action_reset"):  # fmt: skip
            with self.subTest(step), self.assertRaises(AccessError):
                getattr(mine, step)()
        self.assertEqual(loan.state, "draft")

    def test_the_auditor_reads(self):
        loan = self._running()
        seen = loan.with_user(self.auditor)
        self.assertEqual(seen.row_ids[0].payment, 1823.66)
        for write in (
            lambda: seen.write({"note": "x"}),
            seen.compute_schedule,
            seen.action_find_entries,
            lambda: seen.row_ids[0].write({"interest": 1.0}),
        ):
            with self.assertRaises(AccessError):
                write()

    def test_states_versions_rows_and_entries_are_written_by_steps_only(self):
        loan, person = self._loan(), self._user("loan_head", "ap_base.group_head")
        mine = loan.with_user(person)
        tries = [
            lambda: mine.write({"state": "active"}),
            lambda: mine.write({"schedule_id": False}),
            lambda: mine.write({"row_ids": [Command.clear()]}),
            lambda: mine.schedule_ids.write({"number": 9}),
            lambda: mine.row_ids[0].write({"interest": 1.0}),
            lambda: mine.row_ids[0].write({"move_id": False, "is_current": False}),
            lambda: mine.copy({"state": "active"}),
            lambda: self.loans.with_user(person).create(
                {"name": "x", "partner_id": self.bank.id, "state": "repaid"}
            ),
        ]
        for number, attempt in enumerate(tries):
            with self.subTest(number), self.assertRaises(AccessError):
                attempt()
        made = self.loans.with_user(person).with_context(default_state="repaid").create(
            {"name": "By default", "partner_id": self.bank.id}
        )
        self.assertEqual(made.state, "draft")

    def test_another_companys_loan_is_not_seen(self):
        loan = self._loan()
        stranger = self._company_of_strangers("Stranger")
        user = self._user("loan_stranger", "ap_base.group_head", company=stranger)
        self.assertFalse(self.loans.with_user(user).search([("id", "=", loan.id)]))
        with self.assertRaises(AccessError):
            loan.with_user(user).row_ids.mapped("interest")

    def test_a_copy_begins_as_a_draft_without_a_past(self):
        loan = self._running()
        copy = loan.copy({"name": "Copy"})
        self.assertEqual((copy.state, copy.schedule_id.id, len(copy.row_ids)), ("draft", False, 0))
        self.assertEqual(copy.principal, 100000.0)

    def test_starting_expects_documents_and_reminds_of_covenants(self):
        loan = self._loan(insurance_kind="per_row", insurance_amount=25.0)
        loan.covenant_ids = [
            Command.create(
                {"name": "Net debt / EBITDA", "date_next": "2026-02-10", "frequency": "12"}
            )
        ]
        with self._today("2026-01-15"):
            self._start(loan)
        kinds = set(loan.document_ids.mapped("kind"))
        self.assertEqual(kinds, {"contract", "table", "insurance"})
        self.assertEqual(loan.missing_count, 3)
        self.assertIn(loan, self.loans.search([("missing_count", "!=", 0)]))
        loan.document_ids[0].file = "UERG"
        self.assertEqual(loan.missing_count, 2)
        self.assertEqual(loan.activity_ids.mapped("summary"), ["Net debt / EBITDA"])
        with self._today("2026-02-01"):
            loan.covenant_ids.action_kept()
        self.assertEqual(loan.covenant_ids.date_next, self._day("2027-02-10"))
        self.assertEqual(loan.covenant_ids.last_result, "kept")
        self.assertFalse(loan.activity_ids)

    def test_what_was_lent_is_not_changed_below_the_loan(self):
        loan = self._running(
            principal=0.0,
            date_drawdown=False,
            tranche_ids=[Command.create({"date": "2026-01-15", "amount": 60000.0})],
        )
        tranche = loan.tranche_ids.with_user(self._user("loan_clerk", "ap_base.group_accountant"))
        for attempt in (
            lambda: tranche.write({"amount": 1.0}),
            tranche.unlink,
            lambda: tranche.create({"loan_id": loan.id, "date": "2026-05-01", "amount": 5.0}),
        ):
            with self.assertRaisesRegex(UserError, "rescheduling"):
                attempt()
