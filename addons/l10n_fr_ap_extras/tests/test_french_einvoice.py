# SPDX-License-Identifier: AGPL-3.0-or-later
"""French rules of e-invoices, and the moment of VAT that they state."""

from odoo.tests import tagged

from odoo.addons.ap_einvoice.tests.einvoice_common import ubl
from odoo.addons.ap_einvoice.tests.test_einvoice_controls import EInvoiceControlsCase


@tagged("post_install", "-at_install")
class TestFrenchEInvoice(EInvoiceControlsCase):
    def test_broken_french_rules_are_named_with_their_sentence(self):
        bill = self._upload("c.xml", ubl(number="C 1", notes="", mode="X9"))
        found = self._found(bill, "einvoice_rules")
        for rule in ("BR-FR-02", "BR-FR-05", "BR-FR-08"):
            self.assertIn(rule, found.message)
        self.assertIn("AAB", str(found.evidence_html))
        self.assertFalse(self._found(self.bill, "einvoice_rules"))
        old = self._upload("d.xml", ubl(number="D 1", issue="2026-08-31"))
        self.assertFalse(self._found(old, "einvoice_rules"))

    def test_vat_of_goods_on_a_service_is_found_and_put_right(self):
        line = self.bill.invoice_line_ids
        self.assertEqual(line.tax_ids.mapped("name"), ["20% S"])  # the e-invoice says S1
        self.assertFalse(self._found(self.bill, "einvoice_vat_moment"))
        line.tax_ids = line.tax_ids.search(
            [("name", "=", "20% G"), ("company_id", "=", self.company.id),
             ("type_tax_use", "=", "purchase")]
        )  # fmt: skip
        found = self._found(self.bill, "einvoice_vat_moment")
        self.assertIn("Right: 20% S", found.message)
        self.bill.action_ap_take_vat_of_einvoice()
        self.assertEqual(line.tax_ids.mapped("name"), ["20% S"])
        self.assertEqual(self.bill.amount_total, 1200)
        self.assertFalse(self._found(self.bill, "einvoice_vat_moment"))
        self.assertEqual(self._differences(self.bill), set())
