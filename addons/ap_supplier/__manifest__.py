# SPDX-License-Identifier: AGPL-3.0-or-later
{
    "name": "AP Desk: suppliers",
    "summary": "Supplier accounts explained, statements reconciled, requests answered, bank details guarded",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounts Payable",
    "author": "AP Desk contributors",
    "license": "AGPL-3",
    "depends": ["ap_closing"],
    "data": [
        "security/ir.model.access.csv",
        "security/ap_supplier_security.xml",
        "data/ap.ageing.band.csv",
        "views/ap_supplier_match_views.xml",
        "views/ap_supplier_menus.xml",
    ],
    "installable": True,
}
