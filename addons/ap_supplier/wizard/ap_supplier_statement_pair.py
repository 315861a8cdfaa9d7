# SPDX-License-Identifier: AGPL-3.0-or-later
"""The window that matches rows of a supplier's list with documents of ours by hand."""

from odoo import api, fields, models

from ..models import statement_ledger
from ..models.supplier_accounts import accounts_of


class ApSupplierStatementPair(models.TransientModel):
    _name = "ap.supplier.statement.pair"
    _description = "Match by hand"

    line_ids = fields.Many2many("ap.supplier.statement.line", string="Rows of the list")
    statement_id = fields.Many2one(
        "ap.supplier.statement", compute="_compute_statement", string="Statement"
    )
    company_id = fields.Many2one("res.company", compute="_compute_statement")
    partner_id = fields.Many2one("res.partner", compute="_compute_statement", string="Supplier")
    date = fields.Date(compute="_compute_statement", string="As of")
    currency_id = fields.Many2one("res.currency", compute="_compute_statement")
    account_ids = fields.Many2many("account.account", compute="_compute_statement")
    item_ids = fields.Many2many("account.move.line", string="Documents of ours")
    theirs = fields.Monetary(compute="_compute_sums")
    ours = fields.Monetary(compute="_compute_sums")
    difference = fields.Monetary(compute="_compute_sums")

    @api.depends("line_ids")
    def _compute_statement(self):
        for pair in self:
            statement = pair.line_ids.statement_id[:1]
            pair.statement_id = statement
            pair.company_id = statement.company_id
            pair.partner_id = statement.partner_id
            pair.date = statement.date
            pair.currency_id = statement.currency_id
            pair.account_ids = [
                one.id
                for one in accounts_of(statement.company_id, statement.date, statement_ledger.KINDS)
            ] if statement else []  # fmt: skip

    @api.depends("line_ids", "item_ids")
    def _compute_sums(self):
        for pair in self:
            pair.theirs = sum(pair.line_ids.mapped("theirs"))
            booked = sum(pair.item_ids.mapped("amount_currency"))
            pair.ours = sum(pair.line_ids.mapped("ours")) - booked
            pair.difference = pair.theirs - pair.ours

    def action_match(self):
        """Match, and close the window."""
        self.ensure_one()
        self.line_ids.match(self.item_ids.ids)
        return {"type": "ir.actions.act_window_close"}
