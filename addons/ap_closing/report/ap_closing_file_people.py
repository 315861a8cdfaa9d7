# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sections of the closing file: what people let pass, what is open, who signed."""

from odoo import models

from odoo.addons.ap_base.arithmetic.calendar import month_start
from odoo.addons.ap_base.documents.document import (
    DAY,
    Column,
    Paragraph,
    Section,
    Table,
)

PRINTED = 200
# Columns of the checklist, those that its tasks have.
TASK_FIELDS = (
    "name", "state", "user_id", "reviewer_id", "prepared_by_id", "prepared_on",
    "reviewed_by_id", "reviewed_on", "waived_by_id", "waived_on", "waiver_reason",
    "note", "attachment_ids", "signed_figures",
)  # fmt: skip


class ApClosing(models.Model):
    _inherit = "ap.closing"

    def _file_findings(self) -> Section:
        """Findings waived since the month began, with their reason, and those open."""
        findings = self.env["ap.finding"]
        company = ("company_id", "=", self.company_id.id)
        waived = findings.search(
            [
                company,
                ("state", "=", "waived"),
                ("waive_date", ">=", month_start(self.date_end)),
            ],
            order="waive_date, id",
        )
        still = findings.search([company, ("state", "in", ("open", "assigned"))])
        blocks = [self._file_waived(waived), self._file_open(still)]
        return Section(self.env._("Findings"), tuple(blocks))

    def _file_waived(self, waived):
        title = self.env._("Waived, by whom and why")
        if not waived:
            return Paragraph(f"{title}: {self.env._('None.')}")
        columns = (
            Column(self.env._("Control")),
            Column(self.env._("Finding")),
            Column(self.env._("Waived by")),
            Column(self.env._("On"), DAY),
            Column(self.env._("Reason")),
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

    def _file_open(self, still):
        title = self.env._("Still open when the file was made")
        if not still:
            return Paragraph(f"{title}: {self.env._('None.')}")
        columns = (
            Column(self.env._("Control")),
            Column(self.env._("Severity")),
            Column(self.env._("Finding")),
            Column(self.env._("Supplier")),
            Column(self.env._("Assigned to")),
            Column(self.env._("Since"), DAY),
        )
        severities = dict(still._fields["severity"]._description_selection(self.env))
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

    def _file_tasks(self) -> list[Section]:
        """Sign-offs of the checklist, where the closing has one."""
        tasks = self.env["ap.closing.task"].search([("closing_id", "=", self.id)])
        if not tasks:
            return []
        names = TASK_FIELDS
        labels = [tasks._fields[name]._description_string(self.env) for name in names]
        rows = [tuple(self._task_cell(task, name) for name in names) for task in tasks]
        used = [
            place for place in range(len(names)) if any(row[place] for row in rows)
        ]
        columns = tuple(
            Column(labels[place], DAY if names[place].endswith("_on") else "text")
            for place in used
        )
        table = Table(columns, [tuple(row[place] for place in used) for row in rows])
        return [Section(self.env._("Checklist and sign-offs"), (table,))]

    def _task_cell(self, task, name):
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
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "json":
            return self._task_figures(task, value)
        return str(value)

    def _task_figures(self, task, figures) -> str:
        """Figures as they were when the task was signed, in the reader's words."""
        if hasattr(task, "_figure_rows"):
            return "\n".join(map(str, task._figure_rows(figures).values()))
        return "\n".join(f"{name}: {value}" for name, value in dict(figures).items())
