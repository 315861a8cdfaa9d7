# SPDX-License-Identifier: AGPL-3.0-or-later
{
    "name": "AP Desk: orders",
    "summary": "What is ordered, received and billed at any date, and what is missing",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounts Payable",
    "author": "AP Desk contributors",
    "license": "AGPL-3",
    "depends": ["ap_base", "purchase"],
    "data": [
        "security/ir.model.access.csv",
        "security/ap_purchase_rules.xml",
        "data/ap_import_profile_data.xml",
        "views/ap_receipt_views.xml",
        "views/ap_order_position_at_views.xml",
        "views/ap_order_position_views.xml",
        "views/purchase_order_views.xml",
        "views/ap_purchase_menus.xml",
    ],
    "post_init_hook": "post_init_hook",
    "installable": True,
}
