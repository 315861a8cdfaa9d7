# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class ApFirstStep(models.Model):
    _inherit = "ap.first.step"

    def _step_platform(self, company):
        """The steps of the platform as one: the first that is missing is said."""
        steps = self.env["ap.platform"].setup_steps(company.id)
        missing = [step for step in steps if not step["done"]]
        if missing:
            return False, missing[0]["reason"] or missing[0]["label"]
        if not steps:
            return True, self.env._("The reform does not concern this company.")
        return True, self.env._("The platform is ready.")
