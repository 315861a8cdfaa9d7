# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which accounts must, may or must not carry which analytic axis, and from when."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.money import to_decimal

from ...rules import analytic

KINDS = [
    ("required", "Required"),
    ("optional", "Optional"),
    ("forbidden", "Forbidden"),
]
# Journal items that break a requirement, with the share found on the axis. The entry
# that reverses another is held to what was asked on the day of that other.
_BREACHES = """
WITH span AS (
    SELECT * FROM unnest(%(accounts)s::int[], %(plans)s::int[], %(kinds)s::varchar[],
                         %(starts)s::date[], %(ends)s::date[])
           AS span (account_id, plan_id, kind, day_from, day_to))
SELECT line.id, line.move_id, span.plan_id, span.kind, COALESCE(found.share, 0)
  FROM account_move_line line
  JOIN account_move move ON move.id = line.move_id
  LEFT JOIN account_move origin
         ON origin.id = move.reversed_entry_id AND origin.state = 'posted'
  JOIN span ON span.account_id = line.account_id
       AND COALESCE(%(day)s, origin.date, move.date) >= span.day_from
       AND (span.day_to IS NULL OR COALESCE(%(day)s, origin.date, move.date) < span.day_to)
  LEFT JOIN LATERAL (
       SELECT SUM(ROUND(part.value::numeric, %(digits)s)) AS share
         FROM jsonb_each_text(CASE jsonb_typeof(line.analytic_distribution)
                  WHEN 'object' THEN line.analytic_distribution END) AS part
        WHERE EXISTS (
              SELECT FROM regexp_split_to_table(part.key, '\\D+') AS number
                JOIN account_analytic_account account
                     ON account.id = NULLIF(number, '')::bigint
               WHERE account.root_plan_id = span.plan_id)
       ) AS found ON TRUE
 WHERE line.company_id = %(company)s
   AND move.state IN ('draft', 'posted')
   AND line.balance <> 0
   AND CASE span.kind
       WHEN 'required' THEN COALESCE(found.share, 0) <> 100
       WHEN 'forbidden' THEN COALESCE(found.share, 0) <> 0
       ELSE COALESCE(found.share, 0) > 100 END
   %(scope)s
"""
# Posted items of accounts that require the axis, and the analytic items of that axis:
# those of these journal items, and those entered by hand on such accounts. An entry that
# reverses another is held to the day of that other, as everywhere.
_TOTALS = """
WITH span AS (
    SELECT * FROM unnest(%(accounts)s::int[], %(starts)s::date[], %(ends)s::date[])
           AS span (account_id, day_from, day_to)),
asked AS (
    SELECT line.id, line.date, line.balance
      FROM account_move_line line
      JOIN account_move move ON move.id = line.move_id
      LEFT JOIN account_move origin
             ON origin.id = move.reversed_entry_id AND origin.state = 'posted'
      JOIN span ON span.account_id = line.account_id
           AND COALESCE(origin.date, move.date) >= span.day_from
           AND (span.day_to IS NULL
                OR COALESCE(origin.date, move.date) < span.day_to)
     WHERE line.company_id = %(company)s AND line.parent_state = 'posted')
SELECT
       COALESCE((SELECT SUM(asked.balance) FROM asked
                  WHERE asked.date BETWEEN %(first)s AND %(last)s), 0),
       COALESCE((SELECT -SUM(item.amount)
                   FROM account_analytic_line item
                   LEFT JOIN asked ON asked.id = item.move_line_id
                   LEFT JOIN span ON item.move_line_id IS NULL
                        AND span.account_id = item.general_account_id
                        AND item.date >= span.day_from
                        AND (span.day_to IS NULL OR item.date < span.day_to)
                  WHERE item.company_id = %(company)s
                    AND item.date BETWEEN %(first)s AND %(last)s
                    AND item.%(column)s IS NOT NULL
                    AND (asked.id IS NOT NULL OR span.account_id IS NOT NULL)), 0)
"""


