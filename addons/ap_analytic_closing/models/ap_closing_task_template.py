# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class ApClosingTaskTemplate(models.Model):
    _inherit = "ap.closing.task.template"

    def _task_values(self, closing, staff, due):
        """`analytic` stands for every axis that the company requires on that day."""
        values = super()._task_values(closing, staff, due)
        if values["tie_out_codes"]:
            values["tie_out_codes"] = self.env["ap.tie.out"]._axis_codes(
                values["tie_out_codes"], closing.company_id, closing.date_end
            )
        return values
