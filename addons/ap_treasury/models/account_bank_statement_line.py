# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models


class AccountBankStatementLine(models.Model):
    _name = "account.bank.statement.line"
    _inherit = ["account.bank.statement.line", "ap.guarded"]

    ap_import_id = fields.Many2one(
        "ap.import",
        string="Statement file",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    ap_bank_label = fields.Char(
        string="Label of the bank", copy=False, readonly=True, help="As it wrote it."
    )
    ap_value_date = fields.Date(string="Value date", copy=False, readonly=True)
    ap_end_to_end = fields.Char(
        string="End-to-end reference", copy=False, readonly=True, index="btree_not_null"
    )
    ap_mandate = fields.Char(string="Direct debit mandate", copy=False, readonly=True)
    ap_file_row = fields.Integer(string="Line of the file", copy=False, readonly=True)

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | {
            "ap_import_id", "ap_bank_label", "ap_value_date", "ap_end_to_end",
            "ap_mandate", "ap_file_row",
        }  # fmt: skip
