# SPDX-License-Identifier: AGPL-3.0-or-later
"""Suppliers whose statement was reconciled in each quarter, and those that are left."""

from odoo import fields, models
from odoo.tools import SQL

COVERAGE = """
WITH quarter AS (
    SELECT MIN(move.id) AS id, move.company_id, move.commercial_partner_id AS partner_id,
           date_trunc('quarter', move.date)::date AS quarter, COUNT(*) AS bill_count,
           -SUM(move.amount_total_signed) AS amount
      FROM account_move move
     WHERE move.state = 'posted' AND move.move_type IN ('in_invoice', 'in_refund')
     GROUP BY 2, 3, 4
)
SELECT quarter.id, quarter.company_id, quarter.partner_id, quarter.quarter,
       quarter.bill_count, quarter.amount, company.currency_id, last.id AS statement_id,
       last.date AS date_statement,
       CASE WHEN last.id IS NULL THEN 'missing'
            WHEN last.state = 'reviewed' THEN 'reviewed' ELSE 'to_review' END AS state
  FROM quarter
  JOIN res_company company ON company.id = quarter.company_id
  LEFT JOIN LATERAL (
       SELECT statement.id, statement.date, statement.state
         FROM ap_supplier_statement statement
        WHERE statement.company_id = quarter.company_id
          AND statement.partner_id = quarter.partner_id
          AND statement.date >= quarter.quarter
          AND statement.date < quarter.quarter + interval '3 months'
        ORDER BY (statement.state = 'reviewed') DESC, statement.date DESC, statement.id DESC
        LIMIT 1) last ON TRUE
"""


class ApSupplierCoverage(models.Model):
    _name = "ap.supplier.coverage"
    _description = "Statements of suppliers by quarter"
    _inherit = ["ap.report"]
    _auto = False
    _order = "quarter DESC, amount DESC, id"
    _rec_name = "partner_id"

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Supplier", readonly=True)
    quarter = fields.Date(string="Quarter from", readonly=True)
    bill_count = fields.Integer(string="Bills", readonly=True)
    amount = fields.Monetary(string="Billed", readonly=True)
    statement_id = fields.Many2one(
        "ap.supplier.statement", string="Statement", readonly=True
    )
    date_statement = fields.Date(string="As of", readonly=True)
    state = fields.Selection(
        [
            ("missing", "No statement"),
            ("to_review", "To review"),
            ("reviewed", "Reviewed"),
        ],
        readonly=True,
    )

    @property
    def _table_query(self):
        return SQL(COVERAGE)

    def action_load(self):
        """Load the supplier's list."""
        self.ensure_one()
        statements = self.env["ap.supplier.statement"].with_company(self.company_id)
        return statements.with_context(partner_id=self.partner_id.id).action_load()

    def _report_fields(self):
        return [
            "quarter", "partner_id", "bill_count", "amount", "date_statement", "state",
        ]  # fmt: skip
