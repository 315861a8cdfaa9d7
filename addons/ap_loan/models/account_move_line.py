# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    ap_loan_id = fields.Many2one(
        "ap.loan",
        string="Loan",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: the only loan of that account, or of that lender on it.",
    )

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | {"ap_loan_id"}
