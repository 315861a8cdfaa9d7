# SPDX-License-Identifier: AGPL-3.0-or-later
"""What journal items of closings without a supplier hold of each supplier.

A company may want its accruals by account and axis: 408 has one item then, and the lines of
the closing say of whom it is. Such an item counts as one item for each of them, as long as
the lines are open; its reversal and what cancels it count by ending them.
"""

from odoo.tools import SQL

from odoo.addons.ap_closing.models.run_items import in_currency

# An item of several suppliers: no supplier of its own, and the entry of a closing.
_IS_POOLED = """
line.partner_id IS NULL AND line.move_id IN (
    SELECT move.id FROM account_move move
     WHERE move.ap_closing_run_id IS NOT NULL AND move.company_id = %(company)s)
"""
# Beside `item`, those with a supplier: `part`, as `item` is with what is open.
_PARTS = """
pooled AS MATERIALIZED (
    SELECT line.id, line.move_id, line.account_id, line.currency_id,
           COALESCE(line.date_maturity, line.date) AS due
      FROM account_move_line line
     WHERE line.company_id = %(company)s AND line.account_id = ANY(%(accounts)s)
       AND line.parent_state = 'posted' AND line.date <= %(day)s AND %(is_pooled)s
), part AS (
    SELECT pooled.id, line.move_id, line.counterpart_account_id AS account_id,
           pooled.currency_id, line.date_end AS date, owner.id AS partner_id, pooled.due,
           SUM(side.sign * (line.amount + line.amount_tax)) AS balance,
           SUM(side.sign * CASE WHEN pooled.currency_id = %(currency)s
                                THEN line.amount + line.amount_tax
                                ELSE %(cost)s + %(tax)s END) AS amount_currency
      FROM ap_closing_line line
      JOIN LATERAL (
          SELECT one.* FROM pooled one
           WHERE one.move_id = line.move_id
             AND one.account_id = line.counterpart_account_id
           ORDER BY one.currency_id = line.source_currency_id DESC, one.id
           LIMIT 1) pooled ON TRUE
      CROSS JOIN LATERAL (
          SELECT CASE WHEN line.kind = ANY(%(aside)s) THEN 1 ELSE -1 END AS sign) side
      LEFT JOIN res_currency currency ON currency.id = line.source_currency_id
      LEFT JOIN res_partner partner ON partner.id = line.partner_id
      CROSS JOIN LATERAL (
          SELECT COALESCE(partner.commercial_partner_id, line.partner_id) AS id) owner
     WHERE line.company_id = %(company)s AND line.state = 'posted'
       AND line.date_end <= %(day)s AND line.date_reversal > %(day)s
       AND EXISTS (SELECT 1 FROM pooled) AND %(chosen)s
       AND NOT EXISTS (SELECT 1 FROM item
                        WHERE item.move_id = line.move_id
                          AND item.account_id = line.counterpart_account_id
                          AND item.partner_id = owner.id)
     GROUP BY pooled.id, line.move_id, line.counterpart_account_id, pooled.currency_id,
              line.date_end, owner.id, pooled.due
)
"""


def is_pooled(company) -> SQL:
    """Whether `line` is an item of several suppliers."""
    return SQL(_IS_POOLED, company=company.id)


def parts(company, day, accounts, chosen: SQL) -> SQL:
    """`part`: what such items hold of each supplier, debit positive. `chosen`: said of
    `partner` and `line`."""
    company.env["ap.closing.line"].flush_model()
    return SQL(
        _PARTS,
        company=company.id,
        currency=company.currency_id.id,
        accounts=[one.id for one in accounts],
        day=day,
        aside=company.env["ap.closing.kind"]._put_aside(),
        cost=SQL("COALESCE(%s, 0)", in_currency("cost_in_currency", "amount")),
        tax=SQL("COALESCE(%s, 0)", in_currency("tax_in_currency", "amount_tax")),
        is_pooled=is_pooled(company),
        chosen=chosen,
    )
