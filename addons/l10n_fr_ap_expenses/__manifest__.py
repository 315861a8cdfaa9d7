# SPDX-License-Identifier: AGPL-3.0-or-later
{
    "name": "France: expenses",
    "summary": "Mileage scales, caps, VAT given back: the French figures of expenses",
    "version": "19.0.1.0.0",
    "category": "Accounting/Localizations",
    "author": "AP Desk contributors",
    "license": "AGPL-3",
    "depends": ["ap_expenses", "l10n_fr_ap_extras"],
    "data": [
        "data/ap.expense.vat.rule.csv",
        "data/ap.expense.figure.csv",
        "data/ap.expense.scale.csv",
        "data/ap.expense.allowance.csv",
    ],
    "auto_install": True,
    "installable": True,
}
