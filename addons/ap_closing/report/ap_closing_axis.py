# SPDX-License-Identifier: AGPL-3.0-or-later
"""Closing lines by analytic axis: each plan holds the whole amount, to the cent.

A distribution may name several accounts in one key (“12,34”: one of each plan); its
percentage then counts once in each of their plans. Parts are rounded cumulatively from
the smallest share to the largest, as `arithmetic.allocation.allocate` does, by the
database since a pivot of 100,000 lines must not pass through Python; a test holds both
equal. What a plan is not given is shown without an account.
"""

from odoo import api, fields, models
from odoo.tools import SQL

# In `running`, window functions are split by what filters ask, so that these reach the
# lines. `decimals` of the company's currency: parts are whole cents.
AXIS = """
SELECT share.id, share.line_id, share.plan_id, share.analytic_account_id, share.percent,
       share.company_id, share.date_end, share.run_id, share.kind, share.state,
       share.partner_id, share.account_id, share.product_id, share.label, share.amount,
       (CASE WHEN account.account_type NOT LIKE 'expense%%' THEN 0
             WHEN share.kind = ANY(%(aside)s) THEN -1 ELSE 1 END) * share.amount
       AS cost_effect
  FROM (
    SELECT part.line_id::bigint * 2097152 + part.analytic_account_id * 2 AS id, part.*,
           ROUND(part.whole * part.running / part.total, part.decimals)
           - ROUND(part.whole * (part.running - part.percent) / part.total, part.decimals)
           AS amount
      FROM (
        SELECT running.*,
               ROUND(running.line_amount * running.total / 100, running.decimals) AS whole
          FROM (
            SELECT given.*,
                   SUM(given.percent) OVER (
                       PARTITION BY given.company_id, given.date_end, given.line_id,
                                    given.plan_id
                       ORDER BY given.percent, given.analytic_account_id
                       ROWS UNBOUNDED PRECEDING) AS running,
                   SUM(given.percent) OVER (
                       PARTITION BY given.company_id, given.date_end, given.line_id,
                                    given.plan_id) AS total
              FROM (%(given)s) given
          ) running
         WHERE running.total <> 0
      ) part
     UNION ALL
    SELECT line.id::bigint * 2097152 + plan.id * 2 + 1, line.id, plan.id, NULL,
           100 - COALESCE(given.percent, 0), line.company_id, line.date_end, line.run_id,
           line.kind, line.state, line.partner_id, line.account_id, line.product_id,
           line.label, line.amount, currency.decimal_places, 0, 0, 0,
           line.amount - ROUND(line.amount * COALESCE(given.percent, 0) / 100,
                               currency.decimal_places)
      FROM ap_closing_line line
      JOIN res_company company ON company.id = line.company_id
      JOIN res_currency currency ON currency.id = company.currency_id
     CROSS JOIN account_analytic_plan plan
      LEFT JOIN LATERAL (
          SELECT SUM(key.value::numeric) AS percent
            FROM jsonb_each_text(line.analytic_distribution) key
           CROSS JOIN LATERAL unnest(CASE WHEN key.key ~ '^[0-9]+(,[0-9]+)*$'
           THEN string_to_array(key.key, ',') ELSE '{}' END) AS named(one)
            JOIN account_analytic_account account ON account.id = named.one::int
           WHERE account.root_plan_id = plan.id
      ) given ON TRUE
     WHERE line.state <> 'cancelled' AND line.amount <> 0 AND plan.parent_id IS NULL
       AND EXISTS (SELECT 1 FROM account_analytic_account used
                    WHERE used.root_plan_id = plan.id)
       AND line.amount <> ROUND(line.amount * COALESCE(given.percent, 0) / 100,
                                currency.decimal_places)
  ) share
  LEFT JOIN account_account account ON account.id = share.account_id
"""

GIVEN = """
SELECT line.id AS line_id, account.root_plan_id AS plan_id,
       account.id AS analytic_account_id, SUM(key.value::numeric) AS percent,
       line.company_id, line.date_end, line.run_id, line.kind, line.state,
       line.partner_id, line.account_id, line.product_id, line.label,
       line.amount AS line_amount, currency.decimal_places AS decimals
  FROM ap_closing_line line
  JOIN res_company company ON company.id = line.company_id
  JOIN res_currency currency ON currency.id = company.currency_id
 CROSS JOIN LATERAL jsonb_each_text(line.analytic_distribution) key
 CROSS JOIN LATERAL unnest(CASE WHEN key.key ~ '^[0-9]+(,[0-9]+)*$'
           THEN string_to_array(key.key, ',') ELSE '{}' END) AS named(one)
  JOIN account_analytic_account account ON account.id = named.one::int
 WHERE line.state <> 'cancelled' AND line.amount <> 0
   AND account.root_plan_id IS NOT NULL
 GROUP BY line.id, account.id, currency.id
"""


class ApClosingAxis(models.Model):
    _name = "ap.closing.axis"
    _description = "Accruals and deferrals by analytic axis"
    _inherit = ["ap.report"]
    _auto = False
    _order = "date_end DESC, plan_id, analytic_account_id, line_id"
    _rec_name = "label"

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_end = fields.Date(string="Closing date", readonly=True)
    run_id = fields.Many2one("ap.closing.run", readonly=True)
    line_id = fields.Many2one("ap.closing.line", readonly=True)
    kind = fields.Selection(
        selection=lambda self: self.env["ap.closing.kind"]._selection(), readonly=True
    )
    state = fields.Selection(
        [("proposed", "Proposed"), ("posted", "Posted")], readonly=True
    )
    plan_id = fields.Many2one("account.analytic.plan", string="Axis", readonly=True)
    analytic_account_id = fields.Many2one(
        "account.analytic.account", readonly=True, help="Empty: not allocated on this axis."
    )
    percent = fields.Float(aggregator=None, readonly=True)
    partner_id = fields.Many2one("res.partner", string="Supplier", readonly=True)
    account_id = fields.Many2one("account.account", string="Expense account", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    label = fields.Char(readonly=True)
    amount = fields.Monetary(readonly=True)
    cost_effect = fields.Monetary(string="Effect on cost", readonly=True)

    @property
    def _table_query(self):
        for name in ("ap.closing.line", "account.analytic.account", "account.analytic.plan"):
            self.env[name].flush_model()
        aside = self.env["ap.closing.kind"]._put_aside()
        return SQL(AXIS, given=SQL(GIVEN), aside=aside)

    @api.model
    def action_open(self):
        """The report on its first axis: axes are never summed with each other, since
        each holds the whole amount."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_closing.ap_closing_axis_action"
        )
        accounts = self.env["account.analytic.account"].sudo()
        plan = accounts.search(
            [("company_id", "in", [False, *self.env.companies.ids])],
            order="root_plan_id, id",
            limit=1,
        ).root_plan_id
        if plan:
            action["context"] = {"search_default_plan_id": plan.id}
        return action

    def _report_title(self):
        return self.env._("Accruals by analytic axis")

    def _report_fields(self):
        return [
            "date_end", "plan_id", "analytic_account_id", "kind", "partner_id",
            "account_id", "label", "percent", "amount",
        ]  # fmt: skip

    def action_open_line(self):
        """The closing line behind the row."""
        self.ensure_one()
        return self.line_id.get_formview_action()
