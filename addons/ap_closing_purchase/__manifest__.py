# SPDX-License-Identifier: AGPL-3.0-or-later
{
    "name": "AP closing and orders",
    "summary": "A month with what orders received, returned or were billed ahead",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounts Payable",
    "author": "AP Desk contributors",
    "license": "AGPL-3",
    "depends": ["ap_closing", "ap_purchase"],
    "data": ["data/ap_closing_task_template.xml"],
    "auto_install": True,
    "installable": True,
}
