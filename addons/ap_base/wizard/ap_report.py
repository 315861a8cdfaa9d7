# SPDX-License-Identifier: AGPL-3.0-or-later
"""A list that can be taken away as PDF and XLSX."""

import base64
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..documents.document import (
    AMOUNT,
    DAY,
    INTEGER,
    NUMBER,
    TEXT,
    Column,
    Document,
    Section,
    Table,
)

MIMETYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
KINDS = {"monetary": AMOUNT, "float": NUMBER, "integer": INTEGER, "date": DAY}
PRINTED = 1500  # lines of a list that the PDF prints; the workbook has all


class ApReport(models.AbstractModel):
    """A list that can be taken away as PDF and XLSX.

    A model inherits it and says `_report_fields`: names, in order, of the fields that
    are columns. Amounts are summed when they are of one currency.
    """

    _name = "ap.report"
    _description = "List to take away"

    def action_xlsx(self):
        """The list, as filtered or selected, as a workbook."""
        return self._take_away("xlsx")

    def action_pdf(self):
        """The list, as filtered or selected, as PDF."""
        return self._take_away("pdf")

    @api.model
    def export(self, domain=None, file_format="xlsx"):
        """The list as a file: `name, mimetype, content` (base64), `lines`.

        `domain`: as in `search_read`. `file_format`: xlsx or pdf, in the caller's
        language.
        """
        records = self._reported(domain or [])
        document = records._report_document()
        content = self.env["ap.document"]._write(document, file_format)
        return {
            "name": self._file_name(document.title, file_format),
            "mimetype": MIMETYPES[file_format],
            "content": base64.b64encode(content).decode(),
            "lines": len(records),
        }

    def _take_away(self, file_format):
        records = self
        if not records:
            records = self._reported(self.env.context.get("active_domain") or [])
        documents = self.env["ap.document"]
        document = records._report_document()
        content = documents._write(document, file_format)
        return documents._offer(content, self._file_name(document.title, file_format))

    def _reported(self, domain):
        try:
            return self.search(domain)
        except (ValueError, TypeError, KeyError) as error:
            raise UserError(
                self.env._("This filter cannot be read: %(why)s", why=error)
            ) from error

    def _file_name(self, title: str, file_format: str) -> str:
        """Title and day, without the signs that paths are made of."""
        day = fields.Date.context_today(self).isoformat()
        plain = "".join(sign if sign.isalnum() or sign in " -_." else " " for sign in title)
        return f"{' '.join(plain.split())} {day}.{file_format}"

    # -- what a report says of itself ------------------------------------------------

    def _report_fields(self) -> list[str]:
        """Names of the fields that are columns, in order."""
        return ["display_name"]

    def _report_unprinted(self) -> set[str]:
        """Columns for the workbook only, where a page has no room for all."""
        return set()

    def _report_title(self) -> str:
        return self.env["ir.model"]._get(self._name).sudo().name

    def _report_subtitle(self) -> str:
        return ""

    def _report_document(self) -> Document:
        companies = self.company_id if "company_id" in self._fields else self.env.company
        title = self._report_title()
        return Document(
            title=title,
            company=", ".join((companies or self.env.company).mapped("name")),
            date=fields.Date.context_today(self),
            sections=(Section(title, (self._report_table(),)),),
            subtitle=self._report_subtitle(),
            language=self.env["ap.document"]._language(),
        )

    def _report_table(self, names=None, title="", print_limit=PRINTED, weight=None) -> Table:
        """These records as a table of these fields."""
        names = names or self._report_fields()
        one = len(self.currency_id) <= 1 if "currency_id" in self._fields else True
        columns = tuple(self._report_column(name, one) for name in names)
        return Table(
            columns,
            [tuple(record._report_cell(name) for name in names) for record in self],
            title=title,
            print_limit=print_limit,
            weight=names.index(weight) if weight else None,
        )

    def _report_column(self, name: str, summed: bool) -> Column:
        field = self._fields[name]
        kind = KINDS.get(field.type, TEXT)
        heading = field._description_string(self.env)
        printed = name not in self._report_unprinted()
        return Column(heading, kind, summed and field.type == "monetary", printed=printed)

    def _report_cell(self, name: str):
        """A value as a document takes it: figures and days stay what they are."""
        field, value = self._fields[name], self[name]
        if field.type in ("many2one", "reference"):
            return value.display_name if value else ""
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            return labels.get(value, "")
        if field.type in KINDS:
            return value if not isinstance(value, bool) else None
        if isinstance(value, date):
            return fields.Date.to_date(value)
        return str(value) if value else ""
