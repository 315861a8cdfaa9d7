# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rules of e-invoices of countries in words."""

from odoo import fields, models


class ApEinvoiceRule(models.Model):
    """A rule as a sentence; what it checks is in the pure rules."""

    _name = "ap.einvoice.rule"
    _description = "Rule of e-invoices"
    _order = "code"

    code = fields.Char(required=True, index=True)
    name = fields.Char(string="Rule", required=True, translate=True)

    _code_unique = models.Constraint("UNIQUE(code)", "A rule is there once.")

    def _by_code(self):
        """{code: record} of all rules."""
        return {rule.code: rule for rule in self.sudo().search([])}
