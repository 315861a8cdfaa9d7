# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bands of days late and natures of fees: the columns of the law, as data."""

from odoo import api, fields, models

FEE_NATURES = [
    ("fee", "Fees"),
    ("commission", "Commissions"),
    ("brokerage", "Brokerage"),
    ("rebate", "Rebates"),
    ("attendance", "Attendance fees"),
    ("royalty", "Royalties of authors"),
    ("licence", "Royalties of inventors, licences"),
    ("other", "Other remunerations"),
]


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


class ApFeeAccount(models.Model):
    """Payments of bills on accounts that start like that are fees to declare."""

    _name = "ap.fee.account"
    _description = "Account of fees to declare"
    _order = "country_id, code_prefix, id"
    _rec_name = "code_prefix"

    active = fields.Boolean(default=True)
    country_id = fields.Many2one("res.country", help="Of the company. Empty: of any.")
    code_prefix = fields.Char(string="Accounts", required=True)
    nature = fields.Selection(FEE_NATURES, required=True, default="fee")
    source = fields.Text(translate=True)
