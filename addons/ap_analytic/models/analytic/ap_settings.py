# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of the analytic imputation."""

from odoo import fields, models

from odoo.addons.ap_base.wizard.ap_settings import of_company


class ApSettings(models.TransientModel):
    _inherit = "ap.settings"

    ap_analytic_auto = of_company(fields.Boolean, "ap_analytic_auto")
    ap_analytic_learn = of_company(fields.Boolean, "ap_analytic_learn")
    ap_analytic_learn_percent = of_company(fields.Integer, "ap_analytic_learn_percent")
    ap_analytic_learn_bills = of_company(fields.Integer, "ap_analytic_learn_bills")
