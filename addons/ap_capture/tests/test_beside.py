# SPDX-License-Identifier: AGPL-3.0-or-later
"""The draft beside its page: its values with their places, and what somebody points at."""

import base64
import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.ap_base.tests.common import ApCommon, b64

from .bill_pdf import bill, pdf


@tagged("post_install", "-at_install")
class TestBeside(ApCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.captures = cls.env["ap.capture"]
        cls.supplier = cls.env["res.partner"].create(
            {"name": "Lenoir", "vat": "FR40303265045", "country_id": cls.env.ref("base.fr").id}
        )
        cls.capture = cls._read(cls, bill())
        cls.bill = cls.capture.move_id

    def _read(self, content, name="bill.pdf"):
        found = self.captures.read_file(name, b64(content), self.company.id)
        return self.captures.search([("move_id", "in", found["move_ids"])])

    def _desk(self, role="apprentice"):
        return self._as(role, self.captures)

    def _middle(self, field):
        left, top, right, bottom = self.capture.value_ids.filtered(lambda one: one.field == field).box
        return (left + right) / 2, (top + bottom) / 2

    def test_pages_and_values_stand_beside_the_bill(self):
        [file] = self._desk().pages_of_bill(self.bill.id)
        self.assertEqual((file["name"], file["pages"]), ("bill.pdf", [1]))
        said = {one["field"]: one for one in file["values"]}
        self.assertEqual((said["number"]["value"], said["number"]["page"]), ("F-2026-0417", 1))
        self.assertEqual(said["supplier"]["record"]["id"], self.supplier.id)
        self.assertEqual(len(said["total"]["box"]), 4)
        json.dumps(file)
        other = self._bill("OTHER")
        self.assertEqual(self._desk().pages_of_bill(other.id), [])

    def test_a_page_is_a_picture_with_its_size(self):
        picture = self._desk("auditor").browse(self.capture.id).page_picture(1, 400)
        self.assertEqual((round(picture["width"]), round(picture["height"])), (595, 842))
        self.assertTrue(base64.b64decode(picture["image"]).startswith(b"\xff\xd8"))
        with self.assertRaisesRegex(UserError, "Page 7 of bill.pdf cannot be shown"):
            self.capture.page_picture(7)

    def test_what_somebody_points_at_is_read_for_the_field(self):
        capture = self._desk().browse(self.capture.id)
        number = capture.value_at(1, *self._middle("number"), "number")
        self.assertEqual((number["value"], number["text"]), ("F-2026-0417", "F-2026-0417"))
        day = capture.value_at(1, *self._middle("due"), "date")
        self.assertEqual(day["value"], "2026-10-14")
        amount = capture.value_at(1, *self._middle("untaxed"), "amount")
        self.assertEqual(amount["value"], 1000.0)
        self.assertEqual(capture.value_at(1, 5, 5, "date"), {})
        self.assertEqual(capture.value_at(9, 5, 5, "date"), {})
        self.assertFalse(self.bill.invoice_date == self.bill.invoice_date_due)
        with self.assertRaisesRegex(UserError, "no field of a page"):
            capture.value_at(1, 5, 5, "company_id")

    def test_a_supplier_is_pointed_at_by_its_name_or_its_number(self):
        named = self.env["res.partner"].create({"name": "Papeterie Lenoir SARL"})
        capture = self._desk().browse(self.capture.id)
        found = capture.value_at(1, 60, 780 - 780 + 61, "supplier")
        self.assertEqual(found["record"]["id"], named.id)
        number = capture.value_at(1, 80, 842 - 780 + 16 * 3 - 2, "supplier")
        self.assertEqual((number["text"], number["record"]["id"]), ("N° TVA FR40303265045", self.supplier.id))
        street = capture.value_at(1, 80, 842 - 780 + 16 - 2, "supplier")
        self.assertEqual((street["text"], "record" in street), ("14 rue des Fabriques", False))

    def test_the_page_of_another_company_is_not_shown(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.env["res.users"].create(
            {"name": "x", "login": "x", "company_id": other.id, "company_ids": [(6, 0, other.ids)],
             "group_ids": [(6, 0, [self.env.ref("ap_base.group_head").id, self.env.ref("base.group_user").id])]}
        )  # fmt: skip
        captures = self.captures.with_user(stranger).with_context(allowed_company_ids=other.ids)
        for call in (
            lambda: captures.pages_of_bill(self.bill.id),
            lambda: captures.browse(self.capture.id).page_picture(1),
            lambda: captures.browse(self.capture.id).value_at(1, 50, 50, "number"),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_the_next_bill_is_the_most_urgent_that_lacks_something(self):
        self.assertEqual(self._desk().next_to_check(self.bill.id), {})
        late, soon = (
            self._read(bill(number, total="1 201,00"), f"{number}.pdf") for number in ("F-1", "F-2")
        )
        soon.move_id.invoice_date_due = "2026-10-01"
        found = self._desk().next_to_check(self.bill.id)
        self.assertEqual(found["res_id"], soon.move_id.id)
        self.assertEqual(found["views"][0][0], self.env.ref("ap_capture.view_move_form_beside").id)
        self.assertEqual(self._desk().next_to_check(soon.move_id.id)["res_id"], late.move_id.id)
        action = self._as("apprentice", self.bill).action_ap_next_captured()
        self.assertEqual(action["res_id"], soon.move_id.id)
        (late | soon).move_id.button_cancel()
        action = self._as("apprentice", self.bill).action_ap_next_captured()
        self.assertEqual(action["res_model"], "ap.capture")

    def test_a_dropped_file_opens_beside_its_page(self):
        attachment = self.env["ir.attachment"].create({"name": "d.pdf", "raw": bill("F-3")})
        journal = self.company_data["default_journal_purchase"]
        action = journal.create_document_from_attachment(attachment.ids)
        self.assertEqual(action["views"], [(self.env.ref("ap_capture.view_move_form_beside").id, "form")])
        self.assertEqual(self.env["account.move"].browse(action["res_id"]).ref, "F-3")

    def test_a_bill_by_hand_has_no_page(self):
        with self.assertRaisesRegex(UserError, "was not read from a page"):
            self._bill("HAND").action_ap_beside_page()

    def test_words_of_a_scan_are_kept(self):
        """Who points at a scan does not wait for it to be read again."""
        kept = [{"width": 595, "height": 842, "words": [["A-1", 10, 10, 40, 20]]}]
        self.capture.sudo().scanned_pages = kept
        self.assertEqual(self.capture.value_at(1, 20, 15, "number")["value"], "A-1")


@tagged("post_install", "-at_install")
class TestBesideTour(HttpCase, ApCommon):
    """A file dropped, a box and a text clicked, saved: in the browser."""

    def _walk(self, lang):
        self.env["res.lang"]._activate_lang("fr_FR")
        user = self.users["apprentice"]
        user.lang = lang
        content = pdf(
            "Papeterie Lenoir SARL", "N° TVA FR40303265045", "FACTURE", "F-2026-0500", "14/09/2026",
            ("Total HT", "10,00 €"), ("TVA 20 %", "2,00 €"), ("Total TTC", "12,00 €"),
        )  # fmt: skip
        self.env["ir.attachment"].create(
            {"name": "tour.pdf", "raw": content, "public": True, "url": "/ap_capture_tour/bill.pdf", "type": "binary",
             "mimetype": "application/pdf"}
        )  # fmt: skip
        supplier = self.env["res.partner"].create({"name": "Lenoir", "vat": "FR40303265045"})
        self.start_tour("/odoo/action-account.action_move_in_invoice_type", "ap_capture_beside", login=user.login)
        made = self.env["account.move"].search([("partner_id", "=", supplier.id)])
        self.assertEqual((made.ref, str(made.invoice_date)), ("F-2026-0500", "2026-09-14"))
        self.assertEqual(made.amount_untaxed, 10.0)

    def test_in_english(self):
        self._walk("en_US")

    def test_in_french(self):
        self._walk("fr_FR")
