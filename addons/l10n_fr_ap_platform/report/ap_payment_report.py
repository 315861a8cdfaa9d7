# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills disputed on the platform are left out of the table of late payments (D441-6)."""

from odoo import models
from odoo.tools import SQL


class ApPaymentReport(models.Model):
    _inherit = "ap.payment.report"

    def _disputed_sql(self) -> SQL:
        """Also those whose supplier was notified of 207, disputed."""
        return SQL("(%s OR move.ap_lifecycle = '207')", super()._disputed_sql())
