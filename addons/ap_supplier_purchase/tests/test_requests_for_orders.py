# SPDX-License-Identifier: AGPL-3.0-or-later
"""Orders in suppliers' mails: found by their number, own ones only, copied."""

import io

from pypdf import PdfReader

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.ap_supplier.tests.test_supplier_request import REQUEST, RequestCommon


@tagged("post_install", "-at_install")
class TestRequestsForOrders(RequestCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create({"name": "Hinges"})
        cls.order = cls._order(cls.alpha, partner_ref="CDE-4711")
        cls.foreign = cls._order(cls.partner_b)

    @classmethod
    def _order(cls, partner, **values):
        order = cls.env["purchase.order"].create({
            "partner_id": partner.id,
            "company_id": cls.company.id,
            "order_line": [Command.create({
                "product_id": cls.product.id, "name": "Brass hinges", "product_qty": 12,
                "price_unit": 7.5, "tax_ids": False,
            })],
            **values,
        })  # fmt: skip
        order.button_confirm()
        return order

    def test_orders_are_found_by_their_number(self):
        """Ours or the supplier's, in any writing; the others are told as unknown."""
        text = (
            f"Merci de nous envoyer une copie du bon de commande {self.order.name.lower()}, "
            f"notre référence CDE 4711, et de {self.foreign.name} et PO-98765."
        )
        request = self._get("a", text, subject="Bon de commande")
        self.assertEqual((request.type_code, request.order_ids), ("order_copy", self.order))
        self.assertEqual(request.unknown_numbers, f"{self.foreign.name}, PO-98765")
        self.assertIn(self.order.name, request.answer)
        self.assertNotIn("Brass", request.answer)

    def test_a_copy_goes_with_the_answer(self):
        request = self._get(
            "a", f"Please send a copy of the purchase order {self.order.name}", subject="PO copy"
        )
        self._call("apprentice", REQUEST, "send_answer", request.ids)
        message = request.message_ids.filtered("outgoing_email_to")
        [file] = message.attachment_ids
        self.assertIn("attached", message.body)
        self.assertEqual(file.name, f"{self.order.name}.pdf")
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(file.raw)).pages)
        for told in (self.order.name, "Brass hinges", "90.00", "CDE-4711"):
            self.assertIn(told, text)

    def test_a_stranger_gets_no_copy(self):
        text = f"Please send a copy of the purchase order {self.order.name}"
        for sender, partner in (("x@gmail.com", self.alpha.browse()), ("new@alpha.example", self.alpha)):
            request = self._get(sender, text, sender=sender, subject="PO copy")
            self.assertEqual(request.partner_id, partner)
            self.assertEqual(bool(request.order_ids), bool(partner))
            self._call("apprentice", REQUEST, "send_answer", request.ids)
            message = request.message_ids.filtered("outgoing_email_to")
            self.assertFalse(message.attachment_ids)
            self.assertNotIn(self.order.name, str(message.body))

    def test_orders_to_others_are_not_linked(self):
        request = self._get("a", "Please send a copy of the purchase order", subject="Order")
        self.assertIn("number of the order", request.answer)
        for role in ("apprentice", "head"):
            values = {"order_ids": [Command.link(self.foreign.id)]}
            sentence = self._refused(role, REQUEST, "write", request.ids, values)
            self.assertIn(self.foreign.name, sentence)
        self._call("apprentice", REQUEST, "write", request.ids,
                   {"order_ids": [Command.link(self.order.id)]})  # fmt: skip
        self.assertIn(self.order.name, request.answer)
        with self.assertRaises(ValidationError):
            request.partner_id = self.partner_b

    def test_another_company_s_orders_stay_there(self):
        other = self.setup_other_company()["company"]
        away = self.env["purchase.order"].with_company(other).create(
            {"partner_id": self.alpha.id, "company_id": other.id, "name": "PO-77123"}
        )
        away.write({"state": "sent"})
        request = self._get("a", "Copie du bon de commande PO-77123 ?", subject="Commande")
        self.assertFalse(request.order_ids)
        self.assertIn("PO-77123", request.unknown_numbers)
