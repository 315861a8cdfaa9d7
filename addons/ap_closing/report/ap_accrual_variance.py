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

# One row per supplier: the twelve closings up to the company's last one with a bill.
# Differences of one month are summed before their sign is lost: within a month they
# offset each other in the books as well.
ACCURACY = """
WITH met AS (
    SELECT line.*, MAX(line.date_end) OVER (PARTITION BY line.company_id) AS last_end
      FROM ap_closing_line line
     WHERE line.state = 'posted' AND line.has_actual AND line.partner_id IS NOT NULL
), month AS (
    SELECT company_id, partner_id, date_end, MIN(id) AS id, COUNT(*) AS lines,
           COUNT(*) FILTER (WHERE is_overridden) AS decided,
           SUM(settled_estimate) AS estimate, SUM(actual_amount) AS actual,
           SUM(variance) AS variance
      FROM met
     WHERE date_end > last_end - interval '1 year'
     GROUP BY company_id, partner_id, date_end
), supplier AS (
    SELECT MIN(id) AS id, company_id, partner_id, COUNT(*) AS months,
           SUM(lines) AS lines, SUM(decided) AS decided, SUM(estimate) AS estimate,
           SUM(actual) AS actual, SUM(variance) AS variance,
           SUM(ABS(variance)) AS error,
           COALESCE(100 * SUM(ABS(variance)) / NULLIF(SUM(ABS(estimate)), 0), 100)
               AS error_percent,
           COUNT(*) FILTER (WHERE variance > 0) AS months_low,
           COUNT(*) FILTER (WHERE variance < 0) AS months_high
      FROM month
     GROUP BY company_id, partner_id
)
SELECT supplier.*,
       CASE WHEN months_low = months THEN 'low' WHEN months_high = months THEN 'high'
            ELSE 'mixed' END AS direction,
       months >= %(least)s AND (error_percent > %(wrong)s
           OR months_low = months OR months_high = months) AS is_wrong
  FROM supplier
"""
LEAST_MONTHS = 3
WRONG_PERCENT = 10


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


class ApAccrualAccuracy(models.Model):
    _name = "ap.accrual.accuracy"
    _description = "Suppliers whose estimates are often wrong"
    _inherit = ["ap.report"]
    _auto = False
    _order = "error DESC, id"
    _rec_name = "partner_id"

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Supplier", readonly=True)
    months = fields.Integer(help="Closings with a bill, of the last twelve.", readonly=True)
    lines = fields.Integer(readonly=True)
    decided = fields.Integer(
        string="Decided", help="Lines of which a person decided the amount.", readonly=True
    )
    estimate = fields.Monetary(readonly=True)
    actual = fields.Monetary(readonly=True)
    variance = fields.Monetary(readonly=True)
    error = fields.Monetary(
        string="Monthly differences",
        help="Sum of the months' differences without their signs.",
        readonly=True,
    )
    error_percent = fields.Float(
        string="Error (%)",
        digits=(8, 1),
        aggregator="avg",
        help="Monthly differences over the estimates.",
        readonly=True,
    )
    months_low = fields.Integer(string="Months too low", readonly=True)
    months_high = fields.Integer(string="Months too high", readonly=True)
    direction = fields.Selection(
        [("low", "Each month too low"), ("high", "Each month too high"), ("mixed", "Both ways")],
        string="Estimates are",
        readonly=True,
    )
    is_wrong = fields.Boolean(
        string="Persistently wrong",
        help="Three months or more, and more than 10 % off or always on the same side.",
        readonly=True,
    )

    @property
    def _table_query(self):
        self.env["ap.closing.line"].flush_model()
        return SQL(ACCURACY, least=LEAST_MONTHS, wrong=WRONG_PERCENT)

    def _report_fields(self):
        return [
            "partner_id", "months", "estimate", "actual", "variance", "error",
            "error_percent", "direction", "is_wrong",
        ]  # fmt: skip

    def action_open_variances(self):
        """The accruals of this supplier beside their bills."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_closing.ap_closing_variance_action"
        )
        action["domain"] = [
            ("company_id", "=", self.company_id.id),
            ("partner_id", "=", self.partner_id.id),
        ]
        action["context"] = {}
        action["views"] = [(False, "list"), (False, "graph"), (False, "pivot")]
        action["display_name"] = self.partner_id.display_name
        return action
