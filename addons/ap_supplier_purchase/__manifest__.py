# SPDX-License-Identifier: AGPL-3.0-or-later
{
    "name": "AP suppliers and orders",
    "summary": "Orders that a supplier's request names, and their copies",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounts Payable",
    "author": "AP Desk contributors",
    "license": "AGPL-3",
    "depends": ["ap_supplier", "ap_purchase"],
    "data": ["views/ap_supplier_request_views.xml"],
    "auto_install": True,
    "installable": True,
}
