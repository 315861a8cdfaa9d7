# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people decided on a supplier's list, in its order: lines are added, never changed."""

from odoo import api, fields, models

from ..rules.statement_decided import Decision
from ..rules.statement_values import Reason

KINDS = [
    ("accepted", "Suggestion accepted"),
    ("refused", "Suggestion refused"),
    ("matched", "Matched by hand"),
    ("parted", "Parted by hand"),
    ("asked", "Supplier asked"),
    ("reviewed", "Reviewed"),
    ("reopened", "Reopened"),
]
# What each decision on documents says of them: one, or not; and the reason of its row.
TOGETHER = {"accepted": "accepted", "matched": "by_hand"}
APART = ("refused", "parted")


class ApSupplierStatementDecision(models.Model):
    _name = "ap.supplier.statement.decision"
    _description = "Decision on a supplier statement"
    _inherit = ["ap.kept"]
    _order = "id"
    _rec_name = "kind"

    statement_id = fields.Many2one(
        "ap.supplier.statement", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="statement_id.company_id", store=True, index=True)
    kind = fields.Selection(KINDS, string="What was decided", required=True)
    user_id = fields.Many2one("res.users", string="By", required=True)
    date = fields.Datetime(string="On", required=True)
    file_rows = fields.Json(string="Rows of the list (JSON)")
    item_keys = fields.Json(string="Our items (JSON)")
    their_numbers = fields.Char(string="Their documents")
    our_numbers = fields.Char(string="Our documents")
    currency_id = fields.Many2one(related="statement_id.currency_id")
    theirs = fields.Monetary(string="Theirs")
    ours = fields.Monetary(string="Ours")
    is_carried = fields.Boolean(
        string="From before", help="Decided on the list that this one does again."
    )

    @api.model
    def _ap_kept_refusal(self):
        return self.env._("What was decided on a statement is kept as it was decided.")

    def _decisions(self) -> list[Decision]:
        """As the rules take them, in the order in which they were decided."""
        return [
            Decision(
                tuple(one.file_rows or ()),
                tuple(one.item_keys or ()),
                one.kind in TOGETHER,
                Reason(TOGETHER.get(one.kind, one.kind), (one.user_id.sudo().name,)),
            )
            for one in self.sorted("id")
            if one.kind in TOGETHER or one.kind in APART
        ]

    def _carried(self) -> list[dict]:
        """The values with which another reconciliation of the same list begins."""
        return [
            {
                "kind": one.kind,
                "user_id": one.user_id.id,
                "date": one.date,
                "file_rows": one.file_rows,
                "item_keys": one.item_keys,
                "their_numbers": one.their_numbers,
                "our_numbers": one.our_numbers,
                "theirs": one.theirs,
                "ours": one.ours,
                "is_carried": True,
            }
            for one in self.sorted("id")
            if one.kind in TOGETHER or one.kind in APART
        ]
