# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sections of the closing file: what people let pass, what is open, who signed."""

from odoo.addons.ap_base.arithmetic.calendar import month_start
from odoo.addons.ap_base.documents.document import (
    DAY,
    Column,
    Paragraph,
    Section,
    Table,
)

from ..checklist.task_words import figure_rows

PRINTED = 200
# Columns of the checklist, those that its tasks have.
TASK_FIELDS = (
    "name", "state", "user_id", "reviewer_id", "prepared_by_id", "prepared_on",
    "reviewed_by_id", "reviewed_on", "waived_by_id", "waived_on", "waiver_reason",
    "note", "attachment_ids", "signed_figures",
)  # fmt: skip


def findings(closing) -> Section:
    """Findings waived since the month began, with their reason, and those open."""
    findings = closing.env["ap.finding"]
    company = ("company_id", "=", closing.company_id.id)
    waived = findings.search(
        [
            company,
            ("state", "=", "waived"),
            ("waive_date", ">=", month_start(closing.date_end)),
        ],
        order="waive_date, id",
    )
    still = findings.search([company, ("state", "in", ("open", "assigned"))])
    blocks = [_waived(closing, waived), _open(closing, still)]
    return Section(closing.env._("Findings"), tuple(blocks))


def _waived(closing, waived):
    title = closing.env._("Waived, by whom and why")
    if not waived:
        return Paragraph(f"{title}: {closing.env._('None.')}")
    columns = (
        Column(closing.env._("Control")),
        Column(closing.env._("Finding")),
        Column(closing.env._("Waived by")),
        Column(closing.env._("On"), DAY),
        Column(closing.env._("Reason")),
    )
    rows = [
        (
            finding.control_code or "", finding.message or "",
            finding.waive_user_id.sudo().name or "", finding.waive_date.date(),
            finding.waive_reason or "",
        )
        for finding in waived
    ]  # fmt: skip
    return Table(columns, rows, title=title, print_limit=PRINTED)


def _open(closing, still):
    title = closing.env._("Still open when the file was made")
    if not still:
        return Paragraph(f"{title}: {closing.env._('None.')}")
    columns = (
        Column(closing.env._("Control")),
        Column(closing.env._("Severity")),
        Column(closing.env._("Finding")),
        Column(closing.env._("Supplier")),
        Column(closing.env._("Assigned to")),
        Column(closing.env._("Since"), DAY),
    )
    severities = dict(still._fields["severity"]._description_selection(closing.env))
    rows = [
        (
            finding.control_code or "", severities.get(finding.severity, ""),
            finding.message or "", finding.partner_id.display_name or "",
            finding.user_id.sudo().name or "",
            finding.first_seen.date() if finding.first_seen else None,
        )
        for finding in still
    ]  # fmt: skip
    return Table(columns, rows, title=title, print_limit=PRINTED)


def tasks(closing) -> list[Section]:
    """Sign-offs of the checklist, where the closing has one."""
    tasks = closing.env["ap.closing.task"].search([("closing_id", "=", closing.id)])
    if not tasks:
        return []
    names = TASK_FIELDS
    labels = [tasks._fields[name]._description_string(closing.env) for name in names]
    rows = [tuple(_task_cell(closing, task, name) for name in names) for task in tasks]
    used = [
        place for place in range(len(names)) if any(row[place] for row in rows)
    ]
    columns = tuple(
        Column(labels[place], DAY if names[place].endswith("_on") else "text")
        for place in used
    )
    table = Table(columns, [tuple(row[place] for place in used) for row in rows])
    return [Section(closing.env._("Checklist and sign-offs"), (table,))]


def _task_cell(closing, task, name):
    field, value = task._fields[name], task[name]
    if not value:
        return None if name.endswith("_on") else ""
    if field.type == "many2one":
        return value.sudo().display_name
    if field.type == "many2many":
        return ", ".join(value.sudo().mapped("display_name"))
    if field.type == "datetime":
        return value.date()
    if field.type == "date":
        return value
    if field.type == "selection":
        return dict(field._description_selection(closing.env)).get(value, value)
    if field.type == "json":
        return _task_figures(task, value)
    return str(value)


def _task_figures(task, figures) -> str:
    """Figures as they were when the task was signed, in the reader's words."""
    return "\n".join(map(str, figure_rows(task, figures).values()))
