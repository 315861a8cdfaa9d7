# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models

from ..rules.foreign_purchases import rule_from_row

OUTCOMES = [("report", "Reported"), ("leave", "Left out"), ("review", "To review")]
ZONES = [("eu", "Union"), ("world", "Other countries"), ("unknown", "Unknown")]
YES_NO = [("yes", "Yes"), ("no", "No")]


class ApPurchaseReportRule(models.Model):
    """Which foreign purchases are reported: the first row that fits decides."""

    _name = "ap.purchase.report.rule"
    _description = "Rule of the report of foreign purchases"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(string="Reason", required=True, translate=True)
    outcome = fields.Selection(OUTCOMES, required=True)
    zone = fields.Selection(ZONES, string="Supplier in", help="Empty: anywhere.")
    treatment = fields.Selection(selection="_treatments", help="Of the tax. Empty: any.")
    einvoice = fields.Selection(YES_NO, string="Came as a domestic e-invoice")
    business = fields.Selection(YES_NO, string="Taxable person")
    category = fields.Char(help="Category of VAT in the report (UNTDID 5305).")
    exemption = fields.Char(help="Code of the reason why no VAT is charged (VATEX).")
    valid_from = fields.Date(string="Valid from")
    valid_to = fields.Date(string="Valid until")
    source = fields.Text(translate=True)
    active = fields.Boolean(default=True)

    def _treatments(self):
        known = self.env["ap.vat.choice"]._fields["treatment"]._description_selection(self.env)
        return [*known, ("charged", self.env._("VAT charged by the supplier"))]

    def _values(self):
        """The rows in order, as the rules want them."""
        names = ("code", "outcome", "zone", "treatment", "einvoice", "business", "category",
                 "exemption", "valid_from", "valid_to")  # fmt: skip
        return [
            rule_from_row({name: row[name] for name in names}) for row in self._in_order()
        ]

    def _in_order(self):
        return self.sudo().search([("outcome", "!=", False)])
