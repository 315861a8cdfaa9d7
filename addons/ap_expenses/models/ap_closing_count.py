# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models
from odoo.fields import Domain

from odoo.addons.ap_closing.models.checklist.closing_counts import ClosingCount


class ApClosingCount(models.AbstractModel):
    _inherit = "ap.closing.count"

    def _registered(self):
        return [*super()._registered(), ExpensesToBook()]


class ExpensesToBook(ClosingCount):
    """Expenses and payments up to the day that can be booked and are not."""

    code = "expenses_to_book"
    sequence = 50
    model = "ap.expense"
    action = "ap_expenses.ap_expense_action"

    def label(self, env):
        return env._("Expenses to book")

    def waiting(self, env, company, day):
        return (
            Domain("company_id", "=", company.id)
            & Domain("is_current", "=", True)
            & (
                (Domain("liability_due", "=", True) & Domain("expense_date", "<=", day))
                | (Domain("settlement_due", "=", True) & Domain("settlement_date", "<=", day))
            )
        )
