# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from ..models import balances


class ApExpenseBalance(models.TransientModel):
    """Where the card and the claims of an employee stood at the end of a day; made when
    somebody asks, cleaned up later. What the company owes is positive."""

    _name = "ap.expense.balance"
    _description = "Card and claims of an employee at a date"
    _inherit = ["ap.report"]
    _order = "tool_id, employee_id"
    _rec_name = "employee_id"

    tool_id = fields.Many2one("ap.expense.tool", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True)
    currency_id = fields.Many2one("res.currency", required=True)
    employee_id = fields.Many2one("hr.employee", string="Employee")
    date = fields.Date(required=True)
    expensed = fields.Monetary(string="Spent by card")
    settled = fields.Monetary(string="Left the wallet")
    card_difference = fields.Monetary(
        string="Not expensed", help="Positive: paid and not expensed. Negative: expensed, "
        "not settled yet.",
    )  # fmt: skip
    card_ledger = fields.Monetary(string="Card in the ledger")
    claimed = fields.Monetary(string="Claimed")
    paid_back = fields.Monetary(string="Paid back by the wallet")
    owed = fields.Monetary(string="Owed, in the ledger")
    advance = fields.Monetary(string="Advance, in the ledger")

    @api.model
    def _at(self, tools, day):
        """The rows of these tools at the end of the day."""
        names = [
            "tool_id", "employee_id", "expensed", "settled", "card_difference",
            "card_ledger", "claimed", "paid_back", "owed", "advance",
        ]  # fmt: skip
        by_id = {tool.id: tool for tool in tools}
        return self.create(
            [
                {name: row[name] for name in names}
                | {
                    "date": day,
                    "company_id": by_id[row["tool_id"]].company_id.id,
                    "currency_id": by_id[row["tool_id"]].currency_id.id,
                }
                for row in balances.at_date(tools, day)
            ]
        )

    def action_open_expenses(self):
        """The expenses of the employee."""
        self.ensure_one()
        action = self.tool_id.action_open_expenses()
        action["domain"] = [
            ("tool_id", "=", self.tool_id.id), ("employee_id", "=", self.employee_id.id),
        ]  # fmt: skip
        return action

    def _report_title(self):
        return self.env._("Cards and claims")

    def _report_fields(self):
        return [
            "tool_id", "employee_id", "date", "expensed", "settled", "card_difference",
            "card_ledger", "claimed", "paid_back", "owed", "advance",
        ]  # fmt: skip

    def _report_unprinted(self):
        return {"date"}
