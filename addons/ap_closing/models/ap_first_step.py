# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class ApFirstStep(models.Model):
    _inherit = "ap.first.step"

    def _step_first_month(self, company):
        months = self.env["ap.closing"].search_count([("company_id", "=", company.id)])
        if months:
            return True, self.env._("Months prepared: %(number)s.", number=months)
        return False, self.env._("No month is prepared yet.")
