# SPDX-License-Identifier: AGPL-3.0-or-later
{
    "name": "France: platforms and month-end",
    "summary": "The report of foreign purchases as a task of the closing checklist",
    "version": "19.0.1.0.0",
    "category": "Accounting/Localizations",
    "author": "AP Desk contributors",
    "license": "AGPL-3",
    "depends": ["ap_closing", "l10n_fr_ap_platform"],
    "data": ["data/ap_closing_task_template.xml"],
    "auto_install": True,
    "installable": True,
}
