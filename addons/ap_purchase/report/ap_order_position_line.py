# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from odoo.addons.ap_base.models.bulk import copy_rows

from ..models.open_order.labels import ACTIONS, CAUSES
from ..models.open_order.open_order_words import CauseWords

COPIED = (
    "order_id",
    "partner_id",
    "product_id",
    "label",
    "uom_id",
    "currency_id",
    "ordered",
    "received",
    "returned",
    "billed",
    "to_accrue",
    "over_billed",
    "credit_due",
    "open",
    "to_accrue_amount_company",
    "over_billed_amount_company",
    "credit_due_amount_company",
    "open_amount_company",
    "to_accrue_amount",
    "over_billed_amount",
    "open_amount",
    "age_days",
    "cause",
    "action",
    "facts",
    "date_ordered",
    "date_last_receipt",
    "date_last_bill",
    "excluded_reason",
    "buyer_id",
    "categ_id",
    "date_planned",
)
FILLED = (
    "company_id",
    "create_uid",
    "write_uid",
    "create_date",
    "write_date",
    "date",
    "purchase_line_id",
    *COPIED,
    "analytic_distribution",
    "age_band",
    "next_step",
)
BANDS = ((30, "0_30"), (60, "31_60"), (90, "61_90"))
NEXT_STEP = {
    "chase_bill": "chase_bill",
    "confirm_receipt": "enter_receipt",
    "record_service": "enter_receipt",
    "ask_credit_note": "ask_credit_note",
}


