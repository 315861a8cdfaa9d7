# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bill that is sent: a draft, once, never posted; what is no bill is refused in words."""

from unittest import SkipTest

from odoo.tests import tagged

from .portal_common import PDF, PortalHttp

UBL = """<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>
<cbc:ID>{number}</cbc:ID><cbc:IssueDate>2026-11-20</cbc:IssueDate><cbc:DueDate>2026-12-20</cbc:DueDate>
<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party><cac:PostalAddress><cac:Country>
<cbc:IdentificationCode>FR</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
<cac:PartyTaxScheme><cbc:CompanyID>{vat}</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
<cac:PartyLegalEntity><cbc:RegistrationName>{name}</cbc:RegistrationName></cac:PartyLegalEntity>
</cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cac:PostalAddress><cac:Country>
<cbc:IdentificationCode>FR</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
<cac:PartyLegalEntity><cbc:RegistrationName>Buyer</cbc:RegistrationName></cac:PartyLegalEntity>
</cac:Party></cac:AccountingCustomerParty>
<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">0.00</cbc:TaxAmount><cac:TaxSubtotal>
<cbc:TaxableAmount currencyID="EUR">80.00</cbc:TaxableAmount><cbc:TaxAmount currencyID="EUR">0.00</cbc:TaxAmount>
<cac:TaxCategory><cbc:ID>Z</cbc:ID><cbc:Percent>0</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory>
</cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="EUR">80.00</cbc:LineExtensionAmount>
<cbc:TaxExclusiveAmount currencyID="EUR">80.00</cbc:TaxExclusiveAmount>
<cbc:TaxInclusiveAmount currencyID="EUR">80.00</cbc:TaxInclusiveAmount>
<cbc:PayableAmount currencyID="EUR">80.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="C62">1</cbc:InvoicedQuantity>
<cbc:LineExtensionAmount currencyID="EUR">80.00</cbc:LineExtensionAmount>
<cac:Item><cbc:Name>Advice</cbc:Name><cac:ClassifiedTaxCategory><cbc:ID>Z</cbc:ID><cbc:Percent>0</cbc:Percent>
<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:ClassifiedTaxCategory></cac:Item>
<cac:Price><cbc:PriceAmount currencyID="EUR">80.00</cbc:PriceAmount></cac:Price></cac:InvoiceLine>
</Invoice>"""


