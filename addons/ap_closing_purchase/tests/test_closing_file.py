# SPDX-License-Identifier: AGPL-3.0-or-later
"""The closing file: one PDF and one workbook that say what the month is."""

import io
import time
from decimal import Decimal

import openpyxl
import pypdf

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.ap_closing.models.closing_file import closing_file, people

from .checklist_common import ChecklistCommon
from .common import OCTOBER, ApClosingCommon

SEPTEMBER = "2026-09-30"


class ClosingFileCase(ApClosingCommon):
    """Reads the two files as another program would."""

    def _made(self, day=OCTOBER, lang=None, company=None, user=None):
        closings = self.closings.with_user(user) if user else self.closings
        return closings.closing_file((company or self.company).id, day, lang)

    def _file(self, made, name):
        return self.env["ir.attachment"].browse(made[f"{name}_id"])

    def _text(self, made):
        reader = pypdf.PdfReader(io.BytesIO(self._file(made, "pdf").raw))
        text = "\n".join(page.extract_text() for page in reader.pages)
        return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")

    def _book(self, made, **options):
        return openpyxl.load_workbook(io.BytesIO(self._file(made, "xlsx").raw), **options)

    def _table(self, sheet, *headings):
        """Rows below the heading row that begins with these, as dicts."""
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        start = next(
            place for place, row in enumerate(rows) if row[: len(headings)] == list(headings)
        )
        found = []
        for row in rows[start + 1 :]:
            if row[0] in (None, "Total"):
                break
            found.append(dict(zip(rows[start], row, strict=True)))
        return found


