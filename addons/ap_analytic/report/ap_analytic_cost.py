# SPDX-License-Identifier: AGPL-3.0-or-later
"""Costs and income by axis and month: analytic items, and what an axis lacks.

On each axis the amounts sum to the ledger: a line that is imputed in part shows the rest
without an analytic account. (The report of the closing shows lines of accruals before
they are posted; this one shows what is in the books.)
"""

from odoo import api, fields, models
from odoo.tools import SQL

# One part for each axis. Costs and income are given by the type of the account.
_AXIS = """
SELECT item.id::bigint * 131072 + %(plan)s * 2 AS id, line.company_id, line.date,
       %(plan)s AS plan_id, item.%(column)s AS analytic_account_id, line.partner_id,
       line.account_id, split_part(account.account_type, '_', 1) AS side, line.id AS move_line_id,
       line.move_id, line.name AS label, -item.amount AS amount
  FROM account_analytic_line item
  JOIN account_move_line line ON line.id = item.move_line_id
  JOIN account_account account ON account.id = line.account_id
 WHERE item.%(column)s IS NOT NULL AND line.parent_state = 'posted'
   AND split_part(account.account_type, '_', 1) IN ('expense', 'income')
   AND line.company_id = ANY(%(companies)s)
 UNION ALL
SELECT line.id::bigint * 131072 + %(plan)s * 2 + 1, line.company_id, line.date,
       %(plan)s, NULL, line.partner_id, line.account_id,
       split_part(account.account_type, '_', 1), line.id,
       line.move_id, line.name, line.balance + COALESCE(items.amount, 0)
  FROM account_move_line line
  JOIN account_account account ON account.id = line.account_id
  LEFT JOIN (SELECT item.move_line_id, SUM(item.amount) AS amount
               FROM account_analytic_line item
              WHERE item.%(column)s IS NOT NULL AND item.move_line_id IS NOT NULL
              GROUP BY item.move_line_id) items ON items.move_line_id = line.id
 WHERE line.parent_state = 'posted' AND line.balance <> 0
   AND split_part(account.account_type, '_', 1) IN ('expense', 'income')
   AND line.company_id = ANY(%(companies)s)
   AND line.balance + COALESCE(items.amount, 0) <> 0
"""


class ApAnalyticCost(models.Model):
    _name = "ap.analytic.cost"
    _inherit = ["ap.report"]
    _description = "Cost by axis and month"
    _auto = False
    _order = "date desc, plan_id, analytic_account_id, id"
    _rec_name = "label"

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(string="Accounting date", readonly=True)
    plan_id = fields.Many2one("account.analytic.plan", string="Axis", readonly=True)
    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        readonly=True,
        help="Empty: not imputed on this axis.",
    )
    partner_id = fields.Many2one("res.partner", string="Supplier", readonly=True)
    account_id = fields.Many2one("account.account", readonly=True)
    side = fields.Selection([("expense", "Costs"), ("income", "Income")], readonly=True)
    move_line_id = fields.Many2one("account.move.line", string="Line", readonly=True)
    move_id = fields.Many2one("account.move", string="Entry", readonly=True)
    label = fields.Char(readonly=True)
    amount = fields.Monetary(readonly=True, help="Costs are positive, income negative.")

    @property
    def _table_query(self):
        for name in ("account.move.line", "account.analytic.line"):
            self.env[name].flush_model()
        parts = [
            SQL(
                _AXIS,
                plan=SQL("%s::int", plan.id),
                column=SQL.identifier(plan._column_name()),
                companies=self.env.companies.ids,
            )
            for plan in self._axes()
            if self._is_used(plan)
        ]
        return SQL(" UNION ALL ").join(parts or [self._nothing()])

    def _axes(self):
        """The plans that have a column of their own."""
        project, others = self.env["account.analytic.plan"].sudo()._get_all_plans()
        return project + others

    def _is_used(self, plan) -> bool:
        """Axes without accounts of these companies are left out."""
        accounts = (
            self.env["account.analytic.account"].sudo().with_context(active_test=False)
        )
        return bool(
            accounts.search_count(
                [
                    ("root_plan_id", "=", plan.id),
                    ("company_id", "in", [False, *self.env.companies.ids]),
                ],
                limit=1,
            )
        )

    def _nothing(self):
        return SQL(
            """SELECT NULL::bigint AS id, NULL::int AS company_id, NULL::date AS date,
                      NULL::int AS plan_id, NULL::int AS analytic_account_id,
                      NULL::int AS partner_id, NULL::int AS account_id,
                      NULL::varchar AS side, NULL::int AS move_line_id,
                      NULL::int AS move_id, NULL::varchar AS label, 0.0 AS amount
                WHERE FALSE"""
        )

    @api.model
    def action_open(self):
        """The report on its first axis: axes are never summed with each other, since
        each holds the whole amount."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_analytic.ap_analytic_cost_action"
        )
        asked = self.env["ap.analytic.requirement"].sudo()
        first = asked.search([("company_id", "in", self.env.companies.ids)], limit=1)
        plan = first.plan_id or next(filter(self._is_used, self._axes()), None)
        if plan:
            action["context"] = {"search_default_plan_id": plan.root_id.id}
        return action

    def _report_fields(self):
        return [
            "date", "plan_id", "analytic_account_id", "partner_id", "account_id",
            "move_id", "label", "amount",
        ]  # fmt: skip

    def action_open_entry(self):
        """The entry of the line."""
        self.ensure_one()
        return self.move_id.get_formview_action()
