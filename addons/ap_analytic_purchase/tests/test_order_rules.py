# SPDX-License-Identifier: AGPL-3.0-or-later
"""A rule by order reference holds for the lines of the orders that it names."""

from odoo.tests import tagged

from odoo.addons.ap_analytic.tests.analytic_common import AnalyticCommon


@tagged("post_install", "-at_install")
class TestOrderRules(AnalyticCommon):
    def test_the_number_of_the_order_is_read_on_its_bill_line(self):
        """The bill of order P-IT-7 goes to IT; a bill without an order does not, and what
        the bill says of its origin counts as before."""
        self._rule("Orders of IT", {self.it: 100}, order_pattern="P-IT-*")
        product = self.env["product.product"].create(
            {"name": "Screen", "type": "consu", "purchase_method": "purchase"}
        )
        warehouses = self.env.get("stock.warehouse")
        if warehouses is not None and not warehouses.search([("company_id", "=", self.company.id)]):
            warehouses.create({"name": "Depot", "code": "DEP", "company_id": self.company.id})
        order = self.env["purchase.order"].create(
            {
                "name": "P-IT-7",
                "partner_id": self.supplier.id,
                "company_id": self.company.id,
                "order_line": [
                    (0, 0, {"product_id": product.id, "product_qty": 2, "price_unit": 125})
                ],
            }
        )
        order.button_confirm()
        order.action_create_invoice()
        ordered = order.invoice_ids.invoice_line_ids
        ordered.move_id.invoice_origin = False
        typed, named = self._bill_of(
            ("Cable", self.fees, 10), ("Plug", self.fees, 5)
        ).invoice_line_ids
        self.assertEqual(
            ordered.propose_imputation(apply=False)[0]["distribution"],
            {str(self.it.id): 100.0},
        )
        self.assertEqual((typed | named).propose_imputation(apply=False), [])
        typed.move_id.invoice_origin = "P-IT-9"
        self.assertEqual(len((typed | named).propose_imputation(apply=False)), 2)
