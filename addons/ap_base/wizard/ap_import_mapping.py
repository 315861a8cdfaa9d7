# SPDX-License-Identifier: AGPL-3.0-or-later
"""The columns of a sample file are given their meaning, and kept as a profile."""

import base64
from pathlib import PurePath

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models import arguments, import_preview
from ..models.import_staging import Staging, header_of
from ..readers import ReaderError, guess_fields, guess_header_row, header_key, to_text
from .ap_import_mapping_line import first_values

OPTIONS = ("sheet", "header_row", "encoding", "delimiter", "decimal_sign", "date_formats", "sign")
MOST_BYTES = 5_000_000


def _option(name, label):
    """The same choice as in the profile."""
    return fields.Selection(
        selection=lambda self: self.env["ap.import.profile"]
        ._fields[name]._description_selection(self.env),
        string=label, required=True,
        default=lambda self: self.env["ap.import.profile"].default_get([name])[name],
    )  # fmt: skip


class ApImportMapping(models.TransientModel):
    _name = "ap.import.mapping"
    _description = "Mapping of columns"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    import_id = fields.Many2one("ap.import", string="Import", ondelete="cascade")
    profile_id = fields.Many2one(
        "ap.import.profile", string="Changes the profile", ondelete="cascade"
    )
    name = fields.Char(string="Kept as")
    target = fields.Selection(
        selection=lambda self: self.env["ap.import.profile"]._selection_target(),
        string="The rows become",
    )
    sample = fields.Binary(
        string="Sample file", help="A file of the tool, or its first rows: 5 MB at most."
    )
    sample_name = fields.Char()
    sheet = fields.Char(string="Sheet", help="Its name or its number from 1. Empty: the first.")
    header_row = fields.Integer(
        string="Header row", default=1, help="The row that names the columns; 0 when no row does."
    )
    encoding = _option("encoding", "Encoding")
    delimiter = _option("delimiter", "Delimiter")
    decimal_sign = _option("decimal_sign", "Decimal sign")
    sign = _option("sign", "Sign of amounts")
    date_formats = fields.Char(
        string="Date formats",
        required=True,
        default=lambda self: self.env["ap.import.profile"].default_get(["date_formats"])[
            "date_formats"
        ],
        help="Tried in this order, separated by semicolons: dd/mm/yyyy is 31/10/2026.",
    )
    line_ids = fields.One2many("ap.import.mapping.line", "mapping_id", string="Columns")
    preview = fields.Html(
        string="As it is understood", compute="_compute_preview", sanitize=False
    )

    @api.model
    def default_get(self, names):
        values = super().default_get(names)
        profile = self.env["ap.import.profile"].browse(values.get("profile_id"))
        imported = self.env["ap.import"].browse(values.get("import_id"))
        if profile:
            values |= {name: profile[name] for name in (*OPTIONS, "name", "target")}
        if imported:
            values |= {
                "company_id": imported.company_id.id,
                "target": imported.target,
                "sample": base64.b64encode(imported._content()),
                "sample_name": imported.filename,
                "name": PurePath(imported.filename or "").stem,
            }
        return values

    # -- from the sample to its columns -----------------------------------------------

    @api.onchange("sample", "target")
    def _onchange_sample(self):
        """Find the header, and propose what each column holds."""
        table = self._cells()
        if table:
            known = self._known()
            self.header_row = guess_header_row(table, known)
        self._propose(table)

    @api.onchange("sheet", "header_row", "encoding", "delimiter")
    def _onchange_layout(self):
        self._propose(self._cells())

    def _cells(self):
        """The cells of the sample; none where it cannot be read, which the preview says."""
        if not self.sample or not self.target or self._too_large():
            return []
        try:
            return Staging(self._imp([])).table()
        except ReaderError:
            return []

    def _too_large(self) -> bool:
        return len(self._content() or b"") > MOST_BYTES * 4 // 3

    def _content(self):
        return self.with_context(bin_size=False).sample

    def _known(self) -> dict:
        """Every header that is known of each value: of profiles, of labels in each
        language, of files of others."""
        target = self.env["ap.import"]._import_targets()[self.target]
        known = {name: [*target.other_headers.get(name, ())] for name in target.mappable}
        columns = self.env["ap.import.column"].search(
            [("profile_id.target", "=", self.target), ("target_field", "in", list(known))]
        )
        own = self._profile().column_ids
        for column in own | columns:
            if column.target_field in known:
                known[column.target_field] += column.header_names()
        for code, _name in self.env["res.lang"].get_installed():
            spoken = self.env["ap.import"].with_context(lang=code)._import_targets()
            for name in known:
                known[name].append(spoken[self.target].fields[name].label)
        return known

    def _profile(self):
        return self.profile_id._origin

    def _propose(self, table):
        """A line for each column of the sample; what a person said of one stays."""
        said = {(line.header or line.place): line.target_field
                for line in self.line_ids if line.is_said}  # fmt: skip
        header = header_of(table, self.header_row)
        body = table[self.header_row :]
        guessed = guess_fields(header, self._known()) if table else {}
        keys = self._profile().column_ids.filtered("is_key").mapped("target_field")
        lines = []
        for place in range(max(map(len, table[: import_preview.MOST_ROWS]), default=0)):
            name = to_text(header[place]) if place < len(header) else ""
            values = first_values(body, place)
            if not name and not values:
                continue
            field = said.get(name or place + 1, guessed.get(place, False))
            lines.append(
                {"place": place + 1, "header": name, "first_values": " · ".join(values),
                 "target_field": field, "is_key": field in keys,
                 "is_said": (name or place + 1) in said}
            )  # fmt: skip
        self.line_ids = [Command.clear(), *map(Command.create, lines)]

    # -- shown at once ------------------------------------------------------------------

    @api.depends("sample", "target", "line_ids.target_field", *OPTIONS)
    @api.depends_context("lang")
    def _compute_preview(self):
        for mapping in self:
            mapping.preview = mapping._preview()

    def _preview(self):
        if not self.sample or not self.target:
            return False
        if self._too_large():
            return self.env._("The file is too large for a sample: keep its first rows.")
        imp = self._imp(self._columns())
        found = import_preview.read(imp)
        return import_preview.Page(self.env, imp._target(), found).html()

    def _imp(self, columns):
        """An import of the sample that is never stored."""
        profile = self.env["ap.import.profile"].new(
            {
                "target": self.target,
                "name": self.name,
                "company_id": self.company_id.id,
                "format": self._profile().format or "auto",
                "column_ids": [Command.create(values) for values in columns],
                **self._options(),
            },
            origin=self._profile(),
        )
        imported = self.env["ap.import"].with_company(self.company_id)
        return imported.new(
            {
                "company_id": self.company_id.id,
                "profile_id": profile,
                "filename": self.sample_name,
                "file": self._content(),
            }
        )

    def _options(self) -> dict:
        return {name: self[name] for name in OPTIONS}

    def _columns(self) -> list[dict]:
        """The columns of the profile as they are to be: those of the sample, and what the
        profile has beside and the sample does not tell."""
        specs = self.env["ap.import"]._import_targets()[self.target].fields
        before = {column.target_field: column for column in self._profile().column_ids}
        lines = self.line_ids.filtered("target_field")
        found = [
            self._column(line, before.get(line.target_field), specs[line.target_field])
            for line in lines
        ]
        here = {header_key(line.header or "") for line in self.line_ids}
        said = set(lines.mapped("target_field"))
        kept = [
            _values(column) for name, column in before.items()
            if name not in said and not column.position and not here & set(column.header_names())
        ]  # fmt: skip
        return [
            {**values, "sequence": 10 * number} for number, values in enumerate([*found, *kept], 1)
        ]

    def _column(self, line, before, spec) -> dict:
        values = _values(before) if before else {"required": spec.required}
        headers, position = line._source()
        if headers and before and before.headers:
            others = before.headers.split("|")
            others = [one for one in others if header_key(one) != header_key(headers)]
            headers = "|".join([headers, *others])
        return {
            **values,
            "target_field": line.target_field,
            "headers": headers,
            "position": position,
            "is_key": line.is_key,
        }

    # -- kept ---------------------------------------------------------------------------

    def action_save(self):
        """Keep the mapping as a profile, and open what it was made for: the import, which
        is read with it at once, or the profile. Raises UserError where it is not whole."""
        self.ensure_one()
        arguments.require_role(
            self.env, "ap_base.group_accountant",
            self.env._("This takes the role Accountant or above."),
        )  # fmt: skip
        self._refuse_unfinished()
        values = {
            **self._options(),
            "column_ids": [Command.clear(), *map(Command.create, self._columns())],
        }
        profile = self.profile_id
        if profile:
            profile.write(values)
        else:
            profile = profile.create(
                {"name": self.name, "target": self.target, "code": self._code(),
                 "company_id": self.company_id.id, **values}
            )  # fmt: skip
        if not self.import_id:
            return _form(profile)
        self.import_id.profile_id = profile
        self.import_id.action_dry_run()
        return _form(self.import_id)

    def _refuse_unfinished(self):
        if not (self.sample and self.target and self.name):
            raise UserError(
                self.env._("Choose a sample file, what its rows become, and a name.")
            )
        specs = self.env["ap.import"]._import_targets()[self.target].fields
        said = [line.target_field for line in self.line_ids if line.target_field]
        twice = {specs[name].label for name in said if said.count(name) > 1}
        if twice:
            raise UserError(
                self.env._(
                    "%(fields)s: two columns hold the same. Leave one of them empty.",
                    fields=", ".join(sorted(twice)),
                )
            )
        there = {values["target_field"] for values in self._columns()}
        required = {name: spec.label for name, spec in specs.items() if spec.required}
        lacking = [label for name, label in required.items() if name not in there]
        if lacking:
            raise UserError(import_preview.lacking_sentence(self.env, lacking))

    def _code(self) -> str:
        """A code that no profile has, archived ones and those of others included."""
        profiles = self.env["ap.import.profile"].sudo().with_context(active_test=False)
        start = header_key(self.name).replace(" ", "_")[:40] or self.target
        known = set(profiles.search([("code", "=like", f"{start}%")]).mapped("code"))
        number, code = 1, start
        while code in known:
            number += 1
            code = f"{start}_{number}"
        return code


def _values(column) -> dict:
    """What a column says, for another profile."""
    values = column.copy_data()[0]
    values.pop("profile_id", None)
    return values


def _form(record) -> dict:
    return {
        "type": "ir.actions.act_window",
        "res_model": record._name,
        "res_id": record.id,
        "views": [(False, "form")],
    }
