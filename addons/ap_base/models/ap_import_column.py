# SPDX-License-Identifier: AGPL-3.0-or-later
"""A column of an import profile: the value it holds, the headers it is known by."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..readers import header_key


class ApImportColumn(models.Model):
    _name = "ap.import.column"
    _description = "Column of an import profile"
    _order = "profile_id, sequence, id"

    profile_id = fields.Many2one(
        "ap.import.profile", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    target_field = fields.Selection(
        selection="_selection_target_field", string="Value", required=True
    )
    headers = fields.Char(
        string="Column header", help="Several possible headers are separated by |."
    )
    position = fields.Integer(
        string="Column number", help="From 1, for files without headers."
    )
    type = fields.Selection(
        [
            ("text", "Text"),
            ("integer", "Whole number"),
            ("decimal", "Amount"),
            ("date", "Day"),
            ("month", "Month"),
            ("boolean", "Yes or no"),
            ("record", "Record, found by its code"),
        ],
        string="Contains",
        help="Empty: what the value is by nature.",
    )
    lookup = fields.Char(
        string="Found by", help="For records: the field that the file holds, like code."
    )
    required = fields.Boolean()
    is_key = fields.Boolean(
        string="Key", help="The key columns together name a row for ever."
    )
    factor = fields.Float(
        string="Unit factor", digits=0, default=1.0, help="0.01 for amounts in cents."
    )
    default = fields.Char(help="Used where the file has nothing.")

    @api.model
    def _selection_target_field(self):
        labels = {}
        for target in self.env["ap.import"]._import_targets().values():
            for name, spec in target.fields.items():
                labels.setdefault(name, spec.label)
        return list(labels.items())

    @api.constrains("target_field", "profile_id")
    def _check_target_field(self):
        targets = self.env["ap.import"]._import_targets()
        for column in self:
            target = targets[column.profile_id.target]
            if column.target_field not in target.fields:
                raise ValidationError(
                    self.env._(
                        "%(target)s takes no value “%(field)s”.",
                        target=target.label,
                        field=column.target_field,
                    )
                )

    @api.constrains("headers", "position", "default")
    def _check_source(self):
        for column in self:
            if not column.headers and column.position <= 0 and not column.default:
                raise ValidationError(
                    self.env._(
                        "Give the header, the number or the default of the column “%(field)s”.",
                        field=column.target_field,
                    )
                )

    @api.private
    def header_names(self):
        """Possible headers, as they are compared."""
        names = map(header_key, (self.headers or "").split("|"))
        return list(dict.fromkeys(filter(None, names)))

    @api.private
    def label_names(self):
        """The label of the value in every language, as it is compared: what templates
        write at the head of the column."""
        names = []
        for code, _name in self.env["res.lang"].get_installed():
            targets = self.env["ap.import"].with_context(lang=code)._import_targets()
            spec = targets[self.profile_id.target].fields[self.target_field]
            names.append(header_key(spec.label))
        return names

    @api.private
    def spoken_name(self, label):
        """How a message calls the column: by its only header, or by the label of its
        value, in the reader's language, where headers of several languages fit."""
        return label if "|" in (self.headers or "") else self.shown_name()

    @api.private
    def shown_name(self):
        """How the column is called where it is kept: the same in every language."""
        if self.headers:
            return self.headers.split("|")[0].strip()
        return self.env._("column %(number)s", number=self.position)
