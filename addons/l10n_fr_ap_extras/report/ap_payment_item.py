# SPDX-License-Identifier: AGPL-3.0-or-later
"""Instalments of bills in a year: unpaid at its end, paid in it, what lateness costs."""

from odoo import fields, models


class ApPaymentItem(models.Model):
    """Written by `ap.payment.report`, never by people."""

    _name = "ap.payment.item"
    _description = "Bill in the payment report"
    _inherit = ["ap.report"]
    _order = "due_date, id"
    _rec_name = "reference"

    report_id = fields.Many2one(
        "ap.payment.report", string="Report", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    move_id = fields.Many2one("account.move", string="Bill", index="btree_not_null", ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Supplier", ondelete="cascade")
    reference = fields.Char()
    invoice_date = fields.Date(string="Bill date")
    due_date = fields.Date()
    amount = fields.Monetary(string="Amount incl. VAT")
    unpaid = fields.Monetary(string="Unpaid at the end")
    unpaid_days = fields.Integer(string="Days overdue", aggregator="max")
    unpaid_band_id = fields.Many2one("ap.late.band", string="Overdue")
    paid = fields.Monetary(string="Paid in the year")
    paid_on = fields.Date()
    paid_days = fields.Integer(string="Days late", aggregator="avg")
    paid_band_id = fields.Many2one("ap.late.band", string="Paid late by")
    interest = fields.Monetary(string="Late penalties", help="Of the days of the period.")
    indemnity = fields.Monetary(string="Recovery indemnity", help="C. com. D441-5: once per bill paid late.")
    penalty = fields.Monetary(string="Suppliers could claim")
    is_complete = fields.Boolean(
        string="Rates known", help="Not set: the rate of a half-year is missing."
    )
    is_disputed = fields.Boolean(
        string="Disputed", help="Its payment is blocked, or the bill is in dispute: left out, shown separately."
    )

    def _report_title(self):
        return self.env._("Late penalties")

    def _report_fields(self):
        return [
            "partner_id", "reference", "invoice_date", "due_date", "amount", "unpaid",
            "unpaid_days", "unpaid_band_id", "paid", "paid_on", "paid_days",
            "paid_band_id", "interest", "indemnity", "penalty", "is_disputed",
        ]  # fmt: skip

    def _report_unprinted(self):
        return {"unpaid_band_id", "paid_band_id", "is_disputed", "invoice_date"}

    def action_open_bill(self):
        """The bill of the row."""
        self.ensure_one()
        return self.move_id.get_formview_action()
