# SPDX-License-Identifier: AGPL-3.0-or-later
"""A code that the rules of e-invoices admit."""

from odoo import fields, models

LISTS = [
    ("invoice_type", "Type of document (BT-3)"),
    ("billing_mode", "Billing mode (BT-23)"),
    ("vat_category", "Category of VAT (BT-118)"),
    ("vat_rate", "Rate of VAT (BT-119)"),
    ("attachment", "Attachment (BT-123)"),
    ("treatment", "Treatment (note BAR)"),
]


class ApEinvoiceCode(models.Model):
    """A code that the rules of e-invoices admit."""

    _name = "ap.einvoice.code"
    _inherit = ["ap.dated.law"]
    _description = "Code of e-invoices"
    _order = "list, code"
    _rec_name = "code"

    list = fields.Selection(LISTS, required=True, index=True)
    code = fields.Char(required=True)
    name = fields.Char(string="Meaning", translate=True)
