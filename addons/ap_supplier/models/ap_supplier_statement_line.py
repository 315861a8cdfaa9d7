# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from odoo.addons.ap_base.models import arguments

from ..rules.statement_values import (
    AMOUNT_DIFFERS,
    DUPLICATE,
    ONLY_OURS,
    ONLY_THEIRS,
    SUGGESTED,
)
from . import statement_by_hand, statement_decisions, statement_words

TO_DO = (AMOUNT_DIFFERS, SUGGESTED, ONLY_THEIRS, ONLY_OURS, DUPLICATE)


class ApSupplierStatementLine(models.Model):
    """A row of the reconciliation of a supplier's list, as it was found that day: their
    lines, our items, and what the row takes from their balance on the way to ours."""

    _name = "ap.supplier.statement.line"
    _inherit = ["ap.report", "ap.guarded"]
    _description = "Row of a supplier statement"
    _order = "statement_id, sequence, id"
    _rec_name = "their_number"

    statement_id = fields.Many2one(
        "ap.supplier.statement", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="statement_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="statement_id.partner_id", store=True, index=True)
    date = fields.Date(related="statement_id.date", string="List as of", store=True)
    currency_id = fields.Many2one(related="statement_id.currency_id")
    sequence = fields.Integer()
    result = fields.Selection(selection="_selection_result", required=True, index=True)
    file_rows = fields.Char(string="Rows of the file")
    their_number = fields.Char(string="Their number")
    their_label = fields.Char(string="Their label")
    their_date = fields.Date(string="Their date")
    their_kind = fields.Selection(selection="_selection_kind")
    theirs = fields.Monetary(string="Theirs")
    our_number = fields.Char(string="Our number")
    our_date = fields.Date(string="Our date")
    our_kind = fields.Selection(selection="_selection_kind")
    ours = fields.Monetary(string="Ours")
    difference = fields.Monetary()
    reason = fields.Char()
    details = fields.Json()
    shares = fields.Json()
    why = fields.Char(compute="_compute_why")
    later = fields.Char(
        string="Since then", compute="_compute_later", help="What a later list says of it."
    )
    move_line_ids = fields.Many2many(
        "account.move.line",
        "ap_supplier_statement_line_item",
        "line_id",
        "item_id",
        string="Our items",
    )
    move_id = fields.Many2one("account.move", string="Draft, or bill booked later")
    closing_line_id = fields.Many2one("ap.closing.line", string="Accrual proposed")
    is_to_do = fields.Boolean(string="To look at", compute="_compute_is_to_do", store=True)

    @api.model
    def _selection_result(self):
        return statement_words.results(self.env)

    @api.model
    def _selection_kind(self):
        return list(statement_words.kinds(self.env).items())

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | self._ap_all_fields_but(frozenset())

    @api.depends("result")
    def _compute_is_to_do(self):
        for one in self:
            one.is_to_do = one.result in TO_DO

    @api.depends("reason", "details")
    @api.depends_context("lang")
    def _compute_why(self):
        for one in self:
            one.why = statement_words.reason(
                self.env, one.reason or "", one.details or ()
            )

    @api.depends("result", "move_line_ids")
    @api.depends_context("lang")
    def _compute_later(self):
        found = statement_decisions.matched_later(self)
        for one in self:
            one.later = found.get(one.id, False)

    # -- public -----------------------------------------------------------------------

    def accept(self):
        """Take suggestions as matched, of statements that are neither reviewed nor sent.
        Gives the ids of their rows."""
        return statement_by_hand.decide(self, "accepted").ids

    def refuse(self):
        """Refuse suggestions: their lines and our items are looked for apart, and never
        put together again. Gives the ids of all rows that this makes."""
        return statement_by_hand.decide(self, "refused").ids

    def part(self):
        """Part what is matched, found by itself or by hand, as refused suggestions are.
        Gives the ids of all rows that this makes."""
        return statement_by_hand.decide(self, "parted").ids

    def match(self, item_ids=None):
        """Match these rows of one statement with each other and with these items of the
        supplier's account (ids of journal items up to its day, open or settled): one
        document with several, or several with several of the same sum. Gives the id of
        the row."""
        items = arguments.some_ids(self.env, item_ids) if item_ids else []
        return statement_by_hand.match(self, items).ids

    def propose_accruals(self):
        """Propose bills that are missing here to the closing of the month of the list, as
        accruals to review. Gives the ids of its lines."""
        return statement_decisions.propose_accruals(self).ids

    # -- buttons ----------------------------------------------------------------------

    def action_accept(self):
        """Take the suggestion as matched."""
        self.accept()
        return True

    def action_refuse(self):
        """Part the suggestion."""
        self.refuse()
        return True

    def action_part(self):
        """Part the pair."""
        self.part()
        return True

    def action_match(self):
        """The window that matches these rows by hand."""
        self.statement_id._hold_open()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Match by hand"),
            "res_model": "ap.supplier.statement.pair",
            "view_mode": "form",
            "target": "new",
            "context": {"default_line_ids": self.ids},
        }

    def action_propose_accrual(self):
        """Propose the accrual, and show it."""
        lines = statement_decisions.propose_accruals(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Accruals proposed"),
            "res_model": "ap.closing.line",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", lines.ids)],
        }

    def action_open(self):
        """Our items, or the draft, behind the row."""
        self.ensure_one()
        if self.move_id:
            return self.move_id.get_formview_action()
        moves = self.move_line_ids.move_id
        if len(moves) == 1:
            return moves.get_formview_action()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Our items"),
            "res_model": "account.move.line",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self.move_line_ids.ids)],
        }

    # -- inside -----------------------------------------------------------------------

    def _report_title(self):
        names = self.statement_id.mapped("display_name")
        return self.env._("Supplier statement: %(names)s", names=", ".join(names))

    def _report_subtitle(self):
        if len(self.statement_id) != 1:
            return ""
        one = self.statement_id
        return self.env._(
            "Their balance %(theirs)s, ours %(ours)s, difference %(difference)s; every row "
            "is one step from theirs to ours.",
            theirs=one.currency_id.format(one.theirs),
            ours=one.currency_id.format(one.ours),
            difference=one.currency_id.format(one.difference),
        )

    def _report_fields(self):
        return [
            "result", "their_date", "their_number", "their_label", "theirs", "our_date",
            "our_number", "ours", "difference", "why",
        ]  # fmt: skip

    def _report_unprinted(self):
        return {"their_label"}
