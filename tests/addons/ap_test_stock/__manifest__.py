# SPDX-License-Identifier: AGPL-3.0-or-later
{
    "name": "AP Desk test: the stock apps around orders",
    "summary": "Kits, drop-shipping, agreements, landed costs, orders between companies",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "author": "AP Desk contributors",
    "license": "AGPL-3",
    "depends": [
        "ap_closing_purchase",
        "ap_purchase_stock",
        "purchase_mrp",
        "purchase_requisition_stock",
        "stock_dropshipping",
        "stock_landed_costs",
    ],
    "installable": True,
}
