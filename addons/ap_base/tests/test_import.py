# SPDX-License-Identifier: AGPL-3.0-or-later
"""Imports: shown first, applied once, compared the second time, taken back."""

import io
from datetime import date

import openpyxl
import xlwt
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ApCommon, b64

HEADER = "Date;Reference;Account;Label;Debit;Credit"
FILE = f"""{HEADER}
31/10/2026;OD-1;601000;Goods;1 000,00;
31/10/2026;OD-1;401100;Supplier;;1 000,00
31/10/2026;OD-2;626000;Postage;12,50;
31/10/2026;OD-2;401100;Supplier;;12,50
"""
ROWS = [
    ["Date", "Reference", "Account", "Label", "Debit", "Credit"],
    [date(2026, 10, 31), "OD-1", 601000, "Goods", 1000, None],
    [date(2026, 10, 31), "OD-1", 401100, "Supplier", None, 1000],
]


class ImportCommon(ApCommon):
    def _import(self, content, role="accountant", dry_run=False, **options):
        return self._as(role, self.env["ap.import"]).import_file(
            options.get("profile", "journal_items"),
            options.get("filename", "entries.csv"),
            b64(content),
            self.company.id,
            dry_run=dry_run,
        )

    def _entries(self, reference=None):
        refs = [reference] if reference else ["OD-1", "OD-2"]
        return self.env["account.move"].search(
            [("company_id", "=", self.company.id), ("ref", "in", refs)], order="ref"
        )

    def _counts(self, answer):
        names = ("state", "rows", "new", "same", "changed", "gone", "rejected")
        return tuple(answer[name] for name in names)


