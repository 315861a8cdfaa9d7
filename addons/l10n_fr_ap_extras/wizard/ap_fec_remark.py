# SPDX-License-Identifier: AGPL-3.0-or-later
"""A remark on a trial of the FEC."""

from odoo import fields, models


class FecRemark(models.TransientModel):
    _name = "ap.fec.remark"
    _description = "Remark on a FEC"
    _order = "line, id"

    export_id = fields.Many2one(
        "l10n_fr.fec.export.wizard", required=True, ondelete="cascade"
    )
    severity = fields.Selection(
        [("note", "Note"), ("alert", "Alert"), ("error", "Refused")], required=True
    )
    code = fields.Char()
    line = fields.Integer()
    column = fields.Char()
    value = fields.Char()
    message = fields.Char()
