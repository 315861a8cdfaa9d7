# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models

from odoo.addons.ap_base.arithmetic.calendar import month_start


class ApClosingCount(models.AbstractModel):
    _inherit = "ap.closing.count"

    def _definitions(self):
        return {**super()._definitions(), "lines_to_code": self.env._("Lines to code")}

    def _screens(self):
        screens = super()._screens()
        return {**screens, "lines_to_code": "ap_analytic.ap_imputation_action"}

    def _counted_lines_to_code(self, company, day):
        """Lines of the month that lack an axis which their account requires."""
        return "account.move.line", fields.Domain(
            [
                ("company_id", "=", company.id),
                ("ap_needs_imputation", "=", True),
                ("date", ">=", month_start(day)),
                ("date", "<=", day),
            ]
        )
