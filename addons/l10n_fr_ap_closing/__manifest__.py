# SPDX-License-Identifier: AGPL-3.0-or-later
{
    "name": "France: month-end",
    "summary": "The FEC from the closing of a month",
    "version": "19.0.2.0.0",
    "category": "Accounting/Localizations",
    "author": "AP Desk contributors",
    "license": "AGPL-3",
    "depends": ["ap_closing", "l10n_fr_ap_extras"],
    "data": ["views/ap_closing_views.xml"],
    "pre_init_hook": "pre_init",
    "post_init_hook": "post_init",
    "auto_install": True,
    "installable": True,
}