@tagged("post_install", "-at_install")
class TestUpload(PortalHttp):
    def setUp(self):
        super().setUp()
        self._as(self.martin)

    def test_a_pdf_becomes_a_draft_once(self):
        """Even for a supplier whose bills Odoo posts by itself; the same file again, by a
        colleague, and the same number in another file are told."""
        self.alpha.autopost_bills = "always"
        answer = self._send(number="FA-90", note="Second half")
        self.assertIn("We received your bill", answer.text)
        bill = self._drafts(self.martin)
        self.assertRecordValues(bill, [{
            "state": "draft", "move_type": "in_invoice", "partner_id": self.alpha.id,
            "ref": "FA-90", "company_id": self.company.id,
        }])  # fmt: skip
        self.assertEqual(bill.message_main_attachment_id.raw, PDF)
        self.assertEqual(bill.message_main_attachment_id.name, "FA-90.pdf")
        self.assertNotIn(self.martin.partner_id, bill.message_partner_ids)
        self.assertTrue(bill.message_ids.filtered(lambda one: "Second half" in one.body))
        self.assertIn("We have this file already", self._send(name="other.pdf").text)
        self._as(self.leroy)
        self.assertIn("We have this file already", self._send().text)
        answer = self._send(content=PDF + b"%%EOF", number="fa 90")
        self.assertIn("a bill with the number FA-90", answer.text)
        self.assertIn("is_other", answer.text)
        self.assertEqual(self._drafts(), bill)
        self._send(content=PDF + b"%%EOF", number="fa 90", is_other="1")
        self.assertEqual(len(self._drafts()), 2)
        self.assertEqual(self._drafts(self.leroy).ref, "fa 90")

    def test_the_same_file_of_another_firm_is_another_bill(self):
        self._send()
        self._as(self.blanc)
        self._send()
        self.assertEqual(self._drafts(self.blanc).partner_id, self.beta)

    def test_what_is_no_bill_is_refused_in_words(self):
        self.company.ap_portal_file_mb = 1
        self.env.flush_all()
        files = self.env["ir.attachment"].search_count([("res_model", "=", False)])
        for name, content, words in (
            ("bill.exe", b"MZ\x90", "of a kind that we cannot take"),
            ("bill.pdf", b"PK\x03\x04", "of a kind that we cannot take"),
            ("bill.pdf", b"", "is empty"),
            ("bill.pdf", PDF[:-10], "damaged"),
            ("bill.xml", b"<a><b></a>", "damaged"),
            ("bill.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "damaged"),
            ("bill.xml", b"<a><b/></a>", "no e-invoice that we can read"),
            ("bill.pdf", PDF + b" " * 1024 * 1024, "larger than 1 MB"),
        ):
            with self.subTest(name=name, words=words):
                self.assertIn(words, self._send(name=name, content=content).text)
        self.assertIn("Choose the file", self._post("/my/supplier/send").text)
        self.assertFalse(self._drafts())
        self.assertEqual(self.env["ir.attachment"].search_count([("res_model", "=", False)]), files)

    def test_what_was_not_accepted_is_told(self):
        self._send(number="FA-91")
        bill = self._drafts(self.martin)
        bill.button_cancel()
        self.env.flush_all()
        self.assertIn("could not accept", self._page(f"/my/supplier/bills/{bill.id}").text)
        self.assertIn("We received your bill", self._send(number="FA-91").text)

    # E-invoices, where they are read ---------------------------------------------------

    def _ubl(self, number="FA-95", name="Alpha SAS", vat="FR23334175221"):
        if "ap.bill.document" not in self.env:
            raise SkipTest("e-invoices are read by ap_einvoice")
        return UBL.format(number=number, name=name, vat=vat).encode()

    def test_an_e_invoice_fills_the_draft(self):
        self.alpha.vat = "FR23334175221"
        answer = self._send(name="a.xml", content=self._ubl())
        self.assertIn("We received your bill", answer.text)
        bill = self._drafts(self.martin)
        self.assertRecordValues(bill, [{
            "state": "draft", "ref": "FA-95", "partner_id": self.alpha.id, "amount_untaxed": 80.0,
        }])  # fmt: skip
        self.assertEqual(str(bill.invoice_date_due), "2026-12-20")
        answer = self._send(name="b.xml", content=self._ubl("FA-77"))
        self.assertIn("a bill with the number FA-77", answer.text)
        self.assertEqual(self._drafts(), bill)

    def test_an_e_invoice_of_another_seller_is_refused(self):
        self.alpha.vat = "FR23334175221"
        self.beta.vat = "FR83404833048"
        content = self._ubl(name="Beta Industrie", vat="FR83404833048")
        self.assertIn("names another seller", self._send(name="a.xml", content=content).text)
        self.assertFalse(self._drafts())
        self.assertFalse(self.env["account.move"].search([("ref", "=", "FA-95")]))

    def test_an_unknown_seller_is_who_sends(self):
        """The firm's card has no number yet: no second card is made."""
        before = self.env["res.partner"].search_count([])
        content = self._ubl(name="Alpha Holding", vat="FR23334175221")
        self._send(name="a.xml", content=content)
        bill = self._drafts(self.martin)
        self.assertEqual(bill.partner_id, self.alpha)
        self.assertEqual(str(bill.invoice_date_due), "2026-12-20")
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        self.assertTrue(bill.message_ids.filtered(lambda one: "Alpha Holding" in one.body))
