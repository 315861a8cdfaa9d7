# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class ApFirstStep(models.Model):
    _inherit = "ap.first.step"

    def _step_axes(self, company):
        asked = self.env["ap.analytic.requirement"].search([("company_id", "=", company.id)])
        if asked:
            return True, ", ".join(asked.plan_id.mapped("name"))
        return False, self.env._("No axis is required: costs are posted without one.")
