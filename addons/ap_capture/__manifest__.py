# SPDX-License-Identifier: AGPL-3.0-or-later
{
    "name": "AP capture",
    "summary": "Plain PDF bills read into drafts, each value with where it stood",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounts Payable",
    "author": "AP Desk contributors",
    "license": "AGPL-3",
    "depends": ["ap_base", "ap_bill"],
    "external_dependencies": {"python": ["pypdfium2", "python-stdnum"]},
    "data": [
        "security/ir.model.access.csv",
        "security/ap_capture_security.xml",
        "data/ir_cron_data.xml",
        "wizard/ap_capture_split_views.xml",
        "views/beside_views.xml",
        "views/ap_capture_habit_views.xml",
        "views/ap_capture_views.xml",
        "views/account_move_views.xml",
        "views/res_company_views.xml",
        "data/ap_desk_counter_data.xml",
    ],
    "assets": {
        "web.assets_backend": ["ap_capture/static/src/**/*"],
        "web.assets_tests": ["ap_capture/static/tests/tours/*.js"],
    },
    "installable": True,
}
