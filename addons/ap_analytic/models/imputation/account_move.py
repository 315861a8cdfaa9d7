# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models

from .res_company import FOLLOWS_ENTRY


class AccountMove(models.Model):
    _inherit = "account.move"

    def button_draft(self):
        """Whether an entry may be reset is said by the accounting lock dates; what it
        had on the axes goes with it."""
        own = self.with_context(ap_analytic_follows=FOLLOWS_ENTRY)
        return super(AccountMove, own).button_draft()
