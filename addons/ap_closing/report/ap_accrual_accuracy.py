# SPDX-License-Identifier: AGPL-3.0-or-later
"""How near the accruals of a supplier came to its bills, over twelve closings."""

from odoo import fields, models
from odoo.tools import SQL

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
