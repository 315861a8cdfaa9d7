# SPDX-License-Identifier: AGPL-3.0-or-later
{
    "name": "AP e-invoices",
    "summary": "Structured bills (CII, UBL, Factur-X) read, made drafts and compared",
    "version": "19.0.2.0.0",
    "category": "Accounting/Accounts Payable",
    "author": "AP Desk contributors",
    "license": "AGPL-3",
    "depends": ["ap_base", "ap_bill", "account_edi_ubl_cii"],
    "external_dependencies": {"python": ["pypdf"]},
    "data": [
        "security/ir.model.access.csv",
        "security/einvoice_rules.xml",
        "data/einvoice_cron.xml",
        "data/ap.einvoice.term.csv",
        "data/einvoice_control_data.xml",
        "views/einvoice_views.xml",
        "data/ap_desk_counter_data.xml",
    ],
    "pre_init_hook": "pre_init",
    "post_init_hook": "post_init",
    "installable": True,
}
