# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from odoo.addons.ap_closing.models.checklist.ap_closing_task_template import codes_of

TIE = "foreign_purchases"


class ApClosing(models.Model):
    _inherit = "ap.closing"

    def _task_applies(self, template):
        """Foreign purchases are reported from the month in which reporting begins."""
        applies = super()._task_applies(template)
        if not applies or TIE not in codes_of(template.tie_out_codes):
            return applies
        return self.env["ap.platform"]._of(self.company_id).report_since <= self.date_end
