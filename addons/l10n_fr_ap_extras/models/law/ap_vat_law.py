# SPDX-License-Identifier: AGPL-3.0-or-later
"""What may be deducted, who accounts for the VAT, and the codes of e-invoices."""

from odoo import fields, models

LISTS = [
    ("invoice_type", "Type of document (BT-3)"),
    ("billing_mode", "Billing mode (BT-23)"),
    ("vat_category", "Category of VAT (BT-118)"),
    ("vat_rate", "Rate of VAT (BT-119)"),
    ("attachment", "Attachment (BT-123)"),
    ("treatment", "Treatment (note BAR)"),
]


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
