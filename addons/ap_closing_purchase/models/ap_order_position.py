# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from odoo.addons.ap_base.arithmetic.proration import Convention
from odoo.addons.ap_closing.models import changed_months


class ApOrderPosition(models.AbstractModel):
    _inherit = "ap.order.position"

    def _service_convention(self, company):
        return Convention(company.ap_prepaid_convention or Convention.DAYS)

    def _receipts_changed(self, company, days, cause="received"):
        result = super()._receipts_changed(company, days, cause)
        changed_months.mark(company, days, changed_months.ORDERS, cause)
        return result
