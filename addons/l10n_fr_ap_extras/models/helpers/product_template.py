# SPDX-License-Identifier: AGPL-3.0-or-later
"""The VAT nature of a product."""

from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    ap_vat_nature = fields.Selection(
        selection=lambda self: self.env["res.partner"]._ap_nature_selection(),
        string="VAT nature",
        help="How much of the VAT of its purchases may be deducted. Empty: as the "
        "account and the words of the line say.",
    )
