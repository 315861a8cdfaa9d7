# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from . import changed_months


class ApFinding(models.Model):
    """A duplicate let pass, or taken up again, changes what its bill accrues."""

    _inherit = "ap.finding"

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            bills = self.filtered(lambda one: one.control_code == "duplicate_bill")
            moves = self.env["account.move"].sudo().browse(bills.mapped("res_id"))
            changed_months.mark_bills(moves.exists(), "decided")
        return result
