# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models

from . import changed_months


class ResCurrencyRate(models.Model):
    """Rates entered or corrected later mark the months that were closed without them."""

    _inherit = "res.currency.rate"

    @api.model_create_multi
    def create(self, vals_list):
        rates = super().create(vals_list)
        changed_months.mark_rates(rates)
        return rates

    def write(self, vals):
        changed_months.mark_rates(self)
        result = super().write(vals)
        changed_months.mark_rates(self)
        return result

    def unlink(self):
        changed_months.mark_rates(self)
        return super().unlink()
