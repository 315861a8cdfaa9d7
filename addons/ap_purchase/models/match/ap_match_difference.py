# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models

from .labels import CAUSES, CHECKS, DIFFERENCE_STATES


class ApMatchDifference(models.Model):
    """A test that a bill failed: what it says, and what was expected."""

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

    _test_once = models.UniqueIndex(
        '(match_id, cause, "check", COALESCE(bill_line_id, 0),'
        " COALESCE(purchase_line_id, 0))",
        "That test is already noted.",
    )
