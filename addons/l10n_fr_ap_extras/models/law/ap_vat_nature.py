# SPDX-License-Identifier: AGPL-3.0-or-later
"""What may be deducted, who accounts for the VAT, and the codes of e-invoices."""

from odoo import fields, models


class ApVatNature(models.Model):
    """A kind of expense and how much of its VAT may be deducted."""

    _name = "ap.vat.nature"
    _inherit = ["ap.cited.law"]
    _description = "VAT nature of expenses"
    _order = "code, valid_from"

    code = fields.Char(required=True, index=True)
    name = fields.Char(required=True, translate=True)
    share = fields.Float(string="Deductible (%)", digits=(5, 2))
    cap_code = fields.Char(string="Cap", help="Code of the figure above which nothing is.")
