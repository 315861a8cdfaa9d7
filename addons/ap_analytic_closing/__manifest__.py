# SPDX-License-Identifier: AGPL-3.0-or-later
{
    "name": "AP closing and analytic axes",
    "summary": "Closing entries carry their axes; each axis ties to the ledger",
    "version": "19.0.2.0.0",
    "category": "Accounting/Accounts Payable",
    "author": "AP Desk contributors",
    "license": "AGPL-3",
    "depends": ["ap_closing", "ap_analytic"],
    "data": ["data/ap_closing_task_template.xml"],
    "pre_init_hook": "pre_init",
    "post_init_hook": "post_init",
    "auto_install": True,
    "installable": True,
}
