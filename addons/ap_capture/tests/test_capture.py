# SPDX-License-Identifier: AGPL-3.0-or-later
"""Plain PDF bills read into drafts: what is sure is filled in, the rest is proposed."""

from contextlib import contextmanager
from email.message import EmailMessage
from unittest.mock import patch

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import tagged

from odoo.addons.ap_base.tests.common import ApCommon, b64

from ..formats.pdf_pages import Engine, pages_of
from ..models import ap_capture
from . import bill_pdf
from .bill_pdf import bill, pdf


@tagged("post_install", "-at_install")
class TestCapture(ApCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax = cls.env["account.tax"].search(
            [
                ("company_id", "=", cls.company.id), ("type_tax_use", "=", "purchase"),
                ("amount", "=", 20), ("price_include", "=", False), ("amount_type", "=", "percent"),
            ], limit=1,
        )  # fmt: skip
        cls.supplier = cls.env["res.partner"].create(
            {"name": "Lenoir", "vat": "FR40303265045", "is_company": True,
             "country_id": cls.env.ref("base.fr").id}
        )  # fmt: skip
        cls.cost = cls.company_data["default_account_expense"].copy({"code": "606499"})
        cls._bill(
            "LAST", partner=cls.supplier, post=True,
            invoice_line_ids=[(0, 0, {"name": "Paper", "price_unit": 5.0, "account_id": cls.cost.id,
                                      "tax_ids": [(6, 0, cls.tax.ids)]})],
        )  # fmt: skip
        cls.captures = cls.env["ap.capture"]

    def _read(self, content, role="apprentice", name="bill.pdf"):
        return self._as(role, self.captures).read_file(name, b64(content), self.company.id)

    def _moves(self, result):
        return self.env["account.move"].browse(result["move_ids"])

    def test_a_bill_becomes_a_draft_to_the_cent(self):
        """1,000.00 at 20 %: the card by its VAT number, cost as in its last bill."""
        result = self._read(bill())
        move = self._moves(result)
        self.assertEqual(result["kind"], "bill")
        self.assertRecordValues(
            move,
            [{
                "state": "draft", "move_type": "in_invoice", "partner_id": self.supplier.id,
                "ref": "F-2026-0417", "amount_untaxed": 1000.0, "amount_tax": 200.0,
                "amount_total": 1200.0,
            }],
        )  # fmt: skip
        self.assertEqual(str(move.invoice_date), "2026-09-14")
        self.assertEqual(str(move.invoice_date_due), "2026-10-14")
        self.assertEqual(move.invoice_line_ids.account_id, self.cost)
        self.assertEqual(move.invoice_line_ids.tax_ids, self.tax)
        said = result["fields"]
        self.assertEqual((said["total"]["value"], said["total"]["sure"]), (1200.0, True))
        self.assertEqual(said["total"]["page"], 1)
        self.assertEqual(len(said["total"]["box"]), 4)
        self.assertEqual(said["rates"]["value"], [[20.0, 1000.0, 200.0]])
        self.assertFalse(move.ap_capture_ids.to_check)
        shown = {one.field: one.shown for one in move.ap_capture_ids.value_ids}
        self.assertEqual((shown["date"], shown["total"]), ("09/14/2026", "1,200.00"))
        self.assertEqual(shown["rates"], "20 % : 1,000.00 + 200.00")
        states = {one.field: one.state for one in move.ap_capture_ids.value_ids}
        self.assertEqual(states["supplier_vat"], "compared")

    def test_a_file_is_read_once(self):
        content = bill()
        first = self._read(content)
        again = self._read(content, name="again.pdf")
        self.assertEqual(again, first)
        self.assertEqual(self.captures.search_count([("company_id", "=", self.company.id)]), 1)

    def test_totals_that_do_not_add_up_fill_no_line(self):
        result = self._read(bill(total="1 201,00"))
        move = self._moves(result)
        self.assertFalse(move.invoice_line_ids)
        capture = move.ap_capture_ids
        self.assertTrue(capture.to_check)
        self.assertIn("Total", capture.missing)
        self.assertIn(capture, self.captures.search([("to_check", "=", True)]))

    def _with_table(self, amount="900,00"):
        head = "Désignation                  Montant HT"
        return pdf(
            "Papeterie Lenoir SARL", "N° TVA FR40303265045", "FACTURE", ("Facture n°", "F-TABLE"),
            ("Date de facture", "14/09/2026"), tuple(head.split("                  ")),
            ("Papier A4", "100,00"), ("Classeurs", amount), ("Total HT", "1 000,00 €"),
            ("TVA 20 %", "200,00 €"), ("Total TTC", "1 200,00 €"),
        )  # fmt: skip

    def test_a_clear_table_gives_its_lines(self):
        """100.00 + 900.00 are what is taxed: two lines, else one for the rate."""
        result = self._read(self._with_table())
        move = self._moves(result)
        self.assertRecordValues(
            move.invoice_line_ids,
            [
                {"name": "Papier A4", "price_subtotal": 100.0, "account_id": self.cost.id},
                {"name": "Classeurs", "price_subtotal": 900.0, "account_id": self.cost.id},
            ],
        )
        self.assertEqual(move.amount_total, 1200.0)
        self.assertEqual([one["name"] for one in result["fields"]["lines"]["value"]], ["Papier A4", "Classeurs"])
        value = move.ap_capture_ids.value_ids.filtered(lambda one: one.field == "lines")
        self.assertEqual((value.shown, value.state), ("Papier A4 : 100.00 ; Classeurs : 900.00", "filled"))

    def test_a_table_that_does_not_add_up_gives_one_line_a_rate(self):
        move = self._moves(self._read(self._with_table("850,00")))
        self.assertEqual(len(move.invoice_line_ids), 1)
        self.assertEqual((move.amount_untaxed, move.amount_total), (1000.0, 1200.0))

    def test_a_rate_without_tax_here_is_to_be_checked(self):
        """19 % is no tax of the company: the draft says 1,000.00, the page 1,190.00."""
        content = pdf(
            "Nordlicht GmbH", "RECHNUNG", ("Rechnungsnummer", "R-77"), ("Rechnungsdatum", "14.09.2026"),
            ("Nettobetrag", "1.000,00 €"), ("MwSt. 19 %", "190,00 €"), ("Bruttobetrag", "1.190,00 €"),
        )  # fmt: skip
        move = self._moves(self._read(content))
        self.assertEqual((move.ref, move.amount_total), ("R-77", 1000.0))
        self.assertIn("Total", move.ap_capture_ids.missing)

    def test_a_credit_note_is_a_refund(self):
        content = pdf(
            "Papeterie Lenoir SARL", "N° TVA FR40303265045", "AVOIR", ("Avoir n°", "A-12"),
            ("Date d'avoir", "20/09/2026"), ("Total HT", "-50,00 €"), ("TVA 20 %", "-10,00 €"),
            ("Total TTC", "-60,00 €"),
        )  # fmt: skip
        move = self._moves(self._read(content))
        self.assertEqual((move.move_type, move.ref, move.amount_total), ("in_refund", "A-12", 60.0))

    def test_what_is_no_bill_makes_no_draft_and_says_why(self):
        result = self._read(pdf("BON DE LIVRAISON", ("N°", "BL-77"), "Papier 10 cartons"))
        self.assertEqual((result["kind"], result["why"], result["move_ids"]), ("other", "title", []))

    def test_a_scan_makes_a_draft_that_says_so(self):
        result = self._read(pdf())
        self.assertEqual(result["kind"], "scan")
        move = self._moves(result)
        self.assertEqual(move.state, "draft")
        self.assertIn("pictures", "".join(move.message_ids.mapped("body")))

    def test_a_damaged_file_is_named_and_makes_nothing(self):
        result = self._read(b"%PDF-1.7 nothing")
        self.assertEqual((result["kind"], result["why"], result["move_ids"]), ("failed", "pdf", []))

    def test_an_account_of_the_page_is_compared_and_never_stored(self):
        line = ("IBAN", "FR76 3000 6000 0112 3456 7890 189")
        move = self._moves(self._read(bill("F-9", "1 000,00", "200,00", "1 200,00", line)))
        value = move.ap_capture_ids.value_ids.filtered(lambda one: one.field == "iban")
        self.assertEqual((value.value, value.state), ("FR7630006000011234567890189", "unknown"))
        self.assertFalse(self.supplier.bank_ids)

    def test_a_value_that_is_not_sure_is_taken_by_hand(self):
        content = pdf(
            "Papeterie Lenoir SARL", "N° TVA FR40303265045", "FACTURE", "F-2026-0500",
            "14/09/2026", ("Total HT", "10,00 €"), ("TVA 20 %", "2,00 €"), ("Total TTC", "12,00 €"),
        )  # fmt: skip
        move = self._moves(self._read(content))
        day = move.ap_capture_ids.value_ids.filtered(lambda one: one.field == "date")
        self.assertEqual((day.state, move.invoice_date), ("proposed", False))
        self.assertIn("To check or to enter", move._ap_waits_for_a_person())
        self._as("apprentice", day).action_apply()
        self.assertEqual((day.state, str(move.invoice_date)), ("applied", "2026-09-14"))

    def test_a_posted_bill_takes_nothing(self):
        move = self._moves(self._read(bill()))
        move.action_post()
        value = move.ap_capture_ids.value_ids.filtered(lambda one: one.field == "number")
        value.sudo().state = "proposed"
        with self.assertRaisesRegex(UserError, "no draft any more"):
            self._as("accountant", value).action_apply()

    def test_who_may_not_prepare_bills_reads_no_file(self):
        with self.assertRaises(AccessError):
            self._read(bill(), role="auditor")
        with self.assertRaises(AccessError):
            self._as("head", self.captures).create({"name": "x"})
        capture = self._moves(self._read(bill())).ap_capture_ids
        with self.assertRaises(AccessError):
            self._as("head", capture).write({"kind": "other"})

    def test_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        with self.assertRaises(AccessError):
            self._as("apprentice", self.captures).read_file("b.pdf", b64(bill()), other.id)

    def test_a_file_that_is_dropped_twice_makes_one_bill(self):
        content = bill()
        first = self._moves(self._read(content))
        attachment = self.env["ir.attachment"].create({"name": "again.pdf", "raw": content})
        journal = self.company_data["default_journal_purchase"]
        found = journal._create_document_from_attachment(attachment.ids)
        second = self.env["account.move"].browse(found.ids)
        self.assertFalse(second.invoice_line_ids or second.ref)
        self.assertEqual(first.ap_capture_ids.move_id, first)
        self.assertIn("the same file is", "".join(second.message_ids.mapped("body")))

    def _in_zloty(self):
        self.env.ref("base.PLN").active = False
        return pdf(
            "Papeterie Lenoir SARL", "N° TVA FR40303265045", "FACTURE", ("Facture n°", "F-PLN-1"),
            ("Date de facture", "14/09/2026"), ("Total HT", "1 000,00 PLN"),
            ("TVA 20 %", "200,00 PLN"), ("Total TTC", "1 200,00 PLN"),
        )  # fmt: skip

    def test_zloty_are_not_booked_as_euros(self):
        """Where the currency of the page is not active, no line is made and it is said."""
        move = self._moves(self._read(self._in_zloty()))
        self.assertEqual((move.ref, move.amount_total), ("F-PLN-1", 0.0))
        capture = move.ap_capture_ids
        self.assertEqual(capture.missing, "Currency, Total")
        value = capture.value_ids.filtered(lambda one: one.field == "currency")
        with self.assertRaisesRegex(RedirectWarning, "PLN is not active"):
            self._as("apprentice", value).action_apply()
        self.assertEqual(value.state, "proposed")
        self.env.ref("base.PLN").active = True
        self._as("apprentice", value).action_apply()
        self.assertEqual((move.currency_id.name, capture.missing), ("PLN", "Total"))

    def test_what_a_person_enters_is_missing_no_more(self):
        """The counter follows the draft, not what the page said of it."""
        move = self._moves(self._read(bill(total="1 201,00")))
        capture, waiting = move.ap_capture_ids, [("to_check", "=", True)]
        self.assertEqual(capture.missing, "Total")
        move.invoice_line_ids = [
            (0, 0, {"name": "Paper", "price_unit": 1201.0, "tax_ids": False})
        ]
        self.assertFalse(capture.missing)
        self.assertNotIn(capture, self.captures.search(waiting))
        move.ref = False
        self.assertEqual((capture.missing, capture.to_check), ("Number", True))
        self.assertIn(capture, self.captures.search(waiting))
        self.assertNotIn(capture, self.captures.search([("to_check", "=", False)]))

    def test_another_supplier_than_the_page_says_is_to_be_checked(self):
        """The card of the page's VAT number, and a card with another number, are told apart; a
        card without number may be the one."""
        waiting = [("to_check", "=", True)]
        move = self._moves(self._read(bill()))
        capture = move.ap_capture_ids
        move.partner_id = self.env["res.partner"].create({"name": "Somebody else", "is_company": True})
        self.assertEqual(capture.missing, "Supplier")
        self.assertIn("Supplier", move._ap_waits_for_a_person())
        self.assertIn(capture, self.captures.search(waiting))
        self.supplier.vat = False  # then nobody is known by that number
        move = self._moves(self._read(bill("F-77")))
        capture = move.ap_capture_ids
        self.assertEqual((move.partner_id.id, capture.missing), (False, "Supplier"))
        move.partner_id = self.supplier
        self.assertFalse(capture.missing)
        self.supplier.vat = "FR23334175221"
        self.assertEqual(capture.missing, "Supplier")
        self.assertIn(capture, self.captures.search(waiting))
        self.supplier.vat = "FR 40 303 265 045"
        self.assertFalse(capture.missing)
        self.assertNotIn(capture, self.captures.search(waiting))

    def test_defaults_of_a_client_count_for_nothing(self):
        other = self._bill("OTHER")
        asked = self.captures.with_context(default_move_id=other.id, default_sure=True)
        result = self._as("apprentice", asked).with_context(
            default_move_id=other.id, default_kind="other"
        ).read_file("bill.pdf", b64(bill()), self.company.id)
        self.assertEqual(result["kind"], "bill")
        self.assertEqual(self._moves(result).ref, "F-2026-0417")
        self.assertFalse(other.ap_capture_ids)

    def test_a_dropped_file_goes_the_same_way(self):
        """And stays a draft, even of a supplier whose bills Odoo posts by itself."""
        self.supplier.autopost_bills = "always"
        attachment = self.env["ir.attachment"].create({"name": "drop.pdf", "raw": bill()})
        journal = self.company_data["default_journal_purchase"]
        journal._create_document_from_attachment(attachment.ids)
        capture = self.captures.search([("company_id", "=", self.company.id)])
        bill_of_file = capture.move_id
        self.assertEqual((bill_of_file.ref, bill_of_file.amount_total), ("F-2026-0417", 1200.0))
        self.assertEqual(bill_of_file.state, "draft")
        self.assertIn("not posted by itself", "".join(bill_of_file.message_ids.mapped("body")))
        self.assertEqual(bill_of_file._ap_waits_for_a_person(), "")  # a policy may

    def test_a_page_attached_to_an_entry_leaves_it_an_entry(self):
        """Somebody's own draft in the purchase journal, empty or with its items."""
        journal = self.company_data["default_journal_purchase"]
        items = [
            (0, 0, {"name": "Cost", "account_id": self.cost.id, "debit": 80.0}),
            (0, 0, {"name": "Due", "account_id": self.cost.id, "credit": 80.0}),
        ]
        for lines in ([], items):
            entry = self.env["account.move"].create(
                {"move_type": "entry", "journal_id": journal.id, "line_ids": lines}
            )
            page = self.env["ir.attachment"].create({"name": "page.pdf", "raw": bill(f"F-{len(lines)}")})
            entry.message_post(body="See", message_type="comment", attachment_ids=page.ids)
            self.assertEqual((entry.move_type, entry.ref), ("entry", False))
            self.assertEqual(entry.line_ids.mapped("debit"), [80.0, 0.0] if lines else [])
            self.assertFalse(entry.ap_capture_ids)

    def test_a_mail_of_several_files_makes_several_drafts(self):
        """Two bills and a delivery note: each is a draft, the last one says what it is."""
        mail = EmailMessage()
        mail["From"], mail["To"] = "compta@lenoir.example", "bills@reprise.example"
        mail["Subject"], mail["Message-Id"] = "Bills", "<bills-1@lenoir.example>"
        mail.set_content("Please find them here.")
        note = pdf("BON DE LIVRAISON", ("N°", "BL-77"), "Papier 10 cartons")
        for name, content in (("1.pdf", bill("F-M1")), ("2.pdf", bill("F-M2")), ("3.pdf", note)):
            mail.add_attachment(content, maintype="application", subtype="pdf", filename=name)
        journal = self.company_data["default_journal_purchase"]
        self.env["mail.thread"].message_process(
            "account.move", mail.as_bytes(), {"move_type": "in_invoice", "journal_id": journal.id}
        )
        found = self.captures.search([("company_id", "=", self.company.id)], order="name")
        self.assertEqual(found.mapped("kind"), ["bill", "bill", "other"])
        self.assertEqual(found.move_id.mapped("ref"), ["F-M1", "F-M2", False])
        self.assertEqual(len(found.move_id), 3)
        said = "".join(found[2].move_id.message_ids.mapped("body"))
        self.assertIn("another document", said)


@tagged("post_install", "-at_install")
class TestScan(ApCommon):
    """A scan waits for the job; what it finds is confirmed by sums, or proposed."""

    def _scan(self):
        capture = self.env["ap.capture"]
        with self._eyes(bill_pdf.bill("F-2026-0900")):
            result = capture.read_file("scan.pdf", b64(pdf()), self.company.id)
            found = capture.search([("move_id", "in", result["move_ids"])])
            self.assertEqual((found.kind, found.why), ("scan", "no_text"))
            with self.enter_registry_test_mode():
                self.env.ref("ap_capture.cron_read_scans").method_direct_trigger()
        return found

    @contextmanager
    def _eyes(self, page):
        """An engine that sees this page in each scan."""
        engine = Engine("none", "fra")
        with (
            patch.object(type(self.env["ap.capture"]), "_engine", lambda records: engine),
            patch.object(ap_capture, "scanned_pages_of", lambda *_scan: pages_of(page)),
        ):
            yield

    def test_a_scan_is_read_by_the_job(self):
        found = self._scan()
        bill = found.move_id
        self.assertEqual((found.kind, bill.state), ("bill", "draft"))
        states = {value.field: value.state for value in found.value_ids}
        self.assertEqual((states["untaxed"], states["number"]), ("filled", "proposed"))
        self.assertEqual((bill.amount_untaxed, bill.ref), (1000.0, False))
        self.assertIn("Number", found.missing)

    def test_a_server_without_engine_says_what_to_install(self):
        with patch.object(type(self.env["ap.capture"]), "_engine", lambda records: None):
            result = self.env["ap.capture"].read_file("s.pdf", b64(pdf()), self.company.id)
        self.assertEqual((result["kind"], result["why"]), ("scan", "no_engine"))
        move = self.env["account.move"].browse(result["move_ids"])
        self.assertIn("tesseract-ocr", "".join(move.message_ids.mapped("body")))
