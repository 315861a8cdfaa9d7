# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from . import match_returns


class ApBankMatchPart(models.Model):
    """A counterpart that matching has booked: undone alone, the others stay."""

    _name = "ap.bank.match.part"
    _inherit = ["ap.guarded"]
    _description = "Part of a matched bank line"
    _order = "match_id, id"
    _rec_name = "role"

    match_id = fields.Many2one("ap.bank.match", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    role = fields.Selection(
        [
            ("item", "Open item"), ("fee", "Bank fee"), ("rounding", "Small difference"),
            ("discount", "Cash discount"), ("rule", "By rule"), ("transfer", "Transfer"),
            ("return", "Payment taken back"), ("loan", "Capital"), ("interest", "Interest"),
            ("insurance", "Insurance"), ("fees", "Fees"), ("indemnity", "Indemnity"), ("exchange", "Exchange difference"),
        ],
        required=True,
    )  # fmt: skip
    unit = fields.Char(required=True, help="Parts of one unit are undone together.")
    amount = fields.Monetary(help="Debit positive.")
    move_line_id = fields.Many2one(
        "account.move.line", string="Counterpart", index=True, ondelete="set null"
    )
    item_id = fields.Many2one(
        "account.move.line", string="Paid", index="btree_not_null", ondelete="set null"
    )
    row_id = fields.Many2one(
        "ap.loan.row", string="Instalment", index="btree_not_null", ondelete="set null"
    )

    gave_partner = fields.Boolean(string="Named the party", help="Matching named the party of the line.")
    opened = fields.Json(string="Opened again", help="Of a return: what it opened again.")

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | self._ap_all_fields_but(frozenset())

    def _free(self):
        """What these parts stood for is to be booked again: instalments, and what a return
        had opened."""
        for part in self.sudo():
            row = part.row_id
            if row.move_id == part.match_id.statement_line_id.move_id:
                row.move_id = False
            match_returns.close_again(self.env, part.opened)

    def action_undo(self):
        """Take these parts back, with those of the same unit; the others stay."""
        units = {(part.match_id, part.unit) for part in self}
        every = self.match_id.part_ids
        together = every.filtered(lambda part: (part.match_id, part.unit) in units)
        self.match_id._take_back(together)
        return True
