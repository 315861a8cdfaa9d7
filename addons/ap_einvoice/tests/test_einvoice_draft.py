# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drafts made from what the desk reads in e-invoices, through the journal's upload."""

import io
from unittest.mock import patch

import pypdf
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .einvoice_draft_common import BOTH, DraftCase, lines, money
from .einvoice_files import cii, ubl

EMPTY = {"profile": "urn:factur-x.eu:1p0:basicwl", "lines": []}

@tagged("post_install", "-at_install")
class TestEInvoiceDraft(DraftCase):
    def test_a_plain_invoice_in_both_syntaxes(self):
        for name, write in BOTH:
            with self.subTest(name):
                bill = self._make(write)
                self.assertRecordValues(bill, [{
                    "move_type": "in_invoice", "partner_id": self.supplier.id,
                    "amount_untaxed": 100.0, "amount_tax": 20.0, "amount_total": 120.0,
                    "invoice_payment_term_id": False,
                }])  # fmt: skip
                self.assertEqual(
                    (str(bill.invoice_date), str(bill.invoice_date_due)),
                    ("2026-11-05", "2026-12-05"),
                )
                self.assertRecordValues(bill.invoice_line_ids, [{
                    "name": "Support", "quantity": 1.0, "price_unit": 100.0, "discount": 0.0,
                    "price_subtotal": 100.0, "is_imported": True,
                }])  # fmt: skip
                self.assertEqual(bill.invoice_line_ids.tax_ids.mapped("amount"), [20.0])
                self.assertEqual(self._doubts(bill), [])
                self.assertIn("Draft made from the e-invoice", self._words(bill))

    def test_each_french_type_has_its_direction(self):
        directions = {
            "in_invoice": ("380", "384", "386", "389", "393", "471", "500", "501"),
            "in_refund": ("261", "262", "381", "396", "502", "503"),
        }
        for kind, codes in directions.items():
            for code in codes:
                bill = self._make(type=code)
                self.assertEqual((code, bill.move_type), (code, kind))
                self.assertEqual(self._amounts(bill), (100.0, 20.0, 120.0))

    def test_a_negative_invoice_is_a_credit_note_of_positive_amounts(self):
        negative = {
            "lines": [{"quantity": "-2", "price": "50.00", "net": "-100.00"}],
            **money("-100.00", "-20.00", "-120.00"),
        }
        for name, write in BOTH:
            with self.subTest(name):
                bill = self._make(write, **negative)
                self.assertEqual(bill.move_type, "in_refund")
                self.assertEqual(self._amounts(bill), (100.0, 20.0, 120.0))
                self.assertEqual(bill.invoice_line_ids.quantity, 2.0)

    def test_groups_charges_freight_and_allowances(self):
        """1,000.00 of two details below a group; 15.00 of freight, 9.00, less 5.00."""
        bill = self._make(
            lines=[
                {"id": "1", "status": "GROUP", "price": "1000.00", "net": "1000.00"},
                {"id": "2", "status": "DETAIL", "parent": "1", "quantity": "2",
                 "price": "300.00", "net": "600.00"},
                {"id": "3", "status": "DETAIL", "parent": "1", "quantity": "10",
                 "price": "40.00", "net": "400.00"},
                {"id": "4", "status": "INFORMATION", "parent": "3", "net": "160.00"},
            ],
            logistics=[{"amount": "15.00", "reason": "Transport"}],
            allowances=[{"amount": "5.00"}, {"charge": True, "amount": "9.00"}],
            **money("1019.00", "203.80", "1222.80", lines="1000.00", charges="24.00",
                    allowances="5.00"),
        )  # fmt: skip
        self.assertEqual(self._amounts(bill), (1019.0, 203.8, 1222.8))
        self.assertEqual(
            [(line.name, line.price_subtotal) for line in bill.invoice_line_ids],
            [("Support", 600.0), ("Support", 400.0), ("Allowance", -5.0), ("Charge", 9.0),
             ("Transport", 15.0)],
        )  # fmt: skip
        self.assertEqual(self._doubts(bill), [])

    def test_the_vat_of_the_supplier_holds_and_survives_what_people_do(self):
        """Five times 10.03: VAT rounded by line is 10.05, of the sum 10.03."""
        for name, write in BOTH:
            with self.subTest(name):
                bill = self._make(
                    write, **lines(*["10.03"] * 5), **money("50.15", "10.05", "60.20")
                )
                self.assertEqual(self._amounts(bill), (50.15, 10.05, 60.2))
                line = bill.invoice_line_ids[0]
                line.account_id = line.account_id.search(
                    [("code", "=like", "6226%"), ("company_ids", "in", self.company.ids)],
                    limit=1,
                )  # fmt: skip
                line.name = "Other words"
                self.assertEqual(self._amounts(bill), (50.15, 10.05, 60.2))
                bill.action_post()
                self.assertEqual(self._amounts(bill), (50.15, 10.05, 60.2))

    def test_sums_of_amounts_that_quantity_times_price_cannot_give(self):
        """Kilowatt hours: prices of six decimals, quantities of two."""
        rows = [
            {"quantity": "12345", "price": "0.153421", "net": "1893.98"},
            {"quantity": "12.375", "price": "3.33", "net": "41.21"},
            {"quantity": "10000", "price": "11.30", "base_quantity": "1000", "net": "113.00"},
            {"price": "0.00", "net": "-0.30", "allowances": [{"amount": "0.30"}]},
        ]
        for name, write in BOTH:
            with self.subTest(name):
                bill = self._make(write, lines=rows, **money("2047.89", "409.58", "2457.47"))
                self.assertEqual(
                    bill.invoice_line_ids.mapped("price_subtotal"),
                    [1893.98, 41.21, 113.0, -0.3],
                )
                self.assertEqual(
                    bill.invoice_line_ids.mapped("quantity"), [12345.0, 12.38, 10000.0, 1.0]
                )
                self.assertEqual(self._amounts(bill), (2047.89, 409.58, 2457.47))
                self.assertEqual(self._doubts(bill), [])

    def test_several_rates_and_lines_without_vat(self):
        bill = self._make(
            lines=[
                {"price": "11.00", "net": "11.00"},
                {"price": "27.00", "net": "27.00", "rate": "10.00"},
                {"price": "62.00", "net": "62.00", "rate": "0.00", "category": "E"},
            ],
            rates=[
                {"base": "11.00", "vat": "2.20"},
                {"rate": "10.00", "base": "27.00", "vat": "2.71"},
                {"rate": "0.00", "category": "E", "base": "62.00", "vat": "0.00"},
            ],
            totals={"vat": "4.91", "total": "104.91", "due": "104.91"},
        )
        self.assertEqual(self._amounts(bill), (100.0, 4.91, 104.91))

    def test_without_lines_the_sums_by_rate_are_booked(self):
        bill = self._make(
            **EMPTY, allowances=[{"charge": True, "amount": "9.00"}, {"amount": "5.00"}],
            **money("104.00", "20.80", "124.80", lines="100.00"),
        )  # fmt: skip
        self.assertEqual(self._amounts(bill), (104.0, 20.8, 124.8))
        minimum = self._make(lines=[], rates=[], profile="urn:factur-x.eu:1p0:minimum")
        self.assertFalse(minimum.invoice_line_ids)
        self.assertIn("totals only", self._words(minimum))
        self.assertEqual(self._doubts(minimum), [("einvoice_amount", "empty")])

    # -- supplier ------------------------------------------------------------------------

    def test_another_company_with_the_same_name_and_mail_is_never_taken(self):
        twin = self.env["res.partner"].create(
            {"name": "Vega SAS", "vat": "FR40303265045", "email": "compta@vega.example",
             "is_company": True}
        )  # fmt: skip
        seller = {"name": "Vega SAS", "email": "compta@vega.example", "siren": "552081317",
                  "siret": "55208131766522", "vat": "FR03552081317"}  # fmt: skip
        for name, write in BOTH:
            with self.subTest(name):
                bill = self._make(write, seller=seller)
                self.assertNotEqual(bill.partner_id, twin)
                self.assertEqual(bill.partner_id._ap_register_number(), "552081317")
                self.assertTrue(bill.partner_id.ap_made_by_import)

    def test_a_seller_without_vat_number_is_found_and_made_by_its_siren(self):
        known = self.env["res.partner"].create(
            {"name": "Atelier Voss", "company_registry": "30326504500023", "is_company": True}
        )
        seller = {"name": "ATELIER VOSS EI", "vat": "", "siren": "303265045",
                  "siret": "30326504500049"}  # fmt: skip
        for name, write in BOTH:
            with self.subTest(name):
                self.assertEqual(self._make(write, seller=seller).partner_id, known)
        new = {**seller, "name": "Neuve EI", "siren": "552081317", "siret": "55208131766522"}
        made = self._make(seller=new).partner_id
        self.assertRecordValues(made, [{
            "name": "Neuve EI", "vat": False, "company_registry": "55208131766522",
            "is_company": True, "country_code": "FR", "ap_made_by_import": True,
        }])  # fmt: skip
        self.assertEqual(self._make(ubl, seller=new).partner_id, made)

    def test_only_the_scheme_of_vat_makes_a_vat_number(self):
        seller = {"name": "Fiscal", "siren": "552081317", "siret": "55208131766522"}
        ids = [("FC", "552081399"), ("VA", "FR03552081317")]
        self.assertEqual(self._make(seller=seller, tax_ids=ids).partner_id.vat, "FR03552081317")
        other = {"name": "Fiscal Zwei", "siren": "", "siret": "", "country": "DE"}
        made = self._make(seller=other, tax_ids=[("FC", "30/123/45678")]).partner_id
        self.assertRecordValues(made, [{"name": "Fiscal Zwei", "vat": False}])

    def test_an_address_that_is_none_of_peppol_loses_no_invoice(self):
        seller = {"name": "Mailer", "siren": "552081317", "siret": "", "vat": "FR03552081317"}
        for endpoint in (("EM", "bills@mailer.example"), ("0088", "12"), ("9957", "?"), ("", "x")):
            bill = self._make(ubl, seller=seller, endpoint=endpoint)
            self.assertEqual(self._amounts(bill), (100.0, 20.0, 120.0), endpoint)
            self.assertEqual(bill.partner_id.vat, "FR03552081317")

    # -- what cannot be read -----------------------------------------------------------------

    def test_what_cannot_be_read_is_a_sentence_and_nothing_is_guessed(self):
        cases = {
            "currency": {"currency": "XXQ"}, "amount": lines("100,00"),
            "day": {"issue": "2026-02-30"}, "large": lines("9" * 20),
        }  # fmt: skip
        written = {"currency": "XXQ", "amount": "100,00", "day": "2026-02-30", "large": "9" * 20}
        for name, write in BOTH:
            for case, given in cases.items():
                with self.subTest(case, syntax=name):
                    bill = self._make(write, **given)
                    self.assertIn(written[case], self._words(bill))
                    self.assertEqual(bill.partner_id, self.supplier)
                    self.assertEqual(bool(bill.invoice_line_ids), case == "day")
                    control = "einvoice_field" if case == "day" else "einvoice_amount"
                    self.assertIn((control, f"unread_{case}"), self._found(bill, control))
                    self.assertEqual(bool(bill.invoice_date), case != "day")
        self.assertNotIn("Traceback", self._words(bill))

    def test_a_rate_that_has_no_tax_here_is_named_and_the_payment_waits(self):
        bill = self._make(
            seller={"name": "Muster GmbH", "vat": "DE136695976", "siren": "", "siret": "",
                    "country": "DE"},
            issue="2006-11-05", due="2006-12-05", lines=[{"rate": "19.00"}],
            rates=[{"rate": "19.00", "vat": "19.00"}],
            totals={"vat": "19.00", "total": "119.00", "due": "119.00"},
        )  # fmt: skip
        self.assertIn("No purchase tax of 19 %", self._words(bill))
        self.assertIn(("einvoice_amount", "total"), self._doubts(bill))
        self.assertTrue(bill.ap_payment_hold)
        results = self.env["ap.control"].check(self.company.id)
        self.assertEqual([r for r in results.values() if "error" in r], [])
        bill.action_post()
        self.assertEqual(bill.state, "posted")

    def test_one_bill_on_which_a_control_breaks_does_not_stop_the_others(self):
        bills = self.env["account.move"].union(
            *(self._make(totals={"total": "999.00"}) for _turn in range(3))
        )
        engine = type(self.env["ap.control"])
        real, bad = engine._difference_finding, bills[1]

        def breaking(self_, row, found):
            if row["id"] == bad.id:
                raise TypeError("float() argument must be a string")
            return real(self_, row, found)

        with patch.object(engine, "_difference_finding", breaking):
            for scope in ({}, {"res_model": "account.move", "res_ids": bills.ids}):
                self.env["ap.control"].check(self.company.id, ["einvoice_amount"], **scope)
                codes = [self._found(bill, "einvoice_amount") for bill in bills]
                stated, unchecked = ("einvoice_amount", "total"), ("einvoice_amount", "unchecked")
                self.assertEqual(codes, [[stated], [unchecked], [stated]])
        finding = self.env["ap.finding"].search(
            [("res_id", "=", bad.id), ("message_code", "=", "unchecked")]
        )
        self.assertIn("could not be checked", finding.message)
        self.env["ap.control"].check(self.company.id, ["einvoice_amount"])
        self.assertEqual(self._found(bad, "einvoice_amount"), [stated])

    def test_any_error_of_a_decoder_is_told_without_its_technical_words(self):
        def breaking(*_args):
            raise KeyError("column currency_id violates not-null constraint")

        maker = "odoo.addons.ap_einvoice.models.account_move.DraftMaker.make"
        with patch(maker, breaking):
            bill = self._make()
        self.assertFalse(bill.invoice_line_ids)
        self.assertNotIn("not-null", self._words(bill))
        self.assertIn("enter the bill by hand", self._words(bill))
        bill.action_ap_make_again()
        self.assertEqual(self._amounts(bill), (100.0, 20.0, 120.0))

    # -- files and settings -------------------------------------------------------------------

    def test_an_xml_in_another_place_of_the_pdf_is_read(self):
        for place in ("annotation", "page", "orphan"):
            with self.subTest(place):
                bill = self._upload("bill.pdf", _pdf_with(cii(number=f"P-{place}"), place))
                self.assertEqual(bill.ref, f"P-{place}")
                self.assertEqual(self._amounts(bill), (100.0, 20.0, 120.0))

    def test_a_company_that_switches_it_off_has_the_import_of_odoo(self):
        self.company.ap_einvoice_draft = False
        bill = self._make(ubl)
        self.assertIn("Invoice imported", self._words(bill))
        self.assertEqual(self._row(bill).number, bill.ref)
        self.assertFalse(self._make(cii, type="386").invoice_line_ids)

    def test_the_documents_of_sales_keep_the_import_of_odoo(self):
        file = self.env["ir.attachment"].create({"name": "s.xml", "raw": ubl()})
        journal = self.company_data["default_journal_sale"]
        sale = journal._create_document_from_attachment(file.ids)
        self.assertEqual(sale.move_type, "out_invoice")
        self.assertIn("Invoice imported", self._words(sale))

    def test_making_again_takes_what_the_e_invoice_says(self):
        bill = self._make()
        bill.write({
            "partner_id": self.partner_a.id, "ref": "X",
            "invoice_line_ids": [Command.update(bill.invoice_line_ids.id, {"price_unit": 7.0})],
        })  # fmt: skip
        self._as("apprentice", bill).action_ap_make_again()
        self.assertEqual((bill.partner_id, bill.amount_total), (self.supplier, 120.0))
        self.assertEqual(self._doubts(bill), [])
        bill.action_post()
        with self.assertRaises(UserError):
            bill.action_ap_make_again()
        with self.assertRaises(AccessError):
            self._as("auditor", bill).action_ap_make_again()

    def test_products_are_known_by_barcode_code_and_name(self):
        products = self.env["product.product"].create(
            [{"name": "Support", "default_code": "SUP"}, {"name": "Other"}]
        )
        self.env["product.supplierinfo"].create(
            {"partner_id": self.supplier.id, "product_code": "N-7",
             "product_tmpl_id": products[1].product_tmpl_id.id}
        )  # fmt: skip
        bill = self._make()
        self.assertEqual(bill.invoice_line_ids.product_id, products[0])
        self.assertEqual(self._amounts(bill), (100.0, 20.0, 120.0))
        text = cii(number="CODE").replace(
            b"<ram:SpecifiedTradeProduct>",
            b"<ram:SpecifiedTradeProduct><ram:SellerAssignedID>N-7</ram:SellerAssignedID>",
        )
        self.assertEqual(self._upload("c.xml", text).invoice_line_ids.product_id, products[1])


def _pdf_with(content, place) -> bytes:
    """A PDF of one page that holds a file where Factur-X does not ask for it."""
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(200, 200)
    stream = StreamObject()
    stream._data = content
    stream[NameObject("/Type")] = NameObject("/EmbeddedFile")
    spec = writer._add_object(DictionaryObject({
        NameObject("/Type"): NameObject("/Filespec"),
        NameObject("/F"): TextStringObject("factur-x.xml"),
        NameObject("/EF"): DictionaryObject({NameObject("/F"): writer._add_object(stream)}),
    }))  # fmt: skip
    if place == "annotation":
        page[NameObject("/Annots")] = ArrayObject([writer._add_object(DictionaryObject({
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/FileAttachment"),
            NameObject("/Rect"): ArrayObject([FloatObject(0)] * 4),
            NameObject("/FS"): spec,
        }))])  # fmt: skip
    elif place == "page":
        page[NameObject("/AF")] = ArrayObject([spec])
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
