# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from odoo import api, fields, models


class ApSupplierDay(models.TransientModel):
    """A day at which to look at suppliers."""

    _name = "ap.supplier.day"
    _description = "Suppliers at a date"

    date = fields.Date(required=True, default=lambda self: self._last_month_end())
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    partner_ids = fields.Many2many(
        "res.partner", string="Suppliers", help="Empty: all of them."
    )

    @api.model
    def _last_month_end(self):
        return self.env.company._company_today().replace(day=1) - timedelta(days=1)

    def action_review(self):
        """Open the reviews of the day, and list them."""
        self.ensure_one()
        reviews = self.env["ap.supplier.review"]
        if self.env.user.has_group("ap_base.group_apprentice"):
            reviews.open_month(self.company_id.id, self.date)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_supplier.ap_supplier_review_action"
        )
        domain = [("company_id", "=", self.company_id.id), ("date", "=", self.date)]
        if self.partner_ids:
            domain.append(("partner_id", "child_of", self.partner_ids.ids))
        return {**action, "domain": domain}

    def action_accounts(self):
        """List the accounts of suppliers at the day."""
        self.ensure_one()
        partners = self.partner_ids.commercial_partner_id
        rows = self.env["ap.supplier.account"]._at(self.company_id, self.date, partners)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_supplier.ap_supplier_account_action"
        )
        return {**action, "domain": [("id", "in", rows.ids)]}
