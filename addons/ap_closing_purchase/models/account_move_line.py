# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.depends("purchase_line_id")
    def _compute_ap_period_proposal(self):
        return super()._compute_ap_period_proposal()
