# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """What only Odoo's administrator decides: it binds the head of accounting too."""

    _inherit = "res.config.settings"

    ap_bank_by_case = fields.Boolean(related="company_id.ap_bank_by_case", readonly=False)
    ap_bank_cooling_days = fields.Integer(
        related="company_id.ap_bank_cooling_days", readonly=False
    )
    ap_acknowledge_requests = fields.Boolean(
        related="company_id.ap_acknowledge_requests", readonly=False
    )
