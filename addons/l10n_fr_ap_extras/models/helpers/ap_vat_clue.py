# SPDX-License-Identifier: AGPL-3.0-or-later
"""What accounts and words say about the VAT of a line: dated by the chart, as data."""

from odoo import api, fields, models, tools

from ...rules import tax_choice

KINDS = [("goods", "Goods"), ("services", "Services")]


class ApVatClue(models.Model):
    """Lines on accounts that start like that, and whose label has one of the words."""

    _name = "ap.vat.clue"
    _inherit = ["ap.remembered.table"]
    _description = "Detection rule for VAT"
    _order = "country_id, code_prefix, id"
    _rec_name = "code_prefix"

    active = fields.Boolean(default=True)
    country_id = fields.Many2one("res.country", help="Of the company. Empty: of any.")
    code_prefix = fields.Char(
        string="Accounts", required=True, help="First figures of the account's code."
    )
    words = fields.Text(
        help="Apart by commas; one of them must stand in the label. Empty: any label."
    )
    kind = fields.Selection(KINDS)
    nature = fields.Selection(selection="_ap_natures", string="VAT nature")
    source = fields.Text(translate=True, help="The text or the practice that says so.")

    @api.model
    def _ap_natures(self):
        return self.env["res.partner"]._ap_nature_selection()

    @api.model
    def _rules(self, company):
        """The clues for a company, as the rules want them."""
        return self._rules_of(company.account_fiscal_country_id.id)

    @api.model
    @tools.ormcache("country_id")
    def _rules_of(self, country_id):
        rows = self.sudo().search([("country_id", "in", [False, country_id])])
        return [tax_choice.clue_from_row(row) for row in rows]
