# SPDX-License-Identifier: AGPL-3.0-or-later
"""What France asks of e-invoices, stated when their files are read."""

from odoo import models
from odoo.fields import Domain

from ...rules import einvoice_facts, einvoice_french


class ApBillDocument(models.Model):
    _inherit = "ap.bill.document"

    def _codes(self):
        """The lists of codes that the French rules admit."""
        # pylint: disable=no-search-all
        # lists of codes of the law
        rows = self.env["ap.einvoice.code"].search_read(Domain.TRUE, ["list", "code"])
        return einvoice_french.codes_from_rows(rows)

    def _remarks(self, invoice, codes) -> list:
        """(rule, business term, value) of each French rule that the e-invoice breaks."""
        return [
            *super()._remarks(invoice, codes),
            *(
                [found.code, *(value for _name, value in found.values)]
                for found in einvoice_french.check(invoice, codes)
            ),
        ]

    def _nature(self, invoice) -> str:
        """Goods or services, as the French billing mode says."""
        return einvoice_facts.nature(invoice) or super()._nature(invoice)