@tagged("post_install", "-at_install")
class TestClosingFile(ClosingFileCase):
    """September and October of a company; October has its file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"ap_flux_amount": 100.0, "ap_flux_percent": 10.0})
        cls.old = cls._received(160.0, 1.0, "2026-03-01", on="2026-03-01")
        cls.gone = cls._received(75.0, 10.0, "2026-09-12", on="2026-09-01")
        cls._close(SEPTEMBER)
        cls._bill(cls.gone, day="2026-10-06", ref="F-2026-77")
        cls.fresh = cls._received(100.0, 10.0)
        cls._received(2.0, 1.0, line={"name": "=HYPERLINK(1)"})
        cls._spread("2026-10-01", "2026-11-30", 6100.0)
        closing = cls._close(OCTOBER, post=False)
        line = cls._lines(closing).filtered(lambda found: found.source_id == cls.fresh.id)
        line.write({"override_amount": 950.0, "override_reason": "discount agreed"})
        cls.october = cls._close(OCTOBER)

    def test_figures_are_those_of_the_ledger(self):
        book = self._book(self._made())
        runs = {row["Source of entries"]: row for row in self._table(book["Summary"], "Source of entries")}
        received, prepaid = runs["Bills not received"], runs["Prepaid expenses"]
        self.assertEqual(received["Amount"], 1112.0)  # 160 + 950 + 2
        self.assertEqual(received["Previous month"], 910.0)
        self.assertEqual((prepaid["Amount"], prepaid["Effect on cost"]), (3000.0, -3000.0))
        move = self._run(self.october)._standing_moves()
        self.assertEqual(received["Entries"], move.name)
        self.assertEqual(received["Reversals"], move.reversal_move_ids.name)
        ties = self._table(book["Tie-outs"], "Tie-out")
        self.assertEqual({row["Ties"] for row in ties}, {"Yes"})
        self.assertIn(-1112.0, [row["In the ledger"] for row in ties])
        rolls = {row["Account"][:4]: row for row in self._table(book["Roll-forward"], "Account")}
        self.assertEqual(
            [rolls["4081"][name] for name in ("Opening", "New", "Reversed", "Closing")],
            [910.0, 1112.0, 910.0, 1112.0],
        )
        self.assertEqual([rolls["4860"][name] for name in ("Closing", "In the ledger", "Difference")], [3000.0, 3000.0, 0])
        self.assertEqual(len(self._table(book["Roll-forward, lines"], "Account")), 6)

    def test_lists_explain_and_sum(self):
        book = self._book(self._made())
        accruals = self._table(book["Accruals"], "Kind", "Supplier")
        self.assertEqual(sum(row["Amount"] for row in accruals), 1112.0)
        self.assertTrue(all(row["Explanation"] for row in accruals))
        labels = [cell for row in book["Accruals"].iter_rows() for cell in row if "=HYPER" in str(cell.value)]
        self.assertEqual({cell.data_type for cell in labels}, {"s"})
        self.assertEqual(book["Accruals"].freeze_panes, "A5")
        [deferral] = self._table(book["Deferrals"], "Kind", "Supplier")
        self.assertEqual(deferral["Amount"], 3000.0)
        [decided] = self._table(book["Decided by persons"], "Supplier")
        self.assertEqual((decided["Computed amount"], decided["Amount"]), (1000.0, 950.0))
        self.assertEqual(decided["Reason of the decision"], "discount agreed")

    def test_changes_ages_and_their_reasons(self):
        made = self._made()
        book, text = self._book(made), self._text(made).replace("\n", " ")
        changes = self._table(book["Changes"], "Kind", "Supplier")
        received = next(row for row in changes if row["Kind"] == "Bills not received")
        self.assertEqual(
            [received[name] for name in ("Previous month", "New", "Settled", "Changed", "This month")],
            [910.0, 952.0, -750.0, 0, 1112.0],
        )
        self.assertIn("Bill came: F-2026-77.", received["Explanation"])
        self.assertIn("Decided by", received["Explanation"])
        lines = self._table(book["Changes, lines"], "Kind", "Supplier")
        self.assertEqual(sum(row["This month"] for row in lines if row["Kind"] == "Bills not received"), 1112.0)
        [age] = self._table(book["Age"], "Supplier", "0–30 days")
        self.assertEqual([age["0–30 days"], age["Over 90 days"], age["Total"]], [952.0, 160.0, 1112.0])
        self.assertIn("Over 90 days: is a bill still to be expected?", text)
        self.assertIn("Waits too long for its bill", text)

    def test_pdf_is_in_the_asked_language(self):
        english, french = self._text(self._made()), self._text(self._made(lang="fr_FR"))
        self.assertIn("Closing file", english)
        self.assertIn("1,112.00", english)
        self.assertIn("October 2026", english)
        self.assertIn("1 112,00", french)
        self.assertIn("octobre 2026", french)
        self.assertIn("31/10/2026", french)
        with self.assertRaisesRegex(UserError, "Unknown language: xx_XX"):
            self._made(lang="xx_XX")

    def test_versions_are_kept_as_they_were_made(self):
        first, second = self._made(), self._made()
        self.assertEqual(second["version"], first["version"] + 1)
        self.assertIn(f"2026-10 v{first['version']} ", first["names"][0])
        pdf = self._file(first, "pdf").with_user(self._user("head", "ap_base.group_head"))
        self.assertEqual((pdf.res_model, pdf.res_id), ("ap.closing", self.october.id))
        for change in ({"raw": b"x"}, {"name": "other.pdf"}, {"res_id": 0}, {"ap_closing_version": 0}):
            with self.assertRaisesRegex(UserError, "kept as it was made"):
                pdf.write(change)
        with self.assertRaisesRegex(UserError, "kept as it was made"):
            pdf.unlink()
        with self.assertRaisesRegex(UserError, "made by their closing"):
            pdf.create({"name": "mine.pdf", "raw": b"x", "ap_closing_version": 9})
        self.october.invalidate_recordset(["file_count"])
        self.assertEqual(self.october.file_count, 2 * second["version"])
        last = self.october.message_ids[0]
        self.assertEqual(set(last.attachment_ids.ids), {second["pdf_id"], second["xlsx_id"]})
        action = self.october.action_closing_file()
        shown = self.env["ir.attachment"].search(action["domain"])
        self.assertEqual(len(shown), 2 * (second["version"] + 1))

    def test_who_may_make_and_who_may_read(self):
        auditor = self._user("file-auditor", "ap_base.group_auditor")
        made = self._made(user=auditor)
        self.assertIn("1,112.00", self._text(made))
        apprentice = self._user("file-apprentice", "ap_base.group_apprentice")
        with self.assertRaisesRegex(AccessError, "Auditor or Accountant"):
            self._made(user=apprentice)
        self.assertTrue(self._file(made, "pdf").with_user(apprentice).raw)
        self.assertTrue(self._made(user=self._user("file-acc", "ap_base.group_accountant")))
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._user("file-stranger", "ap_base.group_auditor", company=other)
        with self.assertRaises(AccessError):
            self._made(user=stranger)
        with self.assertRaises(AccessError):
            self._file(made, "pdf").with_user(stranger).read(["raw"])
        with self.assertRaises(AccessError):
            self.october.with_user(stranger)._attach_closing_file()

    def test_findings_waived_say_by_whom_and_why(self):
        control = self.env["ap.control"].search(
            [
                ("severity", "!=", "blocking"),
                ("hold_payment", "=", False),
                ("second_person", "=", False),
            ],
            limit=1,
        )
        values = {
            "company_id": self.company.id, "control_id": control.id,
            "res_model": "res.partner", "res_id": self.supplier.id,
            "message_plain": "VAT number missing",
        }  # fmt: skip
        findings = self.env["ap.finding"].sudo()
        waived = findings.create({**values, "key": "a"})
        findings.create({**values, "key": "b"})
        waived.sudo(False).waive("asked the supplier")
        text = self._text(self._made()).replace("\n", " ")
        self.assertIn("Waived, by whom and why", text)
        self.assertIn("asked the supplier", text)
        self.assertIn(self.env.user.name, text)
        self.assertIn("Still open when the file was made", text)

    def test_a_month_without_closing_is_a_sentence(self):
        with self.assertRaisesRegex(UserError, "propose the month first"):
            self._made("2026-01-31")
        with self.assertRaisesRegex(UserError, "not the last day"):
            self._made("2026-10-30")


@tagged("post_install", "-at_install")
class TestLargeClosingFile(ClosingFileCase):
    """A month of 2,000 lines: seconds, and paper that stays readable."""

    def test_two_thousand_lines(self):
        """Lines as the source proposes them, stored as the engine stores them."""
        self._received(10.0, 1.0)
        closing = self._close(OCTOBER, post=False)
        [one] = self.env["ap.closing.kind"]._propose("received", closing, closing.date_end, {})
        run = self._run(closing)
        run._store(
            [
                one._replace(
                    source_key=f"visit:{number}",
                    label=f"Visit {number}",
                    amount_untaxed=Decimal(1000 + number) / 100,
                    amount_computed=Decimal(1000 + number) / 100,
                )
                for number in range(2000)
            ]
        )
        run._count()
        start = time.process_time()  # a busy machine is no slow program
        made = self._made()
        self.assertLess(time.process_time() - start, 40)
        pages = pypdf.PdfReader(io.BytesIO(self._file(made, "pdf").raw)).pages
        self.assertLess(len(pages), 30)
        text = self._text(made)
        self.assertIn("1,750 more lines, in the workbook", text)
        self.assertIn("39,990.00", text)  # 2,000 × 10 + 0.01 × (0 + … + 1,999)
        sheet = self._book(made)["Accruals"]
        self.assertEqual(sheet.max_row, 4 + 2000 + 1)
        self.assertEqual(sheet["E2005"].value, "=SUBTOTAL(109,E5:E2004)")


@tagged("post_install", "-at_install")
class TestFileOfClosedMonth(ChecklistCommon):
    """Closing a month by its checklist makes its file."""

    def test_a_closed_month_gets_its_file_in_the_companys_language(self):
        self._received(100.0, 10.0)
        closing = self._close(OCTOBER)
        self.company.partner_id.lang = "fr_FR"
        self._sign_all(closing)
        closing.with_user(self.head).action_close()
        self.assertEqual(closing.state, "closed")
        files = closing_file.versions(closing)
        self.assertEqual(files.mapped("ap_closing_version"), [1, 1])
        pdf = files.filtered(lambda file: file.mimetype == "application/pdf")
        pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.raw)).pages]
        self.assertIn("octobre 2026", pages[0])
        self.assertIn(self.head.name, pages[0])
        self.assertIn("1 000,00", "".join(pages).replace("\N{NO-BREAK SPACE}", " "))
        # A closed month takes no step, and can still be shown to an auditor.
        again = self.closings.with_user(self.auditor).closing_file(self.company.id, OCTOBER, "en_US")
        self.assertEqual(again["version"], 2)

    def test_sign_offs_say_who_when_and_on_what(self):
        closing = self._close(OCTOBER)
        self._sign_all(closing)
        [section] = people.tasks(closing)
        [table] = section.tables
        self.assertEqual([row[0] for row in table.rows], closing.task_ids.mapped("name"))
        cells = {str(cell) for row in table.rows for cell in row}
        self.assertIn(self.accountant.name, cells)
        self.assertIn(self.second.name, cells)
        self.assertIn("statement.txt", cells)
