# SPDX-License-Identifier: AGPL-3.0-or-later
"""The law, for whoever holds partners or bills."""

from odoo import api, models

from ...rules.vat_deduction import nature_from_row


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _ap_law(self):
        """The dated law of France."""
        return self.env["ap.legal.reference"]._ap_law()

    @api.model
    def _ap_natures(self):
        """The natures of expenses, of all times."""
        names = [
            "code", "share", "cap_code", "reference_code", "valid_from", "valid_to",
        ]  # fmt: skip
        rows = self.env["ap.vat.nature"]._ap_rows(names)
        return [nature_from_row(row) for row in rows]

    @api.model
    def _ap_nature_selection(self):
        natures = self.env["ap.vat.nature"].sudo().search([])
        return list({nature.code: nature.name for nature in natures}.items())