@tagged("post_install", "-at_install")
class TestImport(ImportCommon):
    def test_dry_run_shows_and_writes_nothing(self):
        answer = self._import(FILE, dry_run=True)
        self.assertEqual(self._counts(answer), ("validated", 4, 4, 0, 0, 0, 0))
        self.assertEqual(answer["errors"], [])
        self.assertFalse(self._entries())

    def test_one_draft_entry_per_reference(self):
        answer = self._import(FILE)
        self.assertEqual(self._counts(answer), ("applied", 4, 4, 0, 0, 0, 0))
        first, second = self._entries()
        self.assertRecordValues(
            first.line_ids.sorted("debit", reverse=True),
            [
                {"name": "Goods", "debit": 1000.0, "credit": 0.0},
                {"name": "Supplier", "debit": 0.0, "credit": 1000.0},
            ],
        )
        self.assertEqual((first.state, first.date), ("draft", date(2026, 10, 31)))
        self.assertEqual(
            second.line_ids.mapped("account_id.code"), ["626000", "401100"]
        )

    def test_the_same_file_does_not_count_twice(self):
        self._import(FILE)
        answer = self._import(FILE, filename="again.csv")
        self.assertEqual(self._counts(answer), ("applied", 4, 0, 4, 0, 0, 0))
        self.assertEqual(len(self._entries()), 2)

    def test_without_reference_the_file_is_the_entry(self):
        content = FILE.replace("OD-1", "").replace("OD-2", "")
        self._import(content, filename="october.csv")
        self.assertEqual(len(self._entries("october.csv").line_ids), 4)
        self.assertEqual(self._import(content, filename="copy.csv")["same"], 4)

    def test_a_second_file_is_a_difference(self):
        self._import(FILE)
        entry = self._entries("OD-1")
        content = f"""{HEADER}
31/10/2026;OD-1;601000;Goods;1 200,00;
31/10/2026;OD-1;401100;Supplier;;1 200,00
31/10/2026;OD-3;601000;More;5,00;
31/10/2026;OD-3;401100;Supplier;;5,00
"""
        answer = self._import(content, dry_run=True)
        self.assertEqual(self._counts(answer), ("validated", 4, 2, 0, 2, 0, 0))
        rows = self.env["ap.import"].browse(answer["import_id"]).row_ids
        changed = rows.filtered(lambda row: row.state == "changed")
        self.assertEqual(changed[0].difference, "Debit: 1 000,00 → 1 200,00")
        self._import(content)
        self.assertEqual(self._entries("OD-1"), entry)
        self.assertEqual(entry.amount_total, 1200.0)
        self.assertEqual(len(entry.line_ids), 2)
        self.assertTrue(self._entries("OD-3"))
        self.assertEqual(self._entries("OD-2").amount_total, 12.5)

    def test_rows_missing_from_a_document_are_gone(self):
        content = f"""{HEADER}
31/10/2026;OD-1;601000;Goods;600,00;
31/10/2026;OD-1;626000;Postage;400,00;
31/10/2026;OD-1;401100;Supplier;;1 000,00
"""
        self._import(content)
        shorter = f"""{HEADER}
31/10/2026;OD-1;601000;Goods;600,00;
31/10/2026;OD-1;401100;Supplier;;600,00
"""
        answer = self._import(shorter)
        self.assertEqual(self._counts(answer), ("applied", 2, 0, 1, 1, 1, 0))
        entry = self._entries("OD-1")
        self.assertEqual(entry.line_ids.mapped("account_id.code"), ["601000", "401100"])
        self.assertEqual(self._import(shorter)["same"], 2)

    def test_a_complete_file_removes_what_it_does_not_hold(self):
        self.env.ref("ap_base.ap_import_profile_journal_items").is_complete = True
        self._import(FILE)
        content = "\n".join(FILE.splitlines()[:3])
        answer = self._import(content)
        self.assertEqual(self._counts(answer), ("applied", 2, 0, 2, 0, 2, 0))
        self.assertEqual(self._entries().mapped("ref"), ["OD-1"])

    def test_undo_removes_drafts(self):
        answer = self._import(FILE, role="apprentice")
        record = self._as("apprentice", self.env["ap.import"]).browse(
            answer["import_id"]
        )
        record.action_undo()
        self.assertEqual(record.state, "undone")
        self.assertFalse(self._entries())
        self.assertEqual(self._import(FILE)["new"], 4)

    def test_undo_puts_back_what_was_before(self):
        self._import(FILE)
        content = FILE.replace("1 000,00", "1 200,00")
        answer = self._import(content)
        self.assertEqual(self._counts(answer)[2:5], (0, 2, 2))
        self.env["ap.import"].browse(answer["import_id"]).action_undo()
        self.assertEqual(self._entries("OD-1").amount_total, 1000.0)
        self.assertEqual(self._import(FILE)["same"], 4)

    def test_imports_are_undone_from_the_last_to_the_first(self):
        first = self._import(FILE)["import_id"]
        self._import(FILE.replace("1 000,00", "1 200,00"), filename="second.csv")
        with self.assertRaisesRegex(UserError, "second.csv changed rows"):
            self.env["ap.import"].browse(first).action_undo()

    def test_posted_entries_are_neither_undone_nor_changed(self):
        answer = self._import(FILE)
        entry = self._entries("OD-1")
        entry.action_post()
        with self.assertRaises(UserError) as refusal:
            self.env["ap.import"].browse(answer["import_id"]).action_undo()
        self.assertIn("is or was posted", str(refusal.exception))
        self.assertEqual(len(self._entries()), 2)
        again = self._import(FILE.replace("1 000,00", "1 200,00"))
        self.assertEqual((again["state"], again["rejected"]), ("rejected", 2))
        self.assertIn("is or was posted", again["errors"][0]["message"])
        self.assertEqual(entry.amount_total, 1000.0)

    def test_entries_deleted_by_hand_are_made_again(self):
        self._import(FILE)
        self._entries("OD-1").unlink()
        answer = self._import(FILE)
        self.assertEqual((answer["changed"], answer["same"]), (2, 2))
        self.assertEqual(self._entries("OD-1").amount_total, 1000.0)

    def test_the_database_keeps_a_key_once(self):
        answer = self._import(FILE)
        rows = self.env["ap.import"].browse(answer["import_id"]).row_ids
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            rows[0].sudo().copy({"state": "new"})

    def test_workbooks_give_the_same_entries(self):
        book = openpyxl.Workbook()
        for row in ROWS:
            book.active.append(row)
        stream = io.BytesIO()
        book.save(stream)
        answer = self._import(stream.getvalue(), filename="x.xlsx")
        self.assertEqual(self._counts(answer), ("applied", 2, 2, 0, 0, 0, 0))
        old = xlwt.Workbook()
        sheet = old.add_sheet("Export")
        day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
        for number, row in enumerate(ROWS):
            for place, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write(number, place, value, day)
                elif value is not None:
                    sheet.write(number, place, value)
        stream = io.BytesIO()
        old.save(stream)
        answer = self._import(stream.getvalue(), filename="x.xls")
        self.assertEqual(self._counts(answer), ("applied", 2, 0, 2, 0, 0, 0))
        self.assertEqual(self._entries("OD-1").amount_total, 1000.0)

    def test_the_form_goes_the_same_way(self):
        model = self._as("apprentice", self.env["ap.import"])
        profile = self.env.ref("ap_base.ap_import_profile_journal_items")
        record = model.create(
            {"profile_id": profile.id, "filename": "a.csv", "file": b64(FILE)}
        )
        self.assertTrue(record.sha256)
        record.action_dry_run()
        self.assertEqual((record.state, record.new_count), ("validated", 4))
        record.file = b64(FILE.replace("12,50", "13,50"))
        self.assertEqual((record.state, record.new_count), ("draft", 0))
        record.action_dry_run()
        record.action_apply()
        self.assertEqual(record.state, "applied")
        domain = record.action_open_records()["domain"]
        self.assertEqual(self.env["account.move"].search(domain), self._entries())
        with self.assertRaisesRegex(UserError, "its file stays"):
            record.file = b64(FILE)
        with self.assertRaisesRegex(UserError, "are kept"):
            record.unlink()
        with self.assertRaisesRegex(AccessError, "changes only by"):
            record.write({"state": "draft"})

    def test_apply_shows_again_what_is_no_longer_the_same(self):
        answer = self._import(FILE, dry_run=True)
        self._import(FILE)
        record = self.env["ap.import"].browse(answer["import_id"])
        self.assertEqual(record.action_apply()["tag"], "display_notification")
        self.assertEqual((record.state, record.same_count), ("validated", 4))

    def test_auditors_and_other_companies_stay_out(self):
        with self.assertRaisesRegex(AccessError, "Apprentice"):
            self._import(FILE, role="auditor")
        other = self.setup_other_company()["company"]
        with self.assertRaisesRegex(AccessError, "is not one of yours"):
            self._as("accountant", self.env["ap.import"]).import_file(
                "journal_items", "x.csv", b64(FILE), other.id
            )
        answer = self._import(FILE)
        self.users["head"].write(
            {"company_ids": [(6, 0, other.ids)], "company_id": other.id}
        )
        seen = self.env["ap.import"].with_user(self.users["head"])
        self.assertFalse(seen.search([("id", "=", answer["import_id"])]))
        rows = self.env["ap.import.row"].with_user(self.users["head"])
        self.assertFalse(rows.search([("import_id", "=", answer["import_id"])]))
