# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a mention consists of, and when it is asked for."""

from odoo import api, fields, models

from odoo.addons.ap_base.models.ap_control import SEVERITIES

# The facts of a bill that the rules can find.
CONDITIONS = [
    ("vat_charged", "VAT is charged"),
    ("exempt", "No VAT is charged"),
    ("reverse_charge", "The buyer owes the VAT"),
    ("margin", "Margin scheme"),
    ("debits_option", "VAT is due on invoicing"),
    ("buyer_vat_needed", "The buyer's VAT number counts"),
    ("company", "The supplier is a company"),
    ("sole_trader", "The supplier is a sole trader"),
    ("self_billed", "The buyer issues the invoice"),
    ("order_issued", "An order was sent"),
    ("rebate", "A rebate was granted"),
    ("supply_date_differs", "Supplied on another day"),
    ("delivery_elsewhere", "Delivered elsewhere"),
    ("billing_elsewhere", "Billed to another address"),
]


class ApBillMentionPart(models.Model):
    """What a mention consists of, and when it is asked for."""

    _name = "ap.bill.mention.part"
    _inherit = ["ap.dated.law"]
    _description = "Part of a mention"
    _order = "mention, id"

    mention = fields.Char(string="Code of the mention", required=True, index=True)
    mention_name = fields.Char(string="Mention", compute="_compute_mention_name")
    code = fields.Char(required=True, index=True)
    name = fields.Char(string="Part", required=True, translate=True)
    reference_code = fields.Char(
        string="Article", help="Empty: the article of the mention."
    )
    condition = fields.Selection(
        CONDITIONS,
        string="Asked if",
        help="The fact of the bill that asks for it. Empty: always.",
    )
    severity = fields.Selection(SEVERITIES, required=True, default="warning")
    foreign = fields.Boolean(help="Asked of foreign suppliers too.")
    simplified = fields.Boolean(help="May be left out of a simplified invoice.")
    reform = fields.Boolean(help="New with e-invoicing.")
    certain = fields.Boolean(
        help="Not to find it in a text that could be read means that it is missing."
    )

    _code_unique = models.Constraint("UNIQUE(code)", "A part is there once.")

    @api.depends_context("lang")
    @api.depends("mention")
    def _compute_mention_name(self):
        mentions = self.env["ap.bill.mention"].search(
            [("code", "in", self.mapped("mention"))]
        )
        names = {mention.code: mention.name for mention in mentions}
        for part in self:
            part.mention_name = names.get(part.mention, part.mention)

    def _ap_by_code(self) -> dict:
        """{code: part} of all parts."""
        return {part.code: part for part in self.sudo().search([])}
