# SPDX-License-Identifier: AGPL-3.0-or-later
"""Goods or services, as the French billing mode (BT-23) says: when their VAT falls due."""

from odoo import api, fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    ap_vat_to_take = fields.Boolean(
        compute="_compute_ap_vat_to_take", compute_sudo=True
    )

    @api.depends("state", "ap_document_ids.nature", "invoice_line_ids.tax_ids")
    def _compute_ap_vat_to_take(self):
        """Whether a draft bears the VAT of goods for services, or the other way round."""
        told = self.filtered(lambda m: m.state == "draft" and m.ap_document_ids.nature)
        rows = self.env["ap.control"]._wrong_moments(told._origin) if told else []
        wrong = {row["id"] for row in rows}
        for move in self:
            move.ap_vat_to_take = move._origin.id in wrong

    def action_ap_take_vat_of_einvoice(self):
        """Put the VAT of services, or of goods, on the lines of drafts that bear the other
        one, where the e-invoice tells which."""
        self.env["ap.bill.document"]._refuse_others()
        control = self.env["ap.control"].sudo()
        drafts = self.filtered(lambda move: move.state == "draft")
        for row in control._wrong_moments(drafts):
            right = {
                tax: control._right_tax(tax, row["nature"])
                for tax in control.env["account.tax"].browse(row["tax_ids"])
            }
            for line in self.env["account.move.line"].browse(row["lines"]):
                taxes = [right.get(tax) or tax for tax in line.tax_ids.sudo()]
                line.tax_ids = self.env["account.tax"].browse([tax.id for tax in taxes])
        control._check_documents(self)
        return True
