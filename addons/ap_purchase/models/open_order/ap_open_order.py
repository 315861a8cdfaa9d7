# SPDX-License-Identifier: AGPL-3.0-or-later
"""The work list of open orders: one record per order line that has something open."""

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...rules.open_order import ACTIONS as ACTION_OF
from .labels import ACTIONS, CAUSES

# What a person decides; the rest is the position's, and written by set.
DECIDED = {"cause_override", "owner_id", "note", "date_due"}


def _quantity(label: str):
    return fields.Float(string=label, digits="Product Unit", readonly=True)


def _amount(label: str, help_text: str = ""):
    return fields.Monetary(string=label, readonly=True, help=help_text)


def _age(label: str):
    return fields.Integer(string=label, aggregator="max", readonly=True)


class ApOpenOrder(models.Model):
    """An order line in difference: its position of the last refresh, cause, decisions.

    All amounts are untaxed and in company currency.
    """

    _name = "ap.open.order"
    _description = "Open order"
    _inherit = ["mail.thread", "analytic.mixin", "ap.report"]
    _mail_post_access = "read"  # a buyer answers in words
    _order = "at_stake desc, id"
    _rec_name = "label"

    active = fields.Boolean(readonly=True)
    date = fields.Date(string="Position on", readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True
    )
    currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company currency"
    )
    purchase_line_id = fields.Many2one(
        "purchase.order.line",
        string="Order line",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    order_id = fields.Many2one("purchase.order", string="Order", readonly=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", string="Supplier", readonly=True, index=True
    )
    buyer_id = fields.Many2one("res.users", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one(
        "product.category", string="Category", readonly=True
    )
    label = fields.Char(string="Description", readonly=True)
    uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True)
    order_currency_id = fields.Many2one("res.currency", readonly=True)
    ordered = _quantity("Ordered")
    received = _quantity("Received")
    billed = _quantity("Billed")
    open = _quantity("Quantity open")
    to_accrue = _quantity("Quantity to accrue")
    over_billed = _quantity("Quantity billed ahead")
    ordered_amount = _amount("Amount ordered")
    received_amount = _amount("Amount received")
    billed_amount = _amount("Amount billed")
    open_amount = _amount("Still to come", "Ordered and not received.")
    to_accrue_amount = _amount("To accrue", "Received and not billed.")
    over_billed_amount = _amount("Billed ahead", "Billed and not received.")
    at_stake = _amount(
        "At stake", "Of what is billed ahead, to accrue and still to come: the first."
    )
    age_ordered = _age("Days since the order")
    age_planned = _age("Days past the planned day")
    age_receipt = _age("Days since the last receipt")
    age_bill = _age("Days since the last bill")
    date_ordered = fields.Date(string="Ordered on", readonly=True)
    date_planned = fields.Date(string="Planned on", readonly=True)
    date_last_receipt = fields.Date(string="Last receipt", readonly=True)
    date_last_bill = fields.Date(string="Last bill", readonly=True)
    excluded_reason = fields.Char(string="No accrual because", readonly=True)
    closed_on = fields.Date(string="Closed from", readonly=True)
    facts = fields.Json(string="Figures", readonly=True)
    cause_found = fields.Selection(CAUSES, readonly=True)
    action_found = fields.Selection(ACTIONS, readonly=True)
    cause_override = fields.Selection(
        CAUSES,
        string="Cause decided",
        tracking=True,
        help="Stays when the position is read again, until it is emptied.",
    )
    cause = fields.Selection(CAUSES, readonly=True, index=True)
    action = fields.Selection(ACTIONS, string="Recommended action", readonly=True)
    owner_id = fields.Many2one(
        "res.users",
        string="Owner",
        tracking=True,
        help="Who follows the line: the buyer, unless somebody else was chosen.",
    )
    owner_decided = fields.Boolean(readonly=True)
    date_due = fields.Date(string="Due date", tracking=True)
    note = fields.Text(tracking=True)
    chased_on = fields.Date(string="Last chased on", readonly=True)
    chase_count = fields.Integer(string="Times chased", readonly=True)
    asked_on = fields.Date(string="Receiver asked on", readonly=True)

    _once = models.UniqueIndex("(purchase_line_id)")

    def write(self, vals):
        """People write what is theirs to decide; a decided cause shows at once."""
        self._check_decided(vals)
        vals = dict(vals)
        if "owner_id" in vals:
            vals["owner_decided"] = bool(vals["owner_id"])
        result = super().write(vals)
        if "cause_override" in vals:
            for record in self:
                cause = record.cause_override or record.cause_found
                super(ApOpenOrder, record).write(
                    {"cause": cause, "action": ACTION_OF.get(cause, "none")}
                )
        if "owner_id" in vals and not vals["owner_id"]:
            for buyer, records in self.grouped("buyer_id").items():
                super(ApOpenOrder, records).write({"owner_id": buyer.id})
        return result

    def _check_decided(self, vals):
        if not self.env.su and not set(vals) <= DECIDED:
            raise AccessError(
                self.env._(
                    "Figures and causes come from orders, receipts and bills; cause, "
                    "owner, due date and note are yours to decide."
                )
            )

    @api.model
    def _report_fields(self):
        return [
            "order_id",
            "partner_id",
            "label",
            "ordered",
            "received",
            "billed",
            "ordered_amount",
            "received_amount",
            "billed_amount",
            "open_amount",
            "to_accrue_amount",
            "over_billed_amount",
            "date_ordered",
            "date_planned",
            "date_last_receipt",
            "date_last_bill",
            "age_ordered",
            "age_planned",
            "age_receipt",
            "age_bill",
            "cause",
            "explanation",
            "action",
            "owner_id",
            "date_due",
            "note",
        ]

    def _report_unprinted(self):
        printed = {
            "order_id",
            "partner_id",
            "label",
            "open_amount",
            "to_accrue_amount",
            "over_billed_amount",
            "cause",
            "explanation",
        }
        return set(self._report_fields()) - printed

    def _report_title(self):
        return self.env._("Open orders")
