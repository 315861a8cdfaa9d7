# SPDX-License-Identifier: AGPL-3.0-or-later
"""Usual files that were refused, odd ones that ended in a traceback, broken ones."""

import importlib.util
import io
from datetime import date
from pathlib import Path

import openpyxl
import xlsxwriter

from odoo.tests import tagged

from .test_import import HEADER, ImportCommon

FUZZER = Path(__file__).parents[3] / "tests" / "unit" / "file_fuzzer.py"
LINES = """31/10/2026;OD-1;606400;Fournitures;12,50;
31/10/2026;OD-1;408100;Fournitures;;12,50
"""
FILE = f"{HEADER}\n{LINES}"
FEC = (
    "JournalCode JournalLib EcritureNum EcritureDate CompteNum CompteLib CompAuxNum "
    "CompAuxLib PieceRef PieceDate EcritureLib {amounts} EcritureLet DateLet ValidDate "
    "Montantdevise Idevise"
)


def _fec(amounts, *cells):
    """A FEC of two lines, with the amounts as given."""
    lines = [FEC.format(amounts=amounts).split(" ")]
    for account, own in zip(("606400", "408100"), cells, strict=True):
        start = ["OD", "Opérations", "1", "20261031", account, "x", "", "", "OD-1"]
        lines.append([*start, "20261031", "Achat", *own, "", "", "20261031", "", ""])
    return "\r\n".join("\t".join(line) for line in lines)


