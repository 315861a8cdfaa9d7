# SPDX-License-Identifier: AGPL-3.0-or-later
{
    "name": "AP analytic imputation and orders",
    "summary": "Imputation rules that read the order of a bill line",
    "version": "19.0.2.0.0",
    "category": "Accounting/Accounts Payable",
    "author": "AP Desk contributors",
    "license": "AGPL-3",
    "depends": ["ap_analytic", "purchase"],
    "auto_install": True,
    "installable": True,
}
