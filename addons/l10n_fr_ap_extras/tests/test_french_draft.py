# SPDX-License-Identifier: AGPL-3.0-or-later
"""The VAT of drafts of e-invoices, by the French chart and the law of the day."""

from odoo.tests import tagged

from odoo.addons.ap_einvoice.tests.einvoice_draft_common import DraftCase, money


@tagged("post_install", "-at_install")
class TestFrenchDraft(DraftCase):
    def test_a_plain_invoice_of_services_bears_the_vat_of_services(self):
        bill = self._make()
        self.assertEqual(bill.invoice_line_ids.tax_ids.mapped("name"), ["20% S"])

    def test_a_service_takes_the_vat_of_services_and_goods_that_of_goods(self):
        names = {"S1": "20% S", "B1": "20% G", "M1": "20% G"}
        for mode, name in names.items():
            bill = self._make(mode=mode)
            self.assertEqual(bill.invoice_line_ids.tax_ids.name, name)
        self.supplier.ap_vat_on_debits = True
        self.assertEqual(self._make().invoice_line_ids.tax_ids.name, "20% G")

    def test_another_tax_of_the_rate_keeps_the_vat_of_the_supplier(self):
        """Goods for services, VAT that is not deducted: 10.05 stays; another rate computes."""
        own = [("company_id", "=", self.company.id), ("type_tax_use", "=", "purchase")]
        tax = {
            name: self.env["account.tax"].with_context(active_test=False).search(
                [*own, ("name", "=", name)]
            )
            for name in ("20% G", "20% ND", "20% EU S", "10% G")
        }
        rows = [{"quantity": "7", "price": "1.432857", "net": "10.03"}] * 5
        bill = self._make(lines=rows, **money("50.15", "10.05", "60.20"))
        for name, vat in (("20% G", 10.05), ("20% ND", 10.05), ("10% G", 5.02)):
            bill.invoice_line_ids.tax_ids = tax[name]
            self.assertEqual((name, *self._amounts(bill)), (name, 50.15, vat, 50.15 + vat))
        bill.invoice_line_ids.tax_ids = tax["20% EU S"]
        self.assertEqual(self._amounts(bill), (50.15, 0.0, 50.15))
        owed = bill.line_ids.filtered("tax_line_id").mapped("balance")
        self.assertEqual(sorted(owed), [-10.03, 10.03])  # ours to compute
        bill.invoice_line_ids.tax_ids = False
        self.assertEqual(self._amounts(bill), (50.15, 0.0, 50.15))

    def test_a_day_of_which_the_law_knows_no_rate_breaks_nothing(self):
        bill = self._make(
            seller={"name": "Muster GmbH", "vat": "DE136695976", "siren": "", "siret": "",
                    "country": "DE"},
            issue="2006-11-05", due="2006-12-05", lines=[{"rate": "19.00"}],
            rates=[{"rate": "19.00", "vat": "19.00"}],
            totals={"vat": "19.00", "total": "119.00", "due": "119.00"},
        )  # fmt: skip
        self.assertFalse(bill.ap_tax_proposal_html)
        self.assertEqual(bill.tax_proposals(), [])
        results = self.env["ap.control"].check(self.company.id)
        self.assertEqual([r for r in results.values() if "error" in r], [])
        bill.action_post()
        self.assertEqual(bill.state, "posted")
