# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first rows of a sample, as a mapping understands them; nothing is written."""

from decimal import Decimal
from typing import NamedTuple

from markupsafe import Markup

from odoo.tools.misc import format_date, get_lang

from ..readers import ReaderError, to_text
from .import_cells import Cells
from .import_staging import Staging, header_of
from .import_value import ImportRow, as_json

SHOWN_ROWS = 10
MOST_ROWS = 2000  # that are read to tell how many rows are wrong
MOST_PROBLEMS = 10


class Found(NamedTuple):
    """``problems``: sentences about the file as a whole; ``heads``: (field, its label,
    name of the column) in the order of the file."""

    problems: list[str]
    heads: list[tuple[str, str, str]]
    rows: list[ImportRow]


def read(imp) -> Found:
    """Read the sample of an import that is not stored, with its profile."""
    staging = Staging(imp)
    try:
        table = staging.table()
    except ReaderError as error:
        return Found([imp._file_message(error)], [], [])
    places, errors = staging.places(header_of(table, imp.profile_id.header_row))
    problems = [error["message"] for error in errors]
    specs = staging.target.fields
    named = set(imp.profile_id.column_ids.mapped("target_field"))
    required = {name: spec.label for name, spec in specs.items() if spec.required}
    lacking = [label for name, label in required.items() if name not in named]
    if lacking:
        problems.append(lacking_sentence(imp.env, lacking))
    lines = staging.lines_of(table)[:MOST_ROWS]
    rows = [staging.row(*line, places) for line in lines]
    cells = Cells(imp)
    cells.read_signs(lines, places)
    cells.clean(rows, table.first_day, only=places)
    if staging.target.row_by_row and not problems:
        staging.target.validate(rows)
    ordered = sorted(places, key=places.get)
    heads = [
        (one.target_field, specs[one.target_field].label, one.shown_name()) for one in ordered
    ]
    return Found(problems, heads, rows)


def lacking_sentence(env, labels) -> str:
    """What a mapping must name before it can be kept."""
    return env._("Say which column holds: %(fields)s.", fields=", ".join(labels))


class Page:
    """What was found, as HTML."""

    def __init__(self, env, target, found: Found) -> None:
        self.env, self.specs, self.found = env, target.fields, found

    def html(self) -> Markup:
        wrong = [row for row in self.found.rows if row.errors]
        messages = [error.message for row in wrong for error in row.errors]
        told = list(dict.fromkeys([*self.found.problems, *messages]))
        return Markup("%s%s%s") % (
            self._counted(len(wrong)), self._table(), self._list(told[:MOST_PROBLEMS])
        )  # fmt: skip

    def _counted(self, wrong: int) -> Markup:
        count = len(self.found.rows)
        if not count:
            return Markup()
        if wrong:
            text = self.env._(
                "%(wrong)s of %(count)s rows cannot be taken so.", wrong=wrong, count=count
            )
        else:
            text = self.env._("%(count)s rows are understood.", count=count)
        kind = "text-danger" if wrong else "text-success"
        return Markup("<p class='mb-2 %s'>%s</p>") % (kind, text)

    def _list(self, told) -> Markup:
        items = Markup().join(Markup("<li>%s</li>") % one for one in told)
        return Markup("<ul class='text-danger mb-0'>%s</ul>") % items if told else Markup()

    def _table(self) -> Markup:
        if not self.found.heads or not self.found.rows:
            return Markup()
        heads = Markup().join(
            Markup("<th class='text-nowrap'>%s<br/><small class='text-muted'>%s</small></th>")
            % (label, header)
            for _field, label, header in self.found.heads
        )
        rows = Markup().join(map(self._row, self.found.rows[:SHOWN_ROWS]))
        return Markup(
            "<div class='table-responsive'><table class='table table-sm mb-2'>"
            "<thead><tr><th>%s</th>%s</tr></thead><tbody>%s</tbody></table></div>"
        ) % (self.env._("Row"), heads, rows)

    def _row(self, row: ImportRow) -> Markup:
        cells = Markup().join(self._cell(row, *head) for head in self.found.heads)
        named = {name for head in self.found.heads for name in head}
        stray = any(error.column not in named for error in row.errors)
        kind = "table-danger" if stray else ""
        return Markup("<tr class='%s'><td>%s</td>%s</tr>") % (kind, row.number, cells)

    def _cell(self, row, field, label, header) -> Markup:
        wrong = [error for error in row.errors if error.column in (header, label)]
        if wrong:
            why = "\n".join(error.message for error in wrong)
            return Markup("<td class='table-danger' title='%s'>%s</td>") % (
                why, wrong[0].value or "?"
            )  # fmt: skip
        is_number = self.specs[field].type in ("decimal", "integer")
        return Markup("<td class='%s'>%s</td>") % (
            "text-end" if is_number else "", self._shown(field, row.values.get(field))
        )  # fmt: skip

    def _shown(self, field, value) -> str:
        kind = self.specs[field].type
        if value is None or value is False:
            return ""
        if value is True:
            return self.env._("Yes")
        if kind == "record":
            return self.env[self.specs[field].model].browse(value).display_name
        if kind in ("date", "month"):
            return format_date(self.env, value)
        if isinstance(value, Decimal):
            return as_json(value).replace(".", get_lang(self.env).decimal_point or ".")
        return to_text(value)
