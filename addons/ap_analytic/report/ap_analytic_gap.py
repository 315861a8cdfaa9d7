# SPDX-License-Identifier: AGPL-3.0-or-later
"""Posted lines that lack a share of a required axis, with the amount it stands for."""

from odoo import fields, models
from odoo.tools import SQL

_GAPS = """
SELECT line.id::bigint * 65536 + breach.plan_id AS id, line.id AS move_line_id,
       line.move_id, line.company_id, line.date, line.partner_id, line.account_id,
       line.name AS label, breach.plan_id, line.balance,
       CASE breach.kind WHEN 'required' THEN 100 - breach.share
                        WHEN 'forbidden' THEN breach.share
                        ELSE breach.share - 100 END AS share,
       CASE WHEN breach.kind = 'forbidden' THEN 'forbidden'
            WHEN breach.share > 100 THEN 'excess' ELSE 'missing' END AS problem,
       ROUND(line.balance * ABS(100 - breach.share) / 100, currency.decimal_places)
       AS amount
  FROM (%s) AS breach (line_id, move_id, plan_id, kind, share)
  JOIN account_move_line line ON line.id = breach.line_id
  JOIN res_currency currency ON currency.id = line.company_currency_id
 WHERE line.parent_state = 'posted'
"""

_NONE = """
SELECT NULL::bigint AS id, NULL::int AS move_line_id, NULL::int AS move_id,
       NULL::int AS company_id, NULL::date AS date, NULL::int AS partner_id,
       NULL::int AS account_id, NULL::varchar AS label, NULL::int AS plan_id,
       0.0 AS balance, 0.0 AS share, NULL::varchar AS problem, 0.0 AS amount
 WHERE FALSE
"""


class ApAnalyticGap(models.Model):
    _name = "ap.analytic.gap"
    _inherit = ["ap.report"]
    _description = "Posted line without its axes"
    _auto = False
    _order = "date desc, move_id desc, id"
    _rec_name = "label"

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    move_line_id = fields.Many2one("account.move.line", string="Line", readonly=True)
    move_id = fields.Many2one("account.move", string="Entry", readonly=True)
    date = fields.Date(string="Accounting date", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Supplier", readonly=True)
    account_id = fields.Many2one("account.account", readonly=True)
    label = fields.Char(readonly=True)
    plan_id = fields.Many2one("account.analytic.plan", string="Axis", readonly=True)
    problem = fields.Selection(
        [
            ("missing", "Share missing"),
            ("excess", "More than 100 %"),
            ("forbidden", "Not allowed here"),
        ],
        readonly=True,
    )
    share = fields.Float(
        string="Share (%)", digits="Percentage Analytic", aggregator=None, readonly=True
    )
    balance = fields.Monetary(string="Line amount", readonly=True)
    amount = fields.Monetary(string="Amount concerned", readonly=True)

    @property
    def _table_query(self):
        self.env["account.move.line"]._ap_flush_imputation()
        asked = self.env["ap.analytic.requirement"]
        queries = filter(None, map(asked.breaches_sql, self.env.companies))
        parts = [SQL(_GAPS, query) for query in queries]
        return SQL(" UNION ALL ").join(parts) if parts else SQL(_NONE)

    def _report_title(self):
        return self.env._("Unimputed lines")

    def _report_fields(self):
        return [
            "date", "move_id", "partner_id", "account_id", "label", "plan_id", "problem",
            "share", "balance", "amount",
        ]  # fmt: skip

    def action_open_entry(self):
        """The entry of the line."""
        self.ensure_one()
        return self.move_id.get_formview_action()
