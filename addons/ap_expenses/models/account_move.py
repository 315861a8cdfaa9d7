# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from . import taking_back


class AccountMove(models.Model):
    _inherit = "account.move"

    ap_expense_tool_id = fields.Many2one(
        "ap.expense.tool",
        string="Expense tool",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Whose expenses this entry books.",
    )

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | {"ap_expense_tool_id"}

    def _post(self, soft=True):
        """A bill that is posted, or taken back, has the cost of the expense that pays it."""
        posted = super()._post(soft)
        posted._ap_refresh_expenses()
        return posted

    def button_draft(self):
        """An entry that is taken back books no expense any more."""
        result = super().button_draft()
        self._ap_leave_expenses()
        return result

    def button_cancel(self):
        """As `button_draft`."""
        result = super().button_cancel()
        self._ap_leave_expenses()
        return result

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """The reversal is of the same tool; what is reversed as a whole books no expense
        any more."""
        reversals = super()._reverse_moves(default_values_list, cancel)
        for move, reversal in zip(self, reversals, strict=True):
            reversal.sudo().ap_expense_tool_id = move.ap_expense_tool_id
        if cancel:
            self._ap_leave_expenses()
        return reversals

    def _ap_leave_expenses(self):
        """Free the expenses that these entries booked, and look again at those that a bill
        among them had the cost of."""
        ours = self.filtered("ap_expense_tool_id")
        if ours:
            taking_back.free(ours)
        self._ap_refresh_expenses()

    def _ap_refresh_expenses(self):
        """Look again at the expenses that name one of these bills, or its number."""
        bills = self.filtered(lambda move: move.is_purchase_document(include_receipts=True))
        numbers = [ref for ref in bills.mapped("ref") if ref]
        if not bills:
            return
        expenses = self.env["ap.expense"].sudo().search(
            [
                ("company_id", "in", bills.company_id.ids),
                ("is_current", "=", True),
                ("liability_move_id", "=", False),
                "|", ("bill_id", "in", bills.ids), ("invoice_number", "in", numbers),
            ]
        )  # fmt: skip
        expenses._prepare()
