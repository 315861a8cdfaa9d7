# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accruals and deferrals with their explanations, to take away."""

from odoo import fields, models

from odoo.addons.ap_base.wizard.ap_settings import of_company


class ResCompany(models.Model):
    _inherit = "res.company"

    ap_flux_amount = fields.Monetary(
        string="Smallest change to explain",
        currency_field="currency_id",
        default=500.0,
        help="Month-over-month changes below it are listed without being marked.",
    )
    ap_flux_percent = fields.Float(
        string="Smallest change to explain (%)",
        default=10.0,
        help="Of the previous month's amount; a change is marked when it reaches both.",
    )


class ApSettings(models.TransientModel):
    _inherit = "ap.settings"

    ap_flux_amount = of_company(fields.Monetary, "ap_flux_amount", currency_field="currency_id")
    ap_flux_percent = of_company(fields.Float, "ap_flux_percent")
