# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models
from odoo.fields import Domain

from odoo.addons.ap_closing.models.checklist.closing_counts import ClosingCount


class ApClosingCount(models.AbstractModel):
    _inherit = "ap.closing.count"

    def _registered(self):
        return [*super()._registered(), BankLinesOpen()]


class BankLinesOpen(ClosingCount):
    """Bank lines up to the day of which something is left."""

    code = "bank_lines_open"
    sequence = 40
    model = "account.bank.statement.line"
    action = "ap_treasury.ap_bank_line_open_action"

    def label(self, env):
        return env._("Bank lines to handle")

    def waiting(self, env, company, day):
        return Domain(
            [
                ("company_id", "=", company.id),
                ("date", "<=", day),
                ("state", "=", "posted"),
                ("is_reconciled", "=", False),
            ]
        )
