# SPDX-License-Identifier: AGPL-3.0-or-later
"""The law as the helpers need it: read once, kept until a row changes."""

from odoo import api, models, tools
from odoo.fields import Domain

from ...rules.vat_deduction import nature_from_row


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _ap_law(self):
        return self.env["ap.legal.reference"]._ap_law()

    @api.model
    @tools.ormcache()
    def _ap_natures(self):
        """VAT natures of expenses, as the rules want them."""
        names = [
            "code",
            "share",
            "cap_code",
            "reference_code",
            "valid_from",
            "valid_to",
        ]
        return [
            nature_from_row(row) for row in self.env["ap.vat.nature"]._ap_rows(names)
        ]

    @api.model
    @tools.ormcache("self.env.lang")
    def _ap_nature_selection(self):
        # pylint: disable=no-search-all
        # the law: a few dozen rows
        natures = self.env["ap.vat.nature"].sudo().search(Domain.TRUE, order="name, id")
        return list(
            {nature.code: (nature.code, nature.name) for nature in natures}.values()
        )
