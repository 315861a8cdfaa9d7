# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from odoo.addons.ap_base.arithmetic.proration import Convention


class ApOrderPosition(models.AbstractModel):
    _inherit = "ap.order.position"

    def _service_convention(self, company):
        return Convention(company.ap_prepaid_convention or Convention.DAYS)

    def _receipts_changed(self, company, day):
        result = super()._receipts_changed(company, day)
        self.env["ap.closing.run"].sudo()._mark_stale(
            company, day, ("received", "recurring", "credit_due", "billed_not_received")
        )
        return result