@tagged("post_install", "-at_install")
class TestImportOddFiles(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.journal"].create(
            {"name": "OD", "code": "OD", "type": "general", "company_id": cls.company.id}
        )

    def _one_entry(self, content, filename="odd.csv"):
        """The file makes one entry of 12.50 on 31 October 2026."""
        answer = self._import(content, filename=filename)
        self.assertEqual(answer["errors"], [])
        self.assertRecordValues(
            self._entries("OD-1"), [{"date": date(2026, 10, 31), "amount_total": 12.5}]
        )
        self.assertRecordValues(
            self._entries("OD-1").line_ids.sorted("debit", reverse=True),
            [{"debit": 12.5, "credit": 0.0}, {"debit": 0.0, "credit": 12.5}],
        )

    def _refused(self, content, *words, **options):
        """The first error of a refused file, after checking its words."""
        answer = self._import(content, **options)
        self.assertEqual(answer["state"], "rejected", answer)
        self.assertFalse(self._entries())
        error = answer["errors"][0]
        for word in words:
            self.assertIn(word, error["message"])
        return error

    # Usual ------------------------------------------------------------------------

    def test_the_line_sep_of_excel(self):
        self._one_entry(f"sep=;\n{FILE}")

    def test_headers_with_accents_in_two_signs(self):
        head = "Date;Reference;Compte;Libelle\u0301;De\u0301bit;Cre\u0301dit"
        self._one_entry(f"{head}\n{LINES}")

    def test_headers_without_accents_and_case(self):
        self._one_entry(f"DATE;REFERENCE;COMPTE;LIBELLE;DEBIT;CREDIT\n{LINES}")

    def test_dates_with_their_time(self):
        self._one_entry(FILE.replace("2026;", "2026 00:00:00;"))

    def test_dates_in_words(self):
        self._one_entry(FILE.replace("31/10/2026", "31 octobre 2026"))

    def test_the_fec_with_its_own_dates(self):
        lines = _fec("Debit Credit", ["12,50", "0,00"], ["0,00", "12,50"])
        self._one_entry(lines, "fec.txt")

    def test_the_fec_with_amount_and_direction(self):
        for debit, credit in (("D", "C"), ("+1", "-1"), ("Débit", "Crédit")):
            with self.subTest(debit), self.env.cr.savepoint() as point:
                lines = _fec("Montant Sens", ["12,50", debit], ["12,50", credit])
                self._one_entry(lines, "fec.txt")
                point.rollback()
                self.env.invalidate_all()

    def test_a_direction_that_says_nothing(self):
        lines = _fec("Montant Sens", ["12,50", "D"], ["12,50", "Z"])
        error = self._refused(lines, "Row 3", "“Z”", "D or C")
        self.assertEqual(error["row"], 3)

    def test_a_workbook_of_1904(self):
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream, {"date_1904": True})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER.split(";"))
        sheet.write_row(1, 0, [44_864, "OD-1", 606400, "F", 12.5])
        sheet.write_row(2, 0, [44_864, "OD-1", 408100, "F", "", 12.5])
        book.close()
        self._one_entry(stream.getvalue(), "mac.xlsx")

    # Doubtful ---------------------------------------------------------------------

    def test_a_header_that_comes_twice(self):
        content = FILE.replace("Debit;", "Debit;Débit;")
        error = self._refused(content, "“Debit” comes twice", "E, F")
        self.assertEqual((error["row"], error["column"]), (1, "Debit"))

    def test_years_that_are_no_years_of_accounts(self):
        error = self._refused(
            FILE.replace("31/10/2026", "31/10/0206"), "Row 2, Date", "206 is no year"
        )
        self.assertEqual((error["row"], error["column"]), (2, "Date"))

    def test_amounts_that_would_be_rounded(self):
        for amount in ("9" * 31, "12345678901234567,89", "10000000000000,00"):
            content = FILE.replace("12,50", amount)
            with self.subTest(amount):
                error = self._refused(content, "Row 2, Debit", "more than 15 digits")
                self.assertEqual((error["row"], error["column"]), (2, "Debit"))

    def test_formulas_that_were_never_computed(self):
        book = openpyxl.Workbook()
        for row in (HEADER.split(";"), ["31/10/2026", "OD-1", 606400, "F", "=10+2.5"]):
            book.active.append(row)
        stream = io.BytesIO()
        book.save(stream)
        error = self._refused(
            stream.getvalue(), "Row 2, Debit", "never computed", filename="x.xlsx"
        )
        self.assertEqual(error["value"], "=10+2.5")

    def test_a_nul_beyond_the_start(self):
        content = FILE + LINES * 100 + "31/10/2026;OD-1;606400;Four\x00nitures;1,00;\n"
        self._refused(content, "Row 204", "cannot be kept")
        self._refused(content.encode("utf-16"), "Row 204", "cannot be kept")

    def test_a_reference_that_no_index_holds(self):
        error = self._refused(FILE.replace("OD-1", "é" * 3000), "more than 250")
        self.assertEqual((error["row"], error["column"]), (2, "Reference"))
        self.assertEqual(len(error["value"]), 200)

    def test_long_keys_are_cut_and_told_apart(self):
        profile = self.env.ref("ap_base.ap_import_profile_journal_items")
        labels = profile.column_ids.filtered(lambda c: c.target_field == "label")
        labels.is_key = True
        long = "é" * 1900
        content = FILE.replace("Fournitures", long, 1)
        answer = self._import(content.replace("Fournitures", f"{long}2"))
        self.assertEqual(self._counts(answer), ("applied", 2, 2, 0, 0, 0, 0))
        again = self._import(content.replace("Fournitures", f"{long}2"), dry_run=True)
        self.assertEqual(again["same"], 2)

    # Broken -----------------------------------------------------------------------

    def test_broken_files_end_in_sentences(self):
        """The readers' fuzzer, through the door that clients use."""
        if not FUZZER.exists():
            self.skipTest("the add-on stands without the tests of the repository")
        spec = importlib.util.spec_from_file_location("file_fuzzer", FUZZER)
        fuzzer = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(fuzzer)
        states = set()
        for name, content in fuzzer.files(48, 11):
            with self.subTest(name):
                answer = self._import(content, dry_run=True, filename=name)
                states.add(answer["state"])
                stated = [error["message"] for error in answer["errors"]]
                self.assertEqual(bool(stated), answer["state"] == "rejected")
                self.assertFalse(
                    [text for text in stated if " " not in text or "Error" in text]
                )
        self.assertEqual(states, {"validated", "rejected"})
