# SPDX-License-Identifier: AGPL-3.0-or-later
{
    "name": "France: accounts payable extras",
    "summary": "French accounts and defaults for the AP Desk",
    "version": "19.0.1.0.0",
    "category": "Accounting/Localizations",
    "author": "AP Desk contributors",
    "license": "AGPL-3",
    "depends": ["ap_base", "l10n_fr_account", "account_edi_ubl_cii"],
    "external_dependencies": {"python": ["pypdf", "python-stdnum"]},
    "countries": ["fr"],
    "data": [
        "security/ir.model.access.csv",
        "security/einvoice_rules.xml",
        "data/ap.account.nature.csv",
        "data/ap.public.holiday.csv",
        "data/einvoice_cron.xml",
        "data/ap_supplier_control_data.xml",
        "views/helpers_partner_views.xml",
        "wizard/fec_export_views.xml",
    ],
    "post_init_hook": "post_init",
    "installable": True,
}
