# SPDX-License-Identifier: AGPL-3.0-or-later
{
    "name": "AP Desk: ground floor",
    "summary": "Roles, findings, file imports, company accounts and exact arithmetic",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounts Payable",
    "author": "AP Desk contributors",
    "license": "AGPL-3",
    "depends": ["account", "mail"],
    "external_dependencies": {"python": ["openpyxl", "xlrd"]},
    "data": [
        "security/ap_base_groups.xml",
        "security/ir.model.access.csv",
        "views/ap_base_menus.xml",
        "views/res_config_settings_views.xml",
    ],
    "installable": True,
}
