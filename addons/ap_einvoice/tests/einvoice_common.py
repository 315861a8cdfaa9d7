# SPDX-License-Identifier: AGPL-3.0-or-later
"""Invoices made for tests, and how they reach the books."""

import io

import pypdf

from odoo.addons.ap_base.tests.common import ApCommon

UBL = """<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
 <cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>
 <cbc:ProfileID>{mode}</cbc:ProfileID>
 <cbc:ID>{number}</cbc:ID><cbc:IssueDate>{issue}</cbc:IssueDate>
 <cbc:DueDate>{due}</cbc:DueDate><cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
 {notes}
 <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
 <cac:AccountingSupplierParty><cac:Party>
  <cbc:EndpointID schemeID="0225">732829320</cbc:EndpointID>
  <cac:PartyName><cbc:Name>{seller}</cbc:Name></cac:PartyName>
  <cac:PostalAddress><cbc:StreetName>1 rue du Port</cbc:StreetName>
   <cbc:CityName>Brest</cbc:CityName><cbc:PostalZone>29200</cbc:PostalZone>
   <cac:Country><cbc:IdentificationCode>FR</cbc:IdentificationCode></cac:Country>
  </cac:PostalAddress>
  <cac:PartyTaxScheme><cbc:CompanyID>{seller_vat}</cbc:CompanyID>
   <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
  <cac:PartyLegalEntity><cbc:RegistrationName>{seller}</cbc:RegistrationName>
   <cbc:CompanyID schemeID="0002">{seller_siren}</cbc:CompanyID></cac:PartyLegalEntity>
 </cac:Party></cac:AccountingSupplierParty>
 <cac:AccountingCustomerParty><cac:Party>
  <cbc:EndpointID schemeID="0225">{buyer}</cbc:EndpointID>
  <cac:PartyName><cbc:Name>Recommerce</cbc:Name></cac:PartyName>
  <cac:PostalAddress><cac:Country>
   <cbc:IdentificationCode>FR</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
  <cac:PartyLegalEntity><cbc:RegistrationName>Recommerce</cbc:RegistrationName>
   <cbc:CompanyID schemeID="0002">{buyer}</cbc:CompanyID></cac:PartyLegalEntity>
 </cac:Party></cac:AccountingCustomerParty>
 <cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>
  <cac:PayeeFinancialAccount><cbc:ID>{iban}</cbc:ID></cac:PayeeFinancialAccount>
 </cac:PaymentMeans>
 <cac:TaxTotal><cbc:TaxAmount currencyID="EUR">{vat}</cbc:TaxAmount>
  <cac:TaxSubtotal><cbc:TaxableAmount currencyID="EUR">{net}</cbc:TaxableAmount>
   <cbc:TaxAmount currencyID="EUR">{vat}</cbc:TaxAmount>
   <cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>20.00</cbc:Percent>
    <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory>
  </cac:TaxSubtotal></cac:TaxTotal>
 <cac:LegalMonetaryTotal>
  <cbc:LineExtensionAmount currencyID="EUR">{net}</cbc:LineExtensionAmount>
  <cbc:TaxExclusiveAmount currencyID="EUR">{net}</cbc:TaxExclusiveAmount>
  <cbc:TaxInclusiveAmount currencyID="EUR">{total}</cbc:TaxInclusiveAmount>
  <cbc:PayableAmount currencyID="EUR">{total}</cbc:PayableAmount>
 </cac:LegalMonetaryTotal>
 <cac:InvoiceLine><cbc:ID>1</cbc:ID>
  <cbc:InvoicedQuantity unitCode="C62">1</cbc:InvoicedQuantity>
  <cbc:LineExtensionAmount currencyID="EUR">{net}</cbc:LineExtensionAmount>
  <cac:Item><cbc:Name>Maintenance of scales</cbc:Name>
   <cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>20.00</cbc:Percent>
    <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:ClassifiedTaxCategory>
  </cac:Item>
  <cac:Price><cbc:PriceAmount currencyID="EUR">{net}</cbc:PriceAmount></cac:Price>
 </cac:InvoiceLine>
</Invoice>"""
NOTES = "".join(
    f"<cbc:Note>{text}</cbc:Note>"
    for text in ("#PMT#40 €", "#PMD#12,40 %", "#AAB#néant", "#BAR#B2B")
)
FIGURES = {
    "mode": "S1", "number": "NOR-2026-117", "issue": "2026-10-05", "due": "2026-11-04",
    "seller": "Nordlys", "seller_vat": "FR44732829320", "seller_siren": "732829320",
    "buyer": "443121975", "iban": "FR7630006000011234567890189",
    "net": "1000.00", "vat": "200.00", "total": "1200.00", "notes": NOTES,
}  # fmt: skip


def ubl(**changes) -> str:
    """An invoice of services: 1,000.00 at 20 %; `changes` of what it says."""
    return UBL.format(**{**FIGURES, **changes})


def pdf(*embedded, words=None, password=None) -> bytes:
    """A PDF of one page with files inside: (name, content)."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    for name, content in embedded:
        writer.add_attachment(name, content)
    if password:
        writer.encrypt(password)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


class EInvoiceCase(ApCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.vat = "FR46443121975"
        cls.company.partner_id.company_registry = "443121975"
        cls.journal = cls.company_data["default_journal_purchase"]

    @classmethod
    def _upload(cls, name, content):
        """The draft that the journal's upload makes of a file."""
        if isinstance(content, str):
            content = content.encode()
        attachment = cls.env["ir.attachment"].create({"name": name, "raw": content})
        return cls.journal._create_document_from_attachment(attachment.ids)

    @staticmethod
    def _row(bill):
        """What the files of a bill say."""
        return bill.env["ap.bill.document"].search([("move_id", "=", bill.id)])
