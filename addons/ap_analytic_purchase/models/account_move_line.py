# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules by order reference know the order that a bill line comes from."""

from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _ap_analytic_order(self) -> str:
        """The bill's reference of its origin, and the number of the line's order."""
        names = (super()._ap_analytic_order(), self.purchase_line_id.order_id.name)
        return " ".join(filter(None, names))
