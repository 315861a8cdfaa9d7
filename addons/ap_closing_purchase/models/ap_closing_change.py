# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class ApClosingChange(models.Model):
    """Order lines that changed a month are shown on their order."""

    _inherit = "ap.closing.change"

    def _shown_for(self, source):
        if source._name == "purchase.order.line":
            return source.order_id
        return super()._shown_for(source)
