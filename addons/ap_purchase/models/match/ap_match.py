# SPDX-License-Identifier: AGPL-3.0-or-later
"""A supplier bill and what matching says of it. One record per bill."""

from odoo import fields, models

from .labels import ACTIONS, CAUSES, DECISIONS, STATES


class ApMatch(models.Model):
    """The outcome of the last comparison, and what a person decided since.

    Rows are written by sets (`ap_match_store`), decisions by the actions.
    """

    _name = "ap.match"
    _description = "Bill matched to orders"
    _inherit = ["mail.thread"]
    _mail_post_access = "read"  # rows are nobody's to write; buyers answer in words
    _order = "priority, stake desc, id desc"
    _rec_name = "move_id"
    _check_company_auto = True

    move_id = fields.Many2one(
        "account.move",
        string="Bill",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    partner_id = fields.Many2one(
        "res.partner", string="Supplier", readonly=True, index=True
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company currency"
    )
    bill_ref = fields.Char(related="move_id.ref", string="Bill reference")
    bill_date = fields.Date(related="move_id.invoice_date", string="Bill date")
    bill_state = fields.Selection(related="move_id.state", string="State of the bill")
    owner_id = fields.Many2one(
        "res.users",
        readonly=True,
        index="btree_not_null",
        help="Who can clear it: the buyer of the order, or who received it.",
    )
    date_due = fields.Date(string="To clear by", readonly=True)
    state = fields.Selection(
        STATES, string="Result", required=True, readonly=True, index=True
    )
    decision = fields.Selection(DECISIONS, required=True, default="none", readonly=True)
    decided_by = fields.Many2one("res.users", readonly=True)
    decided_on = fields.Datetime(readonly=True)
    decision_reason = fields.Char(string="Reason of the decision", readonly=True)
    score = fields.Float(digits=(4, 3), readonly=True, aggregator="avg")
    cause = fields.Selection(CAUSES, readonly=True)
    action = fields.Selection(ACTIONS, string="Recommended action", readonly=True)
    billed = fields.Char(readonly=True)
    expected = fields.Char(readonly=True)
    amount = fields.Monetary(string="Untaxed", readonly=True)
    amount_linked = fields.Monetary(string="Linked", readonly=True)
    amount_open = fields.Monetary(string="Not linked", readonly=True)
    gap = fields.Monetary(
        string="Difference",
        readonly=True,
        help="What the differences come to: positive where it costs us.",
    )
    priority = fields.Integer(
        readonly=True,
        default=6,
        help="What costs us comes first, then what only differs, what is not sure, what "
        "ought to have an order.",
    )
    stake = fields.Monetary(
        string="At stake",
        readonly=True,
        currency_field="company_currency_id",
        help="The difference, else the amount of the bill.",
    )
    needs_person = fields.Boolean(
        string="Needs a person",
        readonly=True,
        help="Something differs, is not sure, or lacks its order.",
    )
    reasons = fields.Json(readonly=True)
    explanation = fields.Text(compute="_compute_explanation")
    matched_on = fields.Datetime(string="Compared on", readonly=True)
    digest = fields.Char(
        readonly=True, help="Of all that was compared: the same again changes nothing."
    )
    applied = fields.Boolean(
        string="Links written",
        readonly=True,
        help="The bill lines know the order lines that they bill.",
    )
    written = fields.Json(
        readonly=True, help="Per bill line: the order line it had, and the one it got."
    )
    refused = fields.Json(
        readonly=True, help="Order lines that a person took off; not proposed again."
    )
    line_ids = fields.One2many("ap.match.line", "match_id", string="Links")
    difference_ids = fields.One2many(
        "ap.match.difference", "match_id", string="Differences"
    )

    _move_once = models.UniqueIndex("(move_id)", "That bill is already compared.")
