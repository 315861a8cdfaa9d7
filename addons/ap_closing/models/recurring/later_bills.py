# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bills that regular accruals waited for."""

from datetime import date
from decimal import Decimal

from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.calendar import month_number
from odoo.addons.ap_base.arithmetic.recurrence import paid_share

from .learning import as_billed

# Each posted accrual of these suppliers beside each later bill on its account, in the
# order of the bills; accruals without a later bill have one row.
LATER = """
SELECT line.id, line.kind, line.source_id,
       line.amount_untaxed::text AS untaxed,
       line.amount_computed::text AS computed,
       line.amount::text AS amount, line.quantity::text AS quantity,
       (SELECT SUM(earlier.quantity) FROM ap_closing_line earlier
         WHERE earlier.run_id = line.run_id
           AND earlier.source_key = line.source_key
           AND earlier.state = 'posted'
           AND earlier.posting < line.posting)::text AS before,
       NULL AS total,
       COALESCE(line.explanation_values -> 'missing', '[]')
           || COALESCE(line.explanation_values -> 'short', '[]') AS months,
       bill.month, bill.first, bill.last, bill.amount AS billed_amount,
       bill.date AS billed_on
  FROM ap_closing_line line
  JOIN ap_recurring source ON source.id = line.source_id
  LEFT JOIN LATERAL (
      SELECT move.id, move.date, COALESCE(move.invoice_date, move.date) AS month,
             item.deferred_start_date AS first, item.deferred_end_date AS last,
             SUM(item.balance)::text AS amount
        FROM account_move_line item
        JOIN account_move move ON move.id = item.move_id
        JOIN res_partner partner ON partner.id = move.partner_id
       WHERE item.account_id = source.account_id
         AND item.parent_state = 'posted' AND item.date > line.date_end
         AND item.display_type = 'product'
         AND move.move_type IN ('in_invoice', 'in_refund', 'in_receipt')
         AND move.company_id = line.company_id
         AND partner.commercial_partner_id = source.partner_id
       GROUP BY move.id, move.date, 3, 4, 5
  ) bill ON TRUE
 WHERE line.state = 'posted' AND line.source_model = 'ap.recurring'
   AND line.source_id = ANY(%s) AND line.date_end < %s
 ORDER BY line.id, bill.date, bill.id
"""


def read(env, bills) -> list[dict]:
    """The accruals of the suppliers of these bills, each beside the later bills that pay
    months of it."""
    if not bills:
        return []
    sources = env["ap.recurring"].search(
        [
            ("company_id", "in", bills.company_id.ids),
            ("partner_id", "in", bills.partner_id.commercial_partner_id.ids),
            ("account_id", "in", bills.invoice_line_ids.account_id.ids),
        ]
    )
    return _beside_later_bills(env, sources, max(bills.mapped("date"))) if sources else []


def _beside_later_bills(env, sources, day) -> list[dict]:
    """Accruals beside later bills, each with the months that it pays."""
    rhythms = {source.id: source._rhythm() for source in sources}
    paid = []
    for row in env.execute_query_dict(SQL(LATER, sources.ids, day)):
        row["billed"] = None
        if row["billed_amount"] is not None:
            months = {
                month_number(date.fromisoformat(f"{one}-01")) for one in row["months"]
            }
            bill = as_billed({**row, "amount": row["billed_amount"]})
            units, amount = paid_share(bill, months, rhythms[row["source_id"]])
            refund = not bill.is_dated and amount < 0
            row["billed"] = -units if refund else units
            row["billed_amount"] = Decimal(amount.numerator) / amount.denominator
        paid.append(row)
    return _without_others(paid)


def _without_others(rows: list[dict]) -> list[dict]:
    """Bills of other months settle nothing; an accrual left without any has one row."""
    kept, seen = [], set()
    for row in rows:
        if row["billed"]:
            kept.append(row)
            seen.add(row["id"])
    for row in rows:
        if row["id"] not in seen:
            seen.add(row["id"])
            kept.append({**row, "billed_amount": None})
    return sorted(kept, key=lambda row: row["id"])
