# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the files of one tool are read, and where their columns go."""

from odoo import api, fields, models

from ..readers import TableOptions, table_readers
from .import_template import ImportTemplate


class ApImportProfile(models.Model):
    _name = "ap.import.profile"
    _description = "Import profile"
    _order = "name, id"
    _check_company_auto = True

    code = fields.Char(required=True, copy=False)
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: all of them.")
    target = fields.Selection(
        selection="_selection_target", required=True, help="What the rows become."
    )
    format = fields.Selection(
        selection="_selection_format", required=True, default="auto"
    )
    sheet = fields.Char(help="Its name or its number from 1. Empty: the first.")
    header_row = fields.Integer(
        default=1, help="The row that names the columns; 0 when no row does."
    )
    encoding = fields.Selection(
        [
            ("auto", "Automatic"),
            ("utf-8", "UTF-8"),
            ("cp1252", "Windows (cp1252)"),
            ("iso-8859-15", "Latin 9 (ISO-8859-15)"),
        ],
        required=True,
        default="auto",
    )
    delimiter = fields.Selection(
        [
            ("auto", "Automatic"),
            (";", "Semicolon"),
            (",", "Comma"),
            ("tab", "Tabulator"),
            ("|", "Vertical bar"),
        ],
        required=True,
        default="auto",
    )
    decimal_sign = fields.Selection(
        [("auto", "Automatic"), (",", "Comma"), (".", "Point")],
        required=True,
        default="auto",
        help="Automatic: from the amounts of the column that leave no doubt.",
    )
    date_formats = fields.Char(
        required=True,
        default="dd/mm/yyyy; yyyy-mm-dd",
        help="Tried in this order, separated by semicolons: dd/mm/yyyy is 31/10/2026. Dates "
        "in words, 2026-10-31 and 20261031 are always read.",
    )
    sign = fields.Selection(
        [("1", "As in the file"), ("-1", "Inverted")],
        string="Sign of amounts",
        required=True,
        default="1",
    )
    all_or_nothing = fields.Boolean(
        default=True, help="One rejected row rejects the file."
    )
    is_complete = fields.Boolean(
        string="Each file is complete",
        help="What an earlier file held and this one does not is gone. Without it, only "
        "rows missing from a document that the file holds are gone.",
    )
    column_ids = fields.One2many("ap.import.column", "profile_id", copy=True)
    columns_html = fields.Html(
        string="What the file holds", compute="_compute_columns_html", sanitize=False
    )

    _code_unique = models.Constraint(
        "UNIQUE(code)", "There is another import profile with that code."
    )
    _header_row_positive = models.Constraint(
        "CHECK(header_row >= 0)", "The header row is 1, 2… or 0 for none."
    )

    @api.model
    def _selection_target(self):
        targets = self.env["ap.import"]._import_targets()
        return [(code, target.label) for code, target in targets.items()]

    @api.model
    def _readers(self):
        """Return the ways of reading files, a list of `Reader`; those of a room above are
        added behind and asked first (see ARCHITECTURE.md, Extending)."""
        labels = {
            "csv": self.env._("CSV"),
            "xls": self.env._("XLS (Excel 97-2003)"),
            "xlsx": self.env._("XLSX (Excel)"),
        }
        nouns = {
            "csv": self.env._("a CSV file"),
            "xls": self.env._("an Excel workbook of 97-2003 (.xls)"),
            "xlsx": self.env._("an Excel workbook (.xlsx)"),
        }
        return table_readers(labels, nouns)

    @api.model
    def _selection_format(self):
        readers = [(reader.code, reader.label) for reader in self._readers()]
        return [("auto", self.env._("By content")), *readers]

    @api.private
    def table_options(self):
        """How the pure readers are to read a file of this profile."""
        self.ensure_one()
        delimiter = {"tab": "\t"}.get(self.delimiter, self.delimiter)
        return TableOptions(
            format=self.format,
            sheet=self.sheet or "",
            encoding=self.encoding,
            delimiter=delimiter,
        )

    def _spoken_names(self):
        """Names of the columns in the reader's language, by the name that is kept."""
        specs = self.env["ap.import"]._import_targets()[self.target].fields
        return {
            column.shown_name(): column.spoken_name(specs[column.target_field].label)
            for column in self.column_ids
        }

    @api.private
    def formats_of_dates(self):
        return [part.strip() for part in self.date_formats.split(";") if part.strip()]

    @api.depends_context("lang")
    @api.depends("target", "column_ids", "date_formats", "decimal_sign", "header_row")
    def _compute_columns_html(self):
        for profile in self:
            profile.columns_html = profile._what_the_file_holds()

    def _what_the_file_holds(self):
        """HTML that says which columns a file of this profile has; None without a target."""
        return ImportTemplate(self).html() if self.target else None

    @api.private
    def template(self, file_format):
        """Return (name, bytes) of an empty file of this profile with an example: xlsx or
        csv. For those who may read the profile."""
        self.ensure_one()
        self.check_access("read")
        return ImportTemplate(self).file(file_format)

    def action_fill_columns(self):
        """Add a line for each value the target takes and the profile does not map."""
        for profile in self:
            target = self.env["ap.import"]._import_targets()[profile.target]
            known = set(profile.column_ids.mapped("target_field"))
            profile.column_ids = [
                (
                    0,
                    0,
                    {
                        "target_field": name,
                        "headers": spec.label,
                        "required": spec.required,
                    },
                )
                for name, spec in target.fields.items()
                if name not in known
            ]
        return True
