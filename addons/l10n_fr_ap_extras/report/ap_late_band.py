# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bands of days late and natures of fees: the columns of the law, as data."""

from odoo import api, fields, models


class ApLateBand(models.Model):
    _name = "ap.late.band"
    _description = "Ageing band"
    _order = "sequence, day_from, id"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    name = fields.Char(required=True, translate=True)
    day_from = fields.Integer(string="From (days)", help="Included.")
    day_to = fields.Integer(string="To (days)", help="Included. Empty above zero: no end.")

    @api.model
    def _bounds(self):
        """(first day, last day or None, id) of each band."""
        return [
            (band.day_from, None if band.day_from and not band.day_to else band.day_to, band.id)
            for band in self.sudo().search([])
        ]
