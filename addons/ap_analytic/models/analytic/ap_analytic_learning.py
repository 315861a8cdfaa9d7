# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the last bills of a supplier carry on an account: one statement for all lines."""

from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

BILLS_SEEN = 10
BILL_TYPES = ["in_invoice", "in_refund", "in_receipt"]

# Of each of the last bills the largest line on the account counts. Lines without
# product learn from the whole account.
_LEARN = """
WITH wanted AS (
    SELECT * FROM unnest(%(partners)s::int[], %(accounts)s::int[], %(products)s::int[])
           AS wanted (partner_id, account_id, product_id)
), past AS (
    SELECT wanted.*, bill.move_id, bill.date, bill.distribution
      FROM wanted
     CROSS JOIN LATERAL (
           SELECT DISTINCT ON (line.date, line.move_id)
                  line.move_id, line.date, line.analytic_distribution AS distribution
             FROM account_move_line line
             JOIN account_move move ON move.id = line.move_id
            WHERE line.partner_id = wanted.partner_id
              AND line.account_id = wanted.account_id
              AND (wanted.product_id = 0 OR line.product_id = wanted.product_id)
              AND line.company_id = %(company)s
              AND line.parent_state = 'posted'
              AND line.display_type = 'product'
              AND line.balance <> 0
              AND move.move_type = ANY(%(types)s)
              AND line.move_id <> ALL(%(excluded)s)
            ORDER BY line.date DESC, line.move_id DESC, abs(line.balance) DESC, line.id
            LIMIT %(seen)s) AS bill
), counted AS (
    SELECT partner_id, account_id, product_id, distribution,
           COUNT(*) AS same, MAX(date) AS last,
           array_agg(move_id ORDER BY date DESC, move_id DESC) AS moves,
           (SUM(COUNT(*)) OVER (PARTITION BY partner_id, account_id, product_id))::int
           AS seen
      FROM past
     GROUP BY partner_id, account_id, product_id, distribution
)
SELECT DISTINCT ON (partner_id, account_id, product_id)
       partner_id, account_id, product_id, distribution, same, seen, moves
  FROM counted
 WHERE jsonb_typeof(distribution) = 'object'
 ORDER BY partner_id, account_id, product_id, same DESC, last DESC
"""


class Learned(NamedTuple):
    """What most of the last bills say, and how many of those seen."""

    distribution: dict
    same: int
    seen: int
    moves: list


class ApAnalyticLearning(models.AbstractModel):
    """Learning without magic: counting what people did."""

    _name = "ap.analytic.learning"
    _description = "Imputation learned from past bills"

    @api.model
    @api.private
    def learned(self, company, lines) -> dict:
        """What was learned, by (supplier, account, product or 0)."""
        wanted = {self.key_of(line) for line in lines}
        wanted = sorted(key for key in wanted if key[0] and key[1])
        if not wanted:
            return {}
        self.env["account.move.line"].flush_model()
        rows = self.env.execute_query(
            SQL(
                _LEARN,
                partners=[key[0] for key in wanted],
                accounts=[key[1] for key in wanted],
                products=[key[2] for key in wanted],
                company=company.id,
                types=BILL_TYPES,
                excluded=list(lines.move_id._origin.ids),
                seen=BILLS_SEEN,
            )
        )
        return {row[:3]: Learned(*row[3:]) for row in rows}

    @api.model
    @api.private
    def key_of(self, line) -> tuple:
        partner = line.partner_id.commercial_partner_id
        return (partner.id or 0, line.account_id.id or 0, line.product_id.id or 0)
