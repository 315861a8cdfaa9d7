# SPDX-License-Identifier: AGPL-3.0-or-later
"""The business terms of e-invoices in words."""

from odoo import api, fields, models


class ApEinvoiceTerm(models.Model):
    """A field of e-invoices (EN 16931): its number and how people call it."""

    _name = "ap.einvoice.term"
    _description = "Field of e-invoices"
    _order = "code"

    code = fields.Char(required=True, index=True)
    name = fields.Char(string="Field", required=True, translate=True)

    _code_unique = models.Constraint("UNIQUE(code)", "A field is there once.")

    @api.model
    def _names(self, codes) -> dict:
        """{code: name in the reader's language}."""
        rows = self.sudo().search([("code", "in", list(codes))])
        return {row.code: row.name for row in rows}
