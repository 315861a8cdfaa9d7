# SPDX-License-Identifier: AGPL-3.0-or-later
{
    "name": "AP Desk: work on many servers",
    "summary": "What runs by itself becomes jobs of OCA's queue_job, on as many workers as there are",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounts Payable",
    "author": "AP Desk contributors",
    "license": "AGPL-3",
    "depends": ["ap_base", "queue_job"],
    "data": ["data/queue_job_function_data.xml"],
    "auto_install": True,
    "installable": True,
}
