# SPDX-License-Identifier: AGPL-3.0-or-later
{
    "name": "AP Desk: treasury",
    "summary": "Bank statements, lines matched and explained, the reconciliation statement",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounts Payable",
    "author": "AP Desk contributors",
    "license": "AGPL-3",
    "depends": ["ap_loan"],
    "data": [
        "security/ir.model.access.csv",
        "security/ap_treasury_security.xml",
        "data/ap_import_profile_data.xml",
        "data/ap.import.column.csv",
        "data/ir_cron_data.xml",
        "views/ap_import_views.xml",
        "views/ap_bank_balance_views.xml",
        "views/ap_bank_rule_views.xml",
        "views/ap_bank_match_views.xml",
        "views/res_company_views.xml",
        "views/ap_treasury_menus.xml",
    ],
    "installable": True,
}
