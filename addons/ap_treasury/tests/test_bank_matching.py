# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bank lines matched, booked, and taken back part by part."""

import base64

from odoo.exceptions import AccessError, UserError
from odoo.sql_db import db_connect
from odoo.tests import tagged

from .common import MatchingCommon, mt940


@tagged("post_install", "-at_install")
class TestBankMatching(MatchingCommon):
    def test_a_bill_that_the_label_names_is_paid_to_the_cent(self):
        bill = self._invoice(1437.82, "FA-2026-0117")
        line = self._line(-1437.82, "VIR SEPA NORDVIK ACCESS FA-2026-0117")
        [found], match = self._match(line)
        self.assertEqual((found["state"], found["kind"]), ("automatic", "items"), found)
        match.accept()
        self.assertEqual((line.is_reconciled, bill.payment_state), (True, "paid"))
        self.assertEqual(bill.amount_residual, 0.0)
        payable = bill.line_ids.filtered(lambda one: one.account_type == "liability_payable")
        self.assertRecordValues(
            line.line_ids.sorted("balance"),
            [
                {"account_id": self.journal.default_account_id.id, "balance": -1437.82},
                {"account_id": payable.account_id.id, "balance": 1437.82},
            ],
        )
        self.assertEqual(match.state, "done")

    def test_a_line_that_is_matched_again_stays_the_record_that_somebody_has_open(self):
        line = self._line(-88.40, "VIR SEPA NORDVIK ACCESS FA-2026-0118")
        _found, match = self._match(line)
        other = self._line(-5.00, "FRAIS")
        self.assertEqual((match.state, bool(match.exists())), ("none", True))
        self._invoice(88.40, "FA-2026-0118")
        match.action_match_again()
        self.assertEqual((bool(match.exists()), match.state), (True, "automatic"))
        self.matches.match_company(self.company.id)
        self.assertTrue(match.exists())
        new = self.matches.search([("statement_line_id", "=", other.id)])
        self.assertGreater(new.id, match.id)

    def test_a_small_amount_that_names_nothing_pays_nothing(self):
        """What the module of OCA matched with a bill of 250.00."""
        bill = self._invoice(250.0, "F2025-0002")
        line = self._line(-10.0, "0002")
        [found], match = self._match(line)
        self.assertNotEqual(found["state"], "automatic")
        self._night()
        self.assertEqual((bill.amount_residual, line.is_reconciled), (250.0, False))

    def test_two_bills_and_a_credit_note_in_one_line_undone_one_by_one(self):
        first = self._invoice(100.0, "FA-2026-0201")
        second = self._invoice(60.5, "FA-2026-0202")
        line = self._line(-160.5, "VIR NORDVIK ACCESS FA-2026-0201 FA-2026-0202")
        [found], match = self._match(line)
        self.assertEqual(len(found["items"]), 2, found)
        match.accept()
        self.assertEqual((first.amount_residual, second.amount_residual), (0.0, 0.0))
        part = match.part_ids.filtered(lambda one: one.item_id.move_id == second)
        part.action_undo()
        self.assertEqual((first.amount_residual, second.amount_residual), (0.0, 60.5))
        suspense = line._seek_for_lines()[1]
        self.assertEqual((suspense.balance, line.is_reconciled), (60.5, False))
        again = self.matches.search([("statement_line_id", "=", line.id)])
        again.undo()
        self.assertEqual(first.amount_residual, 100.0)
        self.assertEqual(line._seek_for_lines()[1].balance, 160.5)

    def test_what_was_paid_meanwhile_is_refused_and_matched_again(self):
        bill = self._invoice(99.0, "FA-2026-0301")
        line = self._line(-99.0, "VIR NORDVIK ACCESS FA-2026-0301")
        _found, match = self._match(line)
        bill.button_draft()
        with self.assertRaises(UserError):
            match.accept()
        self.assertFalse(line.is_reconciled)

    def test_an_instalment_is_split_as_the_schedule_has_it(self):
        loan = self._running(reference="PRET4711")
        row = loan.env["ap.loan.row"].search(
            [("loan_id", "=", loan.id), ("is_current", "=", True)], order="date", limit=1
        )
        line = self._line(-row.debit, "PRLV ECHEANCE PRET PRET4711", "2026-02-15")
        [found], match = self._match(line)
        self.assertEqual(found["kind"], "loan", found)
        match.accept()
        balances = {
            one.account_id: one.balance for one in line.line_ids if one.account_id != loan.bank_account_id
        }
        self.assertEqual(balances[loan.account_id], row.principal)
        self.assertEqual(balances[loan.interest_account_id], row.interest)
        self.assertEqual(row.move_id, line.move_id)
        match.undo()
        self.assertFalse(row.move_id)

    def test_a_rule_books_lines_of_its_words_by_itself(self):
        fees = self._account("627800")
        rule = self.env["ap.bank.rule"].create(
            {"name": "Card", "pattern": r"^COTIS CARTE\b", "account_id": fees.id,
             "company_id": self.company.id, "is_automatic": True}
        )  # fmt: skip
        line = self._line(-12.5, "COTIS CARTE 4974XX 09/26")
        self._night()
        self.assertTrue(line.is_reconciled)
        self.assertEqual(line._seek_for_lines()[2].account_id, fees)
        self.assertTrue(rule.active)

    def test_an_apprentice_prepares_and_cannot_validate(self):
        self._invoice(99.0, "FA-2026-0401")
        line = self._line(-99.0, "VIR NORDVIK ACCESS FA-2026-0401")
        _found, match = self._match(line)
        apprentice = self._user("match_apprentice", "ap_base.group_apprentice")
        mine = match.with_user(apprentice)
        mine.choose(0)
        self.assertEqual(match.prepared_by_id, apprentice)
        for call in (mine.accept, mine.undo, mine.action_accept_alike):
            with self.assertRaises(AccessError):
                call()
        with self.assertRaises(AccessError):
            mine.write({"state": "done"})
        self.assertFalse(line.is_reconciled)

    def test_an_accountant_imports_accepts_and_undoes(self):
        """With no more than the rights of the role."""
        accountant = self._user("match_accountant", "ap_base.group_accountant")
        bill = self._invoice(50.0, "FA-2026-0451")
        content = mt940(
            1, ("261001", "1000,00"), [("261001", "D", "50,00", "VIR NORDVIK FA-2026-0451")],
            ("261001", "950,00"),
        )  # fmt: skip
        found = self.imports.with_user(accountant).import_file(
            "bank_statement", "s.sta", base64.b64encode(content).decode(), self.company.id
        )
        self.assertEqual((found["state"], found["new"]), ("applied", 1), found)
        matches = self.matches.with_user(accountant)
        counts = matches.match_company(self.company.id)
        self.assertEqual(counts["automatic"], 1, counts)
        match = matches.search([("journal_id", "=", self.journal.id)])
        match.accept()
        self.assertEqual(bill.payment_state, "paid")
        self.assertEqual(match.accepted_by_id, accountant)
        match.part_ids.action_undo()
        self.assertEqual(bill.amount_residual, 50.0)

    def test_what_an_apprentice_chose_waits_for_who_accepts(self):
        """Neither the night nor the next import books something else, or forgets it."""
        partner = self._partner("Menuiserie Est")
        amounts = {"A": 412.3, "B": 87.7, "C": 500.0, "D": 175.55}
        bills = {name: self._invoice(amount, name, partner) for name, amount in amounts.items()}
        line = self._line(-675.55, "VIR SEPA MENUISERIE EST", "2026-09-20")
        _found, match = self._match(line)
        apprentice = self._user("match_apprentice", "ap_base.group_apprentice")
        match.with_user(apprentice).choose(1)
        self._night()
        again = self.matches.search([("statement_line_id", "=", line.id)])
        self.assertEqual((again.chosen, again.state), (1, "suggested"))
        self.assertEqual(again.prepared_by_id, apprentice)
        again.accept()
        left = {name: bill.amount_residual for name, bill in bills.items()}
        self.assertEqual(left, {"A": 0.0, "B": 0.0, "C": 500.0, "D": 0.0})

    def test_a_certain_answer_that_somebody_chose_is_not_booked_by_itself(self):
        self._invoice(99.0, "FA-2026-0471")
        line = self._line(-99.0, "VIR NORDVIK ACCESS FA-2026-0471")
        [found], match = self._match(line)
        self.assertEqual(found["state"], "automatic")
        apprentice = self._user("match_apprentice", "ap_base.group_apprentice")
        match.with_user(apprentice).choose(0)
        self._night()
        self.assertFalse(line.is_reconciled)

    def test_lines_without_words_are_not_alike(self):
        """Accepting all like one of them takes that one only."""
        for number in ("0481", "0482"):
            self._invoice(50.0 + int(number), f"FA-2026-{number}")
        lines = [self._line(-50.0 - int(n), f"FA-2026-{n}") for n in ("0481", "0482")]
        _found, matches = self._match(*lines)
        matches.sudo().alike = False
        matches[0].action_accept_alike()
        self.assertEqual([line.is_reconciled for line in lines], [True, False])

    def test_one_run_at_a_time_for_each_company(self):
        """Another transaction holds the company: nobody waits, nothing is half there."""
        line = self._line(-99.0, "VIR NORDVIK")
        held = "SELECT pg_advisory_xact_lock(hashtext('ap_bank_match'), %s)"
        with db_connect(self.env.cr.dbname).cursor() as other:
            other.execute(held, [self.company.id])
            with self.assertRaisesRegex(UserError, "being matched"):
                self._match(line)
            self._night()
            self.assertFalse(self.matches.search([("statement_line_id", "=", line.id)]))
        self._night()
        self.assertTrue(self.matches.search([("statement_line_id", "=", line.id)]))

    def test_the_log_is_only_added_to(self):
        self._invoice(99.0, "FA-2026-0501")
        line = self._line(-99.0, "VIR NORDVIK ACCESS FA-2026-0501")
        _found, match = self._match(line)
        match.accept()
        match.undo()
        log = self.env["ap.bank.match.log"].search([("statement_line_id", "=", line.id)])
        self.assertEqual(log.mapped("event"), ["undone", "accepted"])
        for call in (lambda: log[0].write({"label": "x"}), log[0].unlink):
            with self.assertRaises(UserError):
                call()

    def test_a_locked_period_is_not_matched(self):
        self._invoice(99.0, "FA-2026-0601")
        line = self._line(-99.0, "VIR NORDVIK ACCESS FA-2026-0601")
        _found, match = self._match(line)
        match.accept()
        self._invoice(55.0, "FA-2026-0602")
        later = self._line(-55.0, "VIR NORDVIK ACCESS FA-2026-0602")
        _found, other = self._match(later)
        self.env.cr.execute(  # Odoo itself locks no period that has open bank lines
            "UPDATE res_company SET fiscalyear_lock_date = '2026-10-31' WHERE id = %s",
            [self.company.id],
        )
        self.env.invalidate_all()
        for call in (match.undo, other.accept):
            with self.assertRaisesRegex(UserError, "locked period"):
                call()
        self.assertEqual((line.is_reconciled, later.is_reconciled), (True, False))

    def test_a_pattern_that_takes_hours_is_refused(self):
        with self.assertRaises(UserError):
            self.env["ap.bank.rule"].create({"name": "x", "pattern": "(A+)+B"})
