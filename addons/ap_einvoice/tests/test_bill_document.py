# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the files of a bill say is read once, kept, and given for many bills at once."""

from odoo.tests import tagged

from .einvoice_common import EInvoiceCase, pdf, ubl


@tagged("post_install", "-at_install")
class TestBillDocument(EInvoiceCase):
    def test_an_xml_that_arrives_is_read_into_the_draft_and_kept(self):
        bill = self._upload("nordlys.xml", ubl())
        self.assertEqual(bill.ref, "NOR-2026-117")
        self.assertEqual(bill.amount_total, 1200)
        row = self._row(bill)
        self.assertEqual(
            (row.syntax, row.coverage, row.problem), ("ubl", "full", False)
        )
        self.assertEqual(row.number, "NOR-2026-117")
        self.assertEqual((row.amount_untaxed, row.amount_total), (1000, 1200))
        self.assertEqual(row.rates, [["20.00", "1000.00", "200.00"]])
        self.assertEqual(row.accounts, "FR7630006000011234567890189")

    def test_an_xml_inside_a_pdf_is_the_invoice(self):
        bill = self._upload("nordlys.pdf", pdf(("factur-x.xml", ubl().encode())))
        self.assertEqual(bill.ref, "NOR-2026-117")
        document = self.env["ap.bill.document"]._of(bill)[bill.id]
        self.assertEqual(document.invoice.number, "NOR-2026-117")
        self.assertEqual(document.text, "")  # a blank page: nothing to read

    def test_documents_of_many_bills_take_one_query(self):
        bills = self._upload("a.xml", ubl()) | self._upload("b.xml", ubl(number="B2"))
        documents = self.env["ap.bill.document"]
        documents._of(bills)
        with self.assertQueryCount(1):
            found = documents._of(bills)
        self.assertEqual(found[bills[1].id].invoice.number, "B2")
        self.assertIsNone(found[bills[0].id].text)

    def test_a_file_that_comes_otherwise_is_read_at_night(self):
        bill = self._bill("F-1")
        self.assertFalse(self._row(bill))
        file = self.env["ir.attachment"].create(
            {
                "name": "late.xml",
                "raw": ubl(number="LATE").encode(),
                "res_model": "account.move",
                "res_id": bill.id,
            }
        )
        documents = self.env["ap.bill.document"]
        self.assertIn(bill.id, documents._unread())
        bill._ap_read_documents()
        self.assertEqual(self._row(bill).number, "LATE")
        self.assertFalse(documents._unread(bill))
        file.unlink()
        bill._ap_read_documents(again=True)
        self.assertFalse(self._row(bill))
