# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statement files: the account, the chain of balances, each line once."""

import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import FIRST, SECOND, SHEET, TreasuryCommon, mt940


@tagged("post_install", "-at_install")
class TestBankImport(TreasuryCommon):
    def test_a_statement_becomes_posted_lines_and_a_statement_that_is_complete(self):
        summary = self._import(FIRST)
        self.assertEqual((summary["state"], summary["new"]), ("applied", 2), summary)
        lines = self._bank_lines()
        self.assertRecordValues(
            lines,
            [
                {"amount": -50.0, "payment_ref": "PRLV SEPA OPERATEUR", "state": "posted"},
                {"amount": 20.0, "payment_ref": "VIR CLIENT", "state": "posted"},
            ],
        )
        self.assertRecordValues(
            lines.statement_id,
            [{"balance_start": 1000.0, "balance_end_real": 970.0, "is_complete": True}],
        )
        balance = self.env["ap.bank.balance"].search([("journal_id", "=", self.journal.id)])
        self.assertRecordValues(balance, [{"opening": 1000.0, "closing": 970.0}])

    def test_a_dry_run_writes_no_line(self):
        summary = self._import(FIRST, dry_run=True)
        self.assertEqual((summary["state"], summary["new"]), ("validated", 2))
        self.assertFalse(self._bank_lines())

    def test_the_same_file_brings_nothing_twice(self):
        self._import(FIRST)
        summary = self._import(FIRST)
        self.assertEqual((summary["new"], summary["same"]), (0, 2), summary)
        self.assertEqual(len(self._bank_lines()), 2)

    def test_the_same_lines_in_another_format_are_the_same(self):
        self._import(FIRST)
        sheet = SHEET + "01/10/2026;Prlv SEPA opérateur;50,00;;950,00\n"
        sheet += "02/10/2026;VIR CLIENT;;20,00;970,00\n"
        record = self.imports.create({
            "profile_id": self.env.ref("ap_treasury.ap_import_profile_bank_statement").id,
            "company_id": self.company.id,
            "filename": "export.csv",
            "file": self._encoded(sheet),
            "ap_bank_journal_id": self.journal.id,
        })  # fmt: skip
        record.action_apply()
        self.assertEqual((record.state, record.same_count), ("applied", 2), record.error_text)
        self.assertEqual(len(self._bank_lines()), 2)

    def test_columns_of_a_sheet_that_bear_our_words_say_nothing(self):
        """A sheet with columns End, Statement, Details of its own is read all the same."""
        sheet = "Date;Libellé;Montant;Solde;End;Statement;Details;Points;Row\n"
        sheet += "01/10/2026;PRLV A;-50,00;950,00;open;2026-10;{x;[1;A\n"
        record = self.imports.create({
            "profile_id": self.env.ref("ap_treasury.ap_import_profile_bank_statement").id,
            "company_id": self.company.id,
            "filename": "export.csv",
            "file": self._encoded(sheet),
            "ap_bank_journal_id": self.journal.id,
        })  # fmt: skip
        record.action_apply()
        self.assertEqual(record.state, "applied", record.row_ids.mapped("message"))
        self.assertEqual(self._bank_lines().mapped("amount"), [-50.0])

    def test_the_dry_run_shows_the_line_first(self):
        record = self.imports.browse(self._import(FIRST, dry_run=True)["import_id"])
        summary = record.row_ids.sorted("number")[0].summary
        self.assertRegex(summary, "^Date: 10/01/2026 · .*-50.00 · Label: PRLV SEPA OPERATEUR")

    def _encoded(self, text):
        return base64.b64encode(text.encode())

    def test_real_twins_of_one_day_are_two_lines(self):
        twins = [("261001", "D", "50,00", "COTIS CARTE")] * 2
        content = mt940(1, ("261001", "1000,00"), twins, ("261001", "900,00"))
        self.assertEqual(self._import(content)["new"], 2)
        self.assertEqual(self._import(content)["same"], 2)
        self.assertEqual(self._bank_lines().mapped("amount"), [-50.0, -50.0])

    def test_a_file_that_overlaps_brings_only_what_is_new(self):
        self._import(FIRST)
        content = mt940(
            2,
            ("261001", "950,00"),
            [("261002", "C", "20,00", "VIR CLIENT"), ("261005", "D", "70,00", "VIR SEPA NORDVIK")],
            ("261005", "900,00"),
        )
        summary = self._import(content)
        self.assertEqual((summary["new"], summary["same"]), (1, 1), summary)
        self.assertEqual(sum(self._bank_lines().mapped("amount")), -100.0)

    def test_a_missing_statement_is_named_and_stops_the_file_until_somebody_decides(self):
        self._import(FIRST)
        later = mt940(
            3, ("261006", "800,00"), [("261006", "C", "5,00", "X")], ("261006", "805,00")
        )
        summary = self._import(later)
        self.assertEqual(summary["state"], "rejected")
        self.assertIn("970.00", summary["errors"][0]["message"])
        record = self.imports.browse(summary["import_id"])
        record.ap_bank_accept_chain = True
        record.action_apply()
        self.assertEqual(record.state, "applied")
        self.assertIn("970.00", record.ap_bank_notes)

    def test_a_statement_that_does_not_add_up_is_refused_whole(self):
        wrong = mt940(
            1, ("261001", "1000,00"), [("261001", "D", "50,00", "X")], ("261001", "955,00")
        )
        summary = self._import(wrong)
        self.assertEqual(summary["state"], "rejected")
        self.assertFalse(self._bank_lines())

    def test_another_label_of_the_same_day_and_amount_is_asked_for(self):
        self._import(FIRST)
        other = mt940(
            1, ("261001", "1000,00"), [("261001", "D", "50,00", "PRELEVEMENT 4711")],
            ("261001", "950,00"),
        )  # fmt: skip
        summary = self._import(other)
        self.assertEqual(summary["state"], "rejected")
        record = self.imports.browse(summary["import_id"])
        record.write({"ap_bank_alike": "same", "ap_bank_accept_chain": True})
        record.action_apply()
        self.assertEqual((record.state, len(self._bank_lines())), ("applied", 2))

    def test_an_account_that_nobody_has_is_refused_with_its_remedy(self):
        content = mt940(1, ("261001", "0,00"), [], ("261001", "0,00"), "FR7630003012340123456789062")
        summary = self._import(content)
        self.assertEqual(summary["state"], "rejected")
        self.assertIn("Enter its number on the journal", summary["errors"][0]["message"])

    def test_a_locked_period_takes_no_line(self):
        self.company.fiscalyear_lock_date = "2026-10-31"
        summary = self._import(FIRST)
        self.assertEqual((summary["state"], summary["rejected"]), ("rejected", 2))

    def test_an_import_is_undone_as_long_as_nothing_is_matched(self):
        summary = self._import(FIRST)
        record = self.imports.browse(summary["import_id"])
        record.action_undo()
        self.assertFalse(self._bank_lines())
        self.assertFalse(
            self.env["ap.bank.balance"].search([("journal_id", "=", self.journal.id)])
        )
        self.assertEqual(self._import(FIRST)["new"], 2)

    def test_a_matched_line_keeps_its_import(self):
        record = self.imports.browse(self._import(FIRST)["import_id"])
        line = self._bank_lines()[0]
        suspense = line._seek_for_lines()[1]
        expense = self.company_data["default_account_expense"]
        line.move_id.with_context(force_delete=True, skip_readonly_check=True).write(
            {"line_ids": [(1, suspense.id, {"account_id": expense.id})]}
        )
        with self.assertRaises(UserError):
            record.action_undo()

    def test_an_apprentice_looks_and_does_not_apply(self):
        apprentice = self._user("bank_apprentice", "ap_base.group_apprentice")
        imports = self.imports.with_user(apprentice)
        self.assertEqual(self._import_as(imports, True)["state"], "validated")
        with self.assertRaises(AccessError):
            self._import_as(imports, False)
        self.assertFalse(self._bank_lines())

    def _import_as(self, imports, dry_run):
        content = self._encoded(FIRST.decode()).decode()
        return imports.import_file("mt940", "x.sta", content, self.company.id, dry_run)

    def test_files_follow_each_other(self):
        self.assertEqual(self._import(FIRST)["state"], "applied")
        self.assertEqual(self._import(SECOND)["state"], "applied")
        self.assertEqual(self._bank_lines()[-1].statement_id.balance_end_real, 900.0)

    def _dropped(self, user, *contents):
        """What the dashboard does with files dropped on the card of the account."""
        files = self.env["ir.attachment"].with_user(user).create(
            [{"name": f"{n}.sta", "raw": content} for n, content in enumerate(contents)]
        )
        journals = self.env["account.journal"].with_user(user)
        dropped = journals.with_context(
            default_journal_id=self.journal.id, default_move_type="entry"
        )
        return dropped.create_document_from_attachment(files.ids)

    def test_files_dropped_on_the_journal_are_shown_before_they_count(self):
        accountant = self._user("bank_accountant", "ap_base.group_accountant")
        action = self._dropped(accountant, FIRST)
        record = self.imports.browse(action["res_id"])
        self.assertEqual((record.state, record.new_count), ("validated", 2))
        self.assertEqual(record.create_uid, accountant)
        self.assertFalse(self._bank_lines())
        record.with_user(accountant).action_apply()
        self.assertEqual(len(self._bank_lines()), 2)
        both = self.imports.search(self._dropped(accountant, FIRST, b"nothing")["domain"])
        self.assertEqual(sorted(both.mapped("state")), ["rejected", "validated"])

    def test_an_account_that_is_not_the_one_of_the_card_is_refused(self):
        other = FIRST.replace(b"FR7611222000010123456789030", b"FR7630003012340123456789062")
        action = self._dropped(self.env.user, other)
        self.assertEqual(self.imports.browse(action["res_id"]).state, "rejected")
