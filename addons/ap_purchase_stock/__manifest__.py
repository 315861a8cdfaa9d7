# SPDX-License-Identifier: AGPL-3.0-or-later
{
    "name": "AP Desk: orders received by the warehouse",
    "summary": "Transfers done at any date enter the position of orders",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounts Payable",
    "author": "AP Desk contributors",
    "license": "AGPL-3",
    "depends": ["ap_purchase", "purchase_stock"],
    "auto_install": True,
    "installable": True,
}
