# SPDX-License-Identifier: AGPL-3.0-or-later
"""In France accounts of costs begin with 6: what a re-imputation begins with."""

from odoo import api, models


class ApReimputation(models.Model):
    _inherit = "ap.reimputation"

    @api.model
    def _default_account_prefix(self):
        if self.env.company.account_fiscal_country_id.code == "FR":
            return "6"
        return super()._default_account_prefix()
