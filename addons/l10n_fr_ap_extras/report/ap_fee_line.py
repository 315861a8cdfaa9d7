# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fees paid in a calendar year, by beneficiary, nature and bill (DAS2, CGI 240)."""

from odoo import fields, models

from .ap_fee_account import FEE_NATURES


class ApFeeLine(models.Model):
    """Written by `ap.payment.report`, never by people."""

    _name = "ap.fee.line"
    _description = "Fees to declare (DAS2)"
    _inherit = ["ap.report"]
    _order = "total DESC, partner_id, nature, id"
    _rec_name = "reference"

    report_id = fields.Many2one(
        "ap.payment.report", string="Report", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    year = fields.Char()
    partner_id = fields.Many2one("res.partner", string="Beneficiary", ondelete="cascade")
    siren = fields.Char(related="partner_id.ap_siren")
    siret = fields.Char(string="SIRET", related="partner_id.company_registry")
    address = fields.Char(related="partner_id.contact_address_inline")
    nature = fields.Selection(FEE_NATURES)
    move_id = fields.Many2one("account.move", string="Bill", ondelete="cascade")
    reference = fields.Char()
    paid_on = fields.Date()
    amount = fields.Monetary(string="Paid incl. VAT")
    total = fields.Monetary(
        string="Paid in the year",
        aggregator=None,
        help="To the beneficiary, all natures together.",
    )
    threshold = fields.Monetary(aggregator=None)
    to_declare = fields.Boolean(help="The total of the year is above the threshold.")
    is_incomplete = fields.Boolean(
        string="Address or SIRET missing",
        compute="_compute_is_incomplete",
        help="The declaration asks for the SIRET, or for the address abroad.",
    )

    def _compute_is_incomplete(self):
        for line in self:
            partner = line.partner_id
            french = partner.country_id.code in ("FR", False)
            known = partner.ap_siren if french else partner.street and partner.city
            line.is_incomplete = not known

    def _report_fields(self):
        return [
            "year", "partner_id", "siret", "address", "nature", "reference", "paid_on",
            "amount", "total", "threshold", "to_declare", "is_incomplete",
        ]  # fmt: skip

    def _report_unprinted(self):
        return {"address", "threshold", "year"}

    def action_open_bill(self):
        """The bill of the row."""
        self.ensure_one()
        return self.move_id.get_formview_action()
