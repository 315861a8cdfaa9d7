# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ledger and the analytic items, in total for each axis that a company requires."""

from odoo import api, models
from odoo.tools import SQL

from ...rules import analytic

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
    _inherit = "ap.analytic.requirement"

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
