# SPDX-License-Identifier: AGPL-3.0-or-later
"""A company that gets its chart of accounts gets the templates of accruals of its country."""

from odoo import models


class AccountChartTemplate(models.AbstractModel):
    _inherit = "account.chart.template"

    def _post_load_data(self, template_code, company, template_data):
        result = super()._post_load_data(template_code, company, template_data)
        if company and not company.parent_id:
            self.env["ap.accrual.template"]._load_country(company)
        return result
