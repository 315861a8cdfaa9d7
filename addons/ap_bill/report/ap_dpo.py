# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days payable outstanding: trade payables over purchases, by supplier and month."""

from odoo import api, fields, models
from odoo.tools import SQL

DAYS = 365
MONTHS = 24  # that are shown

# Payables: the balance of payable accounts at the month's end. Purchases: bills less
# credit notes, VAT included, of the twelve months that end then.
DPO = """
WITH item AS (
    SELECT line.company_id, COALESCE(partner.commercial_partner_id, line.partner_id) AS partner_id,
           date_trunc('month', line.date)::date AS month, -SUM(line.balance) AS payables,
           0::numeric AS purchases
      FROM account_move_line line
      JOIN account_account account ON account.id = line.account_id
      LEFT JOIN res_partner partner ON partner.id = line.partner_id
     WHERE line.parent_state = 'posted' AND account.account_type = 'liability_payable'
     GROUP BY 1, 2, 3
     UNION ALL
    SELECT move.company_id, move.commercial_partner_id,
           date_trunc('month', move.date)::date, 0, -SUM(move.amount_total_signed)
      FROM account_move move
     WHERE move.state = 'posted'
       AND move.move_type IN ('in_invoice', 'in_refund', 'in_receipt')
     GROUP BY 1, 2, 3
), movement AS (
    SELECT company_id, partner_id, month, SUM(payables) AS payables,
           SUM(purchases) AS purchases
      FROM item GROUP BY 1, 2, 3
), month AS (
    SELECT generate_series(date_trunc('month', %(today)s::date) - %(months)s * interval '1 month',
                           date_trunc('month', %(today)s::date), interval '1 month')::date AS month
), state AS (
    SELECT movement.company_id, movement.partner_id, month.month,
           SUM(movement.payables) AS payables,
           COALESCE(SUM(movement.purchases) FILTER (
               WHERE movement.month > month.month - interval '12 months'), 0) AS purchases
      FROM month JOIN movement ON movement.month <= month.month
     GROUP BY 1, 2, 3
)
SELECT row_number() OVER (ORDER BY company_id, month, partner_id) AS id,
       company_id, partner_id,
       (month + interval '1 month' - interval '1 day')::date AS date_end,
       payables, purchases,
       CASE WHEN purchases > 0 THEN ROUND(payables / purchases * %(days)s, 1) END AS days
  FROM state
 WHERE payables <> 0 OR purchases <> 0
"""


class ApDpo(models.Model):
    _name = "ap.dpo"
    _description = "Days payable outstanding"
    _inherit = ["ap.report"]
    _auto = False
    _order = "date_end DESC, payables DESC, id"
    _rec_name = "partner_id"

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Supplier", readonly=True)
    date_end = fields.Date(string="Month-end", readonly=True)
    payables = fields.Monetary(
        string="Payables incl. VAT",
        readonly=True,
        help="Balance of the payable accounts at the month-end (numerator); of several "
        "month-ends, their mean.",
    )
    purchases = fields.Monetary(
        string="Purchases incl. VAT, 12 months",
        readonly=True,
        help="Bills less credit notes of the twelve months that end then (denominator); of "
        "several month-ends, their mean.",
    )
    days = fields.Float(
        string="DPO (days)",
        digits=(8, 1),
        aggregator="avg",
        readonly=True,
        help="Payables / purchases × 365; of a group, that of its sums.",
    )

    @property
    def _table_query(self):
        for name in ("account.move", "account.move.line", "res.partner"):
            self.env[name].flush_model()
        today = fields.Date.context_today(self)
        return SQL(DPO, months=MONTHS, days=DAYS, today=today)

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        # A ratio of a group is that of its sums: the mean of ratios is none. Balances
        # of several month-ends do not add up: their mean is shown.
        columns = {
            name: self._field_to_sql(self._table, name, query)
            for name in ("payables", "purchases", "date_end")
        }
        if aggregate_spec == "days:avg":
            ratio = (
                "ROUND(SUM(%(payables)s) / NULLIF(SUM(%(purchases)s), 0) * %(days)s, 1)"
            )
            return SQL(ratio, **columns, days=DAYS)
        if aggregate_spec in ("payables:sum", "purchases:sum"):
            summed = columns[aggregate_spec.removesuffix(":sum")]
            mean = "SUM(%(summed)s) / NULLIF(COUNT(DISTINCT %(date_end)s), 0)"
            return SQL(mean, summed=summed, date_end=columns["date_end"])
        return super()._read_group_select(aggregate_spec, query)

    def _report_fields(self):
        return ["date_end", "partner_id", "payables", "purchases", "days"]

    def _report_title(self):
        return self.env._("Days payable outstanding (DPO)")

    def action_open_items(self):
        """The open items of the supplier at the month-end, and its bills."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "Payables of %(supplier)s", supplier=self.partner_id.display_name
            ),
            "res_model": "account.move.line",
            "views": [(False, "list"), (False, "form")],
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("partner_id.commercial_partner_id", "=", self.partner_id.id),
                ("account_id.account_type", "=", "liability_payable"),
                ("parent_state", "=", "posted"),
                ("date", "<=", self.date_end),
            ],
        }
