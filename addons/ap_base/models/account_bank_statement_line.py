# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bank line that is deleted takes its entry with it, as Odoo does."""

from odoo import models

from . import move_guard


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    def unlink(self):
        """Delete these lines with their entries; refused to who may not post."""
        self.check_access("unlink")
        move_guard.refuse_sealed_moves(self.move_id)
        with move_guard.STATE.open():
            return super().unlink()
