# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from ..models.import_preview import MOST_ROWS
from ..readers import header_key, to_text

FIRST_VALUES = 3
LONGEST_VALUE = 30


class ApImportMappingLine(models.TransientModel):
    _name = "ap.import.mapping.line"
    _description = "Column of a sample file"
    _order = "place, id"

    mapping_id = fields.Many2one("ap.import.mapping", required=True, ondelete="cascade")
    place = fields.Integer(string="Column")
    header = fields.Char(string="Column of the file")
    first_values = fields.Char(string="First values")
    target_field = fields.Selection(
        selection="_selection_target_field", string="Holds"
    )
    is_key = fields.Boolean(
        string="Key", help="The key columns together name a row for ever."
    )
    is_said = fields.Boolean()
    choices = fields.Json(compute="_compute_choices")

    @api.model
    def _selection_target_field(self):
        """Every value that a column may hold; what targets call otherwise has each name."""
        labels: dict[str, dict] = {}
        for target in self.env["ap.import"]._import_targets().values():
            for name in target.mappable:
                labels.setdefault(name, {})[target.fields[name].label] = True
        return [(name, " / ".join(its)) for name, its in labels.items()]

    @api.depends("mapping_id.target")
    def _compute_choices(self):
        targets = self.env["ap.import"]._import_targets()
        for line in self:
            target = targets.get(line.mapping_id.target)
            line.choices = list(target.mappable) if target else []

    @api.onchange("target_field")
    def _onchange_target_field(self):
        self.is_said = True

    def _source(self) -> tuple:
        """The header that names the column, or its number where no header does."""
        twins = self.mapping_id.line_ids.filtered(
            lambda one: header_key(one.header or "") == header_key(self.header or "")
        )
        if self.header and "|" not in self.header and len(twins) == 1:
            return self.header, 0
        return False, self.place


def first_values(body, place) -> list[str]:
    """The first values of a column, cut where they are long."""
    found = []
    for cells in body[: MOST_ROWS]:
        text = to_text(cells[place]) if place < len(cells) else ""
        if text and text not in found:
            found.append(text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…")
            if len(found) == FIRST_VALUES:
                break
    return found
