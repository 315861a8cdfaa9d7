# SPDX-License-Identifier: AGPL-3.0-or-later
"""The reconciliation statement at any day: two sides, two people, tied to the cent."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import FIRST, SECOND, TreasuryCommon


@tagged("post_install", "-at_install")
class TestBankPosition(TreasuryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.statements = cls.env["ap.bank.reconciliation"]
        cls.opening = cls._entry("2026-09-30", 1000.0)
        cls._import(FIRST)
        cls._import(SECOND)

    @classmethod
    def _entry(cls, day, amount):
        """An entry by hand on the account of the bank: no line of the bank made it."""
        move = cls.env["account.move"].create({
            "journal_id": cls.company_data["default_journal_misc"].id,
            "date": day,
            "line_ids": [
                Command.create({"account_id": cls.journal.default_account_id.id, "balance": amount}),
                Command.create({"account_id": cls._account("108000").id, "balance": -amount}),
            ],
        })  # fmt: skip
        move.action_post()
        return move

    def _at(self, day):
        return self.statements.at_date(self.journal.id, day)

    def test_lines_to_handle_are_what_the_bank_has_and_the_ledger_has_not(self):
        found = self._at("2026-10-02")
        self.assertEqual((found["ledger"], found["statement"]), (1000.0, 970.0), found)
        self.assertEqual((found["outstanding_bank"], found["difference"]), (-30.0, 0.0))
        self.assertEqual(found["source"], "printed")

    def test_a_day_between_two_statements_is_computed_from_the_lines(self):
        found = self._at("2026-10-04")
        self.assertEqual((found["source"], found["statement"]), ("computed", 970.0))
        self.assertEqual(self._at("2026-10-05")["statement"], 900.0)
        self.assertEqual(self._at("2026-09-15")["source"], "unknown")

    def test_a_balance_that_nobody_knows_is_no_zero(self):
        one = self.statements.create({"journal_id": self.journal.id, "date": "2026-09-15"})
        one.compute()
        unknown = one.line_ids.filtered("is_unknown")
        self.assertEqual(len(unknown), 2, "the bank's balance and the difference")
        for line in unknown:
            self.assertIn("unknown", line.label)
            self.assertIsNone(line._report_cell("total"))
        self.assertEqual(one.line_ids[0]._report_cell("total"), 0.0)

    def test_an_entry_by_hand_is_outstanding_in_the_ledger(self):
        self._entry("2026-10-03", -40.0)
        found = self._at("2026-10-05")
        self.assertEqual((found["outstanding_ledger"], found["difference"]), (-40.0, 0.0), found)

    def test_what_is_missing_in_the_books_is_the_difference(self):
        lost = self.bank_lines.search([("payment_ref", "=", "VIR CLIENT")])
        lost.statement_id.unlink()
        lost.unlink()
        found = self._at("2026-10-05")
        self.assertEqual(found["difference"], 20.0, found)

    def test_two_people_sign(self):
        accountant = self._user("bank_accountant", "ap_base.group_accountant")
        head = self._user("bank_head", "ap_base.group_head")
        one = self.statements.with_user(accountant).create(
            {"journal_id": self.journal.id, "date": "2026-10-05"}
        )
        one.prepare()
        self.assertRecordValues(
            one, [{"state": "prepared", "difference": 0.0, "statement": 900.0}]
        )
        with self.assertRaises(AccessError):
            one.approve()
        one.with_user(head).approve()
        self.assertEqual((one.state, one.approved_by_id), ("approved", head))
        for call in (lambda: one.write({"note": "x"}), one.unlink):
            with self.assertRaises(UserError):
                call()
        with self.assertRaises(AccessError):
            one.write({"state": "draft"})

    def test_who_prepared_it_does_not_approve_it(self):
        head = self._user("bank_head", "ap_base.group_head")
        one = self.statements.with_user(head).create(
            {"journal_id": self.journal.id, "date": "2026-10-05"}
        )
        one.prepare()
        with self.assertRaises(AccessError):
            one.approve()

    def test_a_difference_takes_a_note(self):
        self._entry("2026-09-29", 7.0)
        one = self.statements.create({"journal_id": self.journal.id, "date": "2026-10-05"})
        with self.assertRaises(UserError):
            one.prepare()
        one.note = "7.00 entered twice, put right on 6 October"
        one.prepare()
        self.assertEqual((one.state, one.difference), ("prepared", -7.0))

    def test_figures_that_changed_since_are_not_approved(self):
        accountant = self._user("bank_accountant", "ap_base.group_accountant")
        head = self._user("bank_head", "ap_base.group_head")
        one = self.statements.with_user(accountant).create(
            {"journal_id": self.journal.id, "date": "2026-10-05"}
        )
        one.prepare()
        self._entry("2026-10-05", -40.0)
        with self.assertRaises(UserError):
            one.with_user(head).approve()

    def test_it_is_taken_away_as_workbook_and_pdf(self):
        one = self.statements.create({"journal_id": self.journal.id, "date": "2026-10-05"})
        one.compute()
        for kind in ("xlsx", "pdf"):
            found = self.env["ap.bank.reconciliation.line"].export(
                [("reconciliation_id", "=", one.id)], kind
            )
            self.assertEqual(found["lines"], len(one.line_ids))

    def test_the_tie_out_of_the_closing_ties(self):
        [tie] = self.env["ap.tie.out"].compute(self.company.id, "2026-10-05", ["bank"])
        self.assertTrue(tie["tied"], tie)
        self.assertEqual(tie["left"], 1000.0)

    def test_the_task_of_the_month_counts_what_is_left(self):
        """Two lines of October wait until they are booked; then the account ties."""
        closing = self.env["ap.closing"].create(
            {"company_id": self.company.id, "date_end": "2026-10-31"}
        )
        closing._refresh_tasks()
        task = closing.task_ids.filtered(lambda one: one.code == "bank")
        self.assertFalse(task.agrees)
        self.assertEqual(task.current_figures["counts"]["bank_lines_open"]["waiting"], 3)
        rule = {"pattern": "VIR|PRLV", "account_id": self._account("627800").id}
        self.env["ap.bank.rule"].create(
            {**rule, "name": "All", "company_id": self.company.id}
        )
        matches = self.env["ap.bank.match"]
        matches.match_lines(self._bank_lines().ids)
        matches.search([("journal_id", "=", self.journal.id)]).accept()
        closing._refresh_tasks()
        self.assertTrue(task.agrees, task.current_figures)
        self.assertEqual(task.current_figures["tie_outs"]["bank"]["difference"], 0.0)
