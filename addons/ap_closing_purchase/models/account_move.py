# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from odoo.addons.ap_closing.models import changed_months


class AccountMove(models.Model):
    _inherit = "account.move"

    def _ap_links_written(self, order_line_ids):
        result = super()._ap_links_written(order_line_ids)
        changed_months.mark_bills(self, "linked")
        self.env["ap.closing.line"].sudo()._meet_bills(
            self.filtered(lambda move: move.state == "posted"),
            {"purchase.order.line": order_line_ids},
        )
        return result
