# SPDX-License-Identifier: AGPL-3.0-or-later
"""An e-invoice names its order: it is compared as received, and stays so."""

from odoo import Command
from odoo.tests import tagged

from odoo.addons.ap_einvoice.tests.einvoice_common import EInvoiceCase, ubl


@tagged("post_install", "-at_install")
class TestMatchEInvoice(EInvoiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        warehouses = cls.env.get("stock.warehouse")
        if warehouses is not None and not warehouses.search([("company_id", "=", cls.company.id)]):
            values = {"name": "Depot", "code": "DEP", "company_id": cls.company.id}
            warehouses.sudo().create(values)

    def _order_like(self, bill):
        """A confirmed order of what the bill bills, at its prices and taxes."""
        product = self.env["product.product"].create(
            {"name": "Bought", "type": "service", "purchase_method": "purchase"}
        )
        lines = [
            Command.create(
                {
                    "product_id": product.id,
                    "name": line.name or "Line",
                    "product_qty": line.quantity,
                    "price_unit": line.price_unit,
                    "discount": line.discount,
                    "tax_ids": [Command.set(line.tax_ids.ids)],
                }
            )
            for line in bill.invoice_line_ids
        ]
        order = self.env["purchase.order"].create(
            {
                "partner_id": bill.partner_id.id,
                "company_id": bill.company_id.id,
                "currency_id": bill.currency_id.id,
                "order_line": lines,
            }
        )
        order.button_confirm()
        return order

    def test_order_of_the_einvoice(self):
        """BT-13 names the order, even where somebody emptied the field of the bill."""
        bill = self._upload("bill.xml", ubl().encode())
        before = bill.invoice_line_ids.read(["name", "quantity", "price_unit"])
        order = self._order_like(bill)
        document = bill.ap_document_ids.sudo()
        document.data = {**document.data, "order": order.name}
        bill.invoice_origin = False
        self.env["ap.match"]._match(bill)
        match = bill.ap_match_ids
        self.assertEqual(match.state, "matched", match.explanation)
        self.assertEqual(bill.invoice_line_ids.purchase_line_id, order.order_line)
        bill.invalidate_recordset()
        self.assertEqual(
            bill.invoice_line_ids.read(["name", "quantity", "price_unit"]), before
        )
