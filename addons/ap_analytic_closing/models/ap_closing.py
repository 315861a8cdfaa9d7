# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from odoo.addons.ap_closing.models.checklist.ap_closing_task_template import codes_of

from .ap_tie_out import ALL_AXES


class ApClosing(models.Model):
    _inherit = "ap.closing"

    def _task_applies(self, template):
        """Axes are compared from the first month that requires one."""
        if ALL_AXES not in codes_of(template.tie_out_codes):
            return super()._task_applies(template)
        asked = self.env["ap.analytic.requirement"]
        return bool(asked.axes_of(self.company_id, self.date_end))
