# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "ap.bill.rights"]

    def _ap_bill(self):
        return self.move_id
