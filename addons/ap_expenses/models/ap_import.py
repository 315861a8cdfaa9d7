# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from ..formats.errors import FileRefused
from . import fault_words
from .import_expense import ExpenseTarget


class ApImport(models.Model):
    _inherit = "ap.import"

    ap_expense_tool_id = fields.Many2one(
        "ap.expense.tool",
        string="Expense tool",
        check_company=True,
        help="Empty: the only one of the company that has this profile.",
    )
    ap_expense_alike = fields.Selection(
        [
            ("ask", "Stop and show them"),
            ("same", "They are the same purchases"),
            ("other", "They are other purchases"),
        ],
        string="Same purchases under new numbers",
        required=True,
        default="ask",
        help="Same day, employee, merchant and amount, under a number that is not known.",
    )

    ap_expense_unplaced = fields.Text(
        string="Receipts without a row", readonly=True, copy=False
    )
    ap_expense_receipt_ids = fields.Many2many(
        "ir.attachment", string="Receipts attached", readonly=True, copy=False
    )

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() - {"ap_expense_tool_id", "ap_expense_alike"}

    def write(self, vals):
        if {"ap_expense_tool_id", "ap_expense_alike"} & set(vals):
            self._start_again()
        return super().write(vals)

    def _registered_targets(self):
        return [*super()._registered_targets(), ExpenseTarget]

    def _file_message(self, error):
        if isinstance(error, FileRefused):
            return fault_words.of_file(self.env, error)
        return super()._file_message(error)
