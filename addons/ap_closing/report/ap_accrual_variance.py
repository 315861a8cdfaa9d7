# SPDX-License-Identifier: AGPL-3.0-or-later
"""Estimates against the bills that came: each accrual, and each supplier over months."""

from odoo import api, fields, models
from odoo.tools import SQL

# One row per accrual that met its bill; an accrual that is not posted has none.
VARIANCE = """
SELECT line.id, line.id AS line_id, line.company_id, line.date_end, line.run_id, line.kind,
       line.partner_id, line.account_id, line.product_id, line.label, line.is_overridden,
       line.override_user_id, line.settled_estimate AS estimate,
       line.actual_amount AS actual, line.variance, ABS(line.variance) AS error,
       100 * line.variance / NULLIF(ABS(line.settled_estimate), 0) AS variance_percent,
       line.date_actual, line.date_actual - line.date_end AS days_late,
       CASE WHEN line.variance > 0 THEN 'low' WHEN line.variance < 0 THEN 'high'
            ELSE 'right' END AS direction
  FROM ap_closing_line line
 WHERE line.state = 'posted' AND line.has_actual
"""


class ApAccrualVariance(models.Model):
    _name = "ap.accrual.variance"
    _description = "Estimates against bills"
    _inherit = ["ap.report"]
    _auto = False
    _order = "date_end DESC, error DESC, id"
    _rec_name = "label"

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_end = fields.Date(string="Closing date", readonly=True)
    run_id = fields.Many2one("ap.closing.run", readonly=True)
    line_id = fields.Many2one("ap.closing.line", readonly=True)
    kind = fields.Selection(
        selection=lambda self: self.env["ap.closing.kind"]._selection(), readonly=True
    )
    partner_id = fields.Many2one("res.partner", string="Supplier", readonly=True)
    account_id = fields.Many2one("account.account", string="Expense account", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    label = fields.Char(readonly=True)
    is_overridden = fields.Boolean(string="Decided by a person", readonly=True)
    override_user_id = fields.Many2one("res.users", string="Decided by", readonly=True)
    estimate = fields.Monetary(help="The part that the bills settle.", readonly=True)
    actual = fields.Monetary(readonly=True)
    variance = fields.Monetary(help="Actual less estimate.", readonly=True)
    error = fields.Monetary(
        string="Difference without sign",
        help="Too much and too little do not offset each other.",
        readonly=True,
    )
    variance_percent = fields.Float(
        string="Variance (%)",
        digits=(8, 1),
        aggregator="avg",
        help="Of the estimate; of a group, its variance over its estimates.",
        readonly=True,
    )
    date_actual = fields.Date(string="Billed on", readonly=True)
    days_late = fields.Integer(
        string="Days until the bill",
        aggregator="avg",
        help="From the closing date to the accounting date of the first bill.",
        readonly=True,
    )
    direction = fields.Selection(
        [("low", "Too low"), ("right", "Right"), ("high", "Too high")],
        string="The estimate was",
        readonly=True,
    )

    @property
    def _table_query(self):
        self.env["ap.closing.line"].flush_model()
        return SQL(VARIANCE)

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        # A percentage of a group is that of its sums: the mean of percentages is none.
        if aggregate_spec != "variance_percent:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "100 * SUM(%(variance)s) / NULLIF(SUM(ABS(%(estimate)s)), 0)",
            variance=self._field_to_sql(self._table, "variance", query),
            estimate=self._field_to_sql(self._table, "estimate", query),
        )

    def _report_fields(self):
        return [
            "date_end", "kind", "partner_id", "label", "account_id", "estimate", "actual",
            "variance", "variance_percent", "days_late", "override_user_id",
        ]  # fmt: skip

    def action_open_line(self):
        """The closing line behind the row."""
        self.ensure_one()
        return self.line_id.get_formview_action()
