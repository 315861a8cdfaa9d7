# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ap_vat_policy = fields.Selection(related="company_id.ap_vat_policy", readonly=False)
    ap_prepaid_convention = fields.Selection(
        related="company_id.ap_prepaid_convention", readonly=False
    )
    ap_deferral_method = fields.Selection(
        related="company_id.ap_deferral_method", readonly=False
    )
    ap_accrual_threshold = fields.Monetary(
        related="company_id.ap_accrual_threshold",
        currency_field="company_currency_id",
        readonly=False,
    )
    ap_accrual_age_days = fields.Integer(
        related="company_id.ap_accrual_age_days", readonly=False
    )
