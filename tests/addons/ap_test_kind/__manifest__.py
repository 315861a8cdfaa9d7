# SPDX-License-Identifier: AGPL-3.0-or-later
{
    "name": "AP Desk test: a room above the closing",
    "summary": "Adds kinds of closing entries from outside; for tests only",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "author": "AP Desk contributors",
    "license": "AGPL-3",
    "depends": ["ap_closing"],
    "data": ["security/ir.model.access.csv", "data/ap_closing_task_template.xml"],
    "installable": True,
}
