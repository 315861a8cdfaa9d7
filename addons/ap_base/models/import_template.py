# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a file of a profile looks like: to show on the screen, and to download."""

from datetime import date
from decimal import Decimal

from markupsafe import Markup

from odoo.tools.misc import get_lang

from ..documents.import_template import (
    CsvStyle,
    Template,
    TemplateColumn,
    to_csv,
    to_xlsx,
)
from ..readers.dates import to_strptime, written

EXAMPLE_DAY = date(2026, 10, 31)
FORMATS = ("xlsx", "csv")


class ImportTemplate:
    """The columns of a profile in the reader's language, with examples."""

    def __init__(self, profile):
        self.profile, self.env = profile, profile.env
        self.target = profile.env["ap.import"]._import_targets()[profile.target]
        columns = profile.column_ids
        if profile.header_row == 0:
            columns = columns.filtered("position").sorted("position")
        self.columns = columns

    def file(self, file_format: str) -> tuple[str, bytes]:
        """Return the name and the bytes of the template: xlsx or csv."""
        name = " ".join(self.profile.name.replace("/", " ").split())
        template = self._template()
        if file_format == "csv":
            return f"{name}.csv", to_csv(template, self._csv_style())
        return f"{name}.xlsx", to_xlsx(template)

    def html(self) -> Markup:
        """Return the columns as a table, with links to both files."""
        cells = "<td>%s</td>" * 4
        rows = Markup().join(
            Markup(f"<tr>{cells}</tr>")
            % (
                Markup("<b>%s</b>") % header if required else header,
                holds,
                required or self.env._("may be empty"),
                " ".join(filter(None, (also, more))),
            )
            for header, holds, required, also, more in map(self._notes, self.columns)
        )
        return Markup("<p>%s</p><table class='table table-sm'>%s</table>") % (
            self._links(),
            rows,
        )

    def _links(self) -> Markup:
        key = self.profile._origin.id
        if not key:
            return Markup()
        link = Markup(
            "<a class='btn btn-secondary btn-sm me-2' href='/ap_base/import_template/%s/%s'>"
            "%s</a>"
        )
        names = {
            "xlsx": self.env._("Excel template"),
            "csv": self.env._("CSV template"),
        }
        return Markup().join(link % (key, code, names[code]) for code in FORMATS)

    # Columns --------------------------------------------------------------------------

    def _spec(self, column):
        return self.target.fields[column.target_field]

    def _notes(self, column) -> tuple[str, str, str, str, str]:
        """Header, what it holds, whether it is required, other headers, more."""
        spec = self._spec(column)
        needed = (column.required or spec.required) and not column.default
        header = column.spoken_name(spec.label)
        others = [name.strip() for name in (column.headers or "").split("|")]
        others = [name for name in others if name and name != header]
        also = ""
        if others:
            also = self.env._("Also read: %(names)s.", names=", ".join(others))
        more = [spec.help]
        if column.is_key:
            more.append(self.env._("Names the row for ever."))
        if column.default:
            more.append(self.env._("Empty: %(default)s.", default=column.default))
        required = self.env._("required") if needed else ""
        return header, self._holds(column, spec), required, also, " ".join(filter(None, more))

    def _holds(self, column, spec) -> str:
        kind = column.type or spec.type
        if kind == "record":
            model = self.env[spec.model]
            by = column.lookup or spec.lookup
            return self.env._(
                "%(what)s: the field “%(field)s”",
                what=self.env["ir.model"]._get(spec.model).sudo().name,
                field=model._fields[by]._description_string(self.env),
            )
        shapes = self.profile.formats_of_dates() or ["dd/mm/yyyy"]
        words = {
            "text": self.env._("a text"),
            "integer": self.env._("a whole number"),
            "decimal": self.env._(
                "an amount, like %(example)s", example=self._amount_text("1234.56")
            ),
            "date": self.env._(
                "a day, like %(example)s", example=written(EXAMPLE_DAY, shapes[0])
            ),
            "month": self.env._("a month, like 2026-10 or 10/2026, or one of its days"),
            "boolean": self.env._("yes or no"),
        }
        return words[kind]

    def _amount_text(self, amount: str) -> str:
        return amount.replace(".", self._decimal())

    def _decimal(self) -> str:
        sign = self.profile.decimal_sign
        return get_lang(self.env).decimal_point or "." if sign == "auto" else sign

    # The file -------------------------------------------------------------------------

    def _template(self) -> Template:
        notes = [self._notes(column) for column in self.columns]
        return Template(
            columns=tuple(TemplateColumn(one[0], one[1:]) for one in notes),
            rows=tuple(
                tuple(self._cell(column, row) for column in self.columns)
                for row in self.target.examples
            ),
            note_heads=(
                self.env._("Column"),
                self.env._("Contains"),
                self.env._("Required"),
                self.env._("Other headers"),
                self.env._("To know"),
            ),
            data_sheet=self.env._("To fill in"),
            note_sheet=self.env._("Columns"),
            blank_rows=max(self.profile.header_row - 1, 0),
            headed=self.profile.header_row > 0,
        )

    def _cell(self, column, row):
        """An example as the file holds it: before factor and sign are applied."""
        value = row.get(column.target_field)
        if isinstance(value, Decimal):
            factor = Decimal(str(column.factor or 1)) * int(self.profile.sign)
            return value / factor
        return value

    def _csv_style(self) -> CsvStyle:
        profile = self.profile
        shapes = profile.formats_of_dates() or ["dd/mm/yyyy"]
        given = {"auto": ";", "tab": "\t"}
        encoding = "utf-8-sig" if profile.encoding in ("auto", "utf-8") else profile.encoding
        return CsvStyle(
            delimiter=given.get(profile.delimiter, profile.delimiter),
            encoding=encoding,
            decimal=self._decimal(),
            day=to_strptime(shapes[0]),
        )
