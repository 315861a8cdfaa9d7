# SPDX-License-Identifier: AGPL-3.0-or-later
"""What orders, and the matching of bills with them, say to a closing."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ap_closing.rules import ownership
from odoo.addons.ap_closing.rules.ownership import Tie

from .likely_bills import REASONS, maybe_of

# What bill lines bill of which order lines: as the books know it, as matching shared
# it among several, or as matching only proposes it. `is_astray`: the order does not
# stand any more, or is of another company, so that it speaks against the link.
TIES = """
SELECT item.id, item.purchase_line_id AS order_line, item.balance::text AS amount,
       TRUE AS is_linked, FALSE AS is_taken_back, NULL::jsonb AS reasons,
       ordered.state = 'cancel' OR ordered.company_id <> item.company_id AS is_astray
  FROM account_move_line item
  JOIN purchase_order_line asked ON asked.id = item.purchase_line_id
  JOIN purchase_order ordered ON ordered.id = asked.order_id
 WHERE %(scope)s
   AND NOT EXISTS (SELECT 1 FROM ap_match_line part
                    WHERE part.bill_line_id = item.id AND part.shared)
 UNION ALL
SELECT item.id, part.purchase_line_id,
       (item.balance * ABS(part.amount / NULLIF(item.price_subtotal, 0)))::text,
       part.shared, matched.decision = 'undone', %(reasons)s, FALSE
  FROM ap_match_line part
  JOIN ap_match matched ON matched.id = part.match_id
  JOIN account_move_line item ON item.id = part.bill_line_id
  JOIN purchase_order_line asked ON asked.id = part.purchase_line_id
  JOIN purchase_order ordered ON ordered.id = asked.order_id
 WHERE %(scope)s AND (part.shared OR item.purchase_line_id IS NULL)
 UNION ALL
SELECT item_id, order_line, balance::text, FALSE, FALSE, reasons, FALSE
  FROM (%(again)s) made_again
 ORDER BY 1, 2
"""

# What a person, or the comparison with orders, says of whole bills.
KNOWN = """
SELECT matched.move_id, matched.decision = 'rejected' AS is_rejected,
       matched.state = 'exception' AND matched.cause NOT IN ('no_order', 'duplicate')
           AND matched.decision <> 'accepted' AS differs
  FROM ap_match matched
 WHERE matched.move_id = ANY(%(moves)s)
"""


class ApClosingOrders(models.AbstractModel):
    _inherit = "ap.closing.orders"

    def _order_line(self, items):
        return SQL("%s.purchase_line_id", SQL.identifier(items))

    def _is_advance(self, items):
        self.env["purchase.order.line"].flush_model(["is_downpayment"])
        return SQL(
            "COALESCE(%(items)s.is_downpayment, (SELECT ordered.is_downpayment"
            " FROM purchase_order_line ordered"
            " WHERE ordered.id = %(items)s.purchase_line_id), FALSE)",
            items=SQL.identifier(items),
        )

    def _is_elapsed(self, items):
        self.env["purchase.order.line"].flush_model(["service_mode"])
        return SQL(
            "EXISTS (SELECT 1 FROM purchase_order_line ordered"
            " WHERE ordered.id = %s.purchase_line_id"
            " AND ordered.service_mode = 'elapsed')",
            SQL.identifier(items),
        )

    def _unordered(self):
        return Domain("purchase_line_id", "=", False)

    def _ties(self, scope):
        for model in ("ap.match", "ap.match.line", "purchase.order"):
            self.env[model].flush_model()
        found, astray = defaultdict(list), set()
        query = SQL(TIES, scope=scope, reasons=SQL(REASONS), again=maybe_of(scope))
        for row in self.env.execute_query_dict(query):
            reasons = [reason[0] for reason in row["reasons"] or ()]
            strength = ownership.strength_of(
                row["is_linked"], reasons, row["is_taken_back"]
            )
            tie = Tie(row["order_line"], Decimal(row["amount"] or 0), strength)
            found[row["id"]].append(tie)
            if row["is_astray"]:
                astray.add(row["id"])
        return found, astray

    def _known_of_bills(self, move_ids):
        self.env["ap.match"].flush_model()
        rows = self.env.execute_query_dict(SQL(KNOWN, moves=list(move_ids)))
        return {row.pop("move_id"): row for row in rows}

    def _change_facts(self, documents):
        if hasattr(documents, "_ap_received_quantity"):
            return _receipt_facts(documents)
        return super()._change_facts(documents)


def _receipt_facts(receipts) -> dict[int, tuple]:
    """Receipts of order lines, whoever records them, at the price of the order."""
    quantities = receipts._ap_received_quantity()
    found = {}
    for receipt in receipts:
        line = receipt.purchase_line_id
        worth = None
        if line.product_qty:
            worth = quantities[receipt.id] * line.price_subtotal / line.product_qty
        company = receipt.company_id or line.company_id
        day = receipt.date
        if isinstance(day, datetime):
            day = company._company_day(day)
        found[receipt.id] = (
            f"{line.order_id.name} – {line.product_id.display_name or line.name}",
            line.partner_id.commercial_partner_id.id, day, worth, line.currency_id.id,
        )  # fmt: skip
    return found
