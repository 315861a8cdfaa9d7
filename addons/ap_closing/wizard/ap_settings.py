# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models

from odoo.addons.ap_base.wizard.ap_settings import of_company


class ApSettings(models.TransientModel):
    _inherit = "ap.settings"

    ap_vat_policy = of_company(fields.Selection, "ap_vat_policy")
    ap_prepaid_convention = of_company(fields.Selection, "ap_prepaid_convention")
    ap_deferral_method = of_company(fields.Selection, "ap_deferral_method")
    ap_closing_items = of_company(fields.Selection, "ap_closing_items")
    ap_accrual_threshold = of_company(fields.Monetary, "ap_accrual_threshold", currency_field="currency_id")
    ap_accrual_age_days = of_company(fields.Integer, "ap_accrual_age_days")
    ap_closing_lock = of_company(fields.Selection, "ap_closing_lock")
    ap_recurring_policy = of_company(fields.Selection, "ap_recurring_policy")
    ap_flux_amount = of_company(fields.Monetary, "ap_flux_amount", currency_field="currency_id")
    ap_flux_percent = of_company(fields.Float, "ap_flux_percent")
