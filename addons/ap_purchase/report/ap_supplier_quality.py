# SPDX-License-Identifier: AGPL-3.0-or-later
"""How well the bills of a supplier follow the orders: one row per posted bill.

Rates are 100 or 0 per bill and averaged: right for any supplier, month or choice of
bills. A rate that has no meaning for a bill is empty, and not averaged.
"""

from odoo import api, fields, models
from odoo.tools import SQL

QUALITY = """
WITH item AS (
    SELECT a.move_id, a.purchase_line_id, o.id AS order_id,
           a.currency_id = o.currency_id AND ABS(
               a.price_unit * (1 - COALESCE(a.discount, 0) / 100)
               / COALESCE(au.factor, 1) * COALESCE(lu.factor, 1)
               - l.price_unit * (1 - COALESCE(l.discount, 0) / 100))
               > 0.00001 + ABS(l.price_unit)
                 * COALESCE(c.ap_open_price_percent, 0) / 100
           AS price_error,
           l.qty_invoiced > l.qty_received + 0.00001 AS ahead,
           receipt.date AS received_on
      FROM account_move_line a
      JOIN account_move m ON m.id = a.move_id
      JOIN res_company c ON c.id = a.company_id
      LEFT JOIN purchase_order_line l ON l.id = a.purchase_line_id
      LEFT JOIN purchase_order o ON o.id = l.order_id
      LEFT JOIN uom_uom au ON au.id = a.product_uom_id
      LEFT JOIN uom_uom lu ON lu.id = l.product_uom_id
      LEFT JOIN (SELECT line_id, MIN(date) AS date FROM (%(receipts)s) taken
                  GROUP BY line_id) receipt ON receipt.line_id = l.id
     WHERE a.display_type = 'product' AND m.state = 'posted'
       AND m.move_type = 'in_invoice'
), bill AS (
    SELECT move_id, MIN(order_id) AS order_id, COUNT(*) AS lines,
           COUNT(order_id) AS order_lines,
           COUNT(*) FILTER (WHERE price_error) AS price_errors,
           COUNT(*) FILTER (WHERE ahead) AS ahead, MAX(received_on) AS received_on
      FROM item
     GROUP BY move_id
)
SELECT m.id, m.id AS move_id, m.company_id, m.commercial_partner_id AS partner_id,
       COALESCE(m.invoice_date, m.date) AS date, m.amount_untaxed_signed * -1 AS amount,
       bill.order_id, 1 AS bills, bill.received_on,
       EXISTS (SELECT 1 FROM purchase_order o JOIN res_partner p ON p.id = o.partner_id
                WHERE o.company_id = m.company_id AND o.state = 'purchase'
                  AND p.commercial_partner_id = m.commercial_partner_id) AS has_orders,
       CASE WHEN t.id IS NULL AND bill.order_lines = bill.lines
                 AND bill.price_errors = 0 AND bill.ahead = 0
                 OR t.state = 'matched' AND t.decision = 'none'
            THEN 100 ELSE 0 END::float AS matched,
       CASE WHEN bill.order_lines = 0 THEN 100 ELSE 0 END::float AS without_order,
       CASE WHEN bill.order_lines > 0 THEN
            CASE WHEN bill.price_errors > 0 THEN 100 ELSE 0 END END::float AS price_error,
       CASE WHEN bill.received_on IS NOT NULL THEN
            CASE WHEN date_trunc('month', COALESCE(m.invoice_date, m.date))
                      > date_trunc('month', bill.received_on)
                 THEN 100 ELSE 0 END END::float AS late,
       COALESCE(m.invoice_date, m.date) - bill.received_on AS days_to_bill
  FROM bill
  JOIN account_move m ON m.id = bill.move_id
  LEFT JOIN ap_match t ON t.move_id = m.id
"""


class ApSupplierQuality(models.Model):
    _name = "ap.supplier.quality"
    _description = "Quality of suppliers' bills"
    _inherit = ["ap.report"]
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "move_id"

    move_id = fields.Many2one("account.move", string="Bill", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Supplier", readonly=True)
    order_id = fields.Many2one("purchase.order", string="Order", readonly=True)
    date = fields.Date(string="Bill date", readonly=True)
    amount = fields.Monetary(string="Untaxed amount", readonly=True)
    bills = fields.Integer(readonly=True)
    has_orders = fields.Boolean(string="Supplier with orders", readonly=True)
    received_on = fields.Date(readonly=True)
    matched = fields.Float(
        string="Matched (%)",
        aggregator="avg",
        readonly=True,
        help="Matched without a person. Of bills that were never compared: every line on "
        "an order, at its price, and not beyond what was received.",
    )
    without_order = fields.Float(
        string="No order number (%)",
        aggregator="avg",
        readonly=True,
        help="No line of the bill is linked to an order.",
    )
    price_error = fields.Float(
        string="Price errors (%)",
        aggregator="avg",
        readonly=True,
        help="Of the bills with an order: a line at another price than ordered.",
    )
    late = fields.Float(
        string="Late bills (%)",
        aggregator="avg",
        readonly=True,
        help="Of the bills of something received: dated in a later month than the "
        "receipt, so that it had to be accrued.",
    )
    days_to_bill = fields.Integer(
        string="Days from receipt to bill", aggregator="avg", readonly=True
    )

    @property
    def _table_query(self) -> SQL:
        return SQL(QUALITY, receipts=self._receipt_days_sql())

    @api.model
    def _receipt_days_sql(self) -> SQL:
        """For add-ons above: columns line_id and date of what was received, UNION ALL others."""
        return SQL(
            "SELECT purchase_line_id AS line_id, date FROM ap_receipt WHERE quantity > 0"
        )

    @api.model
    def _report_fields(self):
        return [
            "partner_id",
            "move_id",
            "date",
            "order_id",
            "amount",
            "matched",
            "without_order",
            "price_error",
            "late",
            "days_to_bill",
        ]

    def _report_title(self):
        return self.env._("Quality of suppliers' bills")

    def action_open_bill(self):
        """Open the bill of the row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "views": [(False, "form")],
        }
