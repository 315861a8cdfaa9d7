# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case in which the customer accounts for the VAT."""

from odoo import fields, models


class ApVatReverseCharge(models.Model):
    """A case in which the customer accounts for the VAT."""

    _name = "ap.vat.reverse.charge"
    _inherit = ["ap.cited.law"]
    _description = "Case of reverse charge"
    _order = "code"

    code = fields.Char(required=True, index=True)
    name = fields.Char(required=True, translate=True)
    ca3_base = fields.Char(string="Box of the base")
    ca3_tax = fields.Char(string="Box of the VAT")
    mention = fields.Boolean(string="Must be mentioned")
