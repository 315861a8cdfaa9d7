# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from .match_words import reason_texts


class ApMatchLine(models.Model):
    """A bill line, or a part of it, that bills an order line."""

    _name = "ap.match.line"
    _description = "Link between a bill line and an order line"
    _order = "match_id, bill_line_id, id"
    _rec_name = "bill_line_id"

    match_id = fields.Many2one(
        "ap.match", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="match_id.company_id")
    currency_id = fields.Many2one(related="match_id.currency_id")
    bill_line_id = fields.Many2one(
        "account.move.line",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    bill_label = fields.Char(related="bill_line_id.name", string="Billed as")
    purchase_line_id = fields.Many2one(
        "purchase.order.line",
        string="Order line",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    order_id = fields.Many2one(related="purchase_line_id.order_id", string="Order")
    order_label = fields.Text(related="purchase_line_id.name", string="Ordered as")
    ordered = fields.Float(
        related="purchase_line_id.product_qty", string="Ordered", digits="Product Unit"
    )
    received = fields.Float(
        related="purchase_line_id.qty_received",
        string="Received",
        digits="Product Unit",
    )
    unit_id = fields.Many2one(related="purchase_line_id.product_uom_id", string="Unit")
    price_billed = fields.Float(
        string="Price billed",
        compute="_compute_prices",
        digits="Product Price",
        help="In the unit of the order, without tax.",
    )
    price_ordered = fields.Float(
        string="Price ordered",
        compute="_compute_prices",
        digits="Product Price",
        help="In the unit of the order, without discount and tax.",
    )
    price_gap = fields.Monetary(
        string="Gap",
        compute="_compute_prices",
        help="What it costs more than ordered; less is negative.",
    )
    quantity = fields.Float(
        digits="Product Unit", readonly=True, help="In the unit of the bill line."
    )
    order_quantity = fields.Float(
        string="Quantity of the order",
        digits="Product Unit",
        readonly=True,
        help="The same, in the unit of the order line.",
    )
    amount = fields.Monetary(
        readonly=True, help="Untaxed, in the currency of the bill."
    )
    score = fields.Float(digits=(4, 3), readonly=True, aggregator="avg")
    score_percent = fields.Float(
        string="Score (%)", compute="_compute_score_percent", digits=(5, 1)
    )
    shared = fields.Boolean(
        readonly=True,
        help="The bill line bills several order lines, or is one sum for some pieces: "
        "quantities billed are these, and not those of the link that Odoo knows.",
    )
    by_hand = fields.Boolean(readonly=True, help="A person made this link.")
    reasons = fields.Json(readonly=True)
    explanation = fields.Text(compute="_compute_explanation")

    _pair_once = models.UniqueIndex(
        "(bill_line_id, purchase_line_id)", "These two lines are already linked."
    )
    _shared_idx = models.Index("(bill_line_id) WHERE shared")

    @api.depends("amount", "order_quantity", "purchase_line_id.price_subtotal")
    def _compute_prices(self):
        """Both prices in the unit of the order, so that they can be compared."""
        for line in self:
            ordered = line.purchase_line_id
            quantity = ordered.product_qty
            net = ordered.price_subtotal / quantity if quantity else ordered.price_unit
            same = ordered.currency_id == line.currency_id
            line.price_ordered = net
            line.price_billed = (
                line.amount / line.order_quantity if line.order_quantity else 0.0
            )
            gap = line.amount - net * line.order_quantity
            line.price_gap = line.currency_id.round(gap) if same else 0.0

    @api.depends("score")
    def _compute_score_percent(self):
        for line in self:
            line.score_percent = line.score * 100

    @api.depends_context("lang")
    @api.depends("reasons")
    def _compute_explanation(self):
        for line in self:
            texts = reason_texts(line.match_id, line.reasons, line.bill_line_id)
            line.explanation = "\n".join(texts) or False

    def action_take_off(self):
        """Take this link off; it is not proposed again."""
        for match, lines in self.grouped("match_id").items():
            match.action_unlink_line(lines.ids)
        return True
