# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_ap_supplier_page(self):
        """The page of the supplier's account today."""
        self.ensure_one()
        company = self.env.company
        return self.env["ap.supplier.review"]._open_page(
            company, self, company._company_today()
        )
