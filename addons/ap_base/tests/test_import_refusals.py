# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files broken on purpose: nothing is written, and the message says what to do."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import b64
from .test_import import FILE, HEADER, ImportCommon


@tagged("post_install", "-at_install")
class TestImportRefusals(ImportCommon):
    def setUp(self):
        super().setUp()
        self.profile = self.env.ref("ap_base.ap_import_profile_journal_items")

    def _refused(self, content, *words, **options):
        """The one error of a refused file, after checking what it says."""
        answer = self._import(content, **options)
        self.assertEqual(answer["state"], "rejected", answer)
        self.assertFalse(self._entries())
        error = answer["errors"][0]
        for word in words:
            self.assertIn(word, error["message"])
        return error

    def test_empty_file(self):
        self._refused("", "empty")
        self._refused(" \n;;;\n", "empty")
        self._refused(HEADER + "\n", "no row below the header")

    def test_file_of_another_kind(self):
        self._refused(
            b"%PDF-1.7 x", "is a PDF", "a CSV file, an Excel", filename="bill.pdf"
        )
        self._refused(b"ab\x00\x01cd", "of another program")
        self.profile.format = "xlsx"
        self._refused(FILE, "is a CSV file", "(.xlsx) is expected")

    def test_damaged_workbook(self):
        self._refused(b"PK\x03\x04rubbish", "damaged")

    def test_wrong_encoding(self):
        self.profile.encoding = "utf-8"
        content = FILE.replace("Goods", "Société").encode("cp1252")
        self._refused(content, "Line 2", "utf-8")
        self.profile.encoding = "auto"
        self.assertEqual(self._import(content, dry_run=True)["state"], "validated")

    def test_broken_quotes(self):
        self.profile.delimiter = ";"
        self._refused(FILE.replace("Goods", '"Goods'), "quotation mark")

    def test_missing_column(self):
        error = self._refused(
            FILE.replace("Account", "Konto"), "“Account” is missing", "Konto"
        )
        self.assertEqual((error["row"], error["column"]), (1, "Account"))

    def test_bad_date(self):
        error = self._refused(
            FILE.replace("31/10/2026;OD-2", "31/02/2026;OD-2", 1), "Row 4", "31/10/2026"
        )
        self.assertEqual((error["row"], error["column"]), (4, "Date"))
        self.assertEqual(error["value"], "31/02/2026")

    def test_empty_required_cell(self):
        error = self._refused(
            FILE.replace("31/10/2026", "", 1), "Row 2", "nothing is filled in"
        )
        self.assertEqual((error["row"], error["column"]), (2, "Date"))

    def test_bad_amount(self):
        error = self._refused(FILE.replace("12,50", "12,5O", 1), "Row 4", "no amount")
        self.assertEqual((error["column"], error["value"]), ("Debit", "12,5O"))

    def test_ambiguous_amount(self):
        content = FILE.replace("1 000,00", "1.000").replace("12,50", "13")
        self._refused(content, "Row 2", "thousands or decimals")
        self.profile.decimal_sign = ","
        self.assertEqual(self._import(content, dry_run=True)["state"], "validated")

    def test_amount_with_too_many_digits(self):
        self._refused(FILE.replace("12,50", "12,505"), "Row 4", "more digits than EUR")

    def test_unknown_account(self):
        error = self._refused(FILE.replace("626000", "612345"), "Row 4", "“612345”")
        self.assertEqual((error["row"], error["column"]), (4, "Account"))

    def test_unknown_partner_and_journal(self):
        content = FILE.replace("Label", "Partner", 1)
        self._refused(content, "“Goods” does not exist")

    def test_unbalanced_entry(self):
        error = self._refused(
            FILE.replace(";;12,50", ";;12,40"), "OD-2", "rows 4 to 5", "0.1", "balance"
        )
        self.assertEqual(error["row"], 5)

    def test_debit_and_credit_together(self):
        content = FILE.replace("12,50;", "12,50;12,50", 1)
        self._refused(content, "Row 4", "either a debit, a credit")

    def test_two_dates_in_one_entry(self):
        content = FILE.replace("31/10/2026;OD-2;401100", "30/10/2026;OD-2;401100")
        self._refused(content, "Row 5", "began on row 4")

    def test_locked_period(self):
        self.company.fiscalyear_lock_date = "2026-10-31"
        self._refused(FILE, "Row 2", "locked period")

    def test_a_profile_may_let_the_good_entries_pass(self):
        self.profile.all_or_nothing = False
        answer = self._import(FILE.replace("626000", "612345"))
        self.assertEqual(self._counts(answer), ("applied", 4, 2, 0, 0, 0, 2))
        self.assertEqual(self._entries().mapped("ref"), ["OD-1"])
        self.assertEqual({error["row"] for error in answer["errors"]}, {4, 5})

    def test_all_errors_are_told_at_once(self):
        content = FILE.replace("626000", "612345").replace("1 000,00", "x", 1)
        answer = self._import(content)
        self.assertEqual([error["row"] for error in answer["errors"]], [2, 4])

    def test_calls_that_make_no_sense(self):
        model = self._as("accountant", self.env["ap.import"])
        with self.assertRaisesRegex(UserError, "no import profile “nothing”"):
            model.import_file("nothing", "x.csv", b64(FILE), self.company.id)
        with self.assertRaisesRegex(UserError, "base64"):
            model.import_file("journal_items", "x.csv", "é!", self.company.id)
        with self.assertRaises(ValidationError):
            self.profile.column_ids[0].write({"headers": False, "position": 0})

    def test_files_without_header_are_read_by_position(self):
        profile = self.env["ap.import.profile"].create(
            {
                "code": "by_position",
                "name": "By position",
                "target": "journal_item",
                "header_row": 0,
                "column_ids": [
                    (0, 0, {"target_field": name, "position": place})
                    for place, name in enumerate(("date", "account", "amount"), 1)
                ],
            }
        )
        profile.column_ids[2].factor = 0.01
        profile.sign = "-1"
        content = "2026-10-31,401100,1250\n2026-10-31,626000,-1250\n"
        self._import(content, profile="by_position", filename="OD-1")
        self.assertEqual(self._entries("OD-1").amount_total, 12.5)
        self.assertEqual(
            self._entries("OD-1").line_ids.mapped("balance"), [-12.5, 12.5]
        )

    def test_the_columns_of_a_target_are_proposed(self):
        profile = self.env["ap.import.profile"].create(
            {"code": "new", "name": "New", "target": "journal_item"}
        )
        profile.action_fill_columns()
        self.assertEqual(len(profile.column_ids), 10)
        self.assertEqual(self._import(FILE, profile="new", dry_run=True)["new"], 4)
