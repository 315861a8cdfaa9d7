# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bill against its e-invoice, and the holes of the import that are closed."""

from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.ap_einvoice.models.draft_maker import DraftMaker

from .einvoice_common import EInvoiceCase, ubl

IBAN = "FR7630006000011234567890189"
OTHER_IBAN = "FR1420041010050500013M02606"


class EInvoiceControlsCase(EInvoiceCase):
    """A bill made from its e-invoice, and what is found on it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier = cls.env["res.partner"].create(
            {
                "name": "Nordlys",
                "is_company": True,
                "vat": "FR44732829320",
                "country_id": cls.env.ref("base.fr").id,
            }
        )
        cls.bank = cls.env["res.partner.bank"].create(
            {"acc_number": IBAN, "partner_id": cls.supplier.id}
        )
        cls.bill = cls._upload("nordlys.xml", ubl())

    def _codes(self, bill):
        """Controls that found something on a bill, with their message codes."""
        found = self.env["ap.finding"].search(
            [
                ("res_model", "=", "account.move"),
                ("res_id", "=", bill.id),
                ("state", "=", "open"),
                ("control_code", "like", "%einvoice%"),
            ]
        )
        return {(one.control_code, one.message_code) for one in found}

    def _found(self, bill, code):
        self.env["ap.control"]._check_documents(bill)
        return self.env["ap.finding"].search(
            [
                ("control_code", "=", code),
                ("res_id", "=", bill.id),
                ("state", "=", "open"),
            ]
        )

    def _differences(self, bill):
        """Codes of what differs, of form and of what holds the payment."""
        controls = ("einvoice_difference", "einvoice_amount")
        found = [self._found(bill, code) for code in controls]
        return set((found[0] | found[1]).mapped("message_code"))


@tagged("post_install", "-at_install")
class TestEInvoiceControls(EInvoiceControlsCase):
    def test_an_imported_draft_says_what_its_e_invoice_says(self):
        self.assertEqual(self.bill.partner_id, self.supplier)
        self.assertEqual(self._differences(self.bill), set())
        self.assertFalse(self._found(self.bill, "einvoice_buyer"))
        self.assertFalse(self._found(self.bill, "bill_account_unknown"))

    def test_each_value_changed_by_hand_is_named_with_both_values(self):
        self.bill.write(
            {
                "ref": "NOR-2026-118",
                "invoice_date": "2026-10-06",
                "invoice_date_due": "2026-12-31",
                "invoice_line_ids": [
                    Command.update(self.bill.invoice_line_ids.id, {"price_unit": 900})
                ],
            }
        )
        self.assertEqual(
            self._differences(self.bill),
            {"number", "issue", "due", "untaxed", "total", "base", "lines"},
        )
        messages = self._found(self.bill, "einvoice_difference").mapped("message")
        number = next(text for text in messages if text.startswith("Number"))
        self.assertEqual(
            number, "Number: the e-invoice says NOR-2026-117, the bill NOR-2026-118."
        )

    def test_another_supplier_or_another_buyer_is_found(self):
        self.bill.partner_id = self.env["res.partner"].create(
            {"name": "Other", "vat": "FR23334175221"}
        )
        self.assertIn("supplier", self._differences(self.bill))
        other = self._upload("b.xml", ubl(number="B-1", buyer="732829320"))
        found = self._found(other, "einvoice_buyer")
        self.assertEqual(
            found.message,
            "The e-invoice names 732829320 as the buyer; this company is 443121975.",
        )

    def test_an_unknown_iban_is_never_an_account_to_pay(self):
        before = self.env["res.partner.bank"].search_count([])
        bill = self._upload("e.xml", ubl(number="E-1", iban=OTHER_IBAN))
        self.assertEqual(self.env["res.partner.bank"].search_count([]), before)
        self.assertEqual(bill.partner_bank_id, self.bank)
        found = self._found(bill, "bill_account_unknown")
        self.assertIn(OTHER_IBAN, found.message)
        self.assertTrue(found.control_id.hold_payment)
        self.bank.acc_number = OTHER_IBAN
        self.assertFalse(self._found(bill, "bill_account_unknown"))

    def test_an_archived_account_is_not_woken(self):
        self.bank.active = False
        bill = self._upload("f.xml", ubl(number="F-1"))
        self.assertFalse(self.bank.active)
        self.assertFalse(bill.partner_bank_id)
        self.assertTrue(self._found(bill, "bill_account_unknown"))

    def test_a_supplier_that_the_import_makes_is_to_be_checked(self):
        bill = self._upload(
            "g.xml",
            ubl(seller="New One", seller_vat="FR23334175221", seller_siren="334175221"),
        )
        self.assertEqual(bill.partner_id.name, "New One")
        self.assertTrue(self._found(bill, "supplier_made_by_import"))
        self.assertFalse(bill.partner_id.bank_ids)
        bill.partner_id.action_ap_card_checked()
        self.assertFalse(self._found(bill, "supplier_made_by_import"))
        self.assertFalse(self._found(self.bill, "supplier_made_by_import"))

    def test_who_may_not_make_contacts_imports_bills_of_new_suppliers(self):
        for role, vat in (("apprentice", "23334175221"), ("accountant", "55552081317")):
            user = self._as(role, self.env["res.partner"])
            self.assertFalse(user.has_access("create"))
            xml = ubl(seller=f"New {role}", seller_vat=f"FR{vat}", seller_siren=vat[2:])
            file = user.env["ir.attachment"].create({"name": "n.xml", "raw": xml.encode()})
            journal = self.journal.with_env(user.env)
            bill = journal._create_document_from_attachment(file.ids)
            self.assertEqual(bill.partner_id.name, f"New {role}")
            self.assertFalse(bill.partner_id.env.su)
            self.assertEqual(bill.amount_total, 1200.0)
            self.assertTrue(bill.partner_id.ap_made_by_import)
            self.assertEqual(bill.partner_id.lang, bill.partner_id._ap_home_lang())
            self.assertTrue(self._found(bill, "supplier_made_by_import"))

    def test_an_import_that_fails_leaves_the_draft_as_it_was(self):
        def fail(*args, **kwargs):
            raise ValueError("half way")

        partners = self.env["res.partner"].search_count([])
        commits = []
        with (
            patch.object(DraftMaker, "_notify", fail),
            patch.object(self.env.cr, "commit", lambda: commits.append(1)),
            patch("odoo.modules.module.current_test", False),
        ):
            bill = self._upload("h.xml", ubl(seller="Half", seller_vat="FR23334175221"))
        self.assertFalse(commits)
        self.assertFalse(bill.invoice_line_ids)
        self.assertFalse(bill.partner_id)
        self.assertEqual(self.env["res.partner"].search_count([]), partners)
        words = " ".join(bill.message_ids.mapped("body"))
        self.assertIn("h.xml not imported: it holds something", words)
        self.assertNotIn("half way", words)
        self.assertEqual(self._differences(bill), {"empty"})
        self.assertEqual(self._row(bill).number, "NOR-2026-117")
