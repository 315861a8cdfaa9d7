# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from odoo.addons.ap_base.models.finding_value import FindingValue


class ApControl(models.Model):
    _inherit = "ap.control"

    def _find_test_cost_high(self, company, records, date):
        """Costs above the parameter `most`, in the currency of the company."""
        costs = self.env["ap.test.cost"].search(
            [("company_id", "=", company.id), ("amount", ">", self.parameter("most"))]
        )
        if records is not None:
            costs &= records
        return [
            FindingValue(
                cost._name,
                cost.id,
                values={"label": cost.label},
                amount=cost.amount,
                currency_id=company.currency_id.id,
                partner_id=cost.partner_id.id,
            )
            for cost in costs
        ]