class ApOrderPositionLine(models.TransientModel):
    """The position that one user looks at: a copy of `at_date`, made by one COPY."""

    _name = "ap.order.position.line"
    _description = "Open order line"
    _inherit = ["analytic.mixin"]
    _order = "age_days desc, id"
    _rec_name = "label"
    _transient_max_hours = 24.0

    date = fields.Date(string="Position on", readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company currency"
    )
    purchase_line_id = fields.Many2one(
        "purchase.order.line", string="Order line", readonly=True
    )
    order_id = fields.Many2one("purchase.order", string="Order", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Supplier", readonly=True)
    buyer_id = fields.Many2one("res.users", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", string="Category", readonly=True)
    label = fields.Char(string="Description", readonly=True)
    uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    ordered = fields.Float(digits="Product Unit", readonly=True)
    received = fields.Float(digits="Product Unit", readonly=True)
    returned = fields.Float(digits="Product Unit", readonly=True)
    billed = fields.Float(digits="Product Unit", readonly=True)
    to_accrue = fields.Float(
        string="Quantity to accrue", digits="Product Unit", readonly=True
    )
    over_billed = fields.Float(
        string="Quantity billed ahead", digits="Product Unit", readonly=True
    )
    credit_due = fields.Float(
        string="Quantity to be credited", digits="Product Unit", readonly=True
    )
    open = fields.Float(string="Quantity open", digits="Product Unit", readonly=True)
    to_accrue_amount_company = fields.Monetary(
        string="To accrue", currency_field="company_currency_id", readonly=True
    )
    over_billed_amount_company = fields.Monetary(
        string="Billed ahead", currency_field="company_currency_id", readonly=True
    )
    credit_due_amount_company = fields.Monetary(
        string="Credit due", currency_field="company_currency_id", readonly=True
    )
    open_amount_company = fields.Monetary(
        string="Still to come", currency_field="company_currency_id", readonly=True
    )
    to_accrue_amount = fields.Monetary(
        string="To accrue, order currency", readonly=True
    )
    over_billed_amount = fields.Monetary(
        string="Billed ahead, order currency", readonly=True
    )
    open_amount = fields.Monetary(string="Still to come, order currency", readonly=True)
    age_days = fields.Integer(string="Age in days", aggregator="max", readonly=True)
    age_band = fields.Selection(
        [
            ("0_30", "Up to 30 days"),
            ("31_60", "31 to 60 days"),
            ("61_90", "61 to 90 days"),
            ("over_90", "More than 90 days"),
        ],
        readonly=True,
    )
    cause = fields.Selection(CAUSES, readonly=True)
    action = fields.Selection(ACTIONS, string="Recommended action", readonly=True)
    facts = fields.Json(string="Figures", readonly=True)
    explanation = fields.Char(compute="_compute_explanation", string="Facts")
    next_step = fields.Selection(
        [
            ("chase_bill", "Chase the bill"),
            ("enter_receipt", "Enter the receipt"),
            ("ask_credit_note", "Ask for a credit note"),
            ("open_order", "Open the order"),
        ],
        readonly=True,
    )
    date_ordered = fields.Date(string="Ordered on", readonly=True)
    date_planned = fields.Date(string="Planned on", readonly=True)
    date_last_receipt = fields.Date(string="Last receipt", readonly=True)
    date_last_bill = fields.Date(string="Last bill", readonly=True)
    excluded_reason = fields.Char(string="No accrual because", readonly=True)

    @api.depends("cause", "facts")
    @api.depends_context("lang")
    def _compute_explanation(self):
        words = CauseWords(self.env)
        for line in self:
            line.explanation = words.sentence(line.cause, line.facts)

    @api.model
    def _fill(self, company, day, with_complete=False):
        """Replace what the user looked at by the position of that day."""
        position = self.env["ap.order.position"]
        company, day = position._check_asked(company.id, day)
        rows = position._gather(company, day, gaps_only=False if with_complete else "price")
        distributions = {row.line_id: row.analytic_distribution for row in rows}
        cr, uid = self.env.cr, self.env.uid
        now = cr.now()
        values = [
            (company.id, uid, uid, now, now, day, line["line_id"])
            + tuple(line[name] for name in COPIED)
            + (distributions[line["line_id"]], _band(line))
            + (NEXT_STEP.get(line["action"], "open_order"),)
            for line in position._valued(company, day, rows)
            if with_complete or line["cause"] != "complete"
        ]
        cr.execute("DELETE FROM ap_order_position_line WHERE create_uid = %s", [uid])
        copy_rows(cr, self._table, FILLED, values)
        self.env.invalidate_all(flush=False)
        return len(values)

    @api.model
    def web_search_read(self, domain, specification, **options):
        """The list opened by its address is the position of today, not an empty one."""
        if not self.search_count([("create_uid", "=", self.env.uid)], limit=1):
            company = self.env.company
            self._fill(company, company._company_today())
        return super().web_search_read(domain, specification, **options)

    def action_next_step(self):
        """Do what the row asks for: chase, record, ask for credit, or look."""
        self.ensure_one()
        if self.next_step == "enter_receipt":
            return self._action_enter_receipt()
        if self.next_step in ("chase_bill", "ask_credit_note"):
            return self._action_write_to_supplier()
        return self.action_open_order()

    def action_open_order(self):
        """Open the order of the row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "purchase.order",
            "res_id": self.order_id.id,
            "views": [(False, "form")],
        }

    def _action_enter_receipt(self):
        """Open a new receipt of the line; goods of the warehouse open their order."""
        if self.purchase_line_id.qty_received_method != "manual":
            return self.action_open_order()
        return self.purchase_line_id.action_ap_record_receipt()

    def _action_write_to_supplier(self):
        """Open a message to the supplier, to be read before it leaves."""
        order = self.order_id
        if not order.has_access("write"):
            return self.action_open_order()
        if self.next_step == "chase_bill":
            subject = self.env._("Missing bill for %(order)s", order=order.name)
            body = self.env._(
                "We received %(quantity)s × %(label)s of our order %(order)s and have "
                "no bill for it yet. Please send it to us.",
                quantity=self.to_accrue,
                label=self.label,
                order=order.name,
            )
        else:
            subject = self.env._("Credit note due for %(order)s", order=order.name)
            body = self.env._(
                "You billed %(quantity)s × %(label)s of our order %(order)s that we "
                "sent back. Please send us the credit note.",
                quantity=self.credit_due,
                label=self.label,
                order=order.name,
            )
        return {
            "type": "ir.actions.act_window",
            "name": subject,
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": "purchase.order",
                "default_res_ids": order.ids,
                "default_partner_ids": order.partner_id.ids,
                "default_subject": subject,
                "default_body": body,
                "default_composition_mode": "comment",
            },
        }

    @api.model
    def action_open_last_month(self):
        """Fill with the position at the end of last month and open it."""
        today = self.env.company._company_today()
        return self._open(self.env.company, today.replace(day=1) - timedelta(days=1))

    @api.model
    def _open(self, company, day, with_complete=False):
        """Fill with the position of that day and return the action that shows it."""
        self._fill(company, day, with_complete)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_purchase.ap_order_position_line_action"
        )
        action["display_name"] = self.env._(
            "Open orders on %(date)s", date=format_date(self.env, day)
        )
        # The list at another date takes the place of the one before.
        action["target"] = "main"
        if with_complete:
            action["context"] = {}
        return action


def _band(line: dict) -> str:
    return next((band for days, band in BANDS if line["age_days"] <= days), "over_90")
