# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from . import match_windows, match_words
from .labels import CAUSES, CHECKS, DIFFERENCE_STATES


class ApMatchDifference(models.Model):
    """A test that a bill failed: its figure, and what was expected."""

    _name = "ap.match.difference"
    _description = "Difference between a bill and its orders"
    _order = "match_id, id"
    _rec_name = "cause"

    match_id = fields.Many2one(
        "ap.match", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="match_id.company_id")
    currency_id = fields.Many2one(related="match_id.currency_id")
    cause = fields.Selection(CAUSES, required=True, readonly=True)
    check = fields.Selection(CHECKS, string="Test", required=True, readonly=True)
    bill_line_id = fields.Many2one(
        "account.move.line", readonly=True, index=True, ondelete="cascade"
    )
    purchase_line_id = fields.Many2one(
        "purchase.order.line",
        string="Order line",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    billed = fields.Char(readonly=True)
    expected = fields.Char(readonly=True)
    gap = fields.Monetary(string="Difference", readonly=True)
    state = fields.Selection(
        DIFFERENCE_STATES, required=True, default="open", readonly=True
    )
    accepted_by = fields.Many2one("res.users", readonly=True)
    accepted_on = fields.Datetime(readonly=True)
    reason = fields.Char(readonly=True)
    explanation = fields.Text(compute="_compute_explanation")
    can_accept = fields.Boolean(related="match_id.can_accept", string="May be accepted")

    _test_once = models.UniqueIndex(
        '(match_id, cause, "check", COALESCE(bill_line_id, 0),'
        " COALESCE(purchase_line_id, 0))",
        "That test is already noted.",
    )

    @api.depends_context("lang")
    @api.depends("cause", "check", "billed", "expected")
    def _compute_explanation(self):
        texts = match_words.difference_texts(self)
        for one, text in zip(self, texts, strict=True):
            one.explanation = text

    def action_ask_accept(self):
        """Ask for the reason of accepting this difference alone."""
        self.match_id._check_may_accept()
        title = self.env._("Accept the difference")
        return match_windows.ask_reason(self.match_id, "accept", title, self)
