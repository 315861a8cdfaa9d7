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

    def action_ap_statements(self):
        """The statements of the supplier, and where to load its next list."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_supplier.ap_supplier_statement_action"
        )
        supplier = self.commercial_partner_id
        action["domain"] = [("partner_id", "=", supplier.id)]
        action["context"] = {"partner_id": supplier.id}
        return action
