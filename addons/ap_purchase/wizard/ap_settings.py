# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models

from odoo.addons.ap_base.wizard.ap_settings import of_company


class ApSettings(models.TransientModel):
    """From when on an open order line is late, stale or small: of the company."""

    _inherit = "ap.settings"

    ap_open_late_days = of_company(fields.Integer, "ap_open_late_days")
    ap_open_stale_days = of_company(fields.Integer, "ap_open_stale_days")
    ap_open_remainder_percent = of_company(fields.Float, "ap_open_remainder_percent")
    ap_open_price_percent = of_company(fields.Float, "ap_open_price_percent")
    ap_orders_sent_here = of_company(fields.Boolean, "ap_orders_sent_here")
