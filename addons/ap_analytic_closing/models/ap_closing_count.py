# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models
from odoo.fields import Domain

from odoo.addons.ap_base.arithmetic.calendar import month_start
from odoo.addons.ap_closing.models.checklist.closing_counts import ClosingCount


class ApClosingCount(models.AbstractModel):
    _inherit = "ap.closing.count"

    def _registered(self):
        return [*super()._registered(), LinesToCode()]


class LinesToCode(ClosingCount):
    """Lines of the month that lack an axis which their account requires."""

    code = "lines_to_code"
    sequence = 30
    model = "account.move.line"
    action = "ap_analytic.ap_imputation_action"

    def label(self, env):
        return env._("Lines to code")

    def waiting(self, env, company, day):
        return Domain(
            [
                ("company_id", "=", company.id),
                ("ap_needs_imputation", "=", True),
                ("date", ">=", month_start(day)),
                ("date", "<=", day),
            ]
        )
