# SPDX-License-Identifier: AGPL-3.0-or-later
{
    "name": "AP Desk",
    "summary": "The whole accounts payable desk in one installation",
    "version": "19.0.2.0.0",
    "category": "Accounting/Accounts Payable",
    "author": "AP Desk contributors",
    "license": "AGPL-3",
    "application": True,
    "depends": [
        "ap_analytic_closing",
        "ap_analytic_purchase",
        "ap_closing",
        "ap_closing_purchase",
        "ap_einvoice_purchase",
        "ap_loan",
        "ap_purchase",
        "ap_purchase_stock",
        "l10n_fr_ap_closing",
        "l10n_fr_ap_platform",
        "rpc",
    ],
    "installable": True,
}
