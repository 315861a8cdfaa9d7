# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far the work on a file is."""

from odoo import fields, models

PHASES = [
    ("reading", "Reading the file"),
    ("checking", "Checking the rows"),
    ("comparing", "Comparing them with what is there"),
    ("keeping", "Keeping the rows"),
    ("writing", "Writing the records"),
]


class ApImportProgress(models.Model):
    """A row of its own, which the work itself never touches: it is written by another
    transaction, while the one that works holds the import."""

    _name = "ap.import.progress"
    _description = "Progress of an import"
    _rec_name = "import_id"

    import_id = fields.Many2one(
        "ap.import", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    phase = fields.Selection(PHASES, required=True, default="reading")
    done = fields.Integer()
    total = fields.Integer()

    _import_once = models.UniqueIndex("(import_id)", "An import has one progress.")
