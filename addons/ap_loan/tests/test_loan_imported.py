# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bank's table: kept as it is, ours beside it, and what it contradicts itself in."""

import io

import xlsxwriter
import xlwt
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen import canvas

from odoo.tests import tagged

from odoo.addons.ap_loan.models import pdf_reader

from .common import LoanCommon

HEADER = "N°;Date d'échéance;Intérêts;Capital amorti;Assurance;Montant échéance;Capital restant dû"


@tagged("post_install", "-at_install")
class TestLoanImported(LoanCommon):
    def _csv(self, loan, changes=None, insurance=0.0, total=True):
        """The table of a loan as a bank prints it: commas, days, a line of sums."""
        rows = [HEADER]
        for row in loan.row_ids:
            interest = (changes or {}).get(row.number, row.interest)
            values = (interest, row.principal, insurance, row.payment + insurance, row.closing)
            amounts = ";".join(f"{value:.2f}".replace(".", ",") for value in values)
            rows.append(f"{row.number};{row.date:%d/%m/%Y};{amounts}")
        if total:
            rows.append("Total;;9419,36;100000,00;0,00;109419,36;")
        return "\n".join(rows)

    def test_a_table_that_agrees_is_kept_and_said_to_agree(self):
        loan = self._loan(reference="PR-2026-17")
        record = self._import(self._csv(loan), "Tableau PR 2026 17.csv")
        self.assertEqual((record.state, record.new_count), ("applied", 60), record.error_text)
        self.assertEqual(loan.schedule_id.event, "bank_table")
        self.assertIn("agree to the cent", loan.comparison_text)
        self.assertFalse(loan.remark_text)
        self.assertRow(self._row(loan, 60), 1817.97, 5.45, 1817.97, 1823.42, 0.0)
        again = self._import(self._csv(loan), loan=loan, dry_run=True)
        self.assertEqual((again.new_count, again.same_count), (0, 60))

    def test_insurance_in_the_instalment_is_found_and_named_as_the_cause(self):
        loan = self._loan()
        self._import(self._csv(loan, insurance=25.0), loan=loan)
        row = self._row(loan, 1)
        self.assertEqual((row.payment, row.insurance, row.debit), (1823.66, 25.0, 1848.66))
        self.assertIn("the insurance", loan.comparison_text)
        self.assertIn("60 rows differ", loan.comparison_text)

    def test_another_day_count_of_the_bank_is_the_likely_cause(self):
        bank = self._loan(name="As the bank reckons", day_count="exact/365")
        ours = self._loan()
        self._import(self._csv(bank, total=False), loan=ours)
        self.assertIn("the day count (exact/365)", ours.comparison_text)
        self.assertEqual(self._row(ours, 1).interest, 305.75)

    def test_a_table_that_contradicts_itself_is_kept_with_its_remarks(self):
        loan = self._loan()
        record = self._import(self._csv(loan, changes={2: 290.0}), loan=loan)
        self.assertEqual(record.state, "applied")
        self.assertIn("Row 2: the instalment is", loan.remark_text)
        self.assertEqual(self._row(loan, 2).interest, 290.0)

    def test_a_workbook_is_read_like_a_text(self):
        loan = self._loan()
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream)
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER.split(";"))
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for place, row in enumerate(loan.row_ids, 1):
            sheet.write(place, 0, row.number)
            sheet.write_datetime(place, 1, row.date, day)
            figures = (row.interest, row.principal, 0, row.payment, row.closing)
            sheet.write_row(place, 2, figures)
        book.close()
        record = self._import(stream.getvalue(), "table.xlsx", loan)
        self.assertEqual((record.state, record.row_count), ("applied", 60))
        self.assertIn("agree to the cent", loan.comparison_text)

    def test_an_old_workbook_is_read_like_a_text(self):
        """An .xls of Excel 97, its days as Excel keeps them; the profile of this bank knows
        that a title stands above the header."""
        loan = self._loan()
        book = xlwt.Workbook()
        sheet = book.add_sheet("Echéancier")
        sheet.write(0, 0, "Tableau d'amortissement du prêt")
        day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
        for column, name in enumerate(HEADER.split(";")):
            sheet.write(2, column, name)
        for place, row in enumerate(loan.row_ids, 3):
            sheet.write(place, 0, row.number)
            sheet.write(place, 1, row.date, day)
            figures = (row.interest, row.principal, 0, row.payment, row.closing)
            for column, figure in enumerate(figures, 2):
                sheet.write(place, column, figure)
        stream = io.BytesIO()
        book.save(stream)
        general = self.env.ref("ap_loan.ap_import_profile_loan")
        own = general.copy({"code": "nord_xls", "name": "Banque du Nord", "header_row": 3})
        record = self._import(stream.getvalue(), "table.xls", loan, profile_id=own.id)
        self.assertEqual((record.state, record.row_count), ("applied", 60), self._errors(record))
        self.assertIn("agree to the cent", loan.comparison_text)
        self.assertRow(self._row(loan, 60), 1817.97, 5.45, 1817.97, 1823.42, 0.0)

    def test_a_file_of_nobody_and_a_row_without_figures_are_refused_by_row(self):
        loan = self._loan()
        nobody = self._import(self._csv(loan), "scan.csv")
        self.assertEqual(nobody.state, "rejected")
        self.assertIn("Row 2: nobody knows of which loan", nobody.error_text or self._errors(nobody))
        broken = "N°;Date d'échéance\n1;15/02/2026"
        record = self._import(broken, loan=loan)
        self.assertEqual(record.state, "rejected")
        self.assertIn("neither interest nor anything", self._errors(record))
        self.assertEqual(loan.schedule_id.event, "contract")

    def test_what_is_booked_stays_and_the_rest_follows_the_bank(self):
        loan = self._running()
        self._book(loan, "2026-02-20")
        entry = self._row(loan, 1).move_id
        refused = self._import(self._csv(loan, changes={1: 310.0}), loan=loan)
        self.assertEqual(refused.state, "rejected")
        self.assertIn("is booked with 300.00", self._errors(refused).replace("\xa0", " "))
        record = self._import(self._csv(loan, changes={3: 290.85}), loan=loan)
        self.assertEqual(record.state, "applied", self._errors(record))
        self.assertEqual(self._row(loan, 1).move_id, entry)
        self.assertEqual(self._row(loan, 3).interest, 290.85)

    def test_a_table_of_the_rows_to_come_continues_the_one_before(self):
        loan = self._running()
        lines = self._csv(loan, total=False).splitlines()
        rest = [line.split(";", 1)[1] for line in [lines[0], *lines[25:]]]
        record = self._import("\n".join(rest), loan=loan)
        self.assertEqual(record.state, "applied", self._errors(record))
        self.assertEqual(len(loan.row_ids), 60)
        self.assertEqual(loan.row_ids.mapped("number"), list(range(1, 61)))
        self.assertEqual(loan.schedule_id.date_from, self._day("2028-01-15"))

    def test_undoing_gives_the_version_before_back(self):
        loan = self._loan()
        first = loan.schedule_id
        record = self._import(self._csv(loan, changes={2: 290.0}), loan=loan)
        record.action_undo()
        self.assertEqual(loan.schedule_id, first)
        self.assertEqual(self._row(loan, 2).interest, 295.43)
        self.assertEqual(len(loan.row_ids), 60)

    def test_the_profile_of_the_lenders_last_table_is_offered_again(self):
        loan, other = self._loan(), self._loan(name="Other")
        general = self.env.ref("ap_loan.ap_import_profile_loan")
        own = general.copy({"code": "nord", "name": "Banque du Nord"})
        action = other.action_import()
        self.assertEqual(action["context"]["default_profile_id"], general.id)
        self._import(self._csv(loan), loan=loan, profile_id=own.id)
        action = other.action_import()
        self.assertEqual(action["context"]["default_profile_id"], own.id)

    def test_the_text_of_a_pdf_is_read_and_a_scan_is_refused(self):
        loan = self._loan()
        lines = self._csv(loan, total=False).splitlines()[1:]
        read = pdf_reader.read(
            "\n".join(
                line.replace(";0,00;", ";").replace(";", " ") for line in lines
            )
        )
        self.assertEqual(len(read), 61)
        refusals = {
            "it is a scan": self._pdf([], picture=True),
            "closed by a password": self._pdf(lines, encrypt=StandardEncryption("secret")),
            "it is damaged": b"%PDF-1.4\n%%EOF",
            "no table of a loan": self._pdf(["Nothing of a loan"]),
        }
        for why, content in refusals.items():
            record = self._import(content, "table.pdf", loan)
            self.assertEqual(record.state, "rejected")
            self.assertIn(why, self._errors(record))
            self.assertIn("ask the bank for a workbook", self._errors(record).lower())
        self.assertEqual(loan.schedule_id.event, "contract")

    def test_a_printed_table_is_imported_as_a_workbook_is(self):
        loan = self._loan()
        lines = [line.replace(";", "  ") for line in self._csv(loan).splitlines()]
        record = self._import(self._pdf(lines), "table.pdf", loan)
        self.assertEqual((record.state, record.row_count), ("applied", 60), self._errors(record))
        self.assertIn("agree to the cent", loan.comparison_text)
        self.assertRow(self._row(loan, 60), 1817.97, 5.45, 1817.97, 1823.42, 0.0)

    def _pdf(self, lines, picture=False, encrypt=None):
        """A PDF of these lines, forty on a page; `picture`: a page without text."""
        stream = io.BytesIO()
        page = canvas.Canvas(stream, encrypt=encrypt)
        if picture:
            page.rect(10, 10, 100, 100, fill=1)
        for first in range(0, len(lines), 40):
            for place, line in enumerate(lines[first : first + 40]):
                page.drawString(40, 800 - 18 * place, line)
            page.showPage()
        page.save()
        return stream.getvalue()

    def _errors(self, record):
        rows = record.row_ids.filtered(lambda row: row.state == "rejected")
        return "\n".join([record.error_text or "", *filter(None, rows.mapped("message"))])
