# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows of an import, as they were read and as they were understood."""

from odoo import api, fields, models

ROW_STATES = [
    ("new", "New"),
    ("changed", "Changed"),
    ("same", "Same"),
    ("gone", "Gone"),
    ("rejected", "Rejected"),
]


class ApImportRow(models.Model):
    """Written by COPY and never edited. `is_applied` marks the row that holds its key."""

    _name = "ap.import.row"
    _description = "Import row"
    _order = "import_id desc, number, id"
    _rec_name = "external_key"

    import_id = fields.Many2one(
        "ap.import", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    profile_id = fields.Many2one("ap.import.profile", required=True, index=True)
    number = fields.Integer(string="Row")
    document = fields.Char()
    document_name = fields.Char(
        string="Document of the file",
        compute="_compute_document_name",
        help="What groups rows in the file, like the reference of an entry.",
    )
    external_key = fields.Char(string="Key")
    state = fields.Selection(ROW_STATES, required=True)
    message = fields.Text()
    errors = fields.Json()
    raw = fields.Json()
    clean = fields.Json()
    summary = fields.Char(compute="_compute_summary")
    difference = fields.Char(compute="_compute_summary", string="Change")
    res_id = fields.Integer(string="Record id")
    previous_id = fields.Many2one("ap.import.row", index="btree_not_null")
    is_applied = fields.Boolean()

    _key_once = models.UniqueIndex(
        "(company_id, profile_id, external_key) WHERE is_applied",
        "A row with that key was imported by somebody else meanwhile: look again at what "
        "the file would change.",
    )
    _document_idx = models.Index("(company_id, profile_id, document) WHERE is_applied")

    @api.depends("raw", "previous_id.raw", "state")
    @api.depends_context("lang")
    def _compute_summary(self):
        spoken = {profile: profile._spoken_names() for profile in self.profile_id}
        for row in self:
            raw, before = row._ordered_raw(), row.previous_id.raw or {}
            names = spoken[row.profile_id]
            row.summary = " · ".join(
                f"{names.get(name, name)}: {text}" for name, text in raw.items() if text
            )
            changes = [
                f"{names.get(name, name)}: {before.get(name, '')} → {text}"
                for name, text in raw.items()
                if text != before.get(name, "")
            ]
            row.difference = " · ".join(changes) if row.state == "changed" else False

    @api.depends("document", "external_key")
    def _compute_document_name(self):
        """Rows that the file does not group have a digest as key, which means nothing."""
        for row in self:
            named = row.document != row.external_key
            row.document_name = named and row.document

    def _ordered_raw(self):
        """The cells in the order of the profile: the database keeps none."""
        raw = dict(self.raw or {})
        names = [column.shown_name() for column in self.profile_id.column_ids]
        return {name: raw.pop(name) for name in names if name in raw} | raw