class ApAnalyticRequirement(models.Model):
    """Accounts whose code starts like that carry this axis at 100 %, or may, or must
    not, from a day on.

    Of several that fit an account the longest prefix counts, then the latest. Without
    a requirement nothing is asked. Lines without an amount are left alone.
    """

    _name = "ap.analytic.requirement"
    _inherit = ["mail.thread"]
    _description = "Analytic requirement"
    _order = "company_id, plan_id, account_prefix, date_from desc, id"
    _rec_name = "account_prefix"
    _check_company_auto = True

    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    plan_id = fields.Many2one(
        "account.analytic.plan",
        string="Axis",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("parent_id", "=", False)],
        tracking=True,
    )
    account_prefix = fields.Char(
        string="Accounts",
        required=True,
        tracking=True,
        help="First figures of the account's code: 6, 613. The longest counts.",
    )
    kind = fields.Selection(KINDS, required=True, default="required", tracking=True)
    date_from = fields.Date(
        string="From",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
        help="Accounting date of the first entries that are held to it.",
    )
    note = fields.Char(string="Why")
    _once = models.UniqueIndex(
        "(company_id, plan_id, account_prefix, date_from) WHERE active",
        "That axis already has a requirement for these accounts from that day.",
    )
    _prefix_not_blank = models.Constraint(
        "CHECK(account_prefix = btrim(account_prefix) AND account_prefix <> '')",
        "Write the first figures of the accounts, without spaces.",
    )

    @api.constrains("plan_id")
    def _check_root(self):
        for one in self:
            if one.plan_id.parent_id:
                raise ValidationError(
                    self.env._(
                        "“%(plan)s” is part of another plan: choose the axis "
                        "“%(root)s” itself.",
                        plan=one.plan_id.display_name,
                        root=one.plan_id.root_id.display_name,
                    )
                )

    @api.model
    @api.private
    def of(self, company) -> list[analytic.Requirement]:
        """The requirements of a company as values."""
        rows = self.sudo().search([("company_id", "=", company.id)])
        return [
            analytic.Requirement(
                row.plan_id.id, row.account_prefix, row.kind, row.date_from
            )
            for row in rows
        ]

    @api.model
    @api.private
    def breaches(self, company, scope=None, day=None) -> list[tuple]:
        """What is wrong, as (line id, entry id, breach). Arguments: `breaches_sql`."""
        query = self.breaches_sql(company, scope, day)
        if query is None:
            return []
        return [
            (line, move, breach)
            for line, move, plan, kind, share in self.env.execute_query(query)
            for breach in analytic.breaches({plan: to_decimal(share)}, {plan: kind})
        ]

    @api.model
    @api.private
    def breaches_sql(self, company, scope=None, day=None):
        """The statement that finds the items of a company that break a requirement:
        (line, move, plan, kind, share); None where nothing is asked. `scope` limits
        the items: SQL that starts with AND. `day`: of which the requirements count,
        instead of the accounting date."""
        requirements = self.of(company)
        if not requirements:
            return None
        accounts = self._accounts(company, {one.prefix for one in requirements})
        spans = [
            (account, span)
            for account, code in accounts
            for span in analytic.spans(requirements, code)
        ]
        precision = self.env["decimal.precision"].precision_get("Percentage Analytic")
        return SQL(
            _BREACHES,
            accounts=[account for account, _span in spans],
            plans=[span.plan for _account, span in spans],
            kinds=[span.kind for _account, span in spans],
            starts=[span.start for _account, span in spans],
            ends=[span.end for _account, span in spans],
            digits=precision,
            company=company.id,
            day=SQL("%s::date", day),
            scope=scope or SQL(),
        )

    def _accounts(self, company, prefixes) -> list[tuple]:
        """Accounts (id, code) of a company whose code starts with one of these."""
        self.env["account.account"].flush_model(["code_store"])
        root = company.parent_path.split("/")[0]
        return self.env.execute_query(
            SQL(
                """SELECT id, code_store ->> %(root)s FROM account_account
                    WHERE EXISTS (SELECT FROM unnest(%(prefixes)s::varchar[]) AS prefix
                           WHERE starts_with(code_store ->> %(root)s, prefix))""",
                root=root,
                prefixes=list(prefixes),
            )
        )

    # The ledger and the analytic items, in total for each axis that a company requires ---

    @api.model
    @api.private
    def axes_of(self, company, day):
        """The axes that some account of the company must carry on that day."""
        asked = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("kind", "=", "required"),
                ("date_from", "<=", day),
            ]
        )
        return asked.plan_id

    @api.model
    @api.private
    def axis_totals(self, company, plan, first, last) -> tuple[float, float]:
        """What the ledger holds of `first` to `last` on accounts that require the axis,
        and what the analytic items of that axis hold; debit positive."""
        for name in ("account.move.line", "account.move", "account.analytic.line"):
            self.env[name].flush_model()
        spans = self._required_spans(company, plan)
        query = SQL(
            _TOTALS,
            accounts=[account for account, _span in spans],
            starts=[span.start for _account, span in spans],
            ends=[span.end for _account, span in spans],
            company=company.id,
            column=SQL.identifier(plan._column_name()),
            first=first,
            last=last,
        )
        ((ledger, imputed),) = self.env.execute_query(query)
        return float(ledger), float(imputed)

    def _required_spans(self, company, plan) -> list[tuple]:
        """(account id, span) of the accounts of costs and income that require the axis."""
        requirements = [one for one in self.of(company) if one.plan == plan.id]
        prefixes = {one.prefix for one in requirements}
        return [
            (account, span)
            for account, code in self._profit_and_loss(self._accounts(company, prefixes))
            for span in analytic.spans(requirements, code)
            if span.kind == "required"
        ]

    def _profit_and_loss(self, accounts) -> list[tuple]:
        """Of these (id, code) the accounts of costs and income, by their type."""
        rows = self.env["account.account"].sudo().browse([one for one, _code in accounts])
        kept = {row.id for row in rows if row.internal_group in ("expense", "income")}
        return [pair for pair in accounts if pair[0] in kept]
