# SPDX-License-Identifier: AGPL-3.0-or-later
{
    "name": "AP Desk: demo company",
    "summary": "A company to try the accounts payable desk on; not for real books",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounts Payable",
    "author": "AP Desk contributors",
    "license": "AGPL-3",
    "depends": ["ap_desk"],
    "assets": {
        "web.assets_tests": ["ap_demo/static/tests/tours/*.js"],
    },
    "installable": True,
}
