# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models
from odoo.fields import Domain

from odoo.addons.ap_closing.models.checklist.closing_counts import ClosingCount


class ApClosingCount(models.AbstractModel):
    _inherit = "ap.closing.count"

    def _registered(self):
        return [*super()._registered(), ClaimsWithoutReceipt()]


class ClaimsWithoutReceipt(ClosingCount):
    """Claims of the month, or of before, that have no receipt."""

    code = "claims_without_receipt"
    model = "ap.test.cost"
    action = "ap_test_kind.ap_test_cost_action"

    def label(self, env):
        return env._("Claims without receipt")

    def waiting(self, env, company, day):
        return Domain(
            [
                ("company_id", "=", company.id),
                ("has_receipt", "=", False),
                ("rate", "=", 0),
                ("date_start", "<=", day),
            ]
        )
