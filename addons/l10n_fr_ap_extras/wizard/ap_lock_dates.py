# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models


class ApLockDates(models.TransientModel):
    _inherit = "ap.lock.dates"

    ap_analytic_lock_date = fields.Date(
        string="Imputation locked up to",
        help="The analytic distribution of posted entries does not change on this day or "
        "before. Entries themselves follow the other dates.",
    )

    @api.model
    def default_get(self, field_names):
        values = super().default_get(field_names)
        if "ap_analytic_lock_date" in field_names:
            values["ap_analytic_lock_date"] = self.env.company.ap_analytic_lock_date
        return values

    def action_apply(self):
        result = super().action_apply()
        # The role was checked above.
        self.company_id.sudo().ap_analytic_lock_date = self.ap_analytic_lock_date
        return result
