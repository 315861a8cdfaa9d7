# SPDX-License-Identifier: AGPL-3.0-or-later
"""Analytic items of a locked period stay what they are."""

from odoo import api, models

from ..analytic.res_company import FOLLOWS_ENTRY

COUNTS = {
    "account_id", "amount", "analytic_distribution", "auto_account_id", "company_id",
    "date", "general_account_id", "move_line_id", "unit_amount",
}  # fmt: skip


class AccountAnalyticLine(models.Model):
    _inherit = "account.analytic.line"

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._ap_check_analytic_lock()
        return items

    def write(self, vals):
        counts = bool(vals.keys() & (COUNTS | {*self._get_plan_fnames()}))
        if counts:
            self._ap_check_analytic_lock()
        result = super().write(vals)
        if counts:
            self._ap_check_analytic_lock()
        return result

    def unlink(self):
        self._ap_check_analytic_lock()
        return super().unlink()

    def _ap_check_analytic_lock(self):
        if self.env.context.get("ap_analytic_follows") is FOLLOWS_ENTRY:
            return
        for company, items in self.sudo().grouped("company_id").items():
            company.with_env(self.env)._ap_check_analytic_lock(
                items.mapped("date") + items.move_line_id.mapped("date")
            )
