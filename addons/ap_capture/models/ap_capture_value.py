# SPDX-License-Identifier: AGPL-3.0-or-later
"""One value read from a page: what, where, why, and what became of it."""

import json

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

DAYS = ("date", "due")
AMOUNTS = ("untaxed", "tax", "total", "payable")

FIELDS = [
    ("supplier", "Supplier"),
    ("supplier_vat", "VAT number"),
    ("supplier_siren", "SIREN"),
    ("number", "Number"),
    ("date", "Bill date"),
    ("due", "Due date"),
    ("currency", "Currency"),
    ("untaxed", "Untaxed amount"),
    ("tax", "Tax"),
    ("rates", "Tax by rate"),
    ("lines", "Lines"),
    ("total", "Total"),
    ("payable", "Amount payable"),
    ("iban", "Bank account"),
    ("order", "Order reference"),
]
STATES = [
    ("filled", "Filled in"),
    ("proposed", "To check"),
    ("applied", "Applied by hand"),
    ("read", "Read"),
    ("compared", "Compared"),
    ("unknown", "Not on the supplier's card"),
]
REASONS = [
    ("gate", "The totals add up and the rates explain the tax"),
    ("label", "Beside its label"),
    ("after", "Behind its label"),
    ("right", "Right of its label"),
    ("below", "Below its label"),
    ("first_day", "First date of the page, without a label"),
    ("rates", "Rows of taxes that add up to the totals"),
    ("lines", "Rows of the table that add up to the untaxed amount"),
    ("currency", "Printed with the amounts"),
    ("check_digits", "Check digits are right"),
    ("seller", "Named as the seller"),
    ("sender_line", "In the sender's line"),
    ("legal_form", "With a legal form"),
    ("heading", "At the head of the page"),
    ("known_vat", "VAT number of the card"),
    ("known_registry", "Registration number of the card"),
    ("known_iban", "Bank account of the card"),
    ("known_email", "E-mail domain of the card"),
    ("known_name", "Name of the card"),
    ("pointed", "Pointed at by hand"),
    ("learned", "As in earlier bills of the supplier"),
]


class ApCaptureValue(models.Model):
    _name = "ap.capture.value"
    _inherit = ["ap.guarded"]
    _description = "Value read from a page"
    _order = "capture_id, sequence, id"

    capture_id = fields.Many2one(
        "ap.capture", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="capture_id.company_id", store=True, index=True)
    sequence = fields.Integer(readonly=True)
    field = fields.Selection(FIELDS, string="What", required=True, readonly=True)
    value = fields.Char(readonly=True, help="Days in ISO form, amounts with a point.")
    shown = fields.Char(string="On the page", compute="_compute_shown")
    state = fields.Selection(STATES, required=True, readonly=True)
    sure = fields.Boolean(readonly=True)
    why = fields.Selection(REASONS, string="Why", readonly=True)
    label = fields.Char(string="Label", readonly=True, help="The words beside it on the page.")
    page = fields.Integer(readonly=True)
    box = fields.Json(readonly=True, help="Left, top, right, bottom, in points from the upper left corner.")
    habit_id = fields.Many2one("ap.capture.habit", string="Evidence", readonly=True, ondelete="set null")
    can_apply = fields.Boolean(compute="_compute_can_apply")

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | self._ap_all_fields_but(())

    @api.depends("value", "field")
    @api.depends_context("lang")
    def _compute_shown(self):
        """The value as its reader writes it."""
        for one in self:
            one.shown = one.value
            if one.field in DAYS:
                one.shown = format_date(self.env, one.value)
            elif one.field in AMOUNTS:
                one.shown = formatLang(self.env, float(one.value))
            elif one.field == "lines":
                one.shown = " ; ".join(
                    f"{row['name']} : {formatLang(self.env, row['amount'])}" for row in json.loads(one.value)
                )
            elif one.field == "rates":
                rows = (map(float, row.split(":")) for row in one.value.split("; "))
                one.shown = " ; ".join(
                    f"{rate:g} % : {formatLang(self.env, base)} + {formatLang(self.env, tax)}"
                    for rate, base, tax in rows
                )

    def _compute_can_apply(self):
        """Whether the value can be applied into the draft."""
        for value in self:
            move = value.capture_id.move_id
            value.can_apply = value.state == "proposed" and move.state == "draft" and (
                value.field in ("number", "date", "due", "currency")
                or (value.field == "supplier" and bool(value.capture_id.partner_id))
            )

    def action_apply(self):
        """Apply these values into their drafts."""
        for value in self:
            value.capture_id._apply(value)
        return True
