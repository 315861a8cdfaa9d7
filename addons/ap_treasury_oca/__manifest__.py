# SPDX-License-Identifier: AGPL-3.0-or-later
{
    "name": "AP Desk: OCA reconciliation screen",
    "summary": "The screen of account_reconcile_oca with our proposals, without its guesses",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounts Payable",
    "author": "AP Desk contributors",
    "license": "AGPL-3",
    "depends": ["ap_treasury", "account_reconcile_oca"],
    "data": [
        "views/account_bank_statement_line_views.xml",
        "views/ap_bank_match_views.xml",
    ],
    "auto_install": True,
    "installable": True,
}
