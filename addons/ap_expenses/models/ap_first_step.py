# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class ApFirstStep(models.Model):
    _inherit = "ap.first.step"

    def _step_expense_tool(self, company):
        tools = self.env["ap.expense.tool"].search([("company_id", "=", company.id)])
        if tools:
            return True, ", ".join(tools.mapped("name"))
        return False, self.env._("No expense tool is described.")
