# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class ApOrderPosition(models.AbstractModel):
    _inherit = "ap.order.position"

    def _receipts_changed(self, company, day):
        result = super()._receipts_changed(company, day)
        self.env["ap.closing.run"].sudo()._mark_stale(
            company, day, ("received", "recurring", "credit_due", "billed_not_received")
        )
        return result
