# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models

from odoo.addons.ap_base.wizard.ap_settings import of_company


class ApSettings(models.TransientModel):
    _inherit = "ap.settings"

    ap_loan_revaluation = of_company(fields.Selection, "ap_loan_revaluation")
