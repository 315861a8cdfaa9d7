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
    def _locks_of(self, company_id):
        locks = super()._locks_of(company_id)
        company = self.env["res.company"].browse(company_id or self.env.company.id)
        return locks | {"ap_analytic_lock_date": company.sudo().ap_analytic_lock_date}

    def action_apply(self):
        result = super().action_apply()
        # The role was checked above.
        self.company_id.sudo().ap_analytic_lock_date = self.ap_analytic_lock_date
        return result
