# SPDX-License-Identifier: AGPL-3.0-or-later
{
    "name": "AP Desk: portal of suppliers",
    "summary": "Suppliers see their bills and payments, send bills and ask, on the portal",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounts Payable",
    "author": "AP Desk contributors",
    "license": "AGPL-3",
    "depends": ["ap_supplier", "portal"],
    "data": [
        "views/account_move_views.xml",
        "views/res_config_settings_views.xml",
        "views/portal_home_templates.xml",
        "views/portal_bill_templates.xml",
        "views/portal_request_templates.xml",
    ],
    "installable": True,
}
