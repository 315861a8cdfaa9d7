# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is committed (*engagements*): the open amounts by planned month and by axis.

Each plan holds the whole amount, to the cent: a distribution may name several accounts
in one key (“12,34”: one of each plan), and its percentage counts once in each of their
plans. What a plan is not given stands without an account. Parts are rounded
cumulatively from the smallest share, as in the closing by axis.
"""

from odoo import api, fields, models
from odoo.tools import SQL

from ..models.open_order.labels import CAUSES

COMMITTED = """
WITH line AS (
    SELECT o.*, currency.decimal_places AS decimals
      FROM ap_open_order o
      JOIN res_company company ON company.id = o.company_id
      JOIN res_currency currency ON currency.id = company.currency_id
     WHERE o.active AND (o.open_amount <> 0 OR o.to_accrue_amount <> 0)
), plan AS (
    SELECT id FROM account_analytic_plan WHERE parent_id IS NULL
    UNION ALL
    SELECT NULL WHERE NOT EXISTS (
        SELECT 1 FROM account_analytic_plan WHERE parent_id IS NULL)
), named AS (
    SELECT line.id AS line_id, account.root_plan_id AS plan_id, account.id AS account_id,
           SUM(key.value::numeric) AS percent
      FROM line
     CROSS JOIN LATERAL jsonb_each_text(
           CASE WHEN jsonb_typeof(line.analytic_distribution) = 'object'
                THEN line.analytic_distribution END) key
     CROSS JOIN LATERAL unnest(CASE WHEN key.key ~ '^[0-9]+(,[0-9]+)*$'
           THEN string_to_array(key.key, ',') ELSE '{}' END) AS one(account)
      JOIN account_analytic_account account ON account.id = one.account::int
     GROUP BY line.id, account.root_plan_id, account.id
), main AS (
    SELECT COALESCE(
        (SELECT plan_id FROM named GROUP BY plan_id ORDER BY COUNT(*) DESC, plan_id
          LIMIT 1),
        (SELECT id FROM account_analytic_plan WHERE parent_id IS NULL
          ORDER BY sequence, id LIMIT 1)) AS plan_id
), share AS (
    SELECT named.*, SUM(percent) OVER (PARTITION BY line_id, plan_id
                                       ORDER BY percent, account_id) AS running
      FROM named
    UNION ALL
    SELECT line.id, plan.id, NULL, 100 - COALESCE(SUM(named.percent), 0), 100
      FROM line
     CROSS JOIN plan
      LEFT JOIN named ON named.line_id = line.id AND named.plan_id = plan.id
     GROUP BY line.id, plan.id
    HAVING COALESCE(SUM(named.percent), 0) <> 100
)
SELECT line.id::bigint * 2097152 + COALESCE(share.account_id * 2, share.plan_id * 2 + 1, 0)
       AS id, line.id AS open_order_id, line.company_id, line.order_id, line.partner_id,
       line.owner_id, line.categ_id, line.product_id, line.label, line.cause,
       COALESCE(line.date_planned, line.date_ordered) AS date_planned,
       share.plan_id, share.account_id AS analytic_account_id, share.percent,
       share.plan_id IS NOT DISTINCT FROM main.plan_id AS main_axis,
       ROUND(line.open_amount * share.running / 100, line.decimals)
       - ROUND(line.open_amount * (share.running - share.percent) / 100, line.decimals)
       AS open_amount,
       ROUND(line.to_accrue_amount * share.running / 100, line.decimals)
       - ROUND(line.to_accrue_amount * (share.running - share.percent) / 100,
               line.decimals) AS to_accrue_amount
  FROM share
  JOIN line ON line.id = share.line_id
 CROSS JOIN main
"""


class ApCommitment(models.Model):
    _name = "ap.commitment"
    _description = "Commitment"
    _inherit = ["ap.report"]
    _auto = False
    _order = "date_planned, id"
    _rec_name = "label"

    open_order_id = fields.Many2one("ap.open.order", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    order_id = fields.Many2one("purchase.order", string="Order", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Supplier", readonly=True)
    owner_id = fields.Many2one("res.users", readonly=True)
    categ_id = fields.Many2one("product.category", string="Category", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    label = fields.Char(string="Description", readonly=True)
    cause = fields.Selection(CAUSES, readonly=True)
    date_planned = fields.Date(string="Planned on", readonly=True)
    plan_id = fields.Many2one("account.analytic.plan", string="Axis", readonly=True)
    analytic_account_id = fields.Many2one("account.analytic.account", readonly=True)
    main_axis = fields.Boolean(
        readonly=True, help="The axis that most open orders are allocated to."
    )
    percent = fields.Float(string="Share (%)", readonly=True, aggregator=None)
    open_amount = fields.Monetary(
        string="Still to come", readonly=True, help="Ordered and not received, untaxed."
    )
    to_accrue_amount = fields.Monetary(
        string="Received, not billed", readonly=True, help="Untaxed."
    )

    @property
    def _table_query(self) -> SQL:
        return SQL(COMMITTED)

    @api.model
    def _report_fields(self):
        return [
            "plan_id",
            "analytic_account_id",
            "date_planned",
            "order_id",
            "partner_id",
            "label",
            "percent",
            "open_amount",
            "to_accrue_amount",
        ]

    def _report_title(self):
        return self.env._("Commitments")
