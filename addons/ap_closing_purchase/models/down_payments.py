# SPDX-License-Identifier: AGPL-3.0-or-later
"""Down payments on orders that a bill put into the charges: no cost until consumed."""

from decimal import Decimal

from odoo.tools import SQL

from odoo.addons.ap_closing.models.closing_values import ProposedLine
from odoo.addons.ap_closing.rules import labels

ZERO = Decimal(0)

# What the bills of each down payment hold in charges and assets; the final bill that
# takes the down payment off brings it to zero.
HELD = """
SELECT paid.id, ordered.name AS order_name, split_part(paid.name, E'\n', 1) AS label,
       partner.commercial_partner_id AS partner_id, item.account_id,
       item.analytic_distribution, SUM(item.balance)::text AS balance,
       MIN(item.date) AS since, array_agg(DISTINCT move.name) AS bills
  FROM purchase_order_line paid
  JOIN purchase_order ordered ON ordered.id = paid.order_id
  JOIN res_partner partner ON partner.id = ordered.partner_id
  JOIN account_move_line item ON item.purchase_line_id = paid.id
  JOIN account_move move ON move.id = item.move_id
  JOIN account_account account ON account.id = item.account_id
 WHERE paid.is_downpayment AND item.company_id = %(company)s
   AND item.parent_state = 'posted' AND item.date <= %(day)s
   AND item.display_type = 'product'
   AND (account.account_type LIKE 'expense%%' OR account.account_type = 'asset_fixed')
 GROUP BY paid.id, ordered.name, partner.commercial_partner_id, item.account_id,
       item.analytic_distribution
HAVING SUM(item.balance) <> 0
 ORDER BY paid.id, item.account_id
"""


def held_down_payments(env, company, day, counterpart_id) -> list[ProposedLine]:
    """The down payments to put aside at the end of the day, in company currency."""
    rows = env.execute_query_dict(SQL(HELD, company=company.id, day=day))
    return [_proposed(row, company, day, counterpart_id) for row in rows]


def _proposed(row, company, day, counterpart_id) -> ProposedLine:
    balance = Decimal(row["balance"])
    return ProposedLine(
        source_key=f"down:{row['id']}:{row['account_id']}",
        source_model="purchase.order.line",
        source_id=row["id"],
        partner_id=row["partner_id"],
        product_id=None,
        label=labels.of_document(row["order_name"], row["label"]),
        account_id=row["account_id"],
        counterpart_account_id=counterpart_id,
        analytic_distribution=row["analytic_distribution"],
        source_currency_id=company.currency_id.id,
        quantity=ZERO,
        price_unit=ZERO,
        amount_untaxed=balance,
        amount_computed=balance,
        tax_computed=ZERO,
        cost_in_currency=balance,
        tax_in_currency=ZERO,
        date_source=row["since"],
        age_days=max((day - row["since"]).days, 0),
        period_start=None,
        period_end=None,
        convention=None,
        excluded_code=None,
        review_code=None,
        explanation_values={
            "order": row["order_name"],
            "bills": [name for name in row["bills"] if name],
            "down_payment": str(balance),
        },
    )
