# SPDX-License-Identifier: AGPL-3.0-or-later
{
    "name": "France: suppliers",
    "summary": "The supplier accounts of the French chart",
    "version": "19.0.1.0.0",
    "category": "Accounting/Localizations",
    "author": "AP Desk contributors",
    "license": "AGPL-3",
    "depends": ["ap_supplier", "l10n_fr_ap_extras"],
    "data": ["data/ap.supplier.account.kind.csv"],
    "auto_install": True,
    "installable": True,
}
