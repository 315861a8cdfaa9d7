# SPDX-License-Identifier: AGPL-3.0-or-later
{
    "name": "AP e-invoices and orders",
    "summary": "The order that an e-invoice names, read by matching",
    "version": "19.0.2.0.0",
    "category": "Accounting/Accounts Payable",
    "author": "AP Desk contributors",
    "license": "AGPL-3",
    "depends": ["ap_einvoice", "ap_purchase"],
    "auto_install": True,
    "installable": True,
}
