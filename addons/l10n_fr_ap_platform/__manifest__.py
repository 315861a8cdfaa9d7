# SPDX-License-Identifier: AGPL-3.0-or-later
{
    "name": "France: accredited platforms",
    "summary": "Life cycle of e-invoices between supplier, platforms and buyer (200 to 213)",
    "version": "19.0.2.0.0",
    "category": "Accounting/Localizations",
    "author": "AP Desk contributors",
    "license": "AGPL-3",
    "depends": ["ap_base", "l10n_fr_ap_extras"],
    "countries": ["fr"],
    "data": [
        "security/ir.model.access.csv",
        "security/lifecycle_rules.xml",
        "data/ap.lifecycle.reason.csv",
        "views/lifecycle_views.xml",
        "data/ap_desk_counter_data.xml",
    ],
    "pre_init_hook": "pre_init",
    "post_init_hook": "post_init",
    "installable": True,
}
